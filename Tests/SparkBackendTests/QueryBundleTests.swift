#if Spark
    import Columnar
    import SparkConnectProtocol
    import Testing

    @testable import SparkBackend

    @Suite("Several queries asked as one")
    struct QueryBundleTests {
        private func query(
            _ id: String, _ types: [DataType], sources: [String] = ["t"], isDigest: Bool = true
        ) -> SparkQuery {
            let schema = Schema(types.enumerated().map { Field("\(id)\($0)", $1) })
            return SparkQuery(.request(id), schema: schema, sources: sources, relation: .rows(1), isDigest: isDigest)
        }

        @Test("queries over one source are one; others, and those of many rows, stand alone")
        func groups() {
            let queries = [
                query("a", [.int64]), query("b", [.string]), query("c", [.int64], sources: ["t", "u"]),
                query("d", [.int64], isDigest: false),
            ]
            let bundled = QueryBundle.bundling(queries).map { $0.answers.map(\.subject) }
            #expect(
                bundled == [
                    [.request("d")], [.request("a"), .request("b")], [.request("c")],
                ])
        }

        @Test("no bundle is larger than the largest")
        func limit() {
            let queries = (0..<QueryBundle.largest * 2 + 1).map { query("q\($0)", [.int64]) }
            #expect(
                QueryBundle.bundling(queries).map(\.answers.count) == [QueryBundle.largest, QueryBundle.largest, 1])
        }

        @Test("columns of one type share places, and each query gets its own rows back in order")
        func tables() throws {
            let bundle = try #require(
                QueryBundle.bundling([
                    query("a", [.int64, .string]), query("b", [.string, .int64, .int64]), query("c", [.double]),
                ]).first)
            #expect(bundle.schema.fields.map(\.type) == [.int64, .int64, .string, .int64, .double])
            let rows: [[Scalar]] = [
                [.int64(0), .int64(1), .string("x"), .null, .null], [.int64(0), .int64(2), .null, .null, .null],
                [.int64(1), .int64(5), .string("y"), .int64(6), .null],
                [.int64(0), .int64(3), .string("a longer text than fits"), .null, .null],
            ]
            let found = bundle.tables(Table(bundle.schema, rows: rows).batches)
            #expect(
                found[.request("a")]?.rows == [
                    [.int64(1), .string("x")], [.int64(2), .null], [.int64(3), .string("a longer text than fits")],
                ])
            #expect(found[.request("a")]?.schema.names == ["a0", "a1"])
            #expect(found[.request("b")]?.rows == [[.string("y"), .int64(5), .int64(6)]])
            #expect(found[.request("c")]?.rows == [])
            #expect(found[.request("c")]?.schema.names == ["c0"])
        }

        @Test("what fails together is asked one by one, down to single requests")
        func parts() {
            let merged = SparkQuery(
                schema: Schema([Field("x", .int64), Field("y", .int64)]), sources: ["t"], relation: .rows(1),
                answers: [
                    SparkQuery.Answer(subject: .request("x"), schema: Schema([Field("x", .int64)]), columns: [0]),
                    SparkQuery.Answer(subject: .request("y"), schema: Schema([Field("y", .int64)]), columns: [1]),
                ], parts: [query("x", [.int64]), query("y", [.int64])])
            let bundle = QueryBundle.bundling([merged, query("z", [.int64])])
            #expect(bundle.count == 1)
            #expect(
                bundle[0].parts.map { $0.answers.map(\.subject) } == [
                    [.request("x")], [.request("y")], [.request("z")],
                ])
            let rows: [[Scalar]] = [[.int64(0), .int64(7), .int64(8)], [.int64(1), .int64(9), .null]]
            let found = bundle[0].tables(Table(bundle[0].schema, rows: rows).batches)
            #expect(found[.request("x")]?.rows == [[.int64(7)]])
            #expect(found[.request("y")]?.rows == [[.int64(8)]])
            #expect(found[.request("z")]?.rows == [[.int64(9)]])
        }
    }
#endif
