import Diagnostics

/// What one publish will do: the new site's manifest, and where each of its files comes from. Nothing is written while planning.
struct SitePlan {
    /// Where a part of the new site comes from.
    enum Step {
        case write(String, [UInt8])
        /// A file of the published site.
        case keep(String)
        /// A folder of the published site with all that is in it.
        case keepFolder(String)
        /// A second name for a folder of the new site.
        case mirror(String, as: String)
    }

    /// Runs of each report that keep their figures though nothing shows them yet: a newer one may be removed.
    private static let mostRemembered = 4

    private let builder: SiteBuilder
    let old: PublishedSite?
    private let oldFolders: [String: SiteManifest.Folder]
    private var newFolders: [String: SiteManifest.Folder] = [:]
    private var rows = SiteRows([])
    private(set) var new: SiteManifest
    /// `site.json`, once all else is planned.
    private(set) var manifest: [UInt8] = []
    private(set) var steps: [Step] = []
    /// The files that templates of the reports at hand bring, whether they ran or not.
    private let statics: [OutputFile]
    /// Files that are written.
    private(set) var writtenFiles = 0
    /// Files that stay as they are.
    private(set) var keptFiles = 0
    /// Folders that get a second name.
    private var mirrors = 0
    /// Pages below each run's folder, for the site map; of the runs that arrived.
    private var pages: [String: [String]] = [:]
    /// Whether the new site differs from the published one.
    private(set) var isChanged = false

