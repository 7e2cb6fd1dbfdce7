/// The runs of a site in the rows that readers page through: a report's periods with the same parameters, newest first.
struct SiteRows {
    private struct Row: Hashable {
        var report: String
        var variant: String
    }

    private let rows: [Row: [PublishedRun]]
    private let places: [String: Int]
    private let newest: [String: PublishedRun]

    /// Rows of runs that are in order: newest first within a report. Complexity: O(runs).
    init(_ runs: [PublishedRun]) {
        var rows: [Row: [PublishedRun]] = [:]
        var places: [String: Int] = [:]
        for run in runs {
            let row = Row(report: run.report, variant: run.variant)
            places[run.path] = rows[row]?.count ?? 0
            rows[row, default: []].append(run)
        }
        self.rows = rows
        self.places = places
        newest = Dictionary(grouping: runs, by: \.report).compactMapValues { runs in
            SiteRows.newest(runs.filter(\.isGood)) ?? SiteRows.newest(runs)
        }
    }

    /// The newest of some runs, those with the usual parameters first.
    static func newest(_ runs: [PublishedRun]) -> PublishedRun? {
        runs.max { ($0.isUsual ? 1 : 0, $0.from, $0.folder) < ($1.isUsual ? 1 : 0, $1.from, $1.folder) }
    }

    /// The run behind a report's `latest` address: the newest good one, else the newest.
    func latest(of report: String) -> PublishedRun? { newest[report] }

    /// The run `steps` behind another in its row: 1 for the next newer, −1 for the next older; nil at the ends.
    func neighbour(of run: PublishedRun, steps: Int) -> PageSurroundings.Neighbour? {
        guard let row = rows[Row(report: run.report, variant: run.variant)], let place = places[run.path] else {
            return nil
        }
        let index = place - steps
        return row.indices.contains(index)
            ? PageSurroundings.Neighbour(folder: row[index].folder, label: row[index].shortLabel) : nil
    }
}
