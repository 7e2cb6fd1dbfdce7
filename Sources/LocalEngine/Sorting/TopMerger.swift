import Columnar
import QueryPlan

/// Keeps the first rows of an order. There are few of them: a longer order is sorted, see `PhysicalPlanner`.
final class TopMerger: SplitMerger, @unchecked Sendable {
    private let share: MemoryShare
    private var top: TopK?

    init(_ resources: RunResources) { share = MemoryShare(resources.budget) }

    let wantsRows = false
    var usage: MergeUsage { MergeUsage(peakBytes: share.peak) }

    func append(_ state: SplitState) throws(QueryFailure) {
        guard case .top(let next) = state else { return }
        if var mine = top {
            top = nil
            try QueryFailure.of { () throws(EvaluationError) in try mine.merge(next) }
            top = mine
        } else {
            top = next
        }
        share.set(top?.bytes ?? 0)
    }

    func finish(threads: Int) async throws -> NodeResult {
        guard var top else { return .batches([]) }
        return .batches([try top.finish()], held: share)
    }
}
