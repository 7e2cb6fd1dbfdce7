public import Diagnostics

/// Re-checks published reports against their manifests.
public enum OutputVerifier {
    /// What was found below a folder.
    public struct Outcome: Sendable {
        /// The reports' manifests that were read, those of `latest` folders, which are other reports again, left out.
        public var manifests = 0
        /// The sites whose manifests were read.
        public var sites = 0
        /// The files that were compared.
        public var files = 0
        /// Everything that is missing, changed or extra.
        public var problems: [Diagnostic] = []
    }

    /// Compares every file below `directory` that a `manifest.json` or `site.json` lists with its size and SHA-256. Complexity: O(bytes).
    public static func verify(_ directory: String) -> Outcome {
        var outcome = Outcome()
        visit(directory, &outcome)
        if outcome.manifests == 0, outcome.problems.isEmpty {
            outcome.problems.append(
                Diagnostic(
                    "no-manifest", .error, "there is no manifest.json in '\(directory)' or below it",
                    help: "name a folder that 'trinity publish' or 'trinity render' has written"))
        }
        return outcome
    }

    private static func visit(_ folder: String, _ outcome: inout Outcome) {
        let names = FileTree.names(in: folder)
        if names.contains(SiteManifest.fileName) {
            outcome.sites += 1
            SiteVerifier.check(folder, &outcome)
        }
        if names.contains("manifest.json") {
            check(folder, &outcome)
            return
        }
        for name in names where !name.hasPrefix(".") && FileTree.isFolder("\(folder)/\(name)") {
            visit("\(folder)/\(name)", &outcome)
        }
    }

    private static func check(_ folder: String, _ outcome: inout Outcome) {
        let path = "\(folder)/manifest.json"
        if !(folder.hasSuffix("/latest") && isSite(above: folder)) { outcome.manifests += 1 }
        guard let bytes = FileTree.read(path), let outputs = Manifest.files(of: bytes) else {
            outcome.problems.append(Diagnostic("bad-manifest", .error, "this manifest cannot be read", file: path))
            return
        }
        var listed: Set<String> = ["manifest.json"]
        for output in outputs {
            listed.insert(output.path)
            compare(output, in: folder, &outcome)
        }
        for name in files(below: folder, prefix: "") where !listed.contains(name) {
            outcome.problems.append(
                Diagnostic("extra-file", .error, "the manifest does not list this file", file: "\(folder)/\(name)"))
        }
    }

    /// Whether a folder of a report lies in a site.
    private static func isSite(above folder: String) -> Bool {
        let site = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        return FileTree.exists("\(site.isEmpty ? "." : site)/\(SiteManifest.fileName)")
    }

    /// Compares one listed file.
    static func compare(_ listed: ListedFile, in folder: String, _ outcome: inout Outcome) {
        outcome.files += 1
        let file = "\(folder)/\(listed.path)"
        guard !listed.path.hasPrefix("/"), !listed.path.split(separator: "/").contains("..") else {
            outcome.problems.append(
                Diagnostic("bad-manifest", .error, "the manifest lists a file outside its folder", file: file))
            return
        }
        guard let content = FileTree.read(file) else {
            outcome.problems.append(
                Diagnostic("missing-file", .error, "the manifest lists this file, but it is not there", file: file))
            return
        }
        if content.count != listed.bytes {
            outcome.problems.append(
                Diagnostic(
                    "changed-file", .error, "this file has \(content.count) bytes; the manifest says \(listed.bytes)",
                    file: file))
        } else if Digest.hex(content) != listed.sha256 {
            outcome.problems.append(
                Diagnostic("changed-file", .error, "this file's SHA-256 is not the manifest's", file: file))
        }
    }

    private static func files(below folder: String, prefix: String) -> [String] {
        FileTree.names(in: folder).flatMap { name -> [String] in
            FileTree.isFolder("\(folder)/\(name)")
                ? files(below: "\(folder)/\(name)", prefix: "\(prefix)\(name)/") : ["\(prefix)\(name)"]
        }
    }
}
