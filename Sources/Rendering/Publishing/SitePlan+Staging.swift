/// Making what is planned.
extension SitePlan {
    /// Makes the new site in a stage; the manifest is the last file.
    func carryOut(in stage: inout SiteStage) throws {
        var files: [SiteStage.File] = []
        for step in steps {
            switch step {
            case .write(let path, let bytes): files.append(.write(path, bytes))
            case .keep(let path): files += stage.kept(file: path)
            case .keepFolder(let path): files += try stage.kept(path)
            case .mirror: break
            }
        }
        try stage.make(files)
        var seconds: [SiteStage.File] = []
        for case .mirror(let path, as: let other) in steps {
            seconds += second(path, as: other, in: files, of: stage) ?? stage.mirrored(path, as: other)
        }
        try stage.make(try seconds + strangers(in: &stage))
        // Nothing in the site is newer, so that a later publish sees what somebody has touched since.
        try stage.make([.write(SiteManifest.fileName, manifest)])
    }

    /// Second names for a folder's files that were just made, without looking for them; nil when they were not.
    private func second(
        _ path: String, as other: String, in files: [SiteStage.File], of stage: borrowing SiteStage
    ) -> [SiteStage.File]? {
        let prefix = Array("\(path)/".utf8)
        let names = files.compactMap { file -> String? in
            file.path.utf8.starts(with: prefix) ? String(file.path.dropFirst(path.count)) : nil
        }
        guard !names.isEmpty else { return nil }
        let folder = stage.folder
        return names.map { .link("\(folder)/\(path)\($0)", to: "\(other)\($0)") }
    }

    /// Files that somebody has put beside ours stay: a CNAME, a robots.txt, a .nojekyll.
    private func strangers(in stage: inout SiteStage) throws -> [SiteStage.File] {
        guard let old else { return [] }
        var strangers: [SiteStage.File] = []
        let ours = old.manifest
        let files = Set(ours.files.map(\.path) + new.files.map(\.path) + [SiteManifest.fileName])
        let folders = Set(ours.runs.map(\.report) + new.runs.map(\.report))
        for name in FileTree.names(in: old.folder) where !files.contains(name) && !folders.contains(name) {
            strangers += try stage.kept(name)
        }
        let inner = Set((ours.folders + new.folders).map(\.path))
        for report in folders.sorted() {
            for name in FileTree.names(in: "\(old.folder)/\(report)") {
                let path = "\(report)/\(name)"
                if !files.contains(path), !inner.contains(path) { strangers += try stage.kept(path) }
            }
        }
        return strangers
    }
}
