import Columnar

extension ExpressionProgram {
    /// `CASE`: conditions in order see the rows that no earlier one took, values the rows that their condition took.
    func choose(
        _ index: Int, _ conditions: [Int], _ values: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let choice = ChoiceBuffer(rowCount: rowCount, initially: UInt16(conditions.count))
        var sources: [Operand?] = Array(repeating: nil, count: values.count)
        if conditions.allSatisfy({ nodes[$0].isDense }) && values.allSatisfy({ nodes[$0].isDense }) {
            if let ladder = ThresholdLadder(conditions, in: nodes) {
                try climb(ladder, conditions.count, selection, into: choice)
            } else {
                for branch in conditions.indices.reversed() {
                    let condition = materialized(try operand(conditions[branch], selection))
                    choice.choose(UInt16(branch), where: condition, rowCount: rowCount)
                }
            }
            for value in values.indices { sources[value] = try operand(values[value], selection) }
            return try merge(index, choice, sources, selection)
        }
        var remaining = selection
        for branch in conditions.indices {
            let condition = materialized(try operand(conditions[branch], remaining))
            let taken = Selection.whereTrue(condition, rowCount: rowCount, in: remaining)
            guard taken.count > 0 else { continue }
            for row in taken.indices { choice.rows[Int(row)] = UInt16(branch) }
            sources[branch] = try operand(values[branch], taken)
            remaining = .filtering(remaining, rowCount: rowCount) { choice.rows[$0] != UInt16(branch) }
            if remaining?.count == 0 { break }
        }
        if remaining?.count != 0 { sources[values.count - 1] = try operand(values[values.count - 1], remaining) }
        return try merge(index, choice, sources, selection)
    }

    /// Chooses the branch of every row by how far its number goes up or down a ladder; nulls pass all conditions.
    private func climb(
        _ ladder: ThresholdLadder, _ otherwise: Int, _ selection: Selection?, into choice: ChoiceBuffer
    ) throws(EvaluationError) {
        let value = materialized(try operand(ladder.value, selection))
        ladder.branches(of: UnsafePointer(value.doubles), rowCount, into: choice.rows)
        guard let validity = value.validity else { return }
        for row in 0..<rowCount where validity[row] == 0 { choice.rows[row] = UInt16(otherwise) }
    }

    /// `coalesce`: later arguments see the rows where all earlier ones are null.
    func coalesce(_ index: Int, _ children: [Int], _ selection: Selection?) throws(EvaluationError) -> Column {
        let choice = ChoiceBuffer(rowCount: rowCount, initially: UInt16(children.count - 1))
        var sources: [Operand?] = Array(repeating: nil, count: children.count)
        var remaining = selection
        for (position, child) in children.enumerated() {
            let value = try operand(child, remaining)
            sources[position] = value
            guard position < children.count - 1 else { break }
            let validity = value.validityAccess
            let hasNoNulls = validity.pointer == nil && validity.otherwise == 1
            forEachRow(rowCount, remaining, validity: nil) { row in
                if validity[row] != 0 { choice.rows[row] = UInt16(position) }
            }
            if hasNoNulls { break }
            remaining = .filtering(remaining, rowCount: rowCount) { validity[$0] == 0 }
            if remaining?.count == 0 { break }
        }
        return try merge(index, choice, sources, selection)
    }

    /// `greatest`, `least`: nulls are skipped, NaN is the greatest double.
    func extremum(
        _ index: Int, _ children: [Int], isGreatest: Bool, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let sources = try operands(children, selection)
        let choice = ChoiceBuffer(rowCount: rowCount, initially: 0)
        switch nodes[index].type {
        case .null: break
        case .boolean: pick(UInt8.self, sources, choice, selection) { isGreatest ? $1 < $0 : $0 < $1 }
        case .decimal: pick(Int128.self, sources, choice, selection) { isGreatest ? $1 < $0 : $0 < $1 }
        case .date: pick(Int32.self, sources, choice, selection) { isGreatest ? $1 < $0 : $0 < $1 }
        case .int64, .timestamp: pick(Int64.self, sources, choice, selection) { isGreatest ? $1 < $0 : $0 < $1 }
        case .double:
            pick(Double.self, sources, choice, selection) { isGreatest ? lessDoubles($1, $0) : lessDoubles($0, $1) }
        case .string:
            let accesses = sources.map { $0.access(StringView.self) }
            pick(sources, choice, selection) { row, candidate, best in
                let order = compareBytes(accesses[candidate].text(row), accesses[best].text(row))
                return isGreatest ? order > 0 : order < 0
            }
        }
        return try merge(index, choice, sources, selection)
    }

    @inline(__always)
    private func pick<Value>(
        _: Value.Type, _ sources: [Operand], _ choice: ChoiceBuffer, _ selection: Selection?,
        _ isBetter: (Value, Value) -> Bool
    ) {
        let accesses = sources.map { $0.access(Value.self) }
        pick(sources, choice, selection) { row, candidate, best in
            isBetter(accesses[candidate][row], accesses[best][row])
        }
    }

    @inline(__always)
    private func pick(
        _ sources: [Operand], _ choice: ChoiceBuffer, _ selection: Selection?, _ isBetter: (Int, Int, Int) -> Bool
    ) {
        let validities = sources.map(\.validityAccess)
        for candidate in sources.indices.dropFirst() {
            forEachRow(rowCount, selection, validity: nil) { row in
                guard validities[candidate][row] != 0 else { return }
                let best = Int(choice.rows[row])
                if validities[best][row] == 0 || isBetter(row, candidate, best) {
                    choice.rows[row] = UInt16(candidate)
                }
            }
        }
    }

