package import Diagnostics
import Foundation
package import Reports

/// Checks where the links and images of a report lead once it is published.
package struct DestinationChecker {
    /// What the report becomes.
    package enum Form: Hashable, Sendable {
        /// Pages of a site, `REPORT/PERIOD/index.html`.
        case site
        /// One file that has everything inside it.
        case singleFile
    }

    private let report: Report
    private let folder: String
    private let shownFolder: String
    private let root: String
    private let neighbours: Set<String>
    private let statics: Set<String>
    private let form: Form

    /// A checker of one report.
    ///
    /// - Parameters:
    ///   - path: the report's file, as messages show it.
    ///   - folder: the folder of that file, absolute.
    ///   - root: the workspace's folder, absolute.
    ///   - neighbours: the ids of the workspace's reports.
    ///   - statics: the files that a template puts beside the reports' folders, by path.
    package init(
        _ report: Report, path: String, folder: String, root: String, neighbours: Set<String>,
        statics: Set<String> = [],
        form: Form = .site
    ) {
        self.report = report
        self.folder = folder
        shownFolder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        self.root = root
        self.neighbours = neighbours.union([report.id])
        self.statics = statics
        self.form = form
    }

    /// What pages leave out, and what leads nowhere, in order. Looks at the file system for images.
    package func check() -> [Diagnostic] { report.destinations.compactMap { $0.isImage ? image($0) : link($0) } }

    // MARK: - Images

    private func image(_ found: ReportDestination) -> Diagnostic? {
        guard let safe = HTMLText.safeImage(found.text), !safe.isEmpty else {
            return problem(
                "remote-image", .warning, "an image of another site is not shown: pages load nothing from elsewhere",
                found, help: "save the image below '\(shownFolder.isEmpty ? "." : shownFolder)' and show that")
        }
        guard let path = Self.path(of: safe) else { return nil }
        let absolute = PathText.absolute(path, from: folder)
        guard !path.hasPrefix("/"), PathText.isInside(absolute, folder: folder), !Self.isHidden(path) else {
            let isInside = PathText.isInside(absolute, folder: root) && !path.hasPrefix("/")
            return problem(
                "outside-image", .warning,
                isInside
                    ? "this image does not lie below the report's folder, so that it is not published"
                    : "this image lies outside the workspace and is not published",
                found, help: "put the image below '\(shownFolder.isEmpty ? "." : shownFolder)' and show that")
        }
        guard !FileTree.isFile(absolute) else { return nil }
        let folder = PathText.folder(of: absolute)
        let name = absolute.split(separator: "/").last.map(String.init) ?? absolute
        return problem(
            "missing-image", .warning, "there is no image '\(shownFolder)\(path)'", found,
            help: NearMatch.help(name, among: FileTree.names(in: folder).sorted()))
    }

    // MARK: - Links

    private func link(_ found: ReportDestination) -> Diagnostic? {
        guard let safe = HTMLText.safeDestination(found.text) else {
            return problem(
                "unsafe-link", .error,
                "pages leave this link out: it starts with neither 'http:', 'https:' nor 'mailto:'",
                found, help: "write a whole address, or a way that starts from the page")
        }
        guard let path = Self.path(of: safe) else { return nil }
        return leadsSomewhere(path) ? nil : lost(path, found)
    }

    /// The way of a relative address without its query and fragment; nil for an address with a scheme, and for a fragment alone.
    private static func path(of destination: String) -> String? {
        let plain = String(destination.prefix { $0 != "?" && $0 != "#" })
        guard !plain.isEmpty, !plain.unicodeScalars.contains(":") else { return nil }
        return plain.removingPercentEncoding ?? plain
    }

    /// Whether something will be there. Pages of a set lie at several depths: of theirs nothing can be told.
    private func leadsSomewhere(_ path: String) -> Bool {
        guard report.pages == nil else { return true }
        // The period's name differs from run to run.
        let period = "\u{0}"
        var parts = path.hasPrefix("/") ? [] : [report.id, period]
        for part in path.split(separator: "/").map(String.init) where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return false
            }
        }
        if parts.starts(with: [report.id, period]) { return isOwn(parts.dropFirst(2).joined(separator: "/")) }
        guard form == .site else { return false }
        // Where the top of the site lies on its server is not known.
        if path.hasPrefix("/") { return true }
        guard let first = parts.first else { return true }
        if parts.count == 1, ["index.html", "404.html", "feed.xml", "sitemap.xml", "site.json"].contains(first) {
            return true
        }
        return neighbours.contains(first) || statics.contains(parts.joined(separator: "/"))
    }

    /// Whether a run's folder has such a file.
    private func isOwn(_ path: String) -> Bool {
        if ["", "index.html", "report.md", "report.json"].contains(path) { return true }
        if ["manifest.json", "rejects.ndjson"].contains(path) { return form == .site || path == "rejects.ndjson" }
        if let name = path.inside("charts/", ".svg") { return charts.contains(name) }
        if let name = path.inside("tables/", ".csv") {
            return form == .site && report.cells.contains { name == $0.id || name.hasPrefix("\($0.id)-") }
        }
        return report.images.contains { Self.path(of: $0) == path }
    }

    private var charts: [String] {
        report.cells.flatMap { cell -> [String] in
            switch cell.kind {
            case .chart: [cell.id]
            case .analyze(let analysis): analysis.shown.map(\.id)
            default: []
            }
        }
    }

    private func lost(_ path: String, _ found: ReportDestination) -> Diagnostic {
        let id =
            path.split(separator: "/").last.map { $0.hasSuffix(".md") ? String($0.dropLast(3)) : String($0) } ?? path
        let help: String? =
            if path.hasSuffix(".md"), neighbours.contains(id), form == .site {
                id == report.id ? "write 'report.md'" : "write '../../\(id)/latest/index.html'"
            } else if path.hasPrefix("charts/") {
                NearMatch.help(path, among: charts.map { "charts/\($0).svg" })
            } else {
                nil
            }
        let isFile = FileTree.isFile(PathText.absolute(path, from: folder))
        let what = form == .site ? "the site" : "a page that is one file"
        return problem(
            "broken-link", .warning,
            isFile
                ? "this leads to a file of the workspace, which \(what) does not have"
                : "this leads nowhere: \(what) has nothing there",
            found,
            notes: form == .site ? ["links start from the page, \(report.id)/PERIOD/index.html"] : [], help: help)
    }

    // MARK: -

    private static func isHidden(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.hasPrefix(".") && $0 != "." }
    }

    private func problem(
        _ id: String, _ severity: Diagnostic.Severity, _ message: String, _ found: ReportDestination,
        notes: [String] = [], help: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            id, severity, message, file: found.place.file, range: found.place.range, notes: notes, help: help)
    }
}

extension String {
    /// What stands between a start and an end; nil when either is missing.
    fileprivate func inside(_ start: String, _ end: String) -> String? {
        guard hasPrefix(start), hasSuffix(end), count > start.count + end.count else { return nil }
        return String(dropFirst(start.count).dropLast(end.count))
    }
}
