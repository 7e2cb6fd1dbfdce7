import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Rendering
import Reports

#if canImport(Glibc)
    // Where a module below has loaded Dispatch, the compiler takes `stat` for a part of it.
    import CDispatch
    import Glibc
#else
    import Darwin
#endif

/// A digest of everything that a run's result depends on, so that a run that would bring the same need not be made.
///
/// It covers the program, the report's files, the workspace, the period, the parameters, the options of the publish, and every input file of
/// the sources that the report reads, by path and SHA-256. An input's digest comes from the cache that runs keep, so that an unchanged file is
/// not read.
struct RunFingerprint {
    private let head: String
    private let inputs: [DataFile]?
    private let digests: String
    private let stamps: [String]

    /// Gathers what a run depends on, as it is now.
    ///
    /// - Parameter options: whatever else decides what the run's files look like, a line each.
    init(
        _ report: Report, period: Period, parameters: [Named<Scalar>], runner: ReportRunner, workspaceText: [UInt8],
        options: [String], program: String
    ) {
        var lines = ["program \(program)", "period \(period.id) \(period.zone.identifier)"]
        lines += report.files.map { "report \($0.path) \(Digest.hex(Array($0.utf8)))" }
        lines.append("workspace \(Digest.hex(workspaceText))")
        // Profiles, the environment and flags change sources without a change of any file.
        lines += runner.sources(of: report).map(RunFingerprint.text)
        lines += parameters.map { "parameter \($0.name) \($0.value.type.name) \($0.value.text)" }
        lines += options.map { "option \($0)" }
        head = lines.joined(separator: "\n")
        digests = runner.workspace.path(".trinity/digests")
        // Without a digest of the program nobody knows whether it would bring the same again.
        guard !program.isEmpty else {
            inputs = nil
            stamps = []
            return
        }
        var files: [DataFile]? = []
        for source in runner.sources(of: report) {
            guard let found = try? FileDiscovery.files(matching: source.paths, root: source.root) else {
                files = nil
                break
            }
            files? += found
        }
        inputs = files
        stamps = RunFingerprint.stamps(files ?? [])
    }

    /// What a source's declaration says, but for the folder of the workspace.
    private static func text(_ source: SourceDeclaration) -> String {
        let fields = source.schema?.fields.map { "\($0.name) \($0.type.name)" } ?? ["inferred"]
        let parts = [
            source.name, source.paths.joined(separator: " "), source.format?.rawValue ?? "", source.timeColumn ?? "",
            fields.joined(separator: ", "), source.badRows.rawValue, source.zone.identifier,
            source.timePartitions.joined(separator: " "),
        ]
        return "source " + parts.joined(separator: " | ")
    }

    /// Sizes and times of files, by which a change while the run was under way shows.
    private static func stamps(_ files: [DataFile]) -> [String] {
        files.map { file in
            var status = stat()
            guard stat(file.absolutePath, &status) == 0 else { return "" }
            #if canImport(Glibc)
                let modified = status.st_mtim
            #else
                let modified = status.st_mtimespec
            #endif
            return "\(status.st_size) \(modified.tv_sec) \(modified.tv_nsec)"
        }
    }

    /// The fingerprint when every input's digest is known already; empty otherwise, and where inputs cannot be found.
    var known: String {
        guard let inputs else { return "" }
        let cache = DigestCache(path: digests)
        var lines = [head]
        for file in inputs {
            guard let digest = cache.known(file.absolutePath) else { return "" }
            lines.append("input \(file.path) \(digest)")
        }
        return Digest.hex(Array(lines.joined(separator: "\n").utf8))
    }

    /// The fingerprint, for which inputs are read whose digests are not known; empty where that fails, and where an input has changed since
    /// this was made, so that nobody knows which of the two the run has seen. Complexity: O(bytes) of those.
    func computed() -> String {
        guard let inputs, RunFingerprint.stamps(inputs) == stamps else { return "" }
        let cache = DigestCache(path: digests)
        var lines = [head]
        for file in inputs {
            guard let digest = try? cache.sha256(ofFileAt: file.absolutePath) else { return "" }
            lines.append("input \(file.path) \(digest)")
        }
        cache.save()
        return Digest.hex(Array(lines.joined(separator: "\n").utf8))
    }

    /// A digest of the running program, from the cache where the file has not changed; empty where the system does not tell.
    static func program(digests: String) -> String {
        let cache = DigestCache(path: digests)
        let digest = (try? cache.sha256(ofFileAt: "/proc/self/exe")) ?? ""
        cache.save()
        return digest
    }
}
