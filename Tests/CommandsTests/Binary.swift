import Foundation
import TestSupport
import Testing

/// The built `trinity` and a scratch folder to run it in; the folder goes with its last reference.
final class Binary {
    struct Outcome {
        var status: Int32
        var output: String
        var error: String
    }

    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    var folder: URL { scratch.url }

    /// The executable beside the test bundle.
    private static let executable: URL = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("trinity")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return URL(fileURLWithPath: "trinity")
    }()

    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Runs `trinity` in the scratch folder to its end.
    @discardableResult
    func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

    /// Runs `trinity` in the scratch folder to its end; `output` is where its standard output goes, a file of the scratch folder when nil, and
    /// `environment` stands beside the variables that there are.
    @discardableResult
    func run(
        _ arguments: [String], output: String? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = Binary.executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Files, not pipes: a pipe that nobody reads would fill up and stop the process.
        let outputs = [folder.appendingPathComponent(".stdout"), folder.appendingPathComponent(".stderr")]
        for url in outputs { FileManager.default.createFile(atPath: url.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output.map { URL(fileURLWithPath: $0) } ?? outputs[0])
        process.standardError = try FileHandle(forWritingTo: outputs[1])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: String(decoding: try Data(contentsOf: outputs[0]), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: outputs[1]), as: UTF8.self))
    }

    func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    func write(_ bytes: [UInt8], to path: String) throws {
        try scratch.write(Data(bytes), to: path)
    }

    func read(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(path)), as: UTF8.self)
    }

    /// Every file below a folder but the manifests, by path.
    func files(below path: String) throws -> [String: Data] {
        let base = folder.appendingPathComponent(path)
        var files: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: base.path)
        where !name.hasSuffix("manifest.json") {
            var isFolder: ObjCBool = false
            let file = base.appendingPathComponent(name)
            if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue {
                files[name] = try Data(contentsOf: file)
            }
        }
        return files
    }

    /// Makes the scratch folder a workspace with the shipped reports and generated data.
    func useShippedReports(rows: Int = 20_000) throws {
        try FileManager.default.copyItem(
            at: Binary.root.appendingPathComponent("reports"), to: folder.appendingPathComponent("reports"))
        try FileManager.default.copyItem(
            at: Binary.root.appendingPathComponent("trinity.yaml"), to: folder.appendingPathComponent("trinity.yaml"))
        let made = try run("sample", "--out", "data", "--rows", "\(rows)", "--end", "2026-11-16", "--quiet")
        try #require(made.status == 0, "\(made.error)")
    }

    /// Makes the scratch folder a workspace with one source `t` of the given CSV and one report that counts and shows it.
    func useSmallReport(csv: String?, sourceOptions: String = "", cells: String = "") throws {
        try write("sources:\n  t: {path: t.csv, time: at\(sourceOptions)}\n", to: "trinity.yaml")
        if let csv { try write(csv, to: "t.csv") }
        try write(
            """
            ---
            report: 1
            title: Small
            period: {grain: day, offset: -1}
            ---

            Rows: `= n.rows as ,d`

            ```sql {#n}
            SELECT count(*) AS rows, sum(x) AS total FROM t
            ```

            ```yaml {table #shown from=n}
            title: Totals
            ```
            \(cells)
            """, to: "reports/small.md")
    }
}
