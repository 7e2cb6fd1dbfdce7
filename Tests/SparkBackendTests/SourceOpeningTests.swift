#if Spark
    import Columnar
    import DataFormats
    import Diagnostics
    import LocalEngine
    import QueryPlan
    import SparkConnectProtocol
    import TestSupport
    import Testing

    @testable import SparkBackend

    @Suite("What a run on Spark reads of a source")
    struct SourceOpeningTests {
        @Test(
            "a declared column that no file has is told in the words of the local engine, before Spark is asked",
            arguments: [
                ["t/a.csv": "id,amount\n1,2\n"],
                ["t/a.csv": "id,amount\n1,2\n", "t/b.csv": "", "t/c.csv": "Note,id\nx,2\n"],
                ["t/day=2026-11-09/a.csv": "amount,id\n1,2\n", "t/day=2026-11-10/a.csv": "id,amuont\n1,2\n"],
            ])
        func missing(texts: [String: String]) async throws {
            let folder = try ScratchFolder()
            for (path, text) in texts { try folder.write(text, to: path) }
            let schema = Schema([Field("amout", .double), Field("id", .int64), Field("colour", .string)])
            let source = SourceDeclaration(name: "t", paths: ["t"], root: folder.path, schema: schema)
            let engine = LocalEngine()
            let located = LocatedSource(
                declaration: source, description: try await engine.describe(source),
                files: try FileDiscovery.files(matching: source.paths, root: source.root),
                knownAs: texts.map { _ in [] })

            func opening(_ names: [String]) -> (SourceOpening, QueryRequest) {
                let fields = names.compactMap { name in schema.fields.first { $0.name == name } }
                let plan = LogicalPlan.scan(source: "t", schema: Schema(fields))
                let opening = SourceOpening(
                    located: located, wanted: fields, plans: [(plan, .utc)], reader: engine,
                    schema: { _ in
                        Issue.record("Spark was asked")
                        return Spark_Connect_DataType()
                    })
                return (opening, QueryRequest(id: "q", plan: plan))
            }
            for names in [["amout"], ["colour", "amout"], ["id", "colour"]] {
                let (spark, request) = opening(names)
                let told = await #expect(throws: DiagnosticsError.self) { try await spark.opened() }
                let outcome = try await engine.run([request], sources: [source], options: RunOptions())
                guard case .failure(let failure)? = outcome.results["q"] else {
                    Issue.record("the local engine does not fail")
                    continue
                }
                #expect(failure.diagnostic.id == "missing-column")
                #expect(told?.diagnostics == [failure.diagnostic])
            }
            #expect(try await opening(["id"]).0.opened().fields.map(\.name) == ["id"])
        }
    }
#endif
