public import ArgumentParser
import Columnar
import Diagnostics
import LocalEngine
import QueryPlan
import Rendering
import Reports

/// `trinity query`: SQL on files, without a report.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Run one SELECT over data files.",
        discussion: """
            Reads the sources of the workspace, if there is one, and those named with --source. Nothing but the columns and \
            rows that the query needs is parsed. 'trinity query --functions' lists the functions.

            EXAMPLES
              trinity query "SELECT status, count(*) FROM payments GROUP BY status"
              trinity query "SELECT avg(amount) FROM t" --source t=exports/2026-11.csv
              trinity query "SELECT * FROM t LIMIT 5" --source 't=logs/**/*.ndjson' --format json
            """)

    @Argument(help: ArgumentHelp("The SELECT.", valueName: "sql"))
    var sql: String?

    @OptionGroup var input: SourceOptions

    @Option(help: "Output: an aligned table, CSV, or JSON ({\"columns\":…,\"rows\":…}).")
    var format = TableFormat.table

    @Flag(help: "Show how the query would run instead of running it.")
    var explain = false

    @Flag(help: "List the functions of the SQL subset.")
    var functions = false

    @OptionGroup var run: RunArguments

    func validate() throws {
        if sql == nil, !functions { throw ValidationError("a query is missing: trinity query \"SELECT …\"") }
    }

    func run() async throws {
        if functions {
            Console.output(FunctionReference.text)
            return
        }
        let text = SourceText(path: "query", text: sql ?? "")
        Console.remember(text)
        let workspace = try input.workspace()
        let query = QueryRun(text, sources: workspace.sources, zone: workspace.zone)
        let engine = LocalEngine()
        if explain {
            Console.output(try await query.explain(on: engine))
            return
        }
        let outcome = try await run.showingProgress { options in try await query.run(on: engine, options: options) }
        Console.output(format.text(outcome.table))
        Console.report(SourceNotes.diagnostics(outcome.sources))
    }
}

/// How a table is printed.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json

    /// The whole table as text.
    func text(_ table: Table) -> String {
        switch self {
        case .table: TableFormatter.format(table)
        case .csv: CSVFormatter.format(table)
        case .json: TableJSON.text(table) + "\n"
        }
    }
}
