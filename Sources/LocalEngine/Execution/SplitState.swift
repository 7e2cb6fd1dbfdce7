import Columnar
import QueryPlan

/// What one pipeline has made of one split: merged with the states of other splits, in split order.
///
/// Handed from the worker that made it to the one that merges it; nobody else holds it, which is what makes it safe to send.
enum SplitState: @unchecked Sendable {
    case nothing
    case aggregation(AggregationState)
    case batches([RecordBatch])
    case top(TopK)
    /// Rows that were too many to group in memory, by the partition of their keys; `after` has the groups of the rows before them.
    case rows(PartitionedRows, after: AggregationState?)
    /// Rows in a file, and those that come after them.
    case spilled(SpilledBatches, then: [RecordBatch])
    /// Rows in files, each in the sink's order; rows of earlier ones come first where keys are equal.
    case runs([SpilledBatches])
}
