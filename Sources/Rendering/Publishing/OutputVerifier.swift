public import Diagnostics
import Foundation

/// Re-checks published reports against their manifests.
public enum OutputVerifier {
    /// What was found below a folder.
    public struct Outcome: Sendable {
        /// The manifests that were read.
        public var manifests = 0
        /// The files that were compared.
        public var files = 0
        /// Everything that is missing, changed or extra.
        public var problems: [Diagnostic] = []
    }

    /// Compares every file below `directory` that a `manifest.json` lists with its size and SHA-256. Complexity: O(bytes).
    public static func verify(_ directory: String) -> Outcome {
        var outcome = Outcome()
        visit(directory, &outcome)
        if outcome.manifests == 0, outcome.problems.isEmpty {
            outcome.problems.append(
                Diagnostic(
                    "no-manifest", .error, "there is no manifest.json in '\(directory)' or below it",
                    help: "name a folder that 'trinity render' has written"))
        }
        return outcome
    }

    private static func visit(_ folder: String, _ outcome: inout Outcome) {
        let names = FileTree.names(in: folder)
        if names.contains("manifest.json") { check(folder, &outcome) }
        for name in names where !name.hasPrefix(".") && FileTree.isFolder("\(folder)/\(name)") {
            visit("\(folder)/\(name)", &outcome)
        }
    }

    private static func check(_ folder: String, _ outcome: inout Outcome) {
        let path = "\(folder)/manifest.json"
        outcome.manifests += 1
        guard let bytes = FileTree.read(path),
            let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
            let outputs = json["outputs"] as? [[String: Any]]
        else {
            outcome.problems.append(Diagnostic("bad-manifest", .error, "this manifest cannot be read", file: path))
            return
        }
        var listed: Set<String> = ["manifest.json"]
        for output in outputs {
            guard let name = output["path"] as? String, let size = output["bytes"] as? Int,
                let digest = output["sha256"] as? String, !name.hasPrefix("/"), !name.contains("..")
            else {
                outcome.problems.append(
                    Diagnostic(
                        "bad-manifest", .error, "this manifest lists a file without path, bytes or sha256", file: path))
                continue
            }
            listed.insert(name)
            outcome.files += 1
            let file = "\(folder)/\(name)"
            guard let content = FileTree.read(file) else {
                outcome.problems.append(
                    Diagnostic("missing-file", .error, "the manifest lists this file, but it is not there", file: file))
                continue
            }
            if content.count != size {
                outcome.problems.append(
                    Diagnostic(
                        "changed-file", .error, "this file has \(content.count) bytes; the manifest says \(size)",
                        file: file))
            } else if Digest.hex(content) != digest {
                outcome.problems.append(
                    Diagnostic("changed-file", .error, "this file's SHA-256 is not the manifest's", file: file))
            }
        }
        for name in files(below: folder, prefix: "") where !listed.contains(name) {
            outcome.problems.append(
                Diagnostic("extra-file", .error, "the manifest does not list this file", file: "\(folder)/\(name)"))
        }
    }

    private static func files(below folder: String, prefix: String) -> [String] {
        FileTree.names(in: folder).flatMap { name -> [String] in
            FileTree.isFolder("\(folder)/\(name)")
                ? files(below: "\(folder)/\(name)", prefix: "\(prefix)\(name)/") : ["\(prefix)\(name)"]
        }
    }
}
