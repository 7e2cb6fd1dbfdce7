import Analyzers
public import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

/// `trinity analyze`: one analyzer on files, no report needed.
struct AnalyzeCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", _superCommandName: TrinityCommand.name,
        abstract: "Run one analyzer over data files.",
        discussion: """
            Analyzers: \(AnalyzerCatalog.all.map { "\($0.name) (\($0.roles.map(\.name).joined(separator: ", ")))" }
                .joined(separator: "; ")).
            All rows are seen; "the last hour" ends with the latest row.

            EXAMPLES
              trinity analyze quantum_resonance --source transactions=data/transactions
              trinity analyze sacred_trinity --format json
            """)

    @Argument(help: ArgumentHelp("The analyzer.", valueName: "analyzer"))
    var analyzer: String

    @OptionGroup var input: SourceOptions

    @Option(help: "Output: aligned tables, or JSON.")
    var format = AnalysisFormat.table

    @OptionGroup var engine: EngineOptions
    @OptionGroup var run: RunArguments
    var observation: ObservationChoice { run.observation }

    enum AnalysisFormat: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    func run() async throws {
        guard let found = AnalyzerCatalog.named(analyzer) else {
            let names = AnalyzerCatalog.all.map(\.name)
            throw DiagnosticsError(
                Diagnostic(
                    "unknown-analyzer", .error, "there is no analyzer '\(analyzer)'",
                    notes: ["there are \(names.joined(separator: ", "))"], help: NearMatch.help(analyzer, among: names))
            )
        }
        let workspace = try input.namedOrAll()
        let wanted =
            input.source.isEmpty
            ? workspace.sources.filter { source in found.roles.contains { $0.name == source.name } } : workspace.sources
        let analysis = AnalyzerRun(found, sources: wanted)
        let selection = try await EngineSelection.select(engine, in: workspace, reading: wanted)
        let outcome = try await selection.use { backend in
            try await run.showingProgress(in: workspace) { options in
                try await analysis.run(on: backend, zone: workspace.zone, options: options)
            }
        }
        switch format {
        case .json: Console.output(CellJSON.text(outcome.cell) + "\n")
        case .table:
            let values = Table(
                Schema([Field("value", .string), Field("", .string)]),
                rows: outcome.cell.values.map { [.string($0.name), .string($0.value.isNull ? "NULL" : $0.value.text)] })
            Console.output(TableFormatter.format(values))
            for table in outcome.cell.tables {
                Console.output("\n\(table.name)\n" + TableFormatter.format(table.table))
            }
        }
        Console.report(SourceNotes.diagnostics(outcome.sources))
    }
}
