import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
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
        try NewName.refuseExisting(path)
        try TextFile.write(
            Array(
                StarterFiles.report(
                    title: NewName.title(name), source: source?.name ?? "events", time: source?.timeColumn
                ).utf8),
            to: path)
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
        try NewName.refuseExisting("\(name)/trinity.yaml")
        try TextFile.write(Array(StarterFiles.workspace(title: NewName.title(base)).utf8), to: "\(name)/trinity.yaml")
        // The week that the report shows without being told one.
        let now = Int64(time(nil)) * 1_000_000
        let week = Period.standard(asOf: now, grain: .week, offset: -1, zone: .utc)
        try TextFile.write(Array(StarterFiles.data(in: week).utf8), to: "\(name)/data/events.csv")
        try TextFile.write(
            Array(StarterFiles.report(title: "First report", source: "events", time: "at").utf8),
            to: "\(name)/reports/first.md")
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

    static func refuseExisting(_ path: String) throws {
        guard TextFile.exists(path) else { return }
        throw DiagnosticsError(
            Diagnostic("file-exists", .error, "there is already a file '\(path)'", help: "choose another name"))
    }

    /// `weekly_sales` as `Weekly sales`.
    static func title(_ name: String) -> String {
        let words = name.split { $0 == "_" || $0 == "-" }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
