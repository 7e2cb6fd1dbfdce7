import Columnar
import QueryPlan

/// One join of a pipeline: finds the partners of a batch's rows and hands the joined rows on, some thousand at a time.
///
/// A class because it keeps scratch from batch to batch; it belongs to one worker.
final class JoinProbe {
    /// The most pairs that are made at a time, unless one row has more partners and they have to be seen together.
    private static let mostPairs = 32_768

    private let kind: JoinKind
    private let table: JoinTable
    /// The columns of a joined row that something behind reads: the streaming side's, then the table's.
    private let carried: Set<Int>
    /// The streaming side's columns.
    private let width: Int
    /// The condition, as an expression of a program over joined rows.
    private let condition: (program: ExpressionProgram, index: Int)?
    private let scratch = JoinScratch()
    /// The other side's one row beside as many rows as the largest batch so far had.
    private var repeated: (rowCount: Int, columns: [Column])?

    /// What takes joined rows: columns, their number, and which of them. Columns may be longer than that number: only it counts.
    typealias Receiver = ([Column], Int, Selection?) throws(EvaluationError) -> Void

    init(
        _ kind: JoinKind, _ table: JoinTable, width: Int, carried: Set<Int>,
        condition: (program: ExpressionProgram, index: Int)?
    ) {
        self.kind = kind
        self.table = table
        self.width = width
        self.carried = carried
        self.condition = condition
    }

    /// Joins the selected rows of a batch; `keys` are the join's keys in them, none for a join of everything with everything.
    ///
    /// Rows come in the order of the batch's, and for one row in the order of the table's. Returns early when the task is cancelled: whoever
    /// reads the batches throws then.
    func join(
        _ columns: [Column], keys: [Column], rowCount: Int, selection: Selection?, then receive: Receiver
    ) throws(EvaluationError) {
        if keys.isEmpty {
            if table.rowCount == 1, kind == .inner || kind == .left, condition == nil {
                return try receive(columns + constants(rowCount), rowCount, selection)
            }
            return try cross(columns, rowCount: rowCount, selection: selection, then: receive)
        }
        table.find(keys, rowCount: rowCount, selection: selection, scratch: scratch)
        let isAnyEnough = condition == nil && (kind == .semi || kind == .anti)
        if table.isUnique || isAnyEnough {
            var pairs = RowPairs()
            table.matchOnce(rowCount: rowCount, selection: selection, scratch: scratch, into: &pairs)
            return try emit(pairs, columns, rowCount: rowCount, selection: selection, then: receive)
        }
        let total = selection?.count ?? rowCount
        var cursor = JoinTable.Cursor()
        while cursor.place < total, !Task.isCancelled {
            let start = cursor.place
            var pairs = RowPairs()
            table.match(
                from: &cursor, rowCount: rowCount, selection: selection, scratch: scratch, limit: JoinProbe.mostPairs,
                splitsRows: kind == .inner, into: &pairs)
            let rows =
                kind == .inner || cursor.place - start == total
                ? selection : Selection((start..<cursor.place).map { selection?.indices[$0] ?? UInt32($0) })
            try emit(pairs, columns, rowCount: rowCount, selection: rows, then: receive)
        }
    }

    /// One row on the other side: its values stand beside every row; there may be more of them than rows.
    private func constants(_ rowCount: Int) throws(EvaluationError) -> [Column] {
        if let repeated, repeated.rowCount >= rowCount { return repeated.columns }
        var constants: [Column] = []
        for (place, column) in table.columns.enumerated() {
            constants.append(carried.contains(width + place) ? try column.repeated(rowCount) : .unread)
        }
        repeated = (rowCount, constants)
        return constants
    }

    /// Every selected row with every row of the other side.
    private func cross(
        _ columns: [Column], rowCount: Int, selection: Selection?, then receive: Receiver
    ) throws(EvaluationError) {
        let selected = selection.map { Array($0.indices) } ?? (0..<UInt32(rowCount)).map { $0 }
        let others = UInt32(table.rowCount)
        // Only an inner join may see a row's partners bit by bit.
        let stretch = kind == .inner ? UInt32(JoinProbe.mostPairs) : .max
        let step = max(1, JoinProbe.mostPairs / max(1, table.rowCount))
        for start in stride(from: 0, to: selected.count, by: step) {
            let part = Array(selected[start..<min(selected.count, start + step)])
            var from: UInt32 = 0
            repeat {
                if Task.isCancelled { return }
                let to = min(others, from.addingReportingOverflow(stretch).overflow ? others : from + stretch)
                var pairs = RowPairs()
                pairs.reserve(part.count * Int(to - from))
                for row in part {
                    for other in from..<to { pairs.append(row, other) }
                }
                try emit(pairs, columns, rowCount: rowCount, selection: Selection(part), then: receive)
                from = to
            } while from < others
        }
    }

    /// Applies the condition and the kind of join to matched pairs, and passes the result on.
    private func emit(
        _ matched: RowPairs, _ columns: [Column], rowCount: Int, selection: Selection?, then receive: Receiver
    ) throws(EvaluationError) {
        var pairs = matched
        if let condition, pairs.count > 0 {
            condition.program.begin(try gather(pairs, columns), rowCount: pairs.count)
            if let kept = try condition.program.select(condition.index) { pairs = pairs.chosen(kept) }
            condition.program.end()
        }
        switch kind {
        case .inner: break
        case .left: pairs = pairs.keepingAll(rowCount: rowCount, selection)
        case .semi, .anti:
            var place = 0
            let wanted = kind == .semi
            let chosen = Selection.filtering(selection, rowCount: rowCount) { row in
                let hasPartner = place < pairs.count && pairs.left[place] == UInt32(row)
                while place < pairs.count, pairs.left[place] == UInt32(row) { place += 1 }
                return hasPartner == wanted
            }
            if chosen.count > 0 { try receive(columns, rowCount, chosen) }
            return
        }
        guard pairs.count > 0 else { return }
        try receive(try gather(pairs, columns), pairs.count, nil)
    }

    /// The columns of joined rows; those that nobody reads hold nothing.
    private func gather(_ pairs: RowPairs, _ columns: [Column]) throws(EvaluationError) -> [Column] {
        var joined: [Column] = []
        for (rows, side, offset) in [(pairs.left, columns, 0), (pairs.right, table.columns, columns.count)] {
            try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
                for (place, column) in side.enumerated() {
                    joined.append(
                        carried.contains(offset + place) ? try column.gathering(rows, sharingBytes: true) : .unread)
                }
            }
        }
        return joined
    }
}

extension Column {
    /// A stand-in for a column that nothing reads.
    static let unread = Column(type: .null, capacity: 0)

    /// The first row's value in `count` rows.
    func repeated(_ count: Int) throws(EvaluationError) -> Column {
        let rows = [UInt32](repeating: 0, count: count)
        return try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
            try gathering(rows, sharingBytes: true)
        }
    }
}
