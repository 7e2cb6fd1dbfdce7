import Columnar

/// Rows grouped by partition and, within each, in the order of a window group.
///
/// Immutable once made, which is what makes it safe to send.
final class PartitionedOrder: @unchecked Sendable {
    /// Row numbers, partition after partition.
    let rows: CodeBuffer
    /// Where each partition starts in `rows`, and the number of rows at the end. Partitions may be empty.
    let starts: RowBuffer<Int>
    let hasOrder: Bool
    private let order: RowOrder
    private let prefixes: RowBuffer<UInt64>?
    /// The memory of `prefixes`, so that loops need not count references.
    private let prefixValues: UnsafePointer<UInt64>?
    private let prefixIsExact: Bool

    var partitionCount: Int { starts.count - 1 }

    /// Groups by a stable counting sort of partition codes; then sorts the partitions that are not yet in order.
    init(_ input: WindowInput, group: Int, threads: Int) async throws {
        let keys = input.plan.groups[group].order
        hasOrder = !keys.isEmpty
        order = input.order(group)
        let orderKeys = order.keys
        prefixIsExact = orderKeys.count == 1 && orderKeys[0].prefixIsExact
        guard let partition = input.partitions[group] else {
            starts = RowBuffer(count: 2)
            starts.values[0] = 0
            starts.values[1] = input.rowCount
            rows = CodeBuffer(count: input.rowCount)
            let sorted = order.sortedRows()
            for (index, row) in sorted.enumerated() { rows.values[index] = row }
            prefixes = nil
            prefixValues = nil
            return
        }
        (rows, starts) = try await PartitionedOrder.grouping(partition.codes, codes: partition.count, threads: threads)
        guard let first = orderKeys.first else {
            prefixes = nil
            prefixValues = nil
            return
        }
        let prefixes = try await PartitionedOrder.prefixes(first, input.starts, threads: threads)
        self.prefixes = prefixes
        prefixValues = UnsafePointer(prefixes.values)
        let pieces = self.pieces(threads)
        try await concurrently(pieces.count) { piece in self.sortPartitions(pieces[piece]) }
    }

    /// Ranges of partitions with about equally many rows, at most `threads`.
    func pieces(_ threads: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var partition = 0
        for piece in 1...max(threads, 1) {
            let target = rows.count * piece / max(threads, 1)
            let first = partition
            while partition < partitionCount && (starts.values[partition] < target || piece == threads) {
                partition += 1
            }
            if partition > first { result.append(first..<partition) }
        }
        return result
    }

    /// Whether two rows are equal in all order keys; without keys all rows are.
    @inline(__always)
    func arePeers(_ a: UInt32, _ b: UInt32) -> Bool {
        if !hasOrder { return true }
        if let prefixValues {
            if prefixValues[Int(a)] != prefixValues[Int(b)] { return false }
            if prefixIsExact { return true }
        }
        return order.compare(Int(a), Int(b)) == 0
    }

    /// Sorts rows by their code with a counting sort whose histograms are made of `threads` parts of the input.
    private static func grouping(
        _ codes: CodeBuffer, codes codeCount: Int, threads: Int
    ) async throws -> (rows: CodeBuffer, starts: RowBuffer<Int>) {
        let count = codes.count
        // More parts make the same result; they must only not cost more memory than they are worth.
        let parts = max(1, min(threads, count / 65_536, 16_000_000 / max(codeCount, 1)))
        let histograms = RowBuffer<UInt32>(repeating: 0, count: parts * codeCount)
        try await concurrently(parts) { part in
            let histogram = histograms.values + part * codeCount
            for row in count * part / parts..<count * (part + 1) / parts { histogram[Int(codes.values[row])] &+= 1 }
        }
        let starts = RowBuffer<Int>(count: codeCount + 1)
        var total = 0
        for code in 0..<codeCount {
            starts.values[code] = total
            for part in 0..<parts {
                let size = Int(histograms.values[part * codeCount + code])
                histograms.values[part * codeCount + code] = UInt32(truncatingIfNeeded: total)
                total += size
            }
        }
        starts.values[codeCount] = total
        let rows = CodeBuffer(count: count)
        try await concurrently(parts) { part in
            let next = histograms.values + part * codeCount
            for row in count * part / parts..<count * (part + 1) / parts {
                let code = Int(codes.values[row])
                rows.values[Int(next[code])] = UInt32(truncatingIfNeeded: row)
                next[code] &+= 1
            }
        }
        return (rows, starts)
    }

    private static func prefixes(_ key: OrderKey, _ starts: [Int], threads: Int) async throws -> RowBuffer<UInt64> {
        let result = RowBuffer<UInt64>(count: starts.last ?? 0)
        let chunks = starts.count - 1
        let pieces = max(1, min(threads, chunks))
        nonisolated(unsafe) let key = key
        try await concurrently(pieces) { piece in
            for chunk in chunks * piece / pieces..<chunks * (piece + 1) / pieces {
                key.writePrefixes(ofChunk: chunk, into: result.values + starts[chunk])
            }
        }
        return result
    }

    /// Sorts those partitions of a range that are not in order.
    private func sortPartitions(_ partitions: Range<Int>) {
        guard let prefixes else { return }
        for partition in partitions {
            let start = starts.values[partition]
            let count = starts.values[partition + 1] - start
            if count < 2 { continue }
            let rows = self.rows.values + start
            var isSorted = true
            var last = prefixes.values[Int(rows[0])]
            for index in 1..<count {
                let prefix = prefixes.values[Int(rows[index])]
                if prefix < last
                    || (prefix == last && !prefixIsExact && order.compare(Int(rows[index]), Int(rows[index - 1])) < 0)
                {
                    isSorted = false
                    break
                }
                last = prefix
            }
            if isSorted { continue }
            let entries = UnsafeMutablePointer<PrefixedRow>.allocate(capacity: count)
            for index in 0..<count {
                entries[index] = PrefixedRow(prefix: prefixes.values[Int(rows[index])], row: rows[index])
            }
            PrefixSort.sort(entries, count: count)
            if !prefixIsExact { order.sortRuns(entries, count: count) }
            for index in 0..<count { rows[index] = entries[index].row }
            entries.deallocate()
        }
    }
}
