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

    /// Whether no key has several rows.
    var isUnique: Bool { starts == nil }

    /// Looks up the keys of the selected rows; `match` and `matchOnce` read what is found from `scratch`.
    func find(_ keys: [Column], rowCount: Int, selection: Selection?, scratch: JoinScratch) {
        scratch.reserve(rowCount)
        table.find(
            keys, rowCount: rowCount, selection: selection, into: scratch.groups.values, scratch: scratch.codes.values)
    }

    /// Appends each selected row that has a partner with its first one.
    func matchOnce(rowCount: Int, selection: Selection?, scratch: JoinScratch, into pairs: inout RowPairs) {
        let groups = scratch.groups.values
        pairs.reserve(selection?.count ?? rowCount)
        rows.withUnsafeBufferPointer { rows in
            forEachRow(rowCount, selection, validity: nil) { row in
                let group = Int(groups[row])
                if group != 0 { pairs.append(UInt32(row), rows[starts.map { Int($0[group]) } ?? group]) }
            }
        }
    }

    /// How far a batch has been matched: the place among its selected rows, and how many partners of that row are done.
    struct Cursor {
        var place = 0
        fileprivate var partners: UInt32 = 0
    }

    /// Appends pairs of selected rows and the rows here whose keys are equal, in order of the former, from `cursor` on, until there are
    /// about `limit`. Unless `splitsRows`, a row's partners come all at once. Only where keys are not unique.
    func match(
        from cursor: inout Cursor, rowCount: Int, selection: Selection?, scratch: JoinScratch, limit: Int,
        splitsRows: Bool, into pairs: inout RowPairs
    ) {
        guard let starts else { return }
        let groups = scratch.groups.values
        let total = selection?.count ?? rowCount
        pairs.reserve(min(limit, total - cursor.place))
        while cursor.place < total, pairs.count < limit {
            let row = selection?.indices[cursor.place] ?? UInt32(cursor.place)
            let group = Int(groups[Int(row)])
            if group != 0 {
                let (first, end) = (starts[group] + cursor.partners, starts[group + 1])
                let room = UInt32(limit - pairs.count)
                if end - first > room, !splitsRows, pairs.count > 0 { return }
                let taken = splitsRows ? min(end - first, room) : end - first
                for index in first..<first + taken { pairs.append(row, rows[Int(index)]) }
                if first + taken < end {
                    cursor.partners += taken
                    return
                }
            }
            cursor.partners = 0
            cursor.place += 1
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
