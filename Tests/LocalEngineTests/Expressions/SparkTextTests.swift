import Columnar
import Foundation
import LocalEngine
import QueryPlan
import TestSupport
import Testing

/// Text functions beside Spark SQL 4 in ANSI mode, whose answers these are.
@Suite("Text functions as in Spark")
struct SparkTextTests {
    @Test(
        "letter case is Unicode's",
        arguments: [
            ("initcap('sPark sql')", "Spark Sql"),
            ("initcap('a-b c_d  e')", "A-b C_d  E"),
            ("initcap('ǆ ß éa')", "ǅ Ss Éa"),
            ("lower('ΣΑΣ ΟΔΟΣ.')", "σας οδος."),
            ("upper('ŉ ß ǆ')", "ʼN SS Ǆ"),
            ("initcap('ΟΔΟΣ ΑΣ')", "Οδος Ας"),
            ("initcap('a1b 1ab (abc)')", "A1b 1ab (abc)"),
            ("initcap('ΑΣ ΣΑ')", "Ας Σα"),
            ("lower('Σ')", "σ"),
            ("lower('ΑΣ')", "ας"),
            ("lower('ΑΣΑ')", "ασα"),
            ("lower('Α.Σ.Β')", "α.σ.β"),
            ("lower('İ')", "i̇"),
            ("upper('ﬀ')", "FF"),
        ])
    func letterCase(expression: String, expected: String) throws {
        #expect(try answer(expression) == expected)
    }

    @Test(
        "searching counts characters from one",
        arguments: [
            ("locate('', 'abc', 3)", "1"),
            ("locate('b', 'abcbc', 3)", "4"),
            ("locate('b', 'abc', 0)", "0"),
            ("locate('b','abc',null)", "0"),
            ("locate('b', 'abc', -1)", "0"),
            ("locate('b', null, 1)", "NULL"),
            ("locate('é', 'aéé', 3)", "3"),
            ("position('b', 'abcb', 3)", "4"),
            ("locate('', '', 1)", "1"),
            ("instr('abc','')", "1"),
            ("levenshtein('kitten', 'sitting')", "3"),
            ("levenshtein('kitten','sitting',2)", "-1"),
            ("levenshtein('kitten','sitting',3)", "3"),
            ("levenshtein('','abc')", "3"),
            ("levenshtein('aé','ae')", "1"),
            ("levenshtein('a','b',0)", "-1"),
            ("levenshtein('a','a',-1)", "-1"),
            ("levenshtein('abc','abc',0)", "0"),
            ("find_in_set('ab','abc,b,ab,c,def')", "3"),
            ("find_in_set('a,b','a,b')", "0"),
            ("find_in_set('', ',')", "1"),
            ("find_in_set('x','')", "0"),
            ("contains('abc','')", "true"),
            ("startswith('abc','')", "true"),
            ("'a_c' like 'a^_c' escape '^'", "true"),
            ("'a%c' like '%/%c' escape '/'", "true"),
            ("'a\\\\c' like 'a\\\\\\\\c'", "true"),
            ("levenshtein('', '')", "0"),
            ("levenshtein('🦆', 'é')", "1"),
        ])
    func searching(expression: String, expected: String) throws {
        #expect(try answer(expression) == expected)
    }

