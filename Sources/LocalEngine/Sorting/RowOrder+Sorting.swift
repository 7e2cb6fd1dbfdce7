import Columnar

/// A row with the leading part of its key.
struct PrefixedRow {
    var prefix: UInt64
    var row: UInt32
}

extension RowOrder {
    /// All rows in order; rows with equal keys keep their order.
    ///
    /// Prefixes of the first key are sorted by radix, then runs of equal prefixes by comparison.
    /// Complexity: O(rows) when the first key's eight leading bytes tell rows apart, O(rows · log rows) at worst.
    func sortedRows() -> [UInt32] {
        let count = rowCount
        guard let first = keys.first, count > 1 else { return (0..<UInt32(count)).map { $0 } }
        let entries = UnsafeMutablePointer<PrefixedRow>.allocate(capacity: count)
        defer { entries.deallocate() }
        let prefixes = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
        for chunk in 0..<starts.count - 1 { first.writePrefixes(ofChunk: chunk, into: prefixes + starts[chunk]) }
        for row in 0..<count { entries[row] = PrefixedRow(prefix: prefixes[row], row: UInt32(truncatingIfNeeded: row)) }
        prefixes.deallocate()
        PrefixSort.sort(entries, count: count)
        if !(keys.count == 1 && first.prefixIsExact) { sortRuns(entries, count: count) }
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count { buffer[index] = entries[index].row }
            initialized = count
        }
    }

    /// Orders runs of equal prefixes by all keys, then by row.
    func sortRuns(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int) {
        var start = 0
        while start < count {
            var end = start + 1
            while end < count && entries[end].prefix == entries[start].prefix { end += 1 }
            if end - start > 1 {
                var run = UnsafeMutableBufferPointer(start: entries + start, count: end - start)
                run.sort { a, b in
                    let order = compare(Int(a.row), Int(b.row))
                    return order != 0 ? order < 0 : a.row < b.row
                }
            }
            start = end
        }
    }
}

/// Stable sorting of rows by their 64-bit prefixes.
enum PrefixSort {
    /// Sorts by prefix; equal prefixes keep their order. Complexity: O(count) a byte in which prefixes differ.
    static func sort(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int) {
        var isSorted = true
        for index in 1..<max(count, 1) where entries[index].prefix < entries[index - 1].prefix {
            isSorted = false
            break
        }
        if isSorted { return }
        if count < 512 {
            var buffer = UnsafeMutableBufferPointer(start: entries, count: count)
            return buffer.sort { $0.prefix != $1.prefix ? $0.prefix < $1.prefix : $0.row < $1.row }
        }
        radixSort(entries, count: count)
    }

    /// Least significant byte first; bytes that all prefixes share are skipped.
    private static func radixSort(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int) {
        let scratch = UnsafeMutablePointer<PrefixedRow>.allocate(capacity: count)
        let histograms = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
        defer {
            scratch.deallocate()
            histograms.deallocate()
        }
        histograms.initialize(repeating: 0, count: 8 * 256)
        for index in 0..<count {
            let prefix = entries[index].prefix
            for byte in 0..<8 { histograms[byte &* 256 &+ Int(prefix >> UInt64(byte &* 8) & 255)] &+= 1 }
        }
        var source = entries
        var target = scratch
        for byte in 0..<8 {
            let histogram = histograms + byte * 256
            let shift = UInt64(byte * 8)
            if Int(histogram[Int(source[0].prefix >> shift & 255)]) == count { continue }
            var total: UInt32 = 0
            for digit in 0..<256 {
                let size = histogram[digit]
                histogram[digit] = total
                total &+= size
            }
            for index in 0..<count {
                let entry = source[index]
                let digit = Int(entry.prefix >> shift & 255)
                target[Int(histogram[digit])] = entry
                histogram[digit] &+= 1
            }
            swap(&source, &target)
        }
        if source != entries { entries.update(from: source, count: count) }
    }
}
