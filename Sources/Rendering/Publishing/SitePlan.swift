import Diagnostics

/// What one publish will do: the new site's manifest, and where each of its files comes from. Nothing is written while planning.
struct SitePlan {
    /// Where a part of the new site comes from.
    private enum Step {
        case write(String, [UInt8])
        /// A file of the published site.
        case keep(String)
        /// A folder of the published site with all that is in it.
        case keepFolder(String)
        /// A second name for a folder of the new site.
        case mirror(String, as: String)
    }

    private let builder: SiteBuilder
    private let old: PublishedSite?
    private var new: SiteManifest
    private var steps: [Step] = []
    /// The files that templates of the runs that arrived bring.
    private let statics: [OutputFile]
    /// Files that are written.
    private(set) var writtenFiles = 0
    /// Files that stay as they are.
    private(set) var keptFiles = 0
    /// Pages below each run's folder, for the site map; of the runs that arrived.
    private var pages: [String: [String]] = [:]
    /// Whether the new site differs from the published one.
    private(set) var isChanged = false

    /// Plans a publish.
    init(builder: SiteBuilder, old: PublishedSite?, arrivals: [RenderedRun], now: String, nowText: String) throws {
        self.builder = builder
        self.old = old
        new = SiteManifest()
        new.trinity = builder.version
        new.title = builder.title
        new.baseURL = builder.address.base
        new.look = builder.look
        new.runs = (old?.manifest.runs ?? []).filter { run in
            old.map { FileTree.exists("\($0.folder)/\(run.path)/manifest.json") } ?? false
        }
        new.holds = old?.manifest.holds ?? []
        statics = arrivals.flatMap(\.statics)
        var published: [String: RenderedRun] = [:]
        for arrival in arrivals {
            if admit(arrival, now: now, nowText: nowText) { published[arrival.record.path] = arrival }
        }
        new.holds.removeAll { held in !new.runs.contains { $0.report == held.report && $0.folder == held.kept } }
        new.runs.sort { ($0.report, $1.from, $1.folder) < ($1.report, $0.from, $0.folder) }
        for index in new.runs.indices { try place(index, arrival: published[new.runs[index].path]) }
        for report in reports { try placeLatest(of: report) }
        try placeSiteFiles()
        let before = old?.manifest
        isChanged =
            writtenFiles > 0 || new.runs != before?.runs || new.holds != before?.holds || new.folders != before?.folders
            || new.files != before?.files || new.look != before?.look || new.title != before?.title
            || new.baseURL != before?.baseURL
        new.updated = isChanged ? now : before?.updated ?? now
        if isChanged {
            try placeFeed()
            steps.append(.write(SiteManifest.fileName, Array(try new.text().utf8)))
        }
    }

    /// Reports that have runs, in order.
    private var reports: [String] {
        new.runs.reduce(into: []) { if $0.last != $1.report { $0.append($1.report) } }
    }

    // MARK: Runs

    /// Takes a run over into the new site, or holds it back; true when it is published.
    private mutating func admit(_ arrival: RenderedRun, now: String, nowText: String) -> Bool {
        var record = arrival.record
        let index = new.runs.firstIndex { $0.path == record.path }
        let good = new.runs.filter { $0.report == record.report && $0.isGood }
        let held = new.holds.firstIndex { $0.report == record.report && $0.folder == record.folder }
        if !record.isGood, let kept = good.first(where: { $0.folder == record.folder }) ?? SitePlan.newest(good) {
            let hold = HeldRun(
                report: record.report, folder: record.folder, label: record.label, fingerprint: record.fingerprint,
                at: now, atText: nowText, trouble: record.trouble, status: record.status, kept: kept.folder)
            if let held { new.holds[held] = hold } else { new.holds.append(hold) }
            return false
        }
        if let held { new.holds.remove(at: held) }
        record.published = now
        record.updated = now
        if let index {
            record.published = new.runs[index].published
            if new.runs[index].content == record.content { record.updated = new.runs[index].updated }
            new.runs[index] = record
        } else {
            new.runs.append(record)
        }
        return true
    }

    /// The newest of some runs, those with the usual parameters first.
    private static func newest(_ runs: [PublishedRun]) -> PublishedRun? {
        runs.max { ($0.isUsual ? 1 : 0, $0.from, $0.folder) < ($1.isUsual ? 1 : 0, $1.from, $1.folder) }
    }

    /// The run behind a report's `latest` address: the newest good one, else the newest.
    private func latest(of report: String) -> PublishedRun? {
        let runs = new.runs.filter { $0.report == report }
        return SitePlan.newest(runs.filter(\.isGood)) ?? SitePlan.newest(runs)
    }

