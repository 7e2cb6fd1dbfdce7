import Columnar
import QueryPlan
import Synchronization

/// Keeps the first rows of an order. There are few of them: a longer order is sorted, see `PhysicalPlanner`.
final class TopMerger: SplitMerger, @unchecked Sendable {
    private let share: MemoryShare
    private var top: TopK?
    private let known = Mutex<[Column]?>(nil)

    init(_ resources: RunResources) { share = MemoryShare(resources.budget) }

    let wantsRows = false
    var bound: [Column]? { known.withLock { $0 } }
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
        let bound = UncheckedBox(top?.worst)
        known.withLock { $0 = bound.value }
        share.set(top?.bytes ?? 0)
    }

    func finish(threads: Int) async throws -> NodeResult {
        guard var top else { return .batches([]) }
        return .batches([try top.finish()], held: share)
    }
}
