import Analyzers
import Charting
import Columnar
import Diagnostics
import Foundation
import QueryPlan
import Testing

@testable import Reports

/// The reports that ship, from their files to what an engine is asked; the engine here gives no rows.
@Suite struct ShippedReportRunTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static var names: [String] {
        (try? Workspace.load("\(root)/trinity.yaml"))?.reportFiles() ?? []
    }

    var backend: StubBackend {
        StubBackend(
            Dictionary(uniqueKeysWithValues: Analyzer.sacredTrinity.roles.map { ($0.name, Schema($0.columns)) }))
    }

    func report(_ name: String) throws -> (report: Report, diagnostics: [Diagnostic]) {
        let source = try SourceText(contentsOf: "\(ShippedReportRunTests.root)/\(name)", shownAs: name)
        let parsed = ReportParser.parse(source)
        return (try #require(parsed.report), parsed.diagnostics)
    }

    @Test("five reports ship")
    func count() { #expect(ShippedReportRunTests.names.count == 5) }

    @Test("the gallery has every mark and what goes over and around them")
    func gallery() throws {
        let charts = try report("reports/gallery.md").report.cells.compactMap { cell -> ChartSpecification? in
            if case .chart(let chart) = cell.kind { chart.specification } else { nil }
        }
        #expect(Set(charts.map(\.mark)) == Set(Mark.allCases))
        #expect(charts.contains { !$0.references.isEmpty } && charts.contains { !$0.bands.isEmpty })
        #expect(charts.contains { !$0.annotations.isEmpty } && charts.contains { $0.facet != nil })
        #expect(Set(charts.flatMap(\.layers).map(\.kind)).isSuperset(of: [.line, .rule]))
    }

    @Test("a shipped report has no finding, and all it needs is asked for at once", arguments: names)
    func shipped(name: String) async throws {
        let (report, diagnostics) = try report(name)
        #expect(diagnostics == [])
        let workspace = try Workspace.load("\(ShippedReportRunTests.root)/trinity.yaml")
        let backend = backend
        let runner = ReportRunner(backend: backend, workspace: workspace)
        #expect(await runner.check(report) == [])
        let asOf = try Period.instant(asOf: "2026-11-16", zone: .utc)
        let result = try await runner.run(report, period: runner.standardPeriod(of: report, asOf: asOf))
        #expect(backend.calls.count == 1)
        #expect(result.failures.map(\.failure.diagnostic) == [])
        #expect(result.cells.map(\.id) == report.cells.map(\.id))
        #expect(!result.blocks.contains { if case .failure = $0 { true } else { false } })
        #expect(Set(result.blocks.figureIDs).count == result.blocks.figureIDs.count)
    }
}

extension [Block] {
    fileprivate var figureIDs: [String] {
        flatMap { block -> [String] in
            switch block {
            case .chart(let figure): [figure.id]
            case .dataTable(let table): [table.id]
            case .keyFigures(let figures): figures.map(\.id)
            case .heading(_, let id, _): [id]
            default: []
            }
        }
    }
}