    private func surroundings(of run: PublishedRun) -> PageSurroundings {
        let row = new.runs.filter { $0.report == run.report && $0.variant == run.variant }
        let place = row.firstIndex { $0.folder == run.folder } ?? 0
        func neighbour(_ index: Int) -> PageSurroundings.Neighbour? {
            row.indices.contains(index)
                ? PageSurroundings.Neighbour(folder: row[index].folder, label: row[index].shortLabel) : nil
        }
        let notices = new.holds.filter { $0.report == run.report && $0.kept == run.folder }.map { held in
            let what = held.folder == run.folder ? "A newer run of this page" : "\(held.label)"
            return PageSurroundings.Notice(
                title: "The checks failed on \(held.atText).",
                text:
                    "\(what) was not published: \(held.trouble.joined(separator: "; ")). This page is the last good one."
            )
        }
        return PageSurroundings(
            baseURL: new.baseURL, siteTitle: new.title, report: run.report, folder: run.folder,
            previous: neighbour(place + 1), next: neighbour(place - 1),
            isLatest: latest(of: run.report)?.folder == run.folder, notices: notices)
    }

    /// Says where a run's files come from.
    private mutating func place(_ index: Int, arrival: RenderedRun?) throws {
        let surroundings = surroundings(of: new.runs[index])
        let digest = surroundings.digest
        let isSame = new.runs[index].surroundings == digest
        new.runs[index].surroundings = digest
        let run = new.runs[index]
        let before = old?.files(of: run.path)
        if let arrival {
            var files = arrival.files
            for file in files.indices where SitePlan.isPage(files[file].path) {
                files[file].bytes = PageSlots.filled(files[file].bytes, surroundings.slots(of: files[file].path))
            }
            placeFolder(run.path, files, head: arrival.manifestHead, before: before?.files ?? [])
        } else if isSame, let folder = old?.manifest.folders.first(where: { $0.path == run.path }) {
            new.folders.append(folder)
            steps.append(.keepFolder(run.path))
            keptFiles += folder.files
        } else if let before, let old {
            // Other neighbours or notices: the pages are the same but for their slots.
            var listed = before.files
            var census = (files: 0, bytes: 0)
            for index in listed.indices {
                let path = "\(run.path)/\(listed[index].path)"
                if SitePlan.isPage(listed[index].path), let bytes = FileTree.read("\(old.folder)/\(path)") {
                    let filled = PageSlots.filled(bytes, surroundings.slots(of: listed[index].path))
                    if filled != bytes {
                        listed[index] = ListedFile(OutputFile(path: listed[index].path, bytes: filled))
                        write(path, filled)
                        census = (census.files + 1, census.bytes + filled.count)
                        continue
                    }
                }
                keep(path)
                census = (census.files + 1, census.bytes + listed[index].bytes)
            }
            placeManifest(run.path, head: before.head, listed, census: census)
        } else if let folder = old?.manifest.folders.first(where: { $0.path == run.path }) {
            // Its manifest cannot be read: `verify` says so, and the pages are better than nothing.
            new.folders.append(folder)
            steps.append(.keepFolder(run.path))
            keptFiles += folder.files
        }
    }

    private static func isPage(_ path: String) -> Bool { path == "index.html" || path.hasSuffix("/index.html") }

    /// Says where a folder's files come from: those that were the same before stay.
    private mutating func placeFolder(_ path: String, _ files: [OutputFile], head: String, before: [ListedFile]) {
        let known = Dictionary(before.map { ($0.path, $0) }) { first, _ in first }
        var listed: [ListedFile] = []
        var bytes = 0
        for file in files {
            let entry = ListedFile(file)
            listed.append(entry)
            bytes += entry.bytes
            let place = "\(path)/\(file.path)"
            if known[file.path] == entry, let old,
                old.isUntouched(ListedFile(path: place, bytes: entry.bytes, sha256: ""))
            {
                keep(place)
            } else {
                write(place, file.bytes)
            }
        }
        placeManifest(path, head: head, listed, census: (files.count, bytes))
    }

    private mutating func placeManifest(
        _ path: String, head: String, _ listed: [ListedFile], census: (files: Int, bytes: Int)
    ) {
        let text = Array(Manifest.text(head: head, files: listed).utf8)
        write("\(path)/manifest.json", text)
        new.folders.append(
            SiteManifest.Folder(
                path: path, manifest: Digest.hex(text), files: census.files + 1, bytes: census.bytes + text.count))
        pages[path] = listed.map(\.path).filter(SitePlan.isPage)
    }

    /// `latest` is the newest run's folder under a second name.
    private mutating func placeLatest(of report: String) throws {
        guard let run = latest(of: report), var folder = new.folders.first(where: { $0.path == run.path }) else {
            return
        }
        folder.path = "\(report)/latest"
        if let old, old.manifest.folders.contains(folder), old.isUntouched(folder: folder.path) {
            steps.append(.keepFolder(folder.path))
            keptFiles += folder.files
        } else {
            steps.append(.mirror(run.path, as: folder.path))
            writtenFiles += 1
        }
        new.folders.append(folder)
    }

