import Columnar
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
        var claimed = 0
        var isMerging = false
        /// For each pipeline the first split in which it failed.
        var failures: [Int: (split: Int, failure: QueryFailure)] = [:]
    }

    private let state = Mutex(State())
    /// One a pipeline, nil where workers keep everything themselves. Appended to only by the worker that has set `isMerging`.
    private let mergers: [(any SplitMerger)?]
    private let splitCount: Int

    init(_ mergers: [(any SplitMerger)?], splitCount: Int) {
        self.mergers = mergers
        self.splitCount = splitCount
    }

    /// Whether there are splits that nobody works on yet.
    var hasUnclaimed: Bool { state.withLock { $0.claimed < splitCount } }

    /// A split to work on, and the pipelines that want its rows instead of a state; nil when there is none left.
    func claim() -> (split: Int, wantingRows: Set<Int>)? {
        state.withLock { state in
            guard state.claimed < splitCount else { return nil }
            defer { state.claimed += 1 }
            return (state.claimed, Set(mergers.indices.filter(wantsRows)))
        }
    }

    /// Whether a pipeline wants rows instead of a state by now.
    func wantsRows(_ pipeline: Int) -> Bool { mergers[pipeline]?.wantsRows ?? false }

    /// The keys that a pipeline's rows of a split that is not left yet must be before; see `SplitMerger.bound`.
    func bound(_ pipeline: Int) -> [Column]? { mergers[pipeline]?.bound }

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

    /// Leaves a split's states, one a pipeline, and merges what is ready.
    func submit(split: Int, _ states: sending [SplitState]) {
        let box = UncheckedBox(states)
        var batch: [(split: Int, states: [SplitState])] = state.withLock { state in
            state.waiting[split] = box.value
            return OrderedMerger.takeTurn(&state)
        }.value
        while !batch.isEmpty {
            for (split, states) in batch {
                for (pipeline, next) in states.enumerated() where !hasFailed(pipeline, before: split) {
                    do throws(QueryFailure) {
                        try mergers[pipeline]?.append(next)
                    } catch {
                        fail(pipeline, split: split, error)
                    }
                }
            }
            batch =
                state.withLock { state in
                    state.isMerging = false
                    return OrderedMerger.takeTurn(&state)
                }.value
        }
        for (pipeline, merger) in mergers.enumerated() {
            do throws(QueryFailure) {
                try merger?.help()
            } catch {
                fail(pipeline, split: split, error)
            }
        }
    }

    /// The states whose turn it is, when nobody else is merging.
    private static func takeTurn(_ state: inout State) -> UncheckedBox<[(split: Int, states: [SplitState])]> {
        guard !state.isMerging else { return UncheckedBox([]) }
        var batch: [(split: Int, states: [SplitState])] = []
        while let states = state.waiting.removeValue(forKey: state.next) {
            batch.append((state.next, states))
            state.next += 1
        }
        state.isMerging = !batch.isEmpty
        return UncheckedBox(batch)
    }

    /// After all splits: why a pipeline has no result; nil when it has one.
    func failure(of pipeline: Int) -> QueryFailure? { state.withLock { $0.failures[pipeline]?.failure } }
}

/// Carries a value across an isolation boundary where a lock, not the compiler, keeps it to one worker at a time.
struct UncheckedBox<Value>: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
}
