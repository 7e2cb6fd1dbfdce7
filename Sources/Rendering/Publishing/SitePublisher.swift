public import Diagnostics
import Tracing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Puts rendered reports into an output folder: `OUT/<report>/<period>/…` and `OUT/index.html`.
///
/// A report's folder appears whole or not at all: its files are written and made durable in a folder beside it, which then takes its
/// place in one step. A lock keeps several processes on one output folder apart; what a killed one has left is removed.
public struct SitePublisher: Sendable {
    /// The output folder.
    public let output: String
    private let template: Template
    private let title: String

    /// A publisher into a folder, which need not exist; `template` is what the indexes look like.
    public init(output: String, title: String? = nil, template: Template) {
        self.output = output
        self.title = title ?? "Reports"
        self.template = template
    }

    /// Publishes a report's files for a period and brings the indexes up to date. Returns the page's path.
    ///
    /// - Parameter statics: the files that the report's own template brings, by path below the output folder.
    /// - Throws: `DiagnosticsError` with `unwritable-output` or `is-a-site`. What was there before is whole then; a page that has taken its
    ///   place already, when the statics or an index cannot be written, stays.
    @discardableResult
    public func publish(
        _ files: [OutputFile], statics: [OutputFile] = [], report: String, period: String
    ) throws -> String {
        try withSpan("publish") { span in
            if span.isRecording { span.attributes["publish.files_written"] = files.count }
            return try put(files, statics: statics, report: report, period: period)
        }
    }

    private func put(_ files: [OutputFile], statics: [OutputFile], report: String, period: String) throws -> String {
        try refuseSite()
        try FileTree.makeFolder("\(output)/\(report)")
        let lock = open("\(output)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lock >= 0 else { throw FileTree.failure("lock", output) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            if errno != EINTR { throw FileTree.failure("lock", output) }
        }
        sweep(report)
        let target = "\(output)/\(report)/\(period)"
        let staging = "\(output)/\(report)/.new-\(period)-\(getpid())"
        FileTree.remove(staging)
        var indexes: [StagedFile] = []
        do {
            var folders: Set<String> = [staging]
            for file in files {
                let path = "\(staging)/\(file.path)"
                let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? staging
                if folders.insert(folder).inserted || folder == staging { try FileTree.makeFolder(folder) }
                try FileTree.write(file.bytes, to: path, durably: false)
            }
            let index = SiteIndex(
                output: output, title: title, template: template,
                arrival: SiteIndex.Arrival(
                    report: report, period: period, json: files.first { $0.path == "report.json" }?.bytes))
            // The disk takes its time, and meanwhile the indexes are made.
            let written = folders.sorted()
            let (wait, staged) = ParallelMap.both {
                Result { try FileTree.makeDurable(files.map { "\(staging)/\($0.path)" }, folders: written) }
            } _: {
                Result { try index.staged() }
            }
            indexes = try staged.get()
            try wait.get()
            try FileTree.exchange(staging, with: target)
            FileTree.remove(staging)
            try FileTree.sync(folder: "\(output)/\(report)")
            for file in template.statics + statics {
                let path = "\(output)/\(file.path)"
                if let slash = path.lastIndex(of: "/") { try FileTree.makeFolder(String(path[..<slash])) }
                try FileTree.replace(path, bytes: file.bytes)
            }
            for index in indexes { try index.put() }
            try FileTree.makeDurable([], folders: indexes.map(\.folder))
        } catch {
            FileTree.remove(staging)
            for index in indexes { index.discard() }
            throw error
        }
        return "\(target)/index.html"
    }

    /// Refuses a folder that `trinity publish` has made: its manifest would no longer be right, nor would its addresses.
    ///
    /// - Throws: `DiagnosticsError` with `is-a-site`.
    public func refuseSite() throws {
        guard FileTree.exists("\(output)/\(SiteManifest.fileName)") else { return }
        throw DiagnosticsError(
            Diagnostic(
                "is-a-site", .error, "'\(output)' is a site of 'trinity publish', which rendering would damage",
                help: "bring it up to date with 'trinity publish --out \(output)', or name another folder"))
    }

    /// Removes what killed runs have left. The lock is held, so nothing here is in use.
    private func sweep(_ report: String) {
        for folder in [output, "\(output)/\(report)"] {
            for name in FileTree.names(in: folder) where name.hasPrefix(StagedFile.prefix(of: "index.html")) {
                FileTree.remove("\(folder)/\(name)")
            }
        }
        for name in FileTree.names(in: "\(output)/\(report)") where name.hasPrefix(".new-") {
            let path = "\(output)/\(report)/\(name)"
            // A run that was killed between its two renames has left the old report aside.
            if name.hasSuffix(".old"), let dash = name.dropLast(4).lastIndex(of: "-") {
                let period = String(name[name.index(name.startIndex, offsetBy: 5)..<dash])
                let target = "\(output)/\(report)/\(period)"
                if !FileTree.exists(target), rename(path, target) == 0 { continue }
            }
            FileTree.remove(path)
        }
    }
}