    // MARK: Files that belong to no report

    private mutating func placeSiteFiles() throws {
        let before = old?.manifest
        if let before, before.runs == new.runs, before.holds == new.holds, before.look == new.look,
            before.title == new.title, before.baseURL == new.baseURL, let old,
            before.files.allSatisfy({ old.isUntouched($0) })
        {
            new.files = before.files
            for file in before.files { keep(file.path) }
            return
        }
        let site = SitePages(manifest: new, builder: builder)
        for (path, text) in site.files + [siteMap].compactMap({ $0 }) {
            placeSiteFile(OutputFile(path: path, text: text))
        }
        placeStatics()
    }

    /// The files that templates bring, of all runs; they do not replace what the site is made of.
    private mutating func placeStatics() {
        let taken = Set(new.files.map(\.path) + [SiteManifest.fileName, "feed.xml"])
        func isFree(_ path: String) -> Bool {
            !taken.contains(path) && !new.folders.contains { path.hasPrefix($0.path + "/") }
        }
        var placed: Set<String> = []
        for file in builder.template.statics + statics where isFree(file.path) && placed.insert(file.path).inserted {
            placeSiteFile(file)
        }
        // Those of runs that were not made again are where they were.
        for file in new.runs.flatMap(\.statics) where isFree(file.path) && !placed.contains(file.path) {
            guard old?.manifest.files.contains(file) ?? false else { continue }
            placed.insert(file.path)
            new.files.append(file)
            keep(file.path)
        }
    }

    /// The feed comes last, for it says when the site changed.
    private mutating func placeFeed() throws {
        guard !new.files.contains(where: { $0.path == "feed.xml" }) else { return }
        placeSiteFile(OutputFile(path: "feed.xml", text: SiteFeed.text(new)))
    }

    private mutating func placeSiteFile(_ file: OutputFile) {
        let path = file.path
        let listed = ListedFile(file)
        new.files.append(listed)
        if let old, old.manifest.files.contains(listed), old.isUntouched(listed) {
            keep(path)
        } else {
            write(path, file.bytes)
        }
    }

    private var siteMap: (String, String)? {
        guard new.baseURL != nil else { return nil }
        var all: [(path: String, changed: String)] = [("index.html", new.runs.map(\.updated).max() ?? new.updated)]
        for report in reports {
            let runs = new.runs.filter { $0.report == report }
            all.append(("\(report)/index.html", runs.map(\.updated).max() ?? ""))
            for run in runs {
                let paths =
                    pages[run.path]
                    ?? (run.pages == nil
                        ? ["index.html"] : old?.files(of: run.path)?.files.map(\.path).filter(SitePlan.isPage) ?? [])
                all += paths.map { ("\(run.path)/\($0)", run.updated) }
            }
        }
        return SiteMap.text(base: new.baseURL, pages: all).map { ("sitemap.xml", $0) }
    }

    // MARK: Steps

    private mutating func write(_ path: String, _ bytes: [UInt8]) {
        steps.append(.write(path, bytes))
        writtenFiles += 1
    }

    private mutating func keep(_ path: String) {
        steps.append(.keep(path))
        keptFiles += 1
    }

    /// Makes the new site in a stage; the manifest is the last file.
    func carryOut(in stage: inout SiteStage) throws {
        for step in steps {
            switch step {
            case .write(let path, let bytes): try stage.write(bytes, to: path)
            case .keep(let path): try stage.keep(file: path)
            case .keepFolder(let path): try stage.keep(path)
            case .mirror(let path, let other): try stage.mirror(path, as: other)
            }
        }
        try keepStrangers(in: &stage)
    }

    /// Files that somebody has put beside ours stay: a CNAME, a robots.txt, a .nojekyll.
    private func keepStrangers(in stage: inout SiteStage) throws {
        guard let old else { return }
        let ours = old.manifest
        let files = Set(ours.files.map(\.path) + new.files.map(\.path) + [SiteManifest.fileName])
        let folders = Set(ours.runs.map(\.report) + new.runs.map(\.report))
        for name in FileTree.names(in: old.folder) where !files.contains(name) && !folders.contains(name) {
            try stage.keep(name)
        }
        let inner = Set((ours.folders + new.folders).map(\.path))
        for report in folders.sorted() {
            for name in FileTree.names(in: "\(old.folder)/\(report)") {
                let path = "\(report)/\(name)"
                if !files.contains(path), !inner.contains(path) { try stage.keep(path) }
            }
        }
    }
}

extension PublishedRun {
    /// What the folder adds to the period: the parameters that differ from their defaults.
    var variant: String { String(folder.dropFirst(period.count)) }
    /// Whether all parameters have their defaults.
    var isUsual: Bool { variant.isEmpty }
}
