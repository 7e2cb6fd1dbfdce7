import QueryPlan
import Synchronization

/// Brings the states of splits together in split order, as they arrive.
///
/// Whoever brings the split whose turn it is merges it and all that wait behind it; others only leave theirs. A class because
/// all workers share it.
final class OrderedMerger: @unchecked Sendable {
    private struct State {
        var waiting: [Int: [SplitState]] = [:]
        var next = 0
        var isMerging = false
        /// For each pipeline the first split in which it failed.
        var failures: [Int: (split: Int, failure: QueryFailure)] = [:]
    }

    private let state = Mutex(State())
    /// One a pipeline. Touched only by the worker that has set `isMerging`.
    private var merged: [MergedState]

    init(_ sinks: [PhysicalPlan.Sink]) { merged = sinks.map { MergedState($0) } }

    /// True when a pipeline has failed in this split or an earlier one: there is no need to go on.
    func hasFailed(_ pipeline: Int, before split: Int) -> Bool {
        state.withLock { $0.failures[pipeline].map { $0.split <= split } ?? false }
    }

    /// Records a failure; the one in the earliest split counts, whatever the workers' timing.
    func fail(_ pipeline: Int, split: Int, _ failure: QueryFailure) {
        state.withLock { state in
            if let known = state.failures[pipeline], known.split <= split { return }
            state.failures[pipeline] = (split, failure)
        }
    }

    /// Leaves a split's states, one a pipeline.
    func submit(split: Int, _ states: sending [SplitState]) {
        let box = UncheckedBox(states)
        var batch: [[SplitState]] = state.withLock { state in
            state.waiting[split] = box.value
            return OrderedMerger.takeTurn(&state)
        }.value
        while !batch.isEmpty {
            for states in batch {
                for (pipeline, next) in states.enumerated() {
                    do throws(EvaluationError) {
                        try merged[pipeline].append(next)
                    } catch {
                        fail(pipeline, split: split, error.failure)
                    }
                }
            }
            batch =
                state.withLock { state in
                    state.isMerging = false
                    return OrderedMerger.takeTurn(&state)
                }.value
        }
    }

    /// The states whose turn it is, when nobody else is merging.
    private static func takeTurn(_ state: inout State) -> UncheckedBox<[[SplitState]]> {
        guard !state.isMerging else { return UncheckedBox([]) }
        var batch: [[SplitState]] = []
        while let states = state.waiting.removeValue(forKey: state.next) {
            batch.append(states)
            state.next += 1
        }
        state.isMerging = !batch.isEmpty
        return UncheckedBox(batch)
    }

    /// After all splits: each pipeline's state, or why it has none.
    func finish() -> [Result<MergedState, QueryFailure>] {
        state.withLock { state in
            merged.indices.map { pipeline in
                state.failures[pipeline].map { .failure($0.failure) } ?? .success(merged[pipeline])
            }
        }
    }
}

/// Carries a value across an isolation boundary where a lock, not the compiler, keeps it to one worker at a time.
struct UncheckedBox<Value>: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
}
