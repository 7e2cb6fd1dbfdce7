import Columnar
import QueryPlan

/// What one pipeline has made of one split: merged with the states of other splits, in split order.
enum SplitState {
    case nothing
    case aggregation(AggregationState)
    case batches([RecordBatch])
    case top(TopK)
}

/// The states of one pipeline brought together, split by split, in order.
struct MergedState {
    private let sink: PhysicalPlan.Sink
    private(set) var state = SplitState.nothing
    private var rows = 0

    init(_ sink: PhysicalPlan.Sink) { self.sink = sink }

    /// Takes the next split's state.
    mutating func append(_ next: SplitState) throws(EvaluationError) {
        switch (state, next) {
        case (_, .nothing): break
        case (.nothing, .aggregation(let first)):
            // What splits have coded with their worker's dictionaries comes together in tables of its own.
            guard case .aggregate(let shape) = sink else { return }
            let whole = AggregationState(shape)
            try whole.merge(first)
            state = .aggregation(whole)
        case (.nothing, _):
            state = next
            if case .batches(let batches) = next { rows = batches.reduce(0) { $0 + $1.rowCount } }
        case (.aggregation(let mine), .aggregation(let other)): try mine.merge(other)
        case (.top(var mine), .top(let other)):
            state = .nothing
            try mine.merge(other)
            state = .top(mine)
        case (.batches(var mine), .batches(let other)):
            // A limit needs no more rows than it shows.
            if case .limit(let count?, let offset) = sink, rows >= count + offset { return }
            state = .nothing
            mine += other
            rows += other.reduce(0) { $0 + $1.rowCount }
            state = .batches(mine)
        default: break
        }
    }
}
