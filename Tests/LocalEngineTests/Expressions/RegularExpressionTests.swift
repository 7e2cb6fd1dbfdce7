import Columnar
import LocalEngine
import QueryPlan
import Testing

/// Regular expressions beside Spark SQL 4 (Java's dialect) in ANSI mode, whose answers these are.
@Suite("Regular expressions")
struct RegularExpressionTests {
    @Test(
        "matching, extracting and replacing",
        arguments: [
            ("regexp_like('abc', 'b')", "true"),
            ("'abc' RLIKE '^b'", "false"),
            ("'abc' REGEXP 'c$'", "true"),
            ("NOT 'abc' RLIKE 'x'", "true"),
            ("'abc' NOT RLIKE 'x'", "true"),
            ("regexp_like(null, 'x')", "NULL"),
            ("regexp_like('x', null)", "NULL"),
            ("'abc' RLIKE ''", "true"),
            ("'Ärger' RLIKE '^.rger$'", "true"),
            ("'🦆' RLIKE '^.$'", "true"),
            ("concat('a', chr(10)) RLIKE 'a$'", "true"),
            ("concat('a', chr(10), 'b') RLIKE 'a.b'", "false"),
            ("concat('a', chr(10), 'b') RLIKE '(?s)a.b'", "true"),
            ("concat('a', chr(10), 'b') RLIKE '(?m)^b$'", "true"),
            ("concat('a', chr(13), chr(10)) RLIKE 'a$'", "true"),
            ("concat('a', chr(13)) RLIKE 'a$'", "true"),
            ("concat('a', chr(13)) RLIKE 'a.'", "false"),
            ("'ABC' RLIKE '(?i)abc'", "true"),
            ("'É' RLIKE '\\p{Lu}'", "true"),
            ("'É' RLIKE '\\p{IsLatin}'", "true"),
            ("'é' RLIKE '\\w'", "false"),
            ("'é' RLIKE '\\u00e9'", "true"),
            ("'é' RLIKE '^\\W$'", "true"),
            ("regexp_replace('aé1 日', '\\W', 'x')", "ax1xx"),
            ("regexp_replace('aé1 日', '\\D', 'x')", "xx1xx"),
            ("regexp_replace('aé1 日', '\\S', 'x')", "xxx x"),
            ("regexp_replace('aé1 日', '[\\S]+', 'x')", "x x"),
            ("regexp_extract('Zoë Öz', '(\\S+) (\\S{2})', 2)", "Öz"),
            ("regexp_extract('Zoë', '(?i)z\\w\\W++$', 0)", "Zoë"),
            ("'x' RLIKE '\\0170'", "true"),
            ("'(' RLIKE '\\Q(\\E'", "true"),
            ("regexp_extract('100-200', '(\\d+)-(\\d+)', 1)", "100"),
            ("regexp_extract('100-200', '([0-9]+)-([0-9]+)', 2)", "200"),
            ("regexp_extract('100-200', '([0-9]+)-([0-9]+)')", "100"),
            ("regexp_extract('100-200', '([0-9]+)-([0-9]+)', 0)", "100-200"),
            ("regexp_extract('abc', 'x(y)', 1)", ""),
            ("regexp_extract('b', '(a)?b', 1)", ""),
            ("regexp_extract('aébé', '(é)b(.)', 2)", "é"),
            ("regexp_extract(null, 'b', 0)", "NULL"),
            ("regexp_replace('100-200', '([0-9]+)', 'num')", "num-num"),
            ("regexp_replace('abc', '', '_')", "_a_b_c_"),
            ("regexp_replace('axb', 'x*', '-')", "-a--b-"),
            ("regexp_replace('é', '', '_')", "_é_"),
            ("regexp_replace('100-200', '([0-9]+)-([0-9]+)', '$2-$1')", "200-100"),
            ("regexp_replace('abc', 'b', '\\$')", "a$c"),
            ("regexp_replace('abc', 'b', '$0$0')", "abbc"),
            ("regexp_replace('abc', 'b', '\\\\')", "a\\c"),
            ("regexp_replace('abc', '(b)', '$12')", "ab2c"),
            ("regexp_replace('a1b2', '[0-9]', 'X', 3)", "a1bX"),
            ("regexp_replace('a1b2', '[0-9]', 'X', 1)", "aXbX"),
            ("regexp_replace('a1b2', '[0-9]', 'X', 9)", "a1b2"),
            ("regexp_replace('abab', '^a', 'X', 3)", "abXb"),
            ("regexp_replace('abab', '(?<=b)a', 'X', 3)", "abab"),
            ("regexp_replace('abc', '(a)|(b)', '<$1$2>')", "<a><b>c"),
            ("regexp_count('Steven Jones and Stephen Smith are the best players', 'Ste(v|ph)en')", "2"),
            ("regexp_count('abcdefghijklmnopqrstuvwxyz', '[a-z]{3}')", "8"),
            ("regexp_count('abc', '')", "4"),
            ("regexp_count('axxb', 'x*')", "4"),
            ("regexp_substr('Steven Jones and Stephen Smith', 'Ste(v|ph)en')", "Steven"),
            ("regexp_substr('abc', 'x')", "NULL"),
            ("regexp_substr('abc', '')", "NULL"),
            ("regexp_instr('user@spark.apache.org', '@[^.]*')", "5"),
            ("regexp_instr('abc', 'x')", "0"),
            ("regexp_instr('éab', 'b')", "3"),
            ("regexp_instr('🦆b', 'b')", "2"),
            ("regexp_instr('abc', '')", "1"),
            ("regexp_like('aaa', 'a{2,}+a')", "false"),
            ("regexp_like('ab', '(?<n>a)\\k<n>')", "false"),
            ("regexp_like('aa', '(?<n>a)\\k<n>')", "true"),
            ("regexp_like('abab', '(ab)\\1')", "true"),
            ("regexp_like('foobar', 'foo(?!baz)')", "true"),
            ("regexp_like('foobar', '(?<=foo)bar')", "true"),
            ("regexp_like('a b', '(?x)a\\ b')", "true"),
            ("rlike('abc','b')", "true"),
            ("regexp('abc','b')", "true"),
            ("'a1' RLIKE '\\p{Alpha}\\p{Digit}'", "true"),
            ("'é1' RLIKE '\\p{Alpha}'", "false"),
            ("'é' RLIKE '[^\\p{Alpha}]'", "true"),
            ("'a' RLIKE '\\P{Alpha}'", "false"),
            ("regexp_replace('a.b', '\\.', '\\\\')", "a\\b"),
            ("regexp_replace('abc', 'b', '\\$1')", "a$1c"),
            ("'a' RLIKE '\\cA'", "false"),
            ("concat('a', chr(11)) RLIKE '\\s'", "true"),
            ("'a]' RLIKE '[]a]+$'", "true"),
            ("'-' RLIKE '[\\-a]'", "true"),
        ])
    func answers(expression: String, expected: String) throws {
        #expect(try answer(expression) == expected)
    }

