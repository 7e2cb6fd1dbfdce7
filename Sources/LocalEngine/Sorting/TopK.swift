package import Columnar
package import QueryPlan

/// The first rows of an order, found without sorting or keeping the rest.
///
/// One per worker or split: `update` with batches in input order, `merge` states in split order, then `finish`. Rows with equal
/// keys keep their input order, so the result does not depend on how the input was split. Keeps at most twice `limit`, or a
/// few thousand, rows.
package struct TopK {
    private let schema: Schema
    private let keys: [SortKey]
    private let limit: Int
    private let program: ExpressionProgram
    /// Rows that may be among the first, in input order: the input's columns, then the keys'.
    private var kept: [[Column]] = []
    private var keptRows = 0
    /// When the first `limit` rows of some are known: the last one's keys, which a later row must beat.
    private(set) var worst: [Column]?

    /// A state that will hold the first `limit` rows in order of `keys`.
    ///
    /// `worst` are the keys of the last of so many rows that all come before this state's, where they are known.
    /// - Throws: `EvaluationError` of kind `unsupported` for keys that do not fit the schema.
    package init(
        schema: Schema, by keys: [SortKey], limit: Int, zone: ZoneRules = .utc, worst: [Column]? = nil
    ) throws(EvaluationError) {
        self.worst = worst
        self.schema = schema
        self.keys = keys
        self.limit = min(max(0, limit), Int(UInt32.max))
        program = try ExpressionProgram(keys.map(\.expression), input: schema, zone: zone)
    }

    /// Takes the selected rows of a batch. Complexity: O(rows) once the first `limit` rows are good.
    package mutating func update(
        _ columns: [Column], rowCount: Int, selection: Selection? = nil
    ) throws(EvaluationError) {
        guard limit > 0, rowCount > 0, selection?.count != 0 else { return }
        let count = selection?.count ?? rowCount
        let first = max(2 * limit, 256)
        guard worst == nil, kept.isEmpty, count > 2 * first else {
            return try take(columns, rowCount: rowCount, selection: selection)
        }
        // A few rows give a bound that keeps most of the others out.
        func rows(_ range: Range<Int>) -> Selection { Selection(range.map { selection?.rows[$0] ?? UInt32($0) }) }
        try take(columns, rowCount: rowCount, selection: rows(0..<first))
        try compact()
        try take(columns, rowCount: rowCount, selection: rows(first..<count))
    }

    private mutating func take(
        _ columns: [Column], rowCount: Int, selection: Selection?
    ) throws(EvaluationError) {
        let keyColumns = try program.evaluate(columns, rowCount: rowCount, selection: selection)
        // Lets go of the batch, of which mostly no row is kept.
        defer { program.end() }
        var chosen = selection
        if let worst {
            chosen = rows(of: keyColumns, before: worst, rowCount: rowCount, in: selection)
            if chosen?.count == 0 { return }
        }
        var taken: [Column] = []
        for column in columns + keyColumns { taken.append(try column.compacted(chosen, rowCount: rowCount)) }
        kept.append(taken)
        keptRows += chosen?.count ?? rowCount
        if keptRows > max(2 * limit, limit + 4096) { try compact() }
    }

    /// The memory of the rows kept, in bytes.
    var bytes: Int { kept.reduce(0) { $0 + BatchBlock.size(of: $1) } }

    /// Takes the rows of a state over input that comes after this one's, and finds a new bound when they are enough for one to be worth
    /// it. Complexity: O(rows · log rows), amortised.
    package mutating func merge(_ other: TopK) throws(EvaluationError) {
        kept += other.kept
        keptRows += other.keptRows
        if keptRows >= limit, worst == nil || keptRows - limit >= limit / 8 { try compact() }
    }

    /// The first rows in order, as one batch of the input's columns.
    package mutating func finish() throws(EvaluationError) -> RecordBatch {
        try compact()
        let columns = kept.first.map { Array($0[..<schema.count]) } ?? schema.fields.map { Column($0.type, []) }
        return RecordBatch(schema: schema, columns: columns, rowCount: keptRows)
    }

    /// Keeps the first `limit` rows, in order.
    private mutating func compact() throws(EvaluationError) {
        guard !kept.isEmpty else { return }
        let keyStart = schema.count
        var starts = [0]
        for columns in kept { starts.append(starts[starts.count - 1] + (columns.first?.count ?? 0)) }
        let order = RowOrder(
            keys.indices.map { key in
                OrderKey(
                    kept.map { $0[keyStart + key] }, isDescending: keys[key].isDescending,
                    nullsFirst: keys[key].nullsFirst)
            }, starts: starts)
        let rows = Array(order.sortedRows().prefix(limit))
        var columns: [Column] = []
        let types = schema.fields.map(\.type) + keys.map(\.expression.type)
        for (index, type) in types.enumerated() {
            columns.append(try BatchSorter.gather(Column.concatenating(kept.map { $0[index] }, type: type), rows))
        }
        kept = [columns]
        keptRows = rows.count
        if rows.count == limit {
            let last = [UInt32(limit - 1)]
            var worst: [Column] = []
            for column in columns[keyStart...] { worst.append(try BatchSorter.gather(column, last)) }
            self.worst = worst
        }
    }

    /// The selected rows whose keys sort strictly before `worst`; ties lose because they come later.
    private func rows(
        of columns: [Column], before worst: [Column], rowCount: Int, in selection: Selection?
    ) -> Selection {
        let contenders = contenders(columns[0], worst[0], rowCount: rowCount, in: selection)
        if contenders?.count == 0, let contenders { return contenders }
        let candidates = keys.indices.map {
            OrderKey([columns[$0]], isDescending: keys[$0].isDescending, nullsFirst: keys[$0].nullsFirst)
        }
        let bounds = keys.indices.map {
            OrderKey([worst[$0]], isDescending: keys[$0].isDescending, nullsFirst: keys[$0].nullsFirst)
        }
        return .filtering(contenders, rowCount: rowCount) { row in
            for key in candidates.indices {
                let order = candidates[key].compare(0, row, 0, 0, with: bounds[key])
                if order != 0 { return order < 0 }
            }
            return false
        }
    }

    /// The selected rows whose first key is not behind that of `worst`: a quick look that leaves few rows to the exact one.
    private func contenders(
        _ column: Column, _ worst: Column, rowCount: Int, in selection: Selection?
    ) -> Selection? {
        guard !worst.isNull(at: 0) else { return selection }
        switch column.type {
        case .double:
            let bound = worst.doubles[0]
            if bound.isNaN { return selection }
            // NaN is greater than every number: ahead when descending, behind when ascending.
            return keys[0].isDescending
                ? contenders(column.doubles, column, rowCount, selection) { !($0 < bound) }
                : contenders(column.doubles, column, rowCount, selection) { $0 <= bound }
        case .int64, .timestamp:
            let bound = worst.int64s[0]
            return keys[0].isDescending
                ? contenders(column.int64s, column, rowCount, selection) { $0 >= bound }
                : contenders(column.int64s, column, rowCount, selection) { $0 <= bound }
        default: return selection
        }
    }

    @inline(__always)
    private func contenders<Value>(
        _ values: UnsafeMutablePointer<Value>, _ column: Column, _ rowCount: Int, _ selection: Selection?,
        _ isAhead: (Value) -> Bool
    ) -> Selection {
        guard let validity = column.validity else {
            return .filtering(selection, rowCount: rowCount) { isAhead(values[$0]) }
        }
        let nullsFirst = keys[0].nullsFirst
        return .filtering(selection, rowCount: rowCount) { validity[$0] == 0 ? nullsFirst : isAhead(values[$0]) }
    }
}