    @Test(
        "codes, digests and numbers as text",
        arguments: [
            ("ascii('')", "0"),
            ("ascii('é')", "233"),
            ("ascii('🦆x')", "129414"),
            ("chr(65)", "A"),
            ("chr(-1)", ""),
            ("chr(233)", "é"),
            ("chr(321)", "A"),
            ("chr(null)", "NULL"),
            ("base64('abcd')", "YWJjZA=="),
            ("base64('')", ""),
            ("cast(unbase64('YWJjZA==') as string)", "abcd"),
            ("cast(unbase64('YWJ jZA') as string)", "abcd"),
            ("cast(unbase64('') as string)", ""),
            ("unbase64('!!!!')", ""),
            ("bit_length('é')", "16"),
            ("octet_length('🦆')", "4"),
            ("hex('Spark SQL')", "537061726B2053514C"),
            ("hex(17)", "11"),
            ("hex(-1)", "FFFFFFFFFFFFFFFF"),
            ("hex('é')", "C3A9"),
            ("cast(unhex('537061726B') as string)", "Spark"),
            ("unhex('zz')", "NULL"),
            ("unhex('')", ""),
            ("md5('Spark')", "8cde774d6f7333752ed72cacddb05126"),
            ("sha1('Spark')", "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c"),
            ("sha('x')", "11f6ad8ec52a2984abaafd7c3b516503785c2072"),
            ("sha2('Spark', 256)", "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b"),
            ("sha2('Spark',0)", "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b"),
            ("sha2('Spark',224)", "dbeab94971678d36af2195851c0f7485775a2a7c60073d62fc04549c"),
            ("sha2('Spark', 1)", "NULL"),
            ("sha2('Spark',null)", "NULL"),
            ("crc32('Spark')", "1557323817"),
            ("soundex('Miller')", "M460"),
            ("soundex('Robert')", "R163"),
            ("soundex('Rupert')", "R163"),
            ("soundex('Ashcraft')", "A261"),
            ("soundex('')", ""),
            ("soundex('1abc')", "1abc"),
            ("soundex('éa')", "éa"),
            ("soundex('Tymczak')", "T522"),
            ("soundex('Pfister')", "P236"),
            ("soundex('Honeyman')", "H555"),
            ("soundex('a b')", "A100"),
            ("soundex('VanDeusen')", "V532"),
            ("soundex('Gutierrez')", "G362"),
            ("soundex('Jackson')", "J250"),
            ("soundex('Lee-Xu')", "L200"),
            ("format_number(-1234567, 0)", "-1,234,567"),
            ("format_number(5, 2)", "5.00"),
            ("format_number(5,-1)", "NULL"),
            ("format_number(1234.5, 1)", "1,234.5"),
            ("url_encode('https://spark.apache.org é ~*')", "https%3A%2F%2Fspark.apache.org+%C3%A9+%7E*"),
            ("url_decode('https%3A%2F%2Fspark+x')", "https://spark x"),
            ("format_number(12332.123456e0, 4)", "12,332.1235"),
            ("format_number(0.5e0, 0)", "0"),
            ("format_number(1.5e0, 0)", "2"),
            ("format_number(2.5e0, 0)", "2"),
            ("format_number(1.005e0, 2)", "1.00"),
            ("format_number(-0.4e0, 0)", "-0"),
            ("format_number(1e20, 2)", "100,000,000,000,000,000,000.00"),
            ("format_number(2.675e0, 2)", "2.67"),
            ("format_number(CAST('NaN' AS double), 2)", "NaN"),
            ("format_number(CAST('-Infinity' AS double), 2)", "-∞"),
            ("format_number(-1234567, 0)", "-1,234,567"),
            ("format_number(5, 2)", "5.00"),
            ("format_number(5, -1)", "NULL"),
            ("hex('')", ""),
            ("hex(0)", "0"),
            ("url_decode('%C3%A9')", "é"),
        ])
    func codes(expression: String, expected: String) throws {
        #expect(try answer(expression) == expected)
    }

    @Test(
        "pieces, padding and replacement",
        arguments: [
            ("btrim('  a ')", "a"),
            ("btrim('xxaxx','x')", "a"),
            ("trim(both 'ab' from 'abcba')", "c"),
            ("trim(leading 'é' from 'ééa')", "a"),
            ("trim(trailing from 'a  ')", "a"),
            ("trim('x' from 'xax')", "a"),
            ("btrim('abc','')", "abc"),
            ("overlay('Spark SQL' PLACING '_' FROM 6)", "Spark_SQL"),
            ("overlay('Spark SQL' PLACING 'CORE' FROM 7)", "Spark CORE"),
            ("overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0)", "Spark ANSI SQL"),
            ("overlay('Spark SQL' PLACING 'tructured' FROM 2 FOR 4)", "Structured SQL"),
            ("overlay('abc', 'X', 0)", "Xabc"),
            ("overlay('abc','X',-1)", "Xabc"),
            ("overlay('abc','X',10)", "abcX"),
            ("overlay('abc','XY',2,-1)", "aXY"),
            ("overlay('abc','X',-2, 1)", "Xc"),
            ("overlay('abc','X',0,0)", "Xabc"),
            ("translate('AaBbCc', 'abc', '123')", "A1B2C3"),
            ("translate('aab','aa','xy')", "xxb"),
            ("translate('abc','abc','x')", "x"),
            ("translate('aéb','é','ee')", "aeb"),
            ("translate('abc','','x')", "abc"),
            ("substring_index('www.apache.org', '.', 2)", "www.apache"),
            ("substring_index('www.apache.org', '.', -2)", "apache.org"),
            ("substring_index('aaaa','aa',2)", "a"),
            ("substring_index('aaaa','aa',-2)", "a"),
            ("substring_index('abc','',1)", ""),
            ("substring_index('abc','x',1)", "abc"),
            ("substring_index('abc','c',-1)", ""),
            ("substring_index('abc','a',1)", ""),
            ("substring_index('abc','b',0)", ""),
            ("split_part('a.b', '', 1)", "a.b"),
            ("split_part('a.b','',2)", ""),
            ("split_part('11.12.13', '.', 3)", "13"),
            ("split_part('a','.',5)", ""),
            ("split_part('a','.',-1)", "a"),
            ("split_part('aXXb','XX',2)", "b"),
            ("lpad('hi', 5, '??')", "???hi"),
            ("lpad('hi', 1, '?')", "h"),
            ("lpad('hi', 5, '')", "hi"),
            ("rpad('hi',5)", "hi   "),
            ("lpad('hi',-1,'x')", ""),
            ("repeat('ab',0)", ""),
            ("repeat('a',-1)", ""),
            ("space(3)", "   "),
            ("space(-1)", ""),
            ("replace('abc','b')", "ac"),
            ("left('abc',-1)", ""),
            ("right('abc',5)", "abc"),
            ("substring('Spark SQL' from 5)", "k SQL"),
            ("substring('Spark SQL' from -3)", "SQL"),
            ("substring('Spark SQL' from 5 for 1)", "k"),
            ("substr('abc' from 2)", "bc"),
            ("substring('abc', 0)", "abc"),
            ("substring('abc',0,0)", ""),
            ("substring('abc',0,1)", "a"),
            ("translate('🦆x', '🦆', 'é')", "éx"),
            ("substring_index('a🦆b🦆c', '🦆', -1)", "c"),
            ("trim(BOTH ' ' FROM '  a  ')", "a"),
            ("trim(LEADING FROM '  a  ')", "a  "),
        ])
    func pieces(expression: String, expected: String) throws {
        #expect(try answer(expression) == expected)
    }

