import Columnar
import LocalEngine
import QueryPlan
import Testing

@Suite("Text functions")
struct TextFunctionTests {
    /// Evaluates over literals and over columns, which must agree.
    private func value(_ function: ScalarFunction, _ arguments: [Scalar], _ type: DataType = .string) throws -> Scalar {
        let folded = try evaluate(call(function, arguments.map(lit), type))
        let columns = arguments.enumerated().map { Column($1.type, [$1, .null, $1]) }
        let schema = Schema(arguments.enumerated().map { Field("c\($0)", $1.type) })
        let expressions = arguments.enumerated().map {
            Expression.column(index: $0, name: "c\($0)", type: $1.type)
        }
        let program = try ExpressionProgram([call(function, expressions, type)], input: schema)
        let result = try program.evaluate(columns, rowCount: 3)[0]
        #expect(result[0] == folded && result[2] == folded)
        #expect(result[1] == .null)
        return folded
    }

    private func text(_ function: ScalarFunction, _ string: String, _ numbers: Int64...) throws -> String? {
        try value(function, [.string(string)] + numbers.map { .int64($0) }).asString
    }

    private func texts(_ function: ScalarFunction, _ strings: String...) throws -> String? {
        try value(function, strings.map { .string($0) }).asString
    }

    @Test("case follows Unicode, beyond ASCII too")
    func letterCase() throws {
        #expect(try texts(.upper, "Straße é z") == "STRASSE É Z")
        #expect(try texts(.lower, "ÀB[@`{Z") == "àb[@`{z")
        #expect(try texts(.upper, "@[`{az") == "@[`{AZ")
    }

    @Test("trimming takes spaces only")
    func trimming() throws {
        #expect(try texts(.trim, "  a b \t ") == "a b \t")
        #expect(try texts(.ltrim, "  a ") == "a ")
        #expect(try texts(.rtrim, "  a ") == "  a")
        #expect(try texts(.trim, "   ") == "")
    }

    @Test("lengths and positions count characters, not bytes")
    func lengths() throws {
        #expect(try value(.length, [.string("aé€😀")], .int64) == .int64(4))
        #expect(try value(.instr, [.string("aé€😀b"), .string("😀")], .int64) == .int64(4))
        #expect(try value(.instr, [.string("abc"), .string("x")], .int64) == .int64(0))
        #expect(try value(.instr, [.string("abc"), .string("")], .int64) == .int64(1))
    }

    @Test("substring counts from one, from the end when negative, and clips")
    func substrings() throws {
        #expect(try text(.substring, "Spark SQL", 5) == "k SQL")
        #expect(try text(.substring, "Spark SQL", -3) == "SQL")
        #expect(try text(.substring, "Spark SQL", 5, 1) == "k")
        #expect(try text(.substring, "Spark SQL", 0, 2) == "Sp")
        #expect(try text(.substring, "abc", -5, 3) == "a")
        #expect(try text(.substring, "abc", 2, -1) == "")
        #expect(try text(.substring, "abc", 4) == "")
        #expect(try text(.substring, "abc", .min, .max) == "ab")
        #expect(try text(.substring, "abc", .max, .max) == "")
        #expect(try text(.substring, "aé€😀b", 2, 3) == "é€😀")
        #expect(try text(.substring, "aé€😀b", -2, 1) == "😀")
        #expect(try text(.left, "é€x", 2) == "é€")
        #expect(try text(.left, "abc", -1) == "")
        #expect(try text(.right, "é€x", 2) == "€x")
        #expect(try text(.right, "abc", 9) == "abc")
        #expect(try text(.right, "abc", 0) == "")
    }

    @Test("replacing, repeating, reversing and padding")
    func building() throws {
        #expect(try texts(.replace, "aaa", "aa", "b") == "ba")
        #expect(try texts(.replace, "abc", "", "x") == "abc")
        #expect(try text(.repeat, "ab", 3) == "ababab")
        #expect(try text(.repeat, "ab", -1) == "")
        #expect(try texts(.reverse, "aé😀") == "😀éa")
        #expect(try value(.lpad, [.string("hi"), .int64(5), .string("é?")]) == .string("é?éhi"))
        #expect(try value(.rpad, [.string("hi"), .int64(5), .string("é?")]) == .string("hié?é"))
        #expect(try value(.lpad, [.string("hello"), .int64(2), .string("x")]) == .string("he"))
        #expect(try value(.lpad, [.string("hi"), .int64(5), .string("")]) == .string("hi"))
        #expect(try value(.rpad, [.string("hi"), .int64(-5), .string("x")]) == .string(""))
        #expect(try texts(.concat, "a", "", "b") == "ab")
    }

