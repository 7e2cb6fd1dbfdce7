package import Columnar

/// Takes the rows of a window's input, batch by batch, and keeps what the windows and the output need of them.
///
/// One per worker: append batches of any splits, those of one split in order and by one worker. All collectors of an input go
/// to `WindowResult.computing` in the end, in any order; rows are then ordered by split, so the result does not depend on
/// which worker read which split. A class because it owns growing buffers; it belongs to one worker at a time.
package final class WindowCollector: @unchecked Sendable {
    /// What is collected.
    package let plan: WindowPlan
    private let program: ExpressionProgram
    /// The dictionary of each coded slot.
    let dictionaries: [TextDictionary?]
    /// Codes for the partition keys of each group; nil where there is one partition, or one text that has its codes already.
    let partitionCoders: [PartitionCoder?]
    private(set) var chunks: [WindowChunk] = []
    /// What the kept rows and the order to come take, without the texts of coded slots, in bytes.
    private var rowBytes = 0

    /// What this collector and the window over it take, in bytes, roughly.
    var bytes: Int {
        // A catalogue is all workers' and grows as they go: it is counted once they are done, with the result.
        dictionaries.indices.reduce(rowBytes) { $0 + (shared[$1] == nil ? dictionaries[$1]?.size ?? 0 : 0) }
    }

    /// The worker's codings that stand for a slot's own.
    private let shared: [Int: SharedText]

    /// An empty collector.
    ///
    /// - Throws: nothing that making the plan did not throw.
    package convenience init(_ plan: WindowPlan) throws(EvaluationError) { try self.init(plan, shared: [:]) }

    /// An empty collector; `shared` gives the worker's coding of slots that are text columns of a scan.
    init(_ plan: WindowPlan, shared: [Int: SharedText]) throws(EvaluationError) {
        self.plan = plan
        self.shared = shared
        program = try ExpressionProgram(plan.slots.map(\.expression), input: plan.input, zone: plan.zone)
        dictionaries = plan.slots.enumerated().map { index, slot in
            slot.isCoded ? shared[index]?.catalog.dictionary ?? TextDictionary() : nil
        }
        partitionCoders = plan.groups.map { group in
            let isOneText = group.partition.count == 1 && plan.slots[group.partition[0]].isCoded
            return group.partition.isEmpty || isOneText ? nil : PartitionCoder(keys: group.partition.count)
        }
    }

    /// Takes what is needed of the selected rows: columns themselves where all of their rows are wanted, which must then stay as they are.
    ///
    /// - Parameter split: orders this batch among the batches of all collectors; batches of one split are in order of appending.
    /// - Throws: `EvaluationError` of a key or argument expression.
    package func append(
        _ columns: [Column], rowCount: Int, selection: Selection? = nil, split: Int
    ) throws(EvaluationError) {
        let count = selection?.count ?? rowCount
        guard count > 0 else { return }
        let values = try program.evaluate(columns, rowCount: rowCount, selection: selection)
        var stored: [WindowChunk.Values] = []
        for (slot, column) in values.enumerated() {
            if let constant = program.constant(slot) {
                stored.append(.constant(constant))
            } else if let text = shared[slot] {
                stored.append(.codes(CodeBuffer(copying: try text.codes(), selection, rowCount: rowCount)))
            } else if let dictionary = dictionaries[slot] {
                stored.append(.codes(try CodeBuffer(coding: column, selection, rowCount: rowCount, with: dictionary)))
            } else if plan.ordersOnly.contains(slot),
                let (numbers, order) = numbered(slot, column, selection, rowCount: rowCount)
            {
                stored.append(.numbered(numbers, order))
            } else {
                stored.append(.column(try column.kept(selection, rowCount: rowCount)))
            }
        }
        var partitions: [CodeBuffer?] = []
        for (group, coder) in zip(plan.groups, partitionCoders) {
            partitions.append(coder?.codes(group.partition.map { stored[$0] }, count: count))
        }
        for value in stored {
            switch value {
            case .column(let column), .numbered(let column, _): rowBytes += BatchBlock.size(of: [column])
            case .codes: rowBytes += count * 4
            case .constant: break
            }
        }
        // See `WindowResult.computing`: partition, sorting, order, each window's result, and the frames of the window at work.
        rowBytes += count * (16 * plan.groups.count + 8 * plan.windows.count)
        if plan.readsFrames { rowBytes += count * 16 }
        chunks.append(WindowChunk(split: split, rowCount: count, values: stored, partitionCodes: partitions))
        program.end()
    }

    /// The form of each slot's texts, learnt from the first one; nil from the first batch on that has another.
    private var forms: [Int: NumberedOrder?] = [:]

    /// The selected rows of a text column as numbers, when they all have the form of the first.
    private func numbered(
        _ slot: Int, _ column: Column, _ selection: Selection?, rowCount: Int
    ) -> (Column, NumberedOrder)? {
        if forms[slot] == nil {
            let text = column.stringBytes(at: selection.map { Int($0.rows[0]) } ?? 0)
            let isNull = column.validity != nil
            forms[slot] = .some(isNull ? nil : text.baseAddress.flatMap { NumberedOrder($0, UInt32(text.count)) })
        }
        guard let form = forms[slot] ?? nil else { return nil }
        if let numbers = form.numbers(of: column, selection, rowCount: rowCount) { return (numbers, form) }
        forms[slot] = .some(nil)
        return nil
    }
}

