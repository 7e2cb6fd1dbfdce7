import Foundation

/// `OUT/index.html` and `OUT/<report>/index.html`: every report and period on disk, newest first.
struct SiteIndex {
    let output: String
    let title: String
    let template: Template
    /// Periods that the home page lists of each report.
    private static let shown = 12

    private struct Entry {
        var period: String
        var label: String
        var title: String
        var from: String
        var trouble: String?
    }

    /// Writes the home page and the index of one report.
    func write(changed report: String) throws {
        var listings: [[String: Any]] = []
        var broken: [[String: Any]] = []
        for name in FileTree.names(in: output) where !name.hasPrefix(".") && FileTree.isFolder("\(output)/\(name)") {
            let (entries, unreadable) = entries(of: name)
            for period in unreadable { broken.append(["text": "\(name)/\(period) cannot be read and is not listed."]) }
            guard let newest = entries.first else { continue }
            listings.append(listing(name, entries, limit: SiteIndex.shown, prefix: "\(name)/"))
            if name == report {
                var page = listing(name, entries, limit: .max, prefix: "")
                page["title"] = "Periods"
                try FileTree.replace(
                    "\(output)/\(name)/index.html",
                    text: text(
                        newest.title, [page], [], up: "../index.html",
                        count: "\(entries.count) \(entries.count == 1 ? "period" : "periods")"))
            }
        }
        try FileTree.replace("\(output)/index.html", text: text(title, listings, broken, up: nil, count: nil))
    }

    private func listing(_ report: String, _ entries: [Entry], limit: Int, prefix: String) -> [String: Any] {
        var item: [String: Any] = [
            "title": entries[0].title, "latest": "\(prefix)\(entries[0].period)/index.html",
            "periods": entries.prefix(limit).map { entry -> [String: Any] in
                var period: [String: Any] = ["label": entry.label, "link": "\(prefix)\(entry.period)/index.html"]
                if let trouble = entry.trouble { period["trouble"] = trouble }
                return period
            },
        ]
        if entries.count > limit { item["more"] = "\(prefix)index.html" }
        return item
    }

    private func text(
        _ title: String, _ reports: [[String: Any]], _ broken: [[String: Any]], up: String?, count: String?
    ) -> String {
        var values: [String: Any] = ["windowTitle": title, "title": title, "reports": reports, "broken": broken]
        values["up"] = up
        values["count"] = count
        return template.render(values, layout: .index, depth: up == nil ? 0 : 1)
    }

    /// A report's periods, newest first, as their `report.json` tell; and those whose cannot be read.
    private func entries(of report: String) -> ([Entry], unreadable: [String]) {
        var entries: [Entry] = []
        var unreadable: [String] = []
        for period in FileTree.names(in: "\(output)/\(report)")
        where !period.hasPrefix(".") && FileTree.isFolder("\(output)/\(report)/\(period)") {
            guard let bytes = FileTree.read("\(output)/\(report)/\(period)/report.json"),
                let json = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let title = json["title"] as? String, let span = json["period"] as? [String: Any],
                let from = span["from"] as? String
            else {
                unreadable.append(period)
                continue
            }
            let failed = (json["asserts"] as? [[String: Any]] ?? []).filter { $0["passed"] as? Bool == false }.count
            let failures = (json["failures"] as? [Any] ?? []).count
            var trouble: [String] = []
            if failed > 0 { trouble.append("\(failed) \(failed == 1 ? "check" : "checks") failed") }
            if failures > 0 { trouble.append("\(failures) \(failures == 1 ? "cell" : "cells") failed") }
            entries.append(
                Entry(
                    period: period, label: period.replacingOccurrences(of: "T", with: " "), title: title, from: from,
                    trouble: trouble.isEmpty ? nil : trouble.joined(separator: ", ")))
        }
        entries.sort { ($0.from, $0.period) > ($1.from, $1.period) }
        return (entries, unreadable)
    }
}

extension FileTree {
    /// Writes a text file whole or not at all.
    static func replace(_ path: String, text: String) throws { try replace(path, bytes: Array(text.utf8)) }

    /// Writes a file whole or not at all, and waits until it is on disk under its name. Processes that do so at once do not meet: each writes
    /// a hidden file of its own first.
    static func replace(_ path: String, bytes: [UInt8]) throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let staging = "\(folder)/.\(name).new-\(getpid())"
        do {
            try write(bytes, to: staging)
            if rename(staging, path) != 0 { throw failure("put in place", path) }
        } catch {
            unlink(staging)
            throw error
        }
        try sync(folder: folder)
    }
}