    @Test(
        "text that does not decode is an error",
        arguments: [
            "unbase64('YWJjZ')", "unbase64('a')", "unbase64('YWJjZA=')", "unbase64('/w==')", "unhex('FF')",
            "url_decode('%zz')", "url_decode('%4')",
        ])
    func decoding(expression: String) throws {
        #expect { try answer(expression) } throws: { ($0 as? EvaluationError)?.kind == .notText }
    }

    @Test("format_number rounds as the C library does, by the double's exact value", arguments: 0...8)
    func grouping(decimals: Int) throws {
        var random = SeededGenerator(seed: UInt64(decimals) + 1)
        var numbers = (0..<400).map { _ in
            let digits = Double(Int64(truncatingIfNeeded: random.next() % 2_000_000_001) - 1_000_000_000)
            return digits / [1, 2, 10, 1000, 1024, 1e7][Int(random.next() % 6)]
        }
        numbers += [0, -0.0, 0.5, 999.5, 999_999.995, 1e14 + 0.5, 1e15, 123_456_789_012_345.67, 1e22, 5e-324]
        let rows = Rows(("x", .double, numbers.map { .double($0) }))
        let texts = try rows.evaluate(
            call(.format_number, [rows["x"], lit(.int64(Int64(decimals)))], .string))
        for (number, text) in zip(numbers, texts) {
            let plain = (text.asString ?? "").filter { $0 != "," }
            #expect(plain == String(format: "%.\(decimals)f", number))
        }
        #expect(try answer("format_number(-9223372036854775808, 1)") == "-9,223,372,036,854,775,808.0")
        #expect(try answer("format_number(1000000, 0)") == "1,000,000")
    }

    @Test("characters from columns are taken off, translated and compared row by row")
    func columns() throws {
        let rows = Rows(
            ("text", .string, strings("xxaxx", "éaé", nil, "aaa")), ("set", .string, strings("x", "éx", "x", "a")))
        #expect(try rows.evaluate(call(.trim, [rows["text"], rows["set"]], .string)) == strings("a", "a", nil, ""))
        #expect(
            try rows.evaluate(call(.translate, [rows["text"], rows["set"], lit(.string("ü"))], .string))
                == strings("üüaüü", "üaü", nil, "üüü"))
        #expect(
            try rows.evaluate(call(.levenshtein, [rows["text"], rows["set"]], .int64)) == int64s(4, 2, nil, 2))
        // A start that is null finds nothing; a text that is null has no place.
        #expect(
            try rows.evaluate(call(.locate, [lit(.string("a")), rows["text"], null(.int64)], .int64))
                == int64s(0, 0, nil, 0))
    }

    @Test(
        "special forms are checked",
        arguments: [
            ("'abc' LIKE 'a^bc' ESCAPE '^'", "the escape character '^' may only stand before '%', '_' or itself"),
            ("'abc' LIKE 'a^' ESCAPE '^'", "the escape character '^' may only stand before '%', '_' or itself"),
            ("'abc' LIKE 'a' ESCAPE 'xy'", "expected one character in quotes behind ESCAPE, found ''xy''"),
            ("'abc' LIKE concat('a') ESCAPE '^'", "ESCAPE needs a pattern written in quotes"),
            ("trim(BOTH 'a')", "expected FROM, found ')'"),
            ("trim(BOTH 1 FROM 'a')", "trim needs strings, found a bigint"),
            ("overlay('a' PLACING 'b')", "expected FROM and a position, found ')'"),
            ("hex(1.5e0)", "hex() takes a bigint or string as argument 1, found a double"),
            ("initcp('a')", "there is no function 'initcp'"),
        ])
    func forms(expression: String, message: String) throws {
        #expect { try answer(expression) } throws: { ($0 as? SQLExpression.Refused)?.description == message }
    }
}
