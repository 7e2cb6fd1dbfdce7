import Columnar

/// The finished side of a join: its rows by key.
///
/// Immutable once made, which is what makes it safe to send. Rows whose key has a null are in no group: null equals nothing.
final class JoinTable: @unchecked Sendable {
    /// The columns other than keys, each over all rows.
    let columns: [Column]
    let rowCount: Int
    private let table: GroupTable
    /// Where each group's rows start in `rows`; one more than there are groups. Nil when every key is unique.
    private let starts: [UInt32]?
    /// Row numbers ordered by group, in input order within one; for unique keys, the row of each group.
    private let rows: [UInt32]

    /// Takes the rows of all batches, whose first `keyCount` columns are the keys. Complexity: O(rows).
    init(_ batches: [RecordBatch], keyCount: Int, types: [DataType]) throws(EvaluationError) {
        var columns: [Column] = []
        for (index, type) in types.enumerated().dropFirst(keyCount) {
            columns.append(try Column.concatenating(batches.map { $0.columns[index] }, type: type))
        }
        self.columns = columns
        let rowCount = batches.reduce(0) { $0 + $1.rowCount }
        self.rowCount = rowCount
        guard rowCount < Int(UInt32.max) else { throw EvaluationError(.textTooLong, in: "JOIN") }
        table = GroupTable(Array(types[..<keyCount]), expecting: rowCount)
        guard keyCount > 0 else {
            starts = nil
            rows = []
            return
        }
        let groups = CodeBuffer(count: rowCount)
        let scratch = CodeBuffer(count: keyCount > 1 ? rowCount : 1)
        var start = 0
        for batch in batches {
            let keys = Array(batch.columns[..<keyCount])
            try table.groups(
                of: keys, rowCount: batch.rowCount, selection: nil, into: groups.values + start,
                scratch: scratch.values + (keyCount > 1 ? start : 0))
            for key in keys {
                for row in 0..<batch.rowCount where key.isNull(at: row) { groups.values[start + row] = 0 }
            }
            start += batch.rowCount
        }
        var counts = [UInt32](repeating: 0, count: table.bound + 1)
        var isUnique = true
        for row in 0..<rowCount {
            let group = Int(groups.values[row])
            counts[group] += 1
            if group != 0, counts[group] > 1 { isUnique = false }
        }
        if isUnique {
            var rows = [UInt32](repeating: .max, count: table.bound)
            for row in 0..<rowCount where groups.values[row] != 0 { rows[Int(groups.values[row])] = UInt32(row) }
            self.rows = rows
            starts = nil
            return
        }
        counts[0] = 0
        var total: UInt32 = 0
        for group in counts.indices { (counts[group], total) = (total, total + counts[group]) }
        var rows = [UInt32](repeating: 0, count: Int(total))
        var next = counts
        for row in 0..<rowCount where groups.values[row] != 0 {
            let group = Int(groups.values[row])
            rows[Int(next[group])] = UInt32(row)
            next[group] += 1
        }
        self.rows = rows
        starts = counts
    }

    /// Appends the pairs of selected rows and the rows here whose keys are equal, in order of the former.
    func match(
        _ keys: [Column], rowCount: Int, selection: Selection?, scratch: JoinScratch, into pairs: inout RowPairs
    ) {
        scratch.reserve(rowCount)
        let groups = scratch.groups.values
        table.find(keys, rowCount: rowCount, selection: selection, into: groups, scratch: scratch.codes.values)
        pairs.reserve(selection?.count ?? rowCount)
        rows.withUnsafeBufferPointer { rows in
            if let starts {
                forEachRow(rowCount, selection, validity: nil) { row in
                    let group = Int(groups[row])
                    guard group != 0 else { return }
                    for index in starts[group]..<starts[group + 1] { pairs.append(UInt32(row), rows[Int(index)]) }
                }
            } else {
                forEachRow(rowCount, selection, validity: nil) { row in
                    let group = Int(groups[row])
                    if group != 0 { pairs.append(UInt32(row), rows[group]) }
                }
            }
        }
    }
}

/// Buffers that probing reuses from batch to batch; they belong to one worker.
final class JoinScratch {
    fileprivate var groups = CodeBuffer(count: 1)
    fileprivate var codes = CodeBuffer(count: 1)

    fileprivate func reserve(_ count: Int) {
        guard groups.count < count else { return }
        groups = CodeBuffer(count: count)
        codes = CodeBuffer(count: count)
    }
}

/// Pairs of rows of the two sides; `UInt32.max` on the right stands for no partner.
struct RowPairs {
    var left: [UInt32] = []
    var right: [UInt32] = []

    var count: Int { left.count }

    mutating func reserve(_ more: Int) {
        left.reserveCapacity(left.count + more)
        right.reserveCapacity(right.count + more)
    }

    @inline(__always)
    mutating func append(_ leftRow: UInt32, _ rightRow: UInt32) {
        left.append(leftRow)
        right.append(rightRow)
    }

    mutating func removeAll() {
        left.removeAll(keepingCapacity: true)
        right.removeAll(keepingCapacity: true)
    }
}