/// The kept rows of one batch.
struct WindowChunk {
    /// The values of one slot.
    enum Values {
        /// Values as they are.
        case column(Column)
        /// Texts as numbers of one form.
        case numbered(Column, NumberedOrder)
        /// Codes of the slot's dictionary.
        case codes(CodeBuffer)
        /// A one-row column that stands for all rows.
        case constant(Column)
    }

    let split: Int
    let rowCount: Int
    var values: [Values]
    /// For each group with a coder of its own, the rows' partition codes.
    var partitionCodes: [CodeBuffer?]
}

extension RowBuffer<UInt32> {
    /// The selected rows' codes out of a batch's.
    convenience init(copying codes: UnsafePointer<UInt32>, _ selection: Selection?, rowCount: Int) {
        self.init(count: selection?.count ?? rowCount)
        guard let selection else {
            values.update(from: codes, count: rowCount)
            return
        }
        for index in 0..<selection.count { values[index] = codes[Int(selection.rows[index])] }
    }

    /// The codes of the selected rows of a text column.
    convenience init(
        coding column: Column, _ selection: Selection?, rowCount: Int, with dictionary: TextDictionary
    ) throws(EvaluationError) {
        self.init(count: selection?.count ?? rowCount)
        let texts = Operand(column).access(StringView.self)
        let validity = column.validity
        let codes = values
        // First what is found at the first try, then the rest; null rows, whose views may lead nowhere, have code 0.
        let block = 256
        for start in stride(from: 0, to: count, by: block) {
            let end = min(start + block, count)
            if let selection {
                for index in start..<end {
                    let row = Int(selection.rows[index])
                    if validity?[row] == 0 {
                        codes[index] = 0
                    } else {
                        codes[index] = dictionary.likelyCode(texts.values[row], texts.bytes)
                    }
                }
            } else if let validity {
                for row in start..<end {
                    codes[row] = validity[row] == 0 ? 0 : dictionary.likelyCode(texts.values[row], texts.bytes)
                }
            } else {
                for row in start..<end { codes[row] = dictionary.likelyCode(texts.values[row], texts.bytes) }
            }
            for index in start..<end where codes[index] == 0 {
                let row = selection.map { Int($0.rows[index]) } ?? index
                if validity?[row] != 0 { codes[index] = try dictionary.code(texts.values[row], texts.bytes) }
            }
        }
    }
}

/// Codes for combinations of partition keys; equal keys (nulls equal, NaN equal, -0.0 equal to 0.0) get one code.
final class PartitionCoder: @unchecked Sendable {
    /// For each key that is not text, its values; a text has its slot's dictionary.
    let words: [WordDictionary]
    /// For each key but the first, pairs of the code so far and the key's code.
    let pairs: [WordDictionary]

    init(keys: Int) {
        words = (0..<keys).map { _ in WordDictionary() }
        pairs = (0..<max(keys - 1, 0)).map { _ in WordDictionary() }
    }

    /// The number of codes in use.
    var count: Int { pairs.last?.count ?? words[0].count }

    /// The codes of a chunk's rows.
    func codes(_ keys: [WindowChunk.Values], count: Int) -> CodeBuffer {
        let result = CodeBuffer(count: count)
        for (index, key) in keys.enumerated() {
            let part: CodeBuffer
            switch key {
            case .codes(let codes): part = codes
            case .column(let column): part = encode(column, with: words[index])
            case .numbered(let numbers, let form): part = encode(form.texts(of: numbers), with: words[index])
            case .constant:
                // The same in every row: it does not tell partitions apart.
                part = CodeBuffer(count: count)
                part.values.initialize(repeating: 0, count: count)
            }
            for row in 0..<count {
                let code = part.values[row]
                result.values[row] =
                    index == 0 ? code : pairs[index - 1].code(UInt64(result.values[row]) << 32 | UInt64(code))
            }
        }
        return result
    }

    private func encode(_ column: Column, with dictionary: WordDictionary) -> CodeBuffer {
        let result = CodeBuffer(count: column.count)
        let codes = result.values
        switch column.type {
        case .null, .string: codes.update(repeating: 0, count: column.count)
        case .boolean: for row in 0..<column.count { codes[row] = dictionary.code(UInt64(column.booleans[row])) }
        case .decimal: for row in 0..<column.count { codes[row] = dictionary.code(number: column.decimals[row]) }
        case .date:
            for row in 0..<column.count { codes[row] = dictionary.code(UInt64(bitPattern: Int64(column.days[row]))) }
        case .int64, .timestamp:
            for row in 0..<column.count { codes[row] = dictionary.code(UInt64(bitPattern: column.int64s[row])) }
        case .double:
            for row in 0..<column.count {
                let value = column.doubles[row]
                codes[row] = dictionary.code(value.isNaN ? Double.nan.bitPattern : (value + 0.0).bitPattern)
            }
        }
        if let validity = column.validity {
            for row in 0..<column.count where validity[row] == 0 { codes[row] = 0 }
        }
        return result
    }
}
