public import Columnar

/// A plan that several places of a query read and that is too large to be written out in each: it is computed once, and its rows are kept.
///
/// Optimised on its own, since what one of its readers does not need another may. A class so that plans which refer to each other in
/// many ways stay small: copies, comparisons and hashes take no time, whatever the plan.
public final class SharedPlan: Sendable {
    /// The plan, optimised.
    public let plan: LogicalPlan
    /// Its columns.
    public let schema: Schema
    /// The sources that it reads, each once.
    public let sources: [String]
    /// What it has in common with equal plans, and with no other.
    public let fingerprint: String

    /// Optimises a plan that is going to be shared. Complexity: that of `Optimizer`.
    public init(_ plan: LogicalPlan) {
        self.plan = Optimizer.optimize(plan)
        schema = plan.schema
        sources = plan.sources
        fingerprint = plan.fingerprint
    }
}

extension SharedPlan: Hashable {
    /// Equal plans are equal wherever they were made.
    public static func == (lhs: SharedPlan, rhs: SharedPlan) -> Bool { lhs.fingerprint == rhs.fingerprint }

    /// Hashes the fingerprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension LogicalPlan {
    /// Plans of more operators than this are shared instead of being written out in each place that reads them.
    ///
    /// Smaller ones are better written out: each place then reads only the columns and rows that it needs, without keeping any.
    static let sharingSize = 64

    /// How many operators there are to plan and to run. Complexity: O(plan).
    package var operatorCount: Int {
        if case .shared = self { return 1 }
        return inputs.reduce(1) { $0 + $1.operatorCount }
    }

    /// The plan for being read in several places.
    var forSharing: LogicalPlan { operatorCount > LogicalPlan.sharingSize ? .shared(SharedPlan(self)) : self }
}
