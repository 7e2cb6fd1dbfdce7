import Diagnostics
import Foundation
import Rendering

/// The figures of one cell as a published `report.json` has them.
struct PublishedFigures {
    private let page: SiteListing.Page
    private let values: [String: Any]
    private let tables: [String: Any]

    /// Reads them; nil when they are not there.
    init?(site: String, page: SiteListing.Page, cell: String) {
        let segments = page.folder.split(separator: "/").map(String.init) + ["report.json"]
        guard case .file(let file) = SiteFile.find(segments, in: site), file.size < 64 << 20,
            let document = try? JSONSerialization.jsonObject(with: Data(file.bytes(at: 0, count: file.size)))
                as? [String: Any],
            let cells = document["cells"] as? [String: Any], let found = cells[cell] as? [String: Any]
        else { return nil }
        self.page = page
        values = found["values"] as? [String: Any] ?? [:]
        tables = found["tables"] as? [String: Any] ?? [:]
    }

    /// One object: report, analyzer and period; then each value by its name, and each table as a list of objects.
    func json(analyzer: String) -> String {
        var members: [String: Any] = values
        for (name, table) in tables {
            guard let table = table as? [String: Any], let columns = table["columns"] as? [[String: Any]],
                let rows = table["rows"] as? [[Any]]
            else { continue }
            let names = columns.map { $0["name"] as? String ?? "" }
            members[name] = rows.map { Dictionary(zip(names, $0)) { first, _ in first } }
        }
        members["report"] = page.report
        members["analyzer"] = analyzer
        members["period"] = ["id": page.period, "from": page.from, "to": page.to]
        let data = try? JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data ?? Data("{}".utf8), as: UTF8.self)
    }
}
