import Columnar

/// Each row's predecessor (or successor) in its partition, found in one pass where partitions arrive in order.
///
/// The pass remembers each partition's last row; `threads` parts of the input are passed at once and joined at their seams.
/// Partitions that turn out not to be in order are sorted afterwards. The answer is the one that sorting everything would give.
/// Only reads what it holds, which is what makes it safe to send.
struct StreamedNeighbours: @unchecked Sendable {
    /// What a part remembers of a partition.
    private struct Seen: BitwiseCopyable {
        var lastPrefix: UInt64
        var firstPrefix: UInt64
        /// `UInt32.max` while the part has seen no row.
        var lastRow: UInt32
        var firstRow: UInt32
    }

    private let input: WindowInput
    private let codes: CodeBuffer
    private let codeCount: Int
    private let order: RowOrder
    private let prefixIsExact: Bool
    /// 1 for a predecessor, -1 for a successor.
    private let offset: Int

    /// Prepares for one group's order; nil when there is no partition, or so many of them that remembering each one's last row
    /// costs more than sorting.
    init?(_ input: WindowInput, group: Int, offset: Int) {
        guard let partition = input.partitions[group], partition.count <= 65_536 + input.rowCount / 8 else {
            return nil
        }
        self.input = input
        self.offset = offset
        codes = partition.codes
        codeCount = partition.count
        order = input.order(group)
        prefixIsExact = order.keys.count == 1 && order.keys[0].prefixIsExact
    }

    /// The neighbour of every row; `UInt32.max` where it has none.
    func rows(threads: Int) async throws -> CodeBuffer {
        let result = CodeBuffer(count: input.rowCount)
        let chunks = input.chunks.count
        let parts = max(1, min(threads, chunks, 8))
        let seen = RowBuffer<Seen>(count: parts * codeCount)
        let isDisordered = RowBuffer<UInt8>(count: parts * codeCount)
        try await concurrently(parts) { part in
            self.pass(
                chunks * part / parts..<chunks * (part + 1) / parts, seen.values + part * codeCount,
                isDisordered.values + part * codeCount, result.values)
        }
        // Seams: a part's first row of a partition follows the last row of the parts before.
        let disordered = isDisordered.values
        for part in 1..<max(parts, 1) {
            for code in 0..<codeCount {
                disordered[code] |= disordered[part * codeCount + code]
                let next = seen.values[part * codeCount + code]
                guard next.lastRow != .max else { continue }
                let last = seen.values[code]
                if last.lastRow != .max {
                    if !isInOrder(last.lastPrefix, last.lastRow, next.firstPrefix, next.firstRow) {
                        disordered[code] = 1
                    }
                    join(last.lastRow, next.firstRow, result.values)
                }
                seen.values[code] = next
            }
        }
        // Pointers do not keep what they point into: the owners must live to the end.
        withExtendedLifetime((seen, isDisordered)) { repair(disordered, result.values) }
        return result
    }

    @inline(__always)
    private func join(_ earlier: UInt32, _ later: UInt32, _ result: UnsafeMutablePointer<UInt32>) {
        if offset > 0 { result[Int(later)] = earlier } else { result[Int(earlier)] = later }
    }

    @inline(__always)
    private func isInOrder(_ prefixA: UInt64, _ a: UInt32, _ prefixB: UInt64, _ b: UInt32) -> Bool {
        prefixA < prefixB || (prefixA == prefixB && (prefixIsExact || order.compare(Int(a), Int(b)) <= 0))
    }

    private func pass(
        _ chunks: Range<Int>, _ seen: UnsafeMutablePointer<Seen>, _ disordered: UnsafeMutablePointer<UInt8>,
        _ result: UnsafeMutablePointer<UInt32>
    ) {
        let longest = chunks.map { input.chunks[$0].rowCount }.max() ?? 0
        let prefixes = RowBuffer<UInt64>(repeating: 0, count: longest)
        let rows = input.starts[chunks.lowerBound]..<input.starts[chunks.upperBound]
        (result + rows.lowerBound).update(repeating: .max, count: rows.count)
        let none = Seen(lastPrefix: 0, firstPrefix: 0, lastRow: .max, firstRow: .max)
        seen.initialize(repeating: none, count: codeCount)
        disordered.initialize(repeating: 0, count: codeCount)
        for chunk in chunks {
            order.keys.first?.writePrefixes(ofChunk: chunk, into: prefixes.values)
            defer { withExtendedLifetime(prefixes) {} }
            let start = input.starts[chunk]
            let count = input.starts[chunk + 1] - start
            let codes = self.codes.values + start
            let prefix = UnsafePointer(prefixes.values)
            for index in 0..<count {
                let row = UInt32(truncatingIfNeeded: start &+ index)
                let partition = seen + Int(codes[index])
                let last = partition.pointee.lastRow
                if last == .max {
                    partition.pointee.firstRow = row
                    partition.pointee.firstPrefix = prefix[index]
                } else {
                    if !isInOrder(partition.pointee.lastPrefix, last, prefix[index], row) {
                        disordered[Int(codes[index])] = 1
                    }
                    join(last, row, result)
                }
                partition.pointee.lastRow = row
                partition.pointee.lastPrefix = prefix[index]
            }
        }
    }

    /// Sorts the rows of partitions that did not arrive in order.
    private func repair(_ disordered: UnsafeMutablePointer<UInt8>, _ result: UnsafeMutablePointer<UInt32>) {
        var any: UInt8 = 0
        for code in 0..<codeCount { any |= disordered[code] }
        if any == 0 { return }
        var entries: [PrefixedRow] = []
        for row in 0..<input.rowCount where disordered[Int(codes.values[row])] != 0 {
            entries.append(PrefixedRow(prefix: UInt64(codes.values[row]), row: UInt32(truncatingIfNeeded: row)))
        }
        entries.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            PrefixSort.sort(base, count: buffer.count)
            // Runs of equal prefixes are now partitions.
            order.sortRuns(base, count: buffer.count)
            for index in buffer.indices { result[Int(buffer[index].row)] = .max }
            for index in buffer.indices.dropFirst() where buffer[index].prefix == buffer[index - 1].prefix {
                join(buffer[index - 1].row, buffer[index].row, result)
            }
        }
    }
}
