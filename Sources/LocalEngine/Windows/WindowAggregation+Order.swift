import Columnar
import QueryPlan

/// What depends on the order or the equality of a frame's values.
extension WindowAggregation {
    /// min, max, min_by and max_by, the earliest among equals.
    ///
    /// A queue of the rows that are still the best from some start on, each better than those behind it; a new row drives out those that
    /// it beats. Complexity: O(rows).
    func extremes(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let isBy = function == .min_by || function == .max_by
        let argument = arguments[isBy ? 1 : 0]
        let isMaximum = function == .max || function == .max_by
        var queue: [UInt32] = []
        each(partitions, frames) { frames in
            let kept = frames.kept
            if queue.count < frames.keptCount {
                queue = [UInt32](repeating: 0, count: max(frames.keptCount, queue.count * 2))
            }
            queue.withUnsafeMutableBufferPointer { queue in
                var (head, tail, next) = (0, 0, 0)
                writeRows(frames) { start, end in
                    while next < end {
                        let row = Int(kept[next])
                        while tail > head {
                            let last = Int(kept[Int(queue[tail &- 1])])
                            if !(isMaximum ? argument.isLess(last, row) : argument.isLess(row, last)) { break }
                            tail &-= 1
                        }
                        queue[tail] = UInt32(truncatingIfNeeded: next)
                        tail &+= 1
                        next &+= 1
                    }
                    while head < tail, Int(queue[head]) < start { head &+= 1 }
                    return head < tail ? kept[Int(queue[head])] : .max
                }
            }
        }
    }

    /// Percentiles: values are ranked once a partition, and a tree of the ranks that are in the frame finds the one wanted.
    ///
    /// Complexity: O(rows · log rows).
    func percentiles(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let argument = arguments[0]
        let fraction = aggregate.fraction
        let isExact = function == .percentile
        let tree = RankTree()
        var entries: [PrefixedRow] = []
        var ranks: [UInt32] = []
        each(partitions, frames) { frames in
            let (kept, count) = (frames.kept, frames.keptCount)
            if ranks.count < count {
                ranks = [UInt32](repeating: 0, count: count)
                entries = [PrefixedRow](repeating: PrefixedRow(prefix: 0, row: 0), count: count)
            }
            entries.withUnsafeMutableBufferPointer { entries in
                guard let sorted = entries.baseAddress else { return }
                for index in 0..<count {
                    sorted[index] = PrefixedRow(
                        prefix: argument.orderedWord(Int(kept[index])), row: UInt32(truncatingIfNeeded: index))
                }
                PrefixSort.sort(sorted, count: count)
                for rank in 0..<count { ranks[Int(sorted[rank].row)] = UInt32(truncatingIfNeeded: rank) }
            }
            tree.reset(count)
            var (first, last) = (0, 0)
            func slide(_ start: Int, _ end: Int) {
                while last < end {
                    tree.change(Int(ranks[last]), isPresent: true)
                    last += 1
                }
                while first < start {
                    tree.change(Int(ranks[first]), isPresent: false)
                    first += 1
                }
            }
            if isExact {
                writeDoubles(frames) { start, end in
                    slide(start, end)
                    if start == end { return nil }
                    let position = fraction * Double(end - start - 1)
                    let low = OrderedWord.double(entries[tree.rank(Int(position))].prefix)
                    let share = position - Double(Int(position))
                    if share == 0 { return low }
                    let high = OrderedWord.double(entries[tree.rank(Int(position) + 1)].prefix)
                    return PercentileSelection.between(low, high, share)
                }
            } else {
                writeRows(frames) { start, end in
                    slide(start, end)
                    if start == end { return .max }
                    let number = QuantileSketch.rank(fraction, of: end - start)
                    return kept[Int(entries[tree.rank(number)].row)]
                }
            }
        }
    }

