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
}
