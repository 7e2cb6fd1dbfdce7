public import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

/// `trinity query`: SQL on files, without a report.
struct QueryCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", _superCommandName: TrinityCommand.name,
        abstract: "Run one SELECT over data files.",
        discussion: """
            Reads the sources of the workspace, if there is one, and those named with --source. Nothing but the columns and \
            rows that the query needs is parsed. 'trinity query --functions' lists the functions.

            EXAMPLES
              trinity query "SELECT status, count(*) FROM payments GROUP BY status"
              trinity query "SELECT avg(amount) FROM t" --source t=exports/2026-11.csv
              trinity query "SELECT * FROM t LIMIT 5" --source 't=logs/**/*.ndjson' --format json
              trinity query --file totals.sql --format csv
            """)

    @Argument(help: ArgumentHelp("The SELECT.", valueName: "sql"))
    var sql: String?

    @Option(
        name: [.customShort("f"), .long],
        help: ArgumentHelp("A file that holds the SELECT, - for standard input.", valueName: "path"))
    var file: String?

    @OptionGroup var input: SourceOptions

    @Option(help: "Output: an aligned table, CSV, or JSON ({\"columns\":…,\"rows\":…}).")
    var format = TableFormat.table

    @Flag(help: "Show how the query would run instead of running it.")
    var explain = false

    @Flag(help: "Run the query and show what each operator took, instead of the rows.")
    var analyze = false

    @Flag(help: "List the functions of the SQL subset.")
    var functions = false

    @OptionGroup var engine: EngineOptions
    @OptionGroup var run: RunArguments
    var observation: ObservationChoice { run.observation }

    func validate() throws {
        if sql != nil, file != nil { throw ValidationError("a query is written, or read with --file; not both") }
        if sql == nil, file == nil, !functions {
            throw ValidationError("a query is missing: trinity query \"SELECT …\"")
        }
    }

    func run() async throws {
        if functions {
            Console.output(FunctionReference.text)
            return
        }
        let text = try queryText()
        Console.remember(text)
        let workspace = try input.workspace()
        let query = QueryRun(text, sources: workspace.sources, zone: workspace.zone)
        // Which sources a query reads, the engine finds out; those of the workspace that it names are what it may be.
        let words = Set(
            String(decoding: text.utf8, as: UTF8.self).split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map {
                $0.lowercased()
            })
        let named = workspace.sources.filter { words.contains($0.name.lowercased()) }
        let selection = try await EngineSelection.select(engine, in: workspace, reading: named)
        if explain || analyze {
            if engine.engine != nil { Console.output("Engine \(selection.reason)\n\n") }
            Console.output(
                try await selection.use { backend in
                    try await run.showingProgress(in: workspace) { options in
                        try await query.explain(on: backend, running: analyze ? options : nil)
                    }
                })
            return
        }
        let sources = try await selection.use { backend in
            try await run.showingProgress(in: workspace) { options in
                try await query.stream(on: backend, options: options, format.writer)
            }
        }
        Console.report(SourceNotes.diagnostics(sources))
    }
}

extension QueryCommand {
    private func queryText() throws -> SourceText {
        guard let file else { return SourceText(path: "query", text: sql ?? "") }
        return SourceText(
            path: file == "-" ? "query" : file,
            utf8: try TextFile.read(file == "-" ? "/dev/stdin" : file, isAnything: true))
    }

    /// The arguments of the command line, with a blank before a query that starts with a comment: `--` would make it an option.
    static func protectingComments(_ arguments: [String]) -> [String] {
        guard arguments.first == configuration.commandName else { return arguments }
        return arguments.map { isComment($0) ? " " + $0 : $0 }
    }

    /// True for what starts as an SQL comment and cannot be an option: their names are of letters, and of one line.
    private static func isComment(_ argument: String) -> Bool {
        guard argument.hasPrefix("--"), let third = argument.dropFirst(2).first else { return false }
        let name = argument.prefix { $0 != "=" }
        return !third.isLetter || name.contains(where: \.isWhitespace)
    }
}

/// How a table is printed.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json

    /// What writes rows to standard output as they come.
    var writer: any TableWriter {
        switch self {
        case .table: TableOutput()
        case .csv: CSVOutput()
        case .json: JSONOutput()
        }
    }
}

/// Writes rows to standard output as CSV.
struct CSVOutput: TableWriter {
    func begin(_ schema: Schema) { Console.output(TableCSV(lineEnd: .lf).header(schema)) }
    func write(_ batch: RecordBatch) { Console.output(TableCSV(lineEnd: .lf).rows(batch)) }
    func end() {}
}

/// Writes rows to standard output as JSON, one object in all.
final class JSONOutput: TableWriter {
    private var json = TableJSON()

    func begin(_ schema: Schema) { Console.output(json.begin(schema)) }
    func write(_ batch: RecordBatch) { Console.output(json.rows(batch)) }
    func end() { Console.output(json.end() + "\n") }
}
