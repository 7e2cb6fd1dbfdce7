import Columnar
import QueryPlan

/// A report planned for a period and values: a run of these need not plan it again.
public struct PlannedReport: Sendable {
    let planner: ReportPlanner
    let period: Period
    let parameters: [Named<Scalar>]
}
