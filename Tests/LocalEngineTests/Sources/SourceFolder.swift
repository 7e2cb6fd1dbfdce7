import Columnar
import DataFormats
import Diagnostics
import Foundation
import QueryPlan
import TestSupport
import Testing

@testable import LocalEngine

/// Files in a scratch folder that are one source, `t`; removed with their owner.
final class SourceFolder {
    let folder: ScratchFolder

    init(_ files: [String: [UInt8]]) throws {
        folder = try ScratchFolder()
        for (name, bytes) in files { try folder.write(Data(bytes), to: name) }
    }

    convenience init(texts: [String: String]) throws { try self.init(texts.mapValues { Array($0.utf8) }) }

    func source(
        _ paths: [String] = ["."], schema: Schema? = nil, time: String? = nil,
        badRows: SourceDeclaration.BadRows = .error
    ) -> SourceDeclaration {
        SourceDeclaration(
            name: "t", paths: paths, root: folder.path, timeColumn: time, schema: schema, badRows: badRows)
    }

    static func plan(_ sql: String, _ schema: Schema) throws -> LogicalPlan {
        let planned = QueryPlanner.plan(
            SourceText(path: "q", text: sql), range: nil,
            context: PlanningContext(tables: ["t": .source(SourceTable(name: "t", schema: schema))]))
        #expect(planned.diagnostics.isEmpty, "\(planned.diagnostics)")
        return try #require(planned.plan)
    }

    /// Runs queries together.
    func run(
        _ queries: [String], _ source: SourceDeclaration, threads: Int = 2, splitBytes: Int = 1 << 20
    ) async throws -> RunOutcome {
        let engine = LocalEngine(splitBytes: splitBytes)
        let schema = try await engine.describe(source).schema
        let requests = try queries.enumerated().map {
            QueryRequest(id: "\($0.offset)", plan: try Self.plan($0.element, schema))
        }
        return try await engine.run(requests, sources: [source], options: RunOptions(threads: threads))
    }

    /// One query's rows as text, a row a string, nulls as `-`.
    func rows(
        _ sql: String, _ source: SourceDeclaration? = nil, threads: Int = 2, splitBytes: Int = 1 << 20
    ) async throws -> [String] {
        let outcome = try await run([sql], source ?? self.source(), threads: threads, splitBytes: splitBytes)
        return try #require(outcome.results["0"]).get().rows.map {
            $0.map { $0.isNull ? "-" : $0.text }.joined(separator: " ")
        }
    }

    /// The text of the diagnostic that a query fails with; nil when it does not.
    func failure(
        _ sql: String, _ source: SourceDeclaration? = nil, threads: Int = 2, splitBytes: Int = 1 << 20
    ) async throws -> Diagnostic? {
        do {
            let outcome = try await run([sql], source ?? self.source(), threads: threads, splitBytes: splitBytes)
            _ = try #require(outcome.results["0"]).get()
            return nil
        } catch let error as QueryFailure {
            return error.diagnostic
        } catch let error as DiagnosticsError {
            return error.diagnostics.first
        }
    }
}