    /// Each row's value from the source that its choice names; sources that no row chose may be nil.
    private func merge(
        _ index: Int, _ choice: ChoiceBuffer, _ sources: [Operand?], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let out = makeColumn(index, scope: selection)
        let validities = sources.map { $0?.validityAccess ?? ValidityAccess(pointer: nil, otherwise: 0) }
        if zip(sources, validities).contains(where: { $0 != nil && ($1.pointer != nil || $1.otherwise == 0) }) {
            let validity = out.makeValidity()
            validities.withUnsafeBufferPointer { validities in
                forEachRow(rowCount, selection, validity: nil) { row in
                    validity[row] = validities[Int(choice.rows[row])][row]
                }
            }
        }
        switch out.type {
        case .null: break
        case .boolean: mergeValues(sources, choice, selection, into: out.booleans)
        case .decimal: mergeValues(sources, choice, selection, into: out.decimals)
        case .date: mergeValues(sources, choice, selection, into: out.days)
        case .int64, .timestamp: mergeValues(sources, choice, selection, into: out.int64s)
        case .double: mergeValues(sources, choice, selection, into: out.doubles)
        case .string: try mergeTexts(index, sources, choice, selection, into: out)
        }
        number(sources, choice, in: out)
        return out
    }

    /// Tells the values of a column that are all literals apart by number, for whoever groups by it.
    private func number(_ sources: [Operand?], _ choice: ChoiceBuffer, in out: Column) {
        let isNumbered = sources.allSatisfy { source in
            source.map { $0.isConstant && $0.column.bytes === out.bytes } ?? true
        }
        guard isNumbered, out.validity == nil, out.type != .null else { return }
        let width = out.type.width
        let values = Column(type: out.type, capacity: sources.count, bytes: out.bytes)
        values.count = sources.count
        values.values.initializeMemory(as: UInt8.self, repeating: 0, count: sources.count * width)
        for (place, source) in sources.enumerated() {
            guard let source else { continue }
            (values.values + place * width).copyMemory(from: source.column.values, byteCount: width)
        }
        let codes = out.makeCodes()
        // Of rows that are not selected too: whoever looks a code up need not know the selection.
        for row in 0..<rowCount { codes[row] = UInt32(choice.rows[row]) }
        out.dictionary = values
    }

    private func mergeValues<Value>(
        _ sources: [Operand?], _ choice: ChoiceBuffer, _ selection: Selection?, into out: UnsafeMutablePointer<Value>
    ) {
        // A source that no row chose borrows another one's memory; it is not read.
        guard let anySource = sources.lazy.compactMap({ $0 }).first else { return }
        let accesses = sources.map { ($0 ?? anySource).access(Value.self) }
        let chosen = choice.rows
        if sources.allSatisfy({ $0?.isConstant ?? true }) {
            let constants = accesses.map { $0[0] }
            return constants.withUnsafeBufferPointer { constants in
                forEachRow(rowCount, selection, validity: nil) { out[$0] = constants[Int(chosen[$0])] }
            }
        }
        accesses.withUnsafeBufferPointer { accesses in
            forEachRow(rowCount, selection, validity: nil) { out[$0] = accesses[Int(chosen[$0])][$0] }
        }
    }

    private func mergeTexts(
        _ index: Int, _ sources: [Operand?], _ choice: ChoiceBuffer, _ selection: Selection?, into out: Column
    ) throws(EvaluationError) {
        let buffers = sources.compactMap { source in source.flatMap { $0.isAllNull ? nil : $0.column.bytes } }
        guard let first = buffers.first else { return }
        if buffers.allSatisfy({ $0 === first }) {
            out.bytes = first
            // All-null sources have no bytes of their own: their views must not be read.
            mergeValues(sources.map { $0.flatMap { $0.isAllNull ? nil : $0 } }, choice, selection, into: out.strings)
            if let validity = out.validity {
                forEachRow(rowCount, selection, validity: nil) { row in
                    if validity[row] == 0 { out.strings[row] = StringView(offset: 0, length: 0) }
                }
            }
            return
        }
        var writer = TextWriter(capacity: rowCount * 8)
        let accesses = sources.map { ($0 ?? Operand(out)).access(StringView.self) }
        let views = out.strings
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let start = writer.count
            writer.append(accesses[Int(choice.rows[row])].text(row))
            views[row] = try writer.view(from: start, in: nodes[index].label)
        }
        out.bytes = writer.finish()
    }
}

/// For each row of a batch, which of several sources its value comes from.
///
/// A class because it owns its memory.
final class ChoiceBuffer {
    let rows: UnsafeMutablePointer<UInt16>

    init(rowCount: Int, initially choice: UInt16) {
        rows = .allocate(capacity: max(rowCount, 1))
        rows.initialize(repeating: choice, count: max(rowCount, 1))
    }

    deinit { rows.deallocate() }

    /// Chooses a branch for the rows where a condition is true.
    func choose(_ branch: UInt16, where condition: Column, rowCount: Int) {
        let isTrue = UnsafePointer(condition.booleans)
        let rows = rows
        if let validity = condition.validity {
            for row in 0..<rowCount { rows[row] = isTrue[row] & validity[row] != 0 ? branch : rows[row] }
        } else {
            for row in 0..<rowCount { rows[row] = isTrue[row] != 0 ? branch : rows[row] }
        }
    }
}
