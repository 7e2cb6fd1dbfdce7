package import Columnar
import QueryPlan

/// The rows of a window's input with a column for each window, in the order in which they were collected.
///
/// Batches are made on demand, from any thread, so that the output need not be in memory at once. Immutable, which is what makes it
/// safe to send.
package final class WindowResult: @unchecked Sendable {
    private let input: WindowInput
    private let columns: [WindowColumn]

    private init(_ input: WindowInput, _ columns: [WindowColumn]) {
        self.input = input
        self.columns = columns
    }

    /// Computes the windows over everything that `collectors` of one plan have kept. Rows are in split order whatever collector
    /// they are in, and results are the same for any number of `threads`.
    ///
    /// - Throws: `EvaluationError` when a sum overflows; `CancellationError`.
    /// - Complexity: O(rows) where partitions arrive in order, O(rows · log rows) at worst; 4 bytes a row for the partition, 4
    ///   for the sorting, 8 for the order and 4 to 8 for each window on top of the collected columns.
    package static func computing(
        _ collectors: [WindowCollector], plan: WindowPlan, threads: Int
    ) async throws -> WindowResult {
        let threads = max(1, threads)
        let input = try await WindowInput(collectors, plan: plan, threads: threads)
        var columns: [WindowColumn?] = Array(repeating: nil, count: plan.windows.count)
        for group in plan.groups.indices {
            if let neighbours = try await neighbours(input, group: group, threads: threads) {
                for window in plan.groups[group].windows {
                    let slots = plan.argumentSlots[window]
                    columns[window] = WindowColumn(
                        type: plan.windows[window].type,
                        results: .row(neighbours, slot: slots[0], fallback: slots[1]))
                }
                continue
            }
            let order = try await PartitionedOrder(input, group: group, threads: threads)
            for window in plan.groups[group].windows {
                columns[window] = try await WindowColumn.computing(window, of: input, in: order, threads: threads)
            }
        }
        input.releaseKeys()
        return WindowResult(input, columns.compactMap { $0 })
    }

    /// The neighbouring rows that a group's windows read when all of them read the same one, the previous or the next; nil when
    /// they need the whole order.
    private static func neighbours(_ input: WindowInput, group: Int, threads: Int) async throws -> CodeBuffer? {
        var common: Int?
        for window in input.plan.groups[group].windows {
            guard case .lag(_, let offset, _, false) = input.plan.windows[window].function,
                offset == 1 || offset == -1,
                common == nil || common == offset
            else { return nil }
            common = offset
        }
        guard let common, let streamed = StreamedNeighbours(input, group: group, offset: common) else { return nil }
        return try await streamed.rows(threads: threads)
    }

    /// The input's columns, then one for each window.
    package var schema: Schema { input.plan.output }

    /// The number of rows of all batches.
    package var rowCount: Int { input.rowCount }

    /// The number of batches.
    package var batchCount: Int { input.chunks.count }

    /// One batch of rows. Complexity: O(rows of the batch).
    package func batch(at index: Int) throws(EvaluationError) -> RecordBatch {
        let range = input.starts[index]..<input.starts[index + 1]
        var result: [Column] = []
        for (field, slot) in zip(input.plan.input.fields, input.plan.inputSlots) {
            if let slot {
                result.append(input.column(slot, chunk: index))
            } else {
                result.append(WindowColumn.nulls(field.type, count: range.count))
            }
        }
        for column in columns { result.append(try column.column(range, of: input, chunk: index)) }
        return RecordBatch(schema: schema, columns: result, rowCount: range.count)
    }
}
