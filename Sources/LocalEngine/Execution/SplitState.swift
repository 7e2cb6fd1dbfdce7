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
    /// Rows that were too many to group in memory, by the partition of their keys.
    case partitionedRows(PartitionedRows)
    /// Rows in the sink's order, in a file.
    case run(SpilledBatches)
}
