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
        if !(keys.count == 1 && first.prefixIsExact) {
            if starts.count == 2 {
                refineRuns(entries, count: count, after: (0, 0))
            } else {
                sortRuns(entries, count: count)
            }
        }
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count { buffer[index] = entries[index].row }
            initialized = count
        }
    }

    /// Orders runs of equal numbers at one level of a key by the next level, or key; all rows are in one chunk. Numbers are
    /// overwritten on the way.
    private func refineRuns(
        _ entries: UnsafeMutablePointer<PrefixedRow>, count: Int, after last: (key: Int, level: Int),
        keyIsDone: Bool = false
    ) {
        let key = keys[last.key]
        var next = (key: last.key, level: last.level + 1)
        if keyIsDone || key.levels == next.level { next = (last.key + 1, 0) }
        if next.key == keys.count { return }
        var start = 0
        while start < count {
            var end = start + 1
            let prefix = entries[start].prefix
            while end < count && entries[end].prefix == prefix { end += 1 }
            let size = end - start
            // Comparing suits short runs, and ends the recursion for texts with long common beginnings.
            if size <= 32 || next.level > 6 {
                if size > 1 { sortByComparing(entries + start, count: size) }
            } else if next.level > 0, keys[next.key].isNull(entries[start].row) {
                // Nulls, which a level above zero sees only among themselves, are equal.
                refineRuns(entries + start, count: size, after: next, keyIsDone: true)
            } else if next.level == 0, keys[next.key].hasNulls {
                refineNulls(entries + start, count: size, key: next.key)
            } else {
                let isOpen = keys[next.key].writeLevel(next.level, into: entries + start, count: size)
                PrefixSort.sort(entries + start, count: size)
                refineRuns(entries + start, count: size, after: next, keyIsDone: !isOpen)
            }
            start = end
        }
    }

    /// Parts a run into nulls and values of a key, then orders the values.
    private func refineNulls(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int, key: Int) {
        for index in 0..<count {
            entries[index].prefix = keys[key].isNull(entries[index].row) == keys[key].nullsFirst ? 0 : 1
        }
        PrefixSort.sort(entries, count: count)
        var start = 0
        while start < count {
            var end = start + 1
            let prefix = entries[start].prefix
            while end < count && entries[end].prefix == prefix { end += 1 }
            let isNull = (prefix == 0) == keys[key].nullsFirst
            if isNull {
                refineRuns(entries + start, count: end - start, after: (key, 0), keyIsDone: true)
            } else {
                let isOpen = keys[key].writeLevel(0, into: entries + start, count: end - start)
                PrefixSort.sort(entries + start, count: end - start)
                refineRuns(entries + start, count: end - start, after: (key, 0), keyIsDone: !isOpen)
            }
            start = end
        }
    }

    private func sortByComparing(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int) {
        var run = UnsafeMutableBufferPointer(start: entries, count: count)
        run.sort { a, b in
            let order = compare(Int(a.row), Int(b.row))
            return order != 0 ? order < 0 : a.row < b.row
        }
    }

    /// Orders runs of equal prefixes by all keys, then by row.
    func sortRuns(_ entries: UnsafeMutablePointer<PrefixedRow>, count: Int) {
        var start = 0
        while start < count {
            var end = start + 1
            while end < count && entries[end].prefix == entries[start].prefix { end += 1 }
            if end - start > 1 { sortByComparing(entries + start, count: end - start) }
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
