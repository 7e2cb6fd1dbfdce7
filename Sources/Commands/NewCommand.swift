import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Rendering
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `trinity new`: a report, a template or a workspace to start from.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a new report, template or workspace to start from.",
        discussion: """
            EXAMPLES
              trinity new workspace analytics
              trinity new report signups
              trinity new template house
            """,
        subcommands: [NewReportCommand.self, NewTemplateCommand.self, NewWorkspaceCommand.self])
}

/// `trinity new report NAME`.
struct NewReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write reports/NAME.md, a small report that runs on the workspace's first source.")

    @Argument(help: ArgumentHelp("The report's id: letters, digits, - and _.", valueName: "name"))
    var name: String

    func run() throws {
        try NewName.check(name)
        let workspace = try SourceOptions.parse([]).workspace()
        let source = workspace.sources.first
        let folder = TextFile.shown(workspace.path(workspace.reports))
        let path = "\(folder)/\(name).md"
        let text = StarterFiles.report(
            title: NewName.title(name), source: source?.name ?? "events", time: source?.timeColumn)
        try StarterFiles.write([OutputFile(path: "\(name).md", text: text)], into: folder)
        Console.output("wrote \(path)\n  trinity check \(path)\n  trinity render \(path)\n")
    }
}

/// `trinity new workspace NAME`.
struct NewWorkspaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace",
        abstract: "Make a folder with trinity.yaml, a little data and a first report that renders at once.")

    @Argument(help: ArgumentHelp("The folder to make.", valueName: "name"))
    var name: String

    func run() throws {
        let base = name.split(separator: "/").last.map(String.init) ?? name
        try NewName.check(base)
        // The week that the report shows without being told one.
        let now = Int64(time(nil)) * 1_000_000
        let week = Period.standard(asOf: now, grain: .week, offset: -1, zone: .utc)
        let files = [
            OutputFile(path: "trinity.yaml", text: StarterFiles.workspace(title: NewName.title(base))),
            OutputFile(path: "data/events.csv", text: StarterFiles.data(in: week)),
            OutputFile(
                path: "reports/first.md",
                text: StarterFiles.report(title: "First report", source: "events", time: "at")),
        ]
        try StarterFiles.write(files, into: name)
        Console.output("wrote \(name)/trinity.yaml, data/events.csv and reports/first.md\n")
        Console.output("  cd \(name) && trinity render\n  later: trinity render --period \(week.id)\n")
    }
}

/// Names of new things.
enum NewName {
    static func check(_ name: String) throws {
        let isFine = name.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isFine, !name.isEmpty else {
            throw DiagnosticsError(
                Diagnostic(
                    "bad-name", .error, "'\(name)' is no name for a file",
                    help: "use letters, digits, - and _, such as weekly_sales"))
        }
    }

    /// `weekly_sales` as `Weekly sales`.
    static func title(_ name: String) -> String {
        let words = name.split { $0 == "_" || $0 == "-" }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
