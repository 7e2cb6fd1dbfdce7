/// Rewrites a plan into an equal one that is cheaper to run. One rule a file.
public enum Optimizer {
    /// The rules in order; each sees the whole plan.
    private static let rules: [@Sendable (LogicalPlan) -> LogicalPlan] = [
        { $0.transformed(ConstantFolding.apply) },
        { $0.transformed(JoinKeyExtraction.apply) },
        { PredicatePushdown.apply($0) },
        // A filter that has come to rest on an inner join may hold its keys.
        { $0.transformed(JoinKeyExtraction.apply) },
        { $0.transformed(ProjectMerging.apply) },
        { $0.transformed(AggregateInputs.apply) },
        { ProjectionPruning.apply($0) },
        { $0.transformed(ProjectMerging.apply) },
        { $0.transformed(AggregateInputs.apply) },
        // Behind the pruning, which knows nothing of rows that only stand beside others.
        { DistinctCounts.apply($0) },
        { $0.transformed(ProjectMerging.apply) },
    ]

    /// An equal plan: same columns, same rows, same errors on the rows that the query asks for. Complexity: O(plan²) at worst.
    public static func optimize(_ plan: LogicalPlan) -> LogicalPlan {
        rules.reduce(plan) { plan, rule in rule(plan) }
    }
}
