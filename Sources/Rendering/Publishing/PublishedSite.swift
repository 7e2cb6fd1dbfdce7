import Diagnostics

/// A site as it is on disk.
struct PublishedSite: Sendable {
    /// The site's folder.
    let folder: String
    /// What it says it consists of.
    let manifest: SiteManifest
    /// When its manifest was written, in nanoseconds since 1970.
    private let written: Int

    /// Reads a site; nil when there is none.
    ///
    /// - Throws: `DiagnosticsError` when the folder holds something else.
    init?(_ folder: String) throws {
        let path = "\(folder)/\(SiteManifest.fileName)"
        guard let status = FileTree.status(path), let bytes = FileTree.read(path) else {
            if FileTree.names(in: folder).isEmpty { return nil }
            throw DiagnosticsError(
                Diagnostic(
                    "not-a-site", .error, "'\(folder)' holds files that 'trinity publish' has not written",
                    help: "name an empty folder with --out, or one that holds a site"))
        }
        guard let manifest = SiteManifest.read(bytes) else {
            throw DiagnosticsError(
                Diagnostic(
                    "bad-manifest", .error, "this site's manifest cannot be read", file: path,
                    help: "publish into another folder, or remove this one"))
        }
        self.folder = folder
        self.manifest = manifest
        written = status.modified
    }

    /// Whether a listed folder is there and nobody has touched it since the site was published. Complexity: O(its files).
    func isUntouched(folder path: String) -> Bool {
        manifest.folders.first { $0.path == path }.map(isUntouched) ?? false
    }

    /// Whether a folder is as it is listed and nobody has touched it since the site was published. Complexity: O(its files).
    func isUntouched(_ listed: SiteManifest.Folder) -> Bool {
        let census = SiteCensus(below: "\(folder)/\(listed.path)")
        guard census.files == listed.files, census.bytes == listed.bytes, census.newest <= written,
            let bytes = FileTree.read("\(folder)/\(listed.path)/manifest.json")
        else { return false }
        return Digest.hex(bytes) == listed.manifest
    }

    /// Whether a listed file is there and nobody has touched it since the site was published.
    func isUntouched(_ file: ListedFile) -> Bool {
        guard let status = FileTree.status("\(folder)/\(file.path)"), status.kind == .file else { return false }
        return status.bytes == file.bytes && status.modified <= written
    }

    /// Whether a folder's manifest is the one that the site lists. Complexity: O(its bytes).
    func hasListedManifest(_ path: String) -> Bool {
        guard let listed = manifest.folders.first(where: { $0.path == path }),
            let bytes = FileTree.read("\(folder)/\(path)/manifest.json")
        else { return false }
        return Digest.hex(bytes) == listed.manifest
    }

    /// The files that a run's folder lists; nil when its manifest cannot be read.
    func files(of path: String) -> (head: String, files: [ListedFile])? {
        guard let bytes = FileTree.read("\(folder)/\(path)/manifest.json"), let files = Manifest.files(of: bytes),
            let head = Manifest.head(ofText: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return (head, files)
    }
}