    @Test(
        "what cannot be followed is said at its place",
        arguments: [
            ("'a' RLIKE '('", "missing closing parenthesis", 20),
            ("'a' RLIKE '[a'", "this class has no closing ]", 19),
            ("'a' RLIKE '*a'", "quantifier does not follow a repeatable item", 19),
            ("'a' RLIKE '''*''[''['", "a class cannot stand inside a class; write \\[ for the bracket itself", 27),
            ("'a' RLIKE '[a-z&&[^b]]'", "classes cannot be intersected with &&", 23),
            ("'a' RLIKE '(*UTF)a'", "there is nothing to repeat before *", 20),
            ("'a' RLIKE 'ab\\K'", "there is no escape \\K", 21),
            ("'a' RLIKE 'ab\\'", "the last \\ has nothing to escape", 21),
            ("'a' RLIKE '\\u12'", "\\u takes four hexadecimal digits", 19),
        ])
    func faults(expression: String, message: String, column: Int) throws {
        #expect {
            try answer(expression)
        } throws: {
            guard let refused = $0 as? SQLExpression.Refused else { return false }
            return refused.description == "this regular expression does not compile: " + message
                && refused.column == column
        }
    }

    @Test(
        "groups and positions that there are not are refused",
        arguments: [
            ("regexp_extract('a', '(a)', 2)", "there is no group 2: the pattern has 1 group"),
            ("regexp_extract('a', 'a')", "there is no group 1: the pattern has 0 groups"),
            (
                "regexp_replace('a', 'a', 'x$1')",
                "this replacement cannot be made: there is no group 1; the pattern has 0"
            ),
            (
                "regexp_replace('a', 'a', '$')",
                "this replacement cannot be made: a $ names a group; write \\$ for the dollar itself"
            ),
            ("regexp_replace('a', 'a', '${x}')", "this replacement cannot be made: there is no group named 'x'"),
            ("regexp_replace('a', 'a', 'x', 0)", "regexp_replace() starts at 1 or later, found 0"),
        ])
    func groups(expression: String, message: String) throws {
        #expect { try answer(expression) } throws: { ($0 as? SQLExpression.Refused)?.description == message }
    }

    @Test("(?i) knows all letters, not only ASCII's; groups may have names")
    func ownWays() throws {
        #expect(try answer("'É' RLIKE '(?i)é'") == "true")
        #expect(try answer("regexp_replace('abc', '(?<x>b)', '[${x}]')") == "a[b]c")
    }

    @Test("patterns and replacements from columns, compiled as they come")
    func columns() throws {
        let rows = Rows(
            ("text", .string, strings("a1b22", "a1b22", "xyz", nil, "")),
            ("pattern", .string, strings("[0-9]+", "([a-z])([0-9])", "", "a", "^$")),
            ("with", .string, strings("#", "$2$1", "-", "b", "e")))
        #expect(
            try rows.evaluate(call(.regexp_replace, [rows["text"], rows["pattern"], rows["with"]], .string))
                == strings("a#b#", "1a2b2", "-x-y-z-", nil, "e"))
        #expect(
            try rows.evaluate(call(.regexp_count, [rows["text"], rows["pattern"]], .int64)) == int64s(2, 2, 4, nil, 1))
        #expect(
            try rows.evaluate(call(.regexp_extract, [rows["text"], rows["pattern"], lit(.int64(0))], .string))
                == strings("1", "a1", "", nil, ""))
    }

    @Test("a pattern from a column that does not compile, and one that backtracks without end, are errors")
    func errors() throws {
        let rows = Rows(
            ("text", .string, strings("a", String(repeating: "a", count: 40) + "!")),
            ("bad", .string, strings("(", "(")))
        #expect {
            try rows.evaluate(call(.regexp_like, [rows["text"], rows["bad"]], .boolean))
        } throws: {
            ($0 as? EvaluationError)?.kind == .invalidRegularExpression
        }
        #expect {
            try rows.evaluate(call(.regexp_like, [rows["text"], lit(.string("^(a|a|a)*$"))], .boolean))
        } throws: {
            ($0 as? EvaluationError)?.kind == .patternTooCostly
        }
    }
}
