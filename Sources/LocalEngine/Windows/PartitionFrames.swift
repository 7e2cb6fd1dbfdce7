import Columnar
import QueryPlan

/// The frames of one partition's rows, counted in those of its rows that a function looks at.
///
/// Frames are runs: the rows `kept[starts[i]..<ends[i]]` for the partition's row `i`. Neither starts nor ends ever go back from a row to
/// the next, which is what lets functions slide. A class because its memory serves one partition after the other; it belongs to one worker.
final class PartitionFrames {
    /// The partition's rows in order.
    private(set) var rows: UnsafePointer<UInt32>
    /// The number of the partition's rows.
    private(set) var count = 0
    /// The rows that count, in order.
    private(set) var kept: UnsafePointer<UInt32>
    /// The number of rows that count.
    private(set) var keptCount = 0
    /// Where each row's frame starts in `kept`.
    private(set) var starts: UnsafeMutablePointer<UInt32>
    /// Behind each row's frame in `kept`.
    private(set) var ends: UnsafeMutablePointer<UInt32>
    /// The number of rows that count before each row, and before the end; only after `keep`.
    private(set) var before: UnsafeMutablePointer<UInt32>
    private var keptRows: UnsafeMutablePointer<UInt32>
    private var capacity = 256

    init() {
        starts = .allocate(capacity: capacity)
        ends = .allocate(capacity: capacity)
        before = .allocate(capacity: capacity + 1)
        keptRows = .allocate(capacity: capacity + 1)
        rows = UnsafePointer(keptRows)
        kept = rows
    }

    deinit { free() }

    private func free() {
        starts.deallocate()
        ends.deallocate()
        before.deallocate()
        keptRows.deallocate()
    }

    /// Takes a partition whose rows all count. Complexity: O(rows).
    func load(_ partition: Int, of order: PartitionedOrder, _ frame: WindowFrame) {
        let first = order.starts.values[partition]
        count = order.starts.values[partition + 1] - first
        rows = UnsafePointer(order.rows.values + first)
        kept = rows
        keptCount = count
        if capacity < count {
            free()
            capacity = max(count, capacity * 2)
            starts = .allocate(capacity: capacity)
            ends = .allocate(capacity: capacity)
            before = .allocate(capacity: capacity + 1)
            keptRows = .allocate(capacity: capacity + 1)
        }
        switch frame.unit {
        case .rows: count(rowsFrom: frame.start, to: frame.end)
        case .range: rangePeers(order, frame)
        }
    }

    private func count(rowsFrom start: WindowFrame.Bound, to end: WindowFrame.Bound) {
        switch start {
        case .unboundedPreceding, .unboundedFollowing: starts.update(repeating: 0, count: count)
        case .offset(let offset):
            for index in 0..<count {
                starts[index] = UInt32(truncatingIfNeeded: min(max(index &+ offset, 0), count))
            }
        }
        switch end {
        case .unboundedPreceding, .unboundedFollowing:
            ends.update(repeating: UInt32(truncatingIfNeeded: count), count: count)
        case .offset(let offset):
            for index in 0..<count {
                ends[index] = UInt32(truncatingIfNeeded: min(max(index &+ offset &+ 1, 0), count))
            }
        }
    }

    /// Frames of runs of peers; a bound is a side of the partition or the current row.
    private func rangePeers(_ order: PartitionedOrder, _ frame: WindowFrame) {
        var first = 0
        while first < count {
            var next = first + 1
            while next < count, order.arePeers(rows[next - 1], rows[next]) { next += 1 }
            let start = frame.start == .unboundedPreceding ? 0 : first
            let end = frame.end == .unboundedFollowing ? count : next
            for index in first..<next {
                starts[index] = UInt32(truncatingIfNeeded: start)
                ends[index] = UInt32(truncatingIfNeeded: end)
            }
            first = next
        }
    }

    /// Leaves out the rows for which `counts` is false. Complexity: O(rows).
    @inline(__always)
    func keep(_ counts: (Int) -> Bool) {
        var number: UInt32 = 0
        for index in 0..<count {
            before[index] = number
            // Without a branch: a row that does not count is written over by the next that does.
            keptRows[Int(number)] = rows[index]
            number &+= UInt32(truncatingIfNeeded: counts(Int(rows[index])).bit)
        }
        before[count] = number
        for index in 0..<count {
            starts[index] = before[Int(starts[index])]
            ends[index] = before[Int(ends[index])]
        }
        kept = UnsafePointer(keptRows)
        keptCount = Int(number)
    }

    /// Calls `body` with every row's place in the partition, its number in the input, and its frame.
    @inline(__always)
    func forEachFrame<Failure: Error>(
        _ body: (_ row: Int, _ start: Int, _ end: Int) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<count { try body(Int(rows[index]), Int(starts[index]), Int(ends[index])) }
    }
}
