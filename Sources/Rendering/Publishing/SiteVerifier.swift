import Diagnostics

/// Compares a whole site with its `site.json`: what belongs to no report, and that every folder's manifest is the one listed.
enum SiteVerifier {
    /// Adds what is missing, changed or extra; what the folders' own manifests list is compared by `OutputVerifier`. Complexity: O(bytes).
    static func check(_ folder: String, _ outcome: inout OutputVerifier.Outcome) {
        let path = "\(folder)/\(SiteManifest.fileName)"
        guard let bytes = FileTree.read(path), let site = SiteManifest.read(bytes) else {
            outcome.problems.append(
                Diagnostic("bad-manifest", .error, "this site's manifest cannot be read", file: path))
            return
        }
        for file in site.files { OutputVerifier.compare(file, in: folder, &outcome) }
        for entry in site.folders {
            let manifest = "\(folder)/\(entry.path)/manifest.json"
            guard let bytes = FileTree.read(manifest) else {
                outcome.problems.append(
                    Diagnostic(
                        "missing-file", .error, "the site lists this report, but its manifest is not there",
                        file: manifest))
                continue
            }
            if Digest.hex(bytes) != entry.manifest {
                outcome.problems.append(
                    Diagnostic(
                        "changed-file", .error, "this manifest's SHA-256 is not what the site says", file: manifest))
            }
        }
        let listed = Set(site.folders.map(\.path))
        for report in Set(site.runs.map(\.report)).sorted() {
            for name in FileTree.names(in: "\(folder)/\(report)")
            where FileTree.exists("\(folder)/\(report)/\(name)/manifest.json") && !listed.contains("\(report)/\(name)")
            {
                outcome.problems.append(
                    Diagnostic(
                        "extra-file", .error, "the site does not list this report", file: "\(folder)/\(report)/\(name)")
                )
            }
        }
    }
}