    @Test("a text too long for memory is refused")
    func tooLong() throws {
        #expect(throws: EvaluationError(.textTooLong, in: "repeat")) { try text(.repeat, "abc", .max) }
        #expect(throws: EvaluationError(.textTooLong, in: "lpad")) {
            try value(.lpad, [.string("a"), .int64(.max), .string("b")])
        }
    }

    @Test("parts between delimiters, from both ends")
    func parts() throws {
        func part(_ text: String, _ delimiter: String, _ number: Int64) throws -> String? {
            try value(.split_part, [.string(text), .string(delimiter), .int64(number)]).asString
        }
        #expect(try part("11.12.13", ".", 3) == "13")
        #expect(try part("11.12.13", ".", -1) == "13")
        #expect(try part("11.12.13", ".", -3) == "11")
        #expect(try part("11.12.13", ".", 4) == "")
        #expect(try part("11.12.13", ".", .min) == "")
        #expect(try part("a,,b", ",", 2) == "")
        #expect(try part("aXXbXX", "XX", 3) == "")
        #expect(try part("abc", "", 1) == "abc")
        #expect(throws: EvaluationError.self) { try part("a", ",", 0) }
    }

    @Test("searching for beginnings, ends and middles")
    func searching() throws {
        func holds(_ function: ScalarFunction, _ a: String, _ b: String) throws -> Bool? {
            try value(function, [.string(a), .string(b)], .boolean).asBoolean
        }
        #expect(try holds(.starts_with, "harmony", "har") == true)
        #expect(try holds(.starts_with, "ha", "har") == false)
        #expect(try holds(.ends_with, "harmony", "") == true)
        #expect(try holds(.ends_with, "harmony", "mony") == true)
        #expect(try holds(.contains, "harmony", "rmo") == true)
        #expect(try holds(.contains, "aab", "ab") == true)
        #expect(try holds(.contains, "", "a") == false)
    }

    @Test("concat_ws skips nulls, coalesce, nullif, greatest and least choose")
    func choosing() throws {
        let rows = Rows(
            ("a", .string, strings("x", nil, nil, "y")), ("b", .string, strings(nil, "b", nil, "y")),
            ("n", .double, doubles(nil, .nan, 1, -0.0)), ("m", .double, doubles(2, 1, nil, 0.0)))
        #expect(
            try rows.evaluate(call(.concat_ws, [lit(.string("-")), rows["a"], rows["b"], lit(.string("z"))], .string))
                == strings("x-z", "b-z", "z", "y-y-z"))
        #expect(
            try rows.evaluate(call(.coalesce, [rows["a"], rows["b"], lit(.string("none"))], .string))
                == strings("x", "b", "none", "y"))
        #expect(try rows.evaluate(call(.nullif, [rows["a"], rows["b"]], .string)) == strings("x", nil, nil, nil))
        #expect(try rows.evaluate(call(.greatest, [rows["a"], rows["b"]], .string)) == strings("x", "b", nil, "y"))
        #expect(try rows.evaluate(call(.greatest, [rows["n"], rows["m"]], .double)) == doubles(2, .nan, 1, -0.0))
        #expect(try rows.evaluate(call(.least, [rows["n"], rows["m"]], .double)) == doubles(2, 1, 1, -0.0))
        #expect(try rows.evaluate(call(.coalesce, [rows["n"], lit(.double(0))], .double)) == doubles(0, .nan, 1, -0.0))
        #expect(try rows.evaluate(call(.isnan, [rows["n"]], .boolean)) == booleans(false, true, false, false))
        let lazy = call(
            .coalesce, [rows["m"], .binary(.divide, lit(.double(1)), .binary(.subtract, rows["n"], lit(.double(1))))],
            .double)
        #expect(throws: EvaluationError(.divisionByZero, in: "/")) { try rows.evaluate(lazy) }
        #expect(try rows.evaluate(lazy, on: [0, 1, 3]) == doubles(2, 1, 0))
    }

    @Test(
        "LIKE matches whole texts",
        arguments: [
            ("harmony", "harmony", true), ("harmony", "har%", true), ("harmony", "%mony", true),
            ("harmony", "%rmo%", true),
            ("harmony", "har", false), ("harmony", "h_rm%y", true), ("harmony", "_______", true),
            ("harmony", "______", false),
            ("", "%", true), ("", "", true), ("", "_", false), ("a", "%%", true), ("aé€", "a__", true),
            ("aé€", "a_", false),
            ("é", "_", true), ("100%", "100\\%", true), ("1000", "100\\%", false), ("a_b", "a\\_b", true),
            ("a\\b", "a\\\\b", true), ("aXbXc", "a%b%c", true), ("ab", "a%b%b", false), ("abab", "%ab", true),
            ("aba", "ab%ba", false), ("x.y", "x.y", true), ("xzy", "x.y", false), ("mississippi", "m%iss%ip%i", true),
            ("mississippi", "%s_s_p%", false), ("é€x", "%_x", true), ("line\nbreak", "line%break", true),
            ("ABC", "abc", false),
        ])
    func like(text: String, pattern: String, expected: Bool) throws {
        let rows = Rows(("t", .string, strings(text, nil)), ("p", .string, strings(pattern, "x")))
        let literal = Expression.like(rows["t"], pattern: lit(.string(pattern)), caseInsensitive: false)
        let dynamic = Expression.like(rows["t"], pattern: rows["p"], caseInsensitive: false)
        #expect(try rows.evaluate(literal) == booleans(expected, nil))
        #expect(try rows.evaluate(dynamic) == booleans(expected, nil))
    }

    @Test("LIKE takes no exponential time, ignores case when asked and refuses misplaced escapes")
    func likeEdges() throws {
        let long = String(repeating: "a", count: 20_000)
        let rows = Rows(("t", .string, strings(long)))
        let hard = String(repeating: "%a_", count: 30) + "b"
        #expect(
            try rows.evaluate(.like(rows["t"], pattern: lit(.string(hard)), caseInsensitive: false)) == booleans(false))
        #expect(
            try evaluate(.like(lit(.string("ÀBC")), pattern: lit(.string("à%c")), caseInsensitive: true))
                == .boolean(true))
        for pattern in ["a\\", "\\a"] {
            #expect(throws: EvaluationError(.invalidPattern, in: "LIKE", text: pattern)) {
                try rows.evaluate(.like(rows["t"], pattern: lit(.string(pattern)), caseInsensitive: false))
            }
        }
    }
}