    /// count(DISTINCT x): how many values occur in the frame, from how often each does. Complexity: O(rows).
    func countDistinct(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let argument = arguments[0]
        let isDecimal = if case .decimal = argument.type { true } else { false }
        let dictionary = WordDictionary()
        var occurrences: [UInt32] = [0]
        var codes: [UInt32] = []
        each(partitions, frames) { frames in
            let (kept, count) = (frames.kept, frames.keptCount)
            if codes.count < count { codes = [UInt32](repeating: 0, count: max(count, codes.count * 2)) }
            for index in 0..<count {
                let row = Int(kept[index])
                codes[index] =
                    isDecimal ? dictionary.code(number: argument.decimal(row)) : dictionary.code(argument.word(row))
            }
            if occurrences.count < dictionary.count {
                grow(&occurrences, to: dictionary.count * 2, with: 0)
            }
            var (first, last) = (0, 0)
            var distinct: Int64 = 0
            func leave(_ start: Int) {
                while first < start {
                    let code = Int(codes[first])
                    occurrences[code] -= 1
                    if occurrences[code] == 0 { distinct -= 1 }
                    first += 1
                }
            }
            writeIntegers(frames) { _, start, end in
                while last < end {
                    let code = Int(codes[last])
                    if occurrences[code] == 0 { distinct += 1 }
                    occurrences[code] += 1
                    last += 1
                }
                leave(start)
                return distinct
            }
            leave(last)
        }
    }

    /// string_agg: each frame's texts, in the aggregate's order, else in the window's. Complexity: that of the texts written.
    func texts(_ partitions: Range<Int>, _ frames: PartitionFrames) throws(EvaluationError) {
        guard case .texts(let codes, let dictionary) = results else { return }
        let text = arguments[0]
        var separator: [UInt8] = []
        if case .literal(.string(let written), _) = aggregate.arguments[1] { separator = Array(written.utf8) }
        let keys = Array(zip(aggregate.orderBy, arguments.dropFirst(2)))
        let joined = ByteBuffer(capacity: 256)
        try eachThrowing(partitions, frames) { (frames) throws(EvaluationError) in
            var (lastStart, lastEnd) = (-1, -1)
            var code: UInt32 = 0
            try frames.forEachFrame { (row, start, end) throws(EvaluationError) in
                if start != lastStart || end != lastEnd {
                    (lastStart, lastEnd) = (start, end)
                    code = 0
                    if start < end {
                        var rows = Array(UnsafeBufferPointer(start: frames.kept + start, count: end - start))
                        if !keys.isEmpty { WindowAggregation.sort(&rows, by: keys) }
                        joined.count = 0
                        for (index, row) in rows.enumerated() {
                            let bytes = text.text(Int(row))
                            guard joined.count + bytes.count + separator.count < Int(UInt32.max) else {
                                throw EvaluationError(.textTooLong, in: "string_agg")
                            }
                            if index > 0 {
                                TextJoinAccumulator.append(separator, to: joined)
                            }
                            if let base = bytes.baseAddress, bytes.count > 0 {
                                _ = joined.append(base, count: bytes.count)
                            }
                        }
                        code = try dictionary.code(
                            StringView(offset: 0, length: UInt32(joined.count)), UnsafePointer(joined.base))
                    }
                }
                codes.values[row] = code
            }
        }
    }

    /// Stable.
    private static func sort(_ rows: inout [UInt32], by keys: [(SortKey, WindowArgument)]) {
        let places = rows.indices.sorted { left, right in
            let (a, b) = (Int(rows[left]), Int(rows[right]))
            for (key, argument) in keys {
                switch (argument.isNull(a), argument.isNull(b)) {
                case (true, true): continue
                case (true, false): return key.nullsFirst
                case (false, true): return !key.nullsFirst
                case (false, false):
                    if argument.isLess(a, b) { return !key.isDescending }
                    if argument.isLess(b, a) { return key.isDescending }
                }
            }
            return left < right
        }
        rows = places.map { rows[$0] }
    }
}
