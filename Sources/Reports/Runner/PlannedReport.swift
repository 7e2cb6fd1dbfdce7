import Columnar
import QueryPlan

/// A report planned for a period and values: a run of these need not plan it again.
public struct PlannedReport: Sendable {
    let planner: ReportPlanner
    let report: String
    let period: Period
    let parameters: [Named<Scalar>]
    /// How long planning took.
    let seconds: Double

    /// Whether it is what a run of these would plan.
    func fits(_ report: Report, _ period: Period, _ parameters: [Named<Scalar>]) -> Bool {
        self.report == report.id && self.period == period && self.parameters == parameters
    }
}
