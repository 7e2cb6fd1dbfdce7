import Columnar
import QueryPlan

/// Finds the sources of a report that have no row in its period: their data have not come yet, or nothing has happened.
///
/// A source that the report looks at through its period is asked for its number of rows there, in the scan that is made anyway; one without a
/// time is empty when its files hold no row.
struct PeriodRows: Sendable {
    /// What to ask the engine, besides the report's own queries.
    private(set) var requests: [QueryRequest] = []
    /// The names of the sources to look at, each with its request; nil for one without a time.
    private var sources: [(name: String, request: String?)] = []

    /// Nothing to find.
    init() {}

    /// The sources that a planned report uses, but for those that may be empty.
    init(of used: [SourceDeclaration], planner: ReportPlanner) {
        for source in used where !source.mayBeEmpty {
            if let rows = planner.planner.periodScans[source.name] {
                // No cell's request has such an id: a cell's name has no space.
                let id = "rows of \(source.name)"
                requests.append(
                    QueryRequest(id: id, plan: PlanShaping.count(rows, as: "rows"), zone: planner.planner.zone))
                sources.append((source.name, id))
            } else if source.timeColumn == nil {
                sources.append((source.name, nil))
            }
        }
    }

    /// The sources without rows. One that could not be counted is none of them: what is wrong with it is told elsewhere.
    func empty(in outcome: RunOutcome) -> [String] {
        sources.filter { source in
            if let request = source.request {
                guard case .success(let table)? = outcome.results[request] else { return false }
                return table.rows == [[.int64(0)]]
            }
            let files = outcome.sources.first { $0.description.name == source.name }?.description.files ?? []
            return !files.isEmpty && files.allSatisfy { $0.rows == 0 }
        }.map(\.name)
    }
}
