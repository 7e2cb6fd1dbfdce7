import Foundation
import Testing

@Suite("trinity query")
struct QueryTests {
    private func binary() throws -> Binary {
        let binary = try Binary()
        try binary.write("id,amount,note\na,1.5,\nb,2,\"x, \"\"y\"\"\"\nc,,z\n", to: "t.csv")
        return binary
    }

    @Test("prints a table, CSV and JSON")
    func formats() throws {
        let binary = try binary()
        let sql = "SELECT id, amount, note FROM t ORDER BY id"
        let json = try binary.run("query", sql, "--source", "t=t.csv", "--format", "json")
        #expect(
            json.output == """
                {"columns":[{"name":"id","type":"string"},{"name":"amount","type":"double"},{"name":"note","type":"string"}],\
                "rows":[["a",1.5,null],["b",2,"x, \\"y\\""],["c",null,"z"]]}

                """)
        let csv = try binary.run("query", sql, "--source", "t=t.csv", "--format", "csv")
        #expect(csv.output == "id,amount,note\na,1.5,\nb,2.0,\"x, \"\"y\"\"\"\nc,,z\n")
        let table = try binary.run("query", "SELECT count(*) AS n FROM t", "--source", "t=t.csv")
        #expect(table.output == "n\n─\n3\n")
    }

    @Test("columns of a long table are as wide as its first rows need, and nothing of a wider value is lost")
    func longTable() throws {
        let binary = try binary()
        // More than a batch of the file has.
        let count = 120_000
        let rows = (1...count).map { "\($0),\($0 == count - 1 ? "a long name" : "x")" }
        try binary.write("n,s\n" + rows.joined(separator: "\n") + "\n", to: "long.csv")
        let done = try binary.run("query", "SELECT s, n FROM l", "--source", "l=long.csv")
        let lines = done.output.split(separator: "\n")
        #expect(lines.count == count + 2)
        #expect(lines[0].hasPrefix("s  ") && lines[1].hasPrefix("─  ─"))
        #expect(lines.dropFirst(2).enumerated().allSatisfy { $1.hasSuffix(" \($0 + 1)") })
        // The number stands as far behind the text as in all other rows.
        #expect(lines[count].count == lines[count + 1].count + "a long name".count - 1)
    }

    @Test("a mistake is shown under the query's own text")
    func caret() throws {
        let done = try binary().run("query", "SELECT amout FROM t", "--source", "t=t.csv")
        #expect(done.status == 2)
        #expect(
            done.error == """
                query:1:8: error: unknown column 'amout' [unknown-column]
                    1 | SELECT amout FROM t
                      |        ^^^^^
                      = note: there are id, amount, note
                      = help: did you mean 'amount'?

                """)
    }

    @Test("a line that is no text is named and not shown, nor is any of a compressed file")
    func noText() throws {
        let binary = try Binary()
        // gzip of the second text without its NUL: "a,b\n1,2\n3\n".
        let packed = "H4sIAAAAAAAAA0vUSeIy1DHiMuYCANihyAcKAAAA"
        try binary.write(Array(try #require(Data(base64Encoded: packed))), to: "t.csv.gz")
        try binary.write("a,b\n1,2\n\0\n", to: "nul.csv")
        try binary.write(Array("a,b\n1,2\n".utf8) + [0xE9, 0x0A], to: "latin.csv")
        try binary.write("a,b\n1,2\n3\n", to: "text.csv")
        for name in ["t.csv.gz", "nul.csv", "latin.csv", "text.csv"] {
            let done = try binary.run("query", "SELECT count(b) FROM t", "--source", "t=\(name)")
            #expect(done.error.hasPrefix("\(name):3:1: error: the row has 1 fields, expected 2 [bad-row]\n"))
            #expect(done.error.contains("3 | 3") == (name == "text.csv"), "\(done.error)")
            #expect(done.error.contains(" | ") == (name == "text.csv"), "\(done.error)")
        }
    }

    @Test("what fails on a row is shown under the query's own text, or with the expression that it has become")
    func runtimePlace() throws {
        let binary = try binary()
        let division = try binary.run("query", "SELECT 1/0")
        #expect(division.status == 1)
        #expect(division.error.hasPrefix("query:1:9: error: division by zero in '/' [division-by-zero]\n"))
        let cast = try binary.run("query", "SELECT id FROM t\nWHERE note::bigint = 1", "--source", "t=t.csv")
        #expect(
            cast.error.hasPrefix("query:2:7: error: a value does not fit in CAST(string AS bigint)"), "\(cast.error)")
        let merged = try binary.run(
            "query", "SELECT (n + 5) * 1 AS x FROM (SELECT length(id) + 9223372036854775803 AS n FROM t)", "--source",
            "t=t.csv")
        #expect(merged.error.contains("in the expression length(id) + 9223372036854775803 + 5"), "\(merged.error)")
    }

    @Test("the functions are listed with their signatures")
    func functions() throws {
        let done = try binary().run("query", "--functions")
        #expect(done.status == 0)
        #expect(done.output.contains("substring(string, bigint[, bigint]) → string"))
    }

    @Test("check gives tools JSON, whatever is wrong")
    func checkJSON() throws {
        let binary = try Binary()
        try binary.write("sources: {t: {pth: x}}\n", to: "trinity.yaml")
        let done = try binary.run("check", "--json")
        #expect(done.status == 2)
        #expect(done.output.hasPrefix("[") && done.output.contains("\"file\": \"trinity.yaml\""))
    }

    @Test("a failure on the data is exit status 1")
    func failure() throws {
        let done = try binary().run("query", "SELECT CAST(note AS bigint) FROM t", "--source", "t=t.csv")
        #expect(done.status == 1)
        #expect(done.error.contains("[cast-failed]"))
    }

    #if os(Linux)
        @Test(
            "results that cannot be written are a failed run",
            arguments: [
                ["query", "SELECT 1"], ["query", "SELECT 1", "--format", "csv"],
                ["query", "SELECT 1", "--format", "json"],
                ["query", "--functions"], ["sources", "--source", "t=t.csv"], ["check", "--json"],
            ])
        func fullDisk(arguments: [String]) throws {
            let done = try binary().run(arguments, output: "/dev/full")
            #expect(done.status == 1)
            #expect(done.error.contains("cannot write the output") && done.error.contains("[unwritable-output]"))
        }
    #endif

    @Test(
        "a query may start with a comment",
        arguments: [
            "-- one\nSELECT 1 AS n", "--one\nSELECT 1 AS n", "\n-- one\n\nSELECT 1 AS n", "/* one */ SELECT 1 AS n",
        ])
    func comments(sql: String) throws {
        let done = try binary().run("query", sql, "--format", "csv")
        #expect(done.output == "n\n1\n", "\(done.error)")
    }

    @Test("a query may stand in a file, whose name its mistakes have")
    func file() throws {
        let binary = try binary()
        try binary.write("-- the amounts\nSELECT sum(amount) AS s FROM t\n", to: "q.sql")
        #expect(
            try binary.run("query", "--file", "q.sql", "--source", "t=t.csv", "--format", "csv").output == "s\n3.5\n")
        try binary.write("SELECT amout FROM t\n", to: "q.sql")
        let wrong = try binary.run("query", "-f", "q.sql", "--source", "t=t.csv")
        #expect(wrong.status == 2 && wrong.error.hasPrefix("q.sql:1:8: error: unknown column 'amout'"))
        #expect(try binary.run("query", "SELECT 1", "-f", "q.sql").status == 2)
    }

    @Test("a column of nulls alone survives being written as CSV and read again")
    func nullsAsCSV() throws {
        let binary = try binary()
        let written = try binary.run("query", "SELECT * FROM (VALUES (3), (NULL)) AS v(n)", "--format", "csv")
        #expect(written.output == "n\n3\n\"\"\n")
        try binary.write(written.output, to: "n.csv")
        let read = try binary.run("query", "SELECT count(*), count(n) FROM n", "--source", "n=n.csv", "--format", "csv")
        #expect(read.output.hasSuffix("\n2,1\n"))
    }
}