    /// Plans a publish; `statics` are the files of the templates of reports that need not run again.
    ///
    /// - Throws: `DiagnosticsError` with `template-conflict`.
    init(
        builder: SiteBuilder, old: PublishedSite?, arrivals: [RenderedRun], statics others: [OutputFile] = [],
        now: String, nowText: String
    ) throws {
        self.builder = builder
        self.old = old
        oldFolders = Dictionary((old?.manifest.folders ?? []).map { ($0.path, $0) }) { first, _ in first }
        new = SiteManifest()
        new.trinity = builder.version
        new.title = builder.title
        new.baseURL = builder.address.base
        new.look = builder.look
        new.runs = (old?.manifest.runs ?? []).filter { run in
            old.map { FileTree.exists("\($0.folder)/\(run.path)/manifest.json") } ?? false
        }
        new.holds = old?.manifest.holds ?? []
        statics = try SitePlan.unique(builder.template.statics + arrivals.flatMap(\.statics) + others)
        var published: [String: RenderedRun] = [:]
        for arrival in arrivals {
            if admit(arrival, now: now, nowText: nowText) { published[arrival.record.path] = arrival }
        }
        new.holds.removeAll { held in
            !new.runs.contains { $0.report == held.report && (held.kept.isEmpty || $0.folder == held.kept) }
        }
        new.runs.sort { ($0.report, $1.from, $1.folder) < ($1.report, $0.from, $0.folder) }
        try SitePlan.checkPlaces(of: statics, reports: reports)
        rows = SiteRows(new.runs)
        for index in new.runs.indices { place(index, arrival: published[new.runs[index].path]) }
        for report in reports { placeLatest(of: report) }
        forgetFigures()
        placeSiteFiles()
        let before = old?.manifest
        isChanged =
            writtenFiles + mirrors > 0 || new.runs != before?.runs || new.holds != before?.holds
            || new.folders != before?.folders
            || new.files != before?.files || new.look != before?.look || new.title != before?.title
            || new.baseURL != before?.baseURL
        new.updated = isChanged ? now : before?.updated ?? now
        if isChanged {
            forgetTouched(but: Set(published.keys))
            placeFeed()
            manifest = Array(try new.text().utf8)
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
        let good = new.runs.filter {
            $0.report == record.report && $0.variant == record.variant && $0.isGood
        }
        let held = new.holds.firstIndex { $0.report == record.report && $0.folder == record.folder }
        if !record.isGood, !good.isEmpty {
            // A page of a later period is no older one in its place, and says nothing of it.
            let kept =
                good.first { $0.folder == record.folder } ?? SiteRows.newest(good.filter { $0.from <= record.from })
            let hold = HeldRun(
                report: record.report, folder: record.folder, label: record.label, fingerprint: record.fingerprint,
                at: now, atText: nowText, trouble: record.trouble, status: record.status, kept: kept?.folder ?? "",
                period: record.period, from: record.from)
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

    private func surroundings(of run: PublishedRun) -> PageSurroundings {
        let notices = new.holds.filter {
            $0.report == run.report && $0.kept == run.folder && ($0.folder == $0.kept || new.isPending($0))
        }.map { held in
            PageSurroundings.Notice(
                failedAt: held.atText, what: held.folder == run.folder ? "A newer run of this page" : held.label,
                trouble: held.trouble)
        }
        return PageSurroundings(
            baseURL: new.baseURL, siteTitle: new.title, report: run.report, folder: run.folder,
            previous: rows.neighbour(of: run, steps: -1), next: rows.neighbour(of: run, steps: 1),
            isLatest: rows.latest(of: run.report)?.folder == run.folder, notices: notices)
    }

    /// Says where a run's files come from.
    private mutating func place(_ index: Int, arrival: RenderedRun?) {
        let surroundings = surroundings(of: new.runs[index])
        let digest = surroundings.digest
        let isSame = new.runs[index].surroundings == digest
        let path = new.runs[index].path
        if arrival != nil { new.runs[index].surroundings = digest }
        if let arrival {
            let files = ParallelMap.map(arrival.files.count) { index in
                let file = arrival.files[index]
                return SitePlan.isPage(file.path)
                    ? OutputFile(
                        path: file.path, bytes: PageSlots.filled(file.bytes, surroundings.slots(of: file.path)))
                    : file
            }
            placeFolder(path, files, head: arrival.manifestHead, before: old?.files(of: path)?.files ?? [])
        } else if !isSame, let old, let before = old.files(of: path), old.hasListedManifest(path) {
            // Where a page is damaged, the next publish tries again.
            if placeFolder(path, before, in: old, surroundings) { new.runs[index].surroundings = digest }
        } else if let folder = oldFolders[path] {
            // Nothing to tell, or a manifest that is not the listed one: `verify` says so, and the pages are better than nothing.
            add(folder)
            steps.append(.keepFolder(path))
            keptFiles += folder.files
        }
    }

    /// Runs whose files somebody has touched are no longer known, so that the next publish of them makes them anew: once this site is newer
    /// than the damage, its times no longer show it. Complexity: O(files), as taking them over is.
    private mutating func forgetTouched(but arrived: Set<String>) {
        guard let old else { return }
        for index in new.runs.indices where !arrived.contains(new.runs[index].path) {
            guard let folder = oldFolders[new.runs[index].path], !old.isUntouched(folder) else { continue }
            new.runs[index].fingerprint = ""
        }
    }

    private mutating func add(_ folder: SiteManifest.Folder) {
        new.folders.append(folder)
        newFolders[folder.path] = folder
    }

    /// Says where the files of a published run come from that has other neighbours or notices: its pages are the same but for their slots.
    ///
    /// A page that is not what its manifest lists stays as it is and as it is listed, so that `verify` goes on saying so.
    /// - Returns: whether every page was what its manifest lists.
    private mutating func placeFolder(
        _ path: String, _ before: (head: String, files: [ListedFile]), in old: PublishedSite,
        _ surroundings: PageSurroundings
    ) -> Bool {
        var listed = before.files
        var bytes = 0
        var isWhole = true
        for index in listed.indices {
            let place = "\(path)/\(listed[index].path)"
            if SitePlan.isPage(listed[index].path) {
                let page = FileTree.read("\(old.folder)/\(place)") ?? []
                let isListed = Digest.hex(page) == listed[index].sha256
                isWhole = isWhole && isListed
                let filled = isListed ? PageSlots.filled(page, surroundings.slots(of: listed[index].path)) : page
                if filled != page {
                    listed[index] = ListedFile(OutputFile(path: listed[index].path, bytes: filled))
                    write(place, filled)
                    bytes += filled.count
                    continue
                }
            }
            keep(place)
            bytes += listed[index].bytes
        }
        placeManifest(path, head: before.head, listed, census: (listed.count, bytes))
        return isWhole
    }

    private static func isPage(_ path: String) -> Bool { path == "index.html" || path.hasSuffix("/index.html") }

    /// Says where a folder's files come from: those that were the same before stay.
    private mutating func placeFolder(_ path: String, _ files: [OutputFile], head: String, before: [ListedFile]) {
        let known = Dictionary(before.map { ($0.path, $0) }) { first, _ in first }
        var listed: [ListedFile] = []
        var bytes = 0
        let entries = ParallelMap.map(files.count) { ListedFile(files[$0]) }
        for (file, entry) in zip(files, entries) {
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
        let place = "\(path)/manifest.json"
        if let old, oldFolders[path] != nil, FileTree.read("\(old.folder)/\(place)") == text {
            keep(place)
        } else {
            write(place, text)
        }
        add(
            SiteManifest.Folder(
                path: path, manifest: Digest.hex(text), files: census.files + 1, bytes: census.bytes + text.count))
        pages[path] = listed.map(\.path).filter(SitePlan.isPage)
    }

    /// `latest` is the newest run's folder under a second name.
    private mutating func placeLatest(of report: String) {
        guard let run = rows.latest(of: report), var folder = newFolders[run.path] else { return }
        folder.path = "\(report)/latest"
        if let old, oldFolders[folder.path] == folder, old.isUntouched(folder: folder.path) {
            steps.append(.keepFolder(folder.path))
            keptFiles += folder.files
        } else {
            steps.append(.mirror(run.path, as: folder.path))
            mirrors += 1
        }
        add(folder)
    }

    /// Only runs that the home page or the feed may show keep their figures, so that the manifest of a long archive stays small.
    private mutating func forgetFigures() {
        let feed = Set(SiteFeed.entries(new).map(\.path))
        var seen: [String: Int] = [:]
        for index in new.runs.indices {
            let run = new.runs[index]
            seen[run.report, default: 0] += 1
            let isShown = feed.contains(run.path) || rows.latest(of: run.report)?.folder == run.folder
            if !isShown, seen[run.report, default: 0] > SitePlan.mostRemembered { new.runs[index].figures = [] }
        }
    }

    // MARK: Files that belong to no report

    private mutating func placeSiteFiles() {
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
        for (path, text) in site.files + siteMap {
            placeSiteFile(OutputFile(path: path, text: text))
        }
        placeStatics()
    }

    /// The files that templates bring, of all runs.
    private mutating func placeStatics() {
        var placed: Set<String> = []
        for file in statics where placed.insert(file.path).inserted { placeSiteFile(file) }
        // Those of runs that were not made again are where they were.
        for file in new.runs.flatMap(\.statics) where !placed.contains(file.path) {
            guard old?.manifest.files.contains(file) ?? false else { continue }
            placed.insert(file.path)
            new.files.append(file)
            keep(file.path)
        }
    }

    /// The feed comes last, for it says when the site changed.
    private mutating func placeFeed() {
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

    private var siteMap: [(String, String)] {
        guard let base = new.baseURL else { return [] }
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
        return SiteMap.files(base: base, pages: all)
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
}
