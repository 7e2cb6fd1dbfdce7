import Foundation

/// `OUT/index.html` and `OUT/<report>/index.html`: every report and period on disk, newest first.
struct SiteIndex: Sendable {
    /// A page that is about to be put in place.
    struct Arrival: Sendable {
        var report: String
        var period: String
        /// Its `report.json`; nil when it has none.
        var json: [UInt8]?
    }

    let output: String
    let title: String
    let template: Template
    let arrival: Arrival
    /// Periods that the home page lists of each report.
    private static let shown = 12

    /// What the lists say of a page, from its `report.json`.
    private struct Page: Decodable {
        struct Span: Decodable { var from: String }
        struct Assertion: Decodable { var passed: Bool? }
        struct Failure: Decodable { init(from decoder: any Decoder) {} }

        var title: String
        var period: Span
        var asserts: [Assertion]?
        var failures: [Failure]?

        /// What went wrong, in words; nil when nothing did.
        var trouble: String? {
            let failed = (asserts ?? []).filter { $0.passed == false }.count
            let failures = (failures ?? []).count
            var parts: [String] = []
            if failed > 0 { parts.append("\(failed) \(failed == 1 ? "check" : "checks") failed") }
            if failures > 0 { parts.append("\(failures) \(failures == 1 ? "cell" : "cells") failed") }
            return parts.isEmpty ? nil : parts.joined(separator: ", ")
        }
    }

    private struct Entry {
        var period: String
        var label: String
        var title: String
        var from: String
        var trouble: String?
    }

    /// The index of the report that a page arrives for, and the home page, as they are once it is in place; written beside the earlier ones.
    ///
    /// - Throws: `DiagnosticsError` with `unwritable-output`; nothing is left behind then.
    func staged() throws -> [StagedFile] {
        var listings: [[String: Any]] = []
        var broken: [[String: Any]] = []
        var texts: [(path: String, text: String)] = []
        for name in FileTree.names(in: output) where !name.hasPrefix(".") && FileTree.isFolder("\(output)/\(name)") {
            let (entries, unreadable) = entries(of: name)
            for period in unreadable { broken.append(["text": "\(name)/\(period) cannot be read and is not listed."]) }
            guard let newest = entries.first else { continue }
            listings.append(listing(name, entries, limit: SiteIndex.shown, prefix: "\(name)/"))
            if name == arrival.report {
                var page = listing(name, entries, limit: .max, prefix: "")
                page["title"] = "Periods"
                let count = "\(entries.count) \(entries.count == 1 ? "period" : "periods")"
                texts.append(
                    (
                        "\(output)/\(name)/index.html",
                        text(newest.title, [page], [], up: "../index.html", count: count)
                    ))
            }
        }
        texts.append(("\(output)/index.html", text(title, listings, broken, up: nil, count: nil)))
        var staged: [StagedFile] = []
        do {
            for (path, text) in texts { staged.append(try StagedFile(Array(text.utf8), for: path)) }
        } catch {
            for file in staged { file.discard() }
            throw error
        }
        return staged
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
        let arriving = report == arrival.report ? arrival.period : nil
        var periods = FileTree.names(in: "\(output)/\(report)").filter {
            !$0.hasPrefix(".") && $0 != arriving && FileTree.isFolder("\(output)/\(report)/\($0)")
        }
        if let arriving { periods.append(arriving) }
        periods.sort()
        let named = periods
        // A site has hundreds of them.
        let pages = ParallelMap.map(named.count) { index -> Page? in
            let period = named[index]
            let folder = "\(output)/\(report)/\(period)"
            let json = period == arriving ? arrival.json : FileTree.read("\(folder)/report.json")
            // What has no page cannot be linked to.
            guard period == arriving || FileTree.exists("\(folder)/index.html") else { return nil }
            return json.flatMap { try? JSONDecoder().decode(Page.self, from: Data($0)) }
        }
        for (period, page) in zip(named, pages) {
            guard let page else {
                unreadable.append(period)
                continue
            }
            entries.append(
                Entry(
                    period: period, label: String(period.map { $0 == "T" ? " " : $0 }), title: page.title,
                    from: page.period.from, trouble: page.trouble))
        }
        entries.sort { ($0.from, $0.period) > ($1.from, $1.period) }
        return (entries, unreadable)
    }
}
