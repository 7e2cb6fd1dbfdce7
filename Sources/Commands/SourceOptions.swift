import ArgumentParser
import Columnar
import Diagnostics
import Foundation
import Observability
import QueryPlan
import Reports

/// Where the data are: the workspace's sources, and those named on the command line.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A source by name and files: a file, a folder, or a quoted glob. Repeat for several sources or paths.",
            valueName: "name=path"))
    var source: [String] = []

    @Option(help: ArgumentHelp("Zone for calendar functions and timestamps without an offset.", valueName: "zone"))
    var timezone: String?

    @Option(
        help: ArgumentHelp(
            "A set of settings: default, quantum-analytics, streaming, or one of the workspace's own.",
            valueName: "name"))
    var profile: String?

    /// The settings around a path (nil: the current folder): those of its `trinity.yaml`, the profile, the environment and flags.
    func configuration(governing path: String? = nil) throws -> Configuration {
        let folder = TextFile.currentFolder
        let file = Workspace.file(governing: path ?? folder)
        let zone = try timezone.map { name in
            guard let zone = ZoneNames.zone(name) else {
                throw DiagnosticsError(
                    Diagnostic(
                        "unknown-timezone", .error, "there is no time zone '\(name)'",
                        help: ZoneNames.near(name).map { "did you mean '\($0)'?" } ?? ZoneNames.forms))
            }
            return zone
        }
        return try Configuration.load(
            file, shownAs: file.map(TextFile.shown), root: folder, environment: ProcessInfo.processInfo.environment,
            profile: profile, zone: zone)
    }

    /// The workspace around a path (nil: the current folder), or an empty one, with the named sources in place of its own of the
    /// same name.
    func workspace(governing path: String? = nil) throws -> Workspace {
        let folder = TextFile.currentFolder
        var workspace = try configuration(governing: path).workspace
        let named = try SourceArguments.declarations(source, root: folder, zone: workspace.zone)
        workspace.sources = workspace.sources.filter { own in !named.contains { $0.name == own.name } } + named
        return workspace
    }

    /// Only the sources named on the command line when there are any, else the workspace's.
    func namedOrAll() throws -> Workspace {
        var workspace = try workspace()
        if !source.isEmpty {
            workspace.sources = try SourceArguments.declarations(
                source, root: TextFile.currentFolder, zone: workspace.zone)
        }
        return workspace
    }
}

/// How to run, without influence on any result.
struct RunArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Parallel workers; the default is one a core.", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Memory that rows, groups and results may take, such as 512MB or 2GB; what does not fit goes to files in TMPDIR. The default is a quarter of the machine's.",
            valueName: "size"))
    var memory: String?

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false

    @Flag(help: "Log what is done, and how long it takes.")
    var verbose = false

    @Option(
        name: .customLong("log-format"),
        help: ArgumentHelp("How log lines on standard error look; the default is text.", valueName: "text|json"))
    var logFormat: LogSettings.Format?

    /// What the user wants to hear.
    var observation: ObservationChoice {
        ObservationChoice(isVerbose: verbose, isQuiet: quiet, logFormat: logFormat)
    }

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be 1 to 1024, not \(threads)")
        }
        if let memory, ByteSize.bytes(memory).map({ $0 < 16_000_000 }) ?? true {
            throw ValidationError("--memory must be an amount of at least 16MB such as 512MB or 2GB, not '\(memory)'")
        }
    }

    /// The memory asked for, in bytes; nil for the workspace's limit.
    var bytes: Int? { memory.flatMap(ByteSize.bytes) }

    /// Runs within the workspace's limits, or those of the command line, with a progress line on the terminal; a query's failure
    /// becomes its diagnostic and exit status 1.
    func showingProgress<Result>(
        in workspace: Workspace, digestsInputs: Bool = false, _ body: (RunOptions) async throws -> Result
    ) async throws -> Result {
        // Log lines and a line that is drawn again and again do not go together.
        let display = ProgressDisplay.ifWanted(quiet: quiet || verbose)
        defer { display?.finish() }
        do {
            return try await body(
                RunOptions(
                    threads: threads ?? workspace.threads, memory: bytes ?? workspace.memory,
                    digestsInputs: digestsInputs,
                    digestCache: digestsInputs ? workspace.path(".trinity/digests") : nil,
                    progress: display.map { display in { @Sendable in display.update($0) } }))
        } catch let failure as QueryFailure {
            display?.finish()
            throw CommandFailure(.runFailed, [failure.diagnostic])
        }
    }
}

/// What a run should mention about its sources.
enum SourceNotes {
    /// A warning for each source of which rows were set aside.
    static func diagnostics(_ sources: [SourceUsage]) -> [Diagnostic] {
        sources.filter { !$0.rejected.isEmpty }.map { source in
            let first = source.rejected[0]
            return Diagnostic(
                "rejected-rows", .warning,
                "\(source.rejected.count) \(source.rejected.count == 1 ? "row" : "rows") of '\(source.description.name)' set aside",
                notes: ["the first is \(first.path):\(first.line): \(first.reason)"])
        }
    }
}
