import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Reports

/// `trinity sources`: what the data are, as the engine sees them.
struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", _superCommandName: TrinityCommand.name,
        abstract: "Show the sources: files, format, bytes and columns.",
        discussion: """
            An undeclared schema is inferred from a bounded sample; copy it into trinity.yaml as 'schema:' to fix it.

            EXAMPLES
              trinity sources
              trinity sources --source t=exports/
            """)

    @OptionGroup var input: SourceOptions

    func run() async throws {
        let workspace = try input.workspace()
        if workspace.sources.isEmpty {
            throw DiagnosticsError(
                Diagnostic(
                    "no-sources", .error, "there are no sources",
                    help: "declare them in trinity.yaml, or name one with --source NAME=PATH"))
        }
        let engine = DescribingEngine(workspace)
        var problems: [Diagnostic] = []
        for source in workspace.sources {
            do {
                Console.output(text(source, try await engine.describe(source)))
            } catch let error as DiagnosticsError {
                problems += error.diagnostics
            }
        }
        if !problems.isEmpty { throw DiagnosticsError(problems) }
    }

    private func text(_ source: SourceDeclaration, _ description: SourceDescription) -> String {
        let bytes = description.files.reduce(0) { $0 + $1.bytes }
        var text = "\(source.name): \(description.format), \(description.files.count) "
        text += "\(description.files.count == 1 ? "file" : "files"), \(bytes) bytes\n"
        if let time = source.timeColumn { text += "  time: \(time)\n" }
        text += "  on_bad_row: \(source.badRows.rawValue)\n"
        text += "  schema\(description.isInferred ? " (inferred from a sample)" : ""): {"
        text += description.schema.fields.map { "\($0.name): \($0.type.name)" }.joined(separator: ", ") + "}\n"
        if !description.partitions.isEmpty {
            text += "  from folders: \(description.partitions.joined(separator: ", "))\n"
        }
        if !source.timePartitions.isEmpty {
            text += "  time_partitions: \(source.timePartitions.joined(separator: ", "))\n"
        }
        if source.mayBeEmpty { text += "  may_be_empty: true\n" }
        for remark in description.remarks { text += "  \(remark)\n" }
        for file in description.files.prefix(3) { text += "  \(file.path) (\(file.bytes) bytes)\n" }
        if description.files.count > 3 { text += "  and \(description.files.count - 3) more\n" }
        return text
    }
}
