import Columnar
import QueryPlan

/// The collected rows of all workers as one run in split order, with one dictionary a slot.
///
/// Unchanged once its result is handed on; that, and its buffers being only read, is what makes it safe to send.
final class WindowInput: @unchecked Sendable {
    /// Every row's value of one slot.
    enum Values {
        /// A column over all rows, or a constant.
        case operand(Operand)
        /// Texts as codes; 0 is null.
        case codes(CodeBuffer, TextDictionary)
    }

    let plan: WindowPlan
    /// The kept batches in split order; coded values are taken out of them.
    private(set) var chunks: [WindowChunk]
    /// The first row of each chunk, and the number of rows at the end.
    let starts: [Int]
    /// All rows' values for slots that functions or partitions need by row number.
    private(set) var global: [Int: Values] = [:]
    /// For each group the rows' partition codes (nil: one partition), and how many codes there are.
    private(set) var partitions: [(codes: CodeBuffer, count: Int)?] = []

    var rowCount: Int { starts.last ?? 0 }

    /// Brings together what collectors of one plan have kept.
    init(_ collectors: [WindowCollector], plan: WindowPlan, threads: Int) async throws {
        self.plan = plan
        var tagged: [(collector: Int, chunk: WindowChunk)] = []
        for (index, collector) in collectors.enumerated() { tagged += collector.chunks.map { (index, $0) } }
        // Stable, and one split's chunks come from one collector in order.
        tagged.sort { $0.chunk.split < $1.chunk.split }
        chunks = tagged.map(\.chunk)
        var starts = [0]
        for chunk in chunks { starts.append(starts[starts.count - 1] + chunk.rowCount) }
        self.starts = starts
        guard rowCount < Int(UInt32.max) else { throw EvaluationError(.textTooLong, in: "OVER") }
        let owners = tagged.map(\.collector)
        tagged = []
        var codeMaps: [[[UInt32]?]] = []
        for slot in plan.slots.indices {
            codeMaps.append(try await takeCodes(slot, collectors, owners, threads))
        }
        let needed = Set(plan.argumentSlots.flatMap { $0 })
        for slot in needed.sorted() where global[slot] == nil { global[slot] = .operand(try concatenated(slot)) }
        for group in plan.groups.indices {
            partitions.append(try await partitionCodes(group, collectors, owners, codeMaps, threads))
        }
    }

    /// A column of a slot's values in one chunk, as the output shows it.
    func column(_ slot: Int, chunk: Int) -> Column {
        let range = starts[chunk]..<starts[chunk + 1]
        if case .codes(let codes, let dictionary)? = global[slot] {
            return WindowInput.texts(UnsafePointer(codes.values + range.lowerBound), count: range.count, dictionary)
        }
        switch chunks[chunk].values[slot] {
        case .column(let column): return column
        case .numbered(let numbers, let form): return form.texts(of: numbers)
        case .constant(let constant):
            let column = Column(plan.slots[slot].expression.type, [])
            return (try? constant.gathering(repeating: 0, count: range.count)) ?? column
        case .codes: return Column(plan.slots[slot].expression.type, [])
        }
    }

    /// The order of a group's windows over all rows.
    func order(_ group: Int) -> RowOrder {
        let keys = plan.groups[group].order.map { key in
            OrderKey(
                numbers(key.slot) ?? chunks.indices.map { column(key.slot, chunk: $0) }, isDescending: key.isDescending,
                nullsFirst: key.nullsFirst)
        }
        return RowOrder(keys, starts: starts)
    }

    /// A column for each chunk that orders as a slot's texts do, when all of them have one form.
    private func numbers(_ slot: Int) -> [Column]? {
        var columns: [Column] = []
        var form: NumberedOrder?
        for chunk in chunks {
            guard case .numbered(let numbers, let order) = chunk.values[slot], form == nil || form == order else {
                return nil
            }
            form = order
            columns.append(numbers)
        }
        return columns.isEmpty ? nil : columns
    }

    /// Lets go of what neither the output nor a function's fallback reads, once everything is computed.
    func releaseKeys() {
        partitions = []
        let kept = Set(plan.inputSlots.compactMap { $0 } + plan.argumentSlots.flatMap { $0 })
        for slot in plan.slots.indices where !kept.contains(slot) {
            global[slot] = nil
            for chunk in chunks.indices { chunks[chunk].values[slot] = .codes(CodeBuffer(count: 0)) }
        }
    }

    /// Texts of codes; the column shares the dictionary's bytes, so equal texts are equal views.
    static func texts(_ codes: UnsafePointer<UInt32>, count: Int, _ dictionary: TextDictionary) -> Column {
        let column = Column(type: .string, capacity: count, bytes: dictionary.bytes)
        column.count = count
        let views = column.strings
        var nulls = 0
        for row in 0..<count {
            views[row] = dictionary.views[Int(codes[row])]
            nulls &+= (codes[row] == 0).bit
        }
        if nulls > 0 {
            let validity = column.makeValidity()
            for row in 0..<count { validity[row] = codes[row] == 0 ? 0 : 1 }
        }
        return column
    }

    /// Moves a coded slot's codes into one run of one dictionary; returns each collector's map from its codes to those, nil
    /// where they are the same.
    private func takeCodes(
        _ slot: Int, _ collectors: [WindowCollector], _ owners: [Int], _ threads: Int
    ) async throws -> [[UInt32]?] {
        var maps: [[UInt32]?] = Array(repeating: nil, count: collectors.count)
        guard let merged = collectors.first?.dictionaries[slot] else { return maps }
        for index in collectors.indices.dropFirst() {
            // Columns of a scan have one dictionary for all workers.
            guard let dictionary = collectors[index].dictionaries[slot], dictionary !== merged else { continue }
            var map: [UInt32] = [0]
            map.reserveCapacity(dictionary.count)
            for code in 1..<max(dictionary.count, 1) {
                map.append(try merged.code(dictionary.views[code], dictionary.bytes.base))
            }
            maps[index] = map
        }
        var sources: [CodeBuffer] = []
        for chunk in chunks.indices {
            guard case .codes(let codes) = chunks[chunk].values[slot] else { return maps }
            sources.append(codes)
            chunks[chunk].values[slot] = .codes(CodeBuffer(count: 0))
        }
        global[slot] = .codes(try await join(sources, owners, maps, threads), merged)
        return maps
    }

    /// The chunks' codes one after the other, mapped.
    private func join(
        _ sources: [CodeBuffer], _ owners: [Int], _ maps: [[UInt32]?], _ threads: Int
    ) async throws -> CodeBuffer {
        let result = CodeBuffer(count: rowCount)
        let starts = self.starts
        let pieces = max(1, min(threads, sources.count))
        try await concurrently(pieces) { piece in
            for chunk in sources.count * piece / pieces..<sources.count * (piece + 1) / pieces {
                let from = sources[chunk].values
                let to = result.values + starts[chunk]
                let count = sources[chunk].count
                if let map = maps[owners[chunk]] {
                    map.withUnsafeBufferPointer { map in
                        for row in 0..<count { to[row] = map[Int(from[row])] }
                    }
                } else {
                    to.update(from: from, count: count)
                }
            }
        }
        return result
    }

    private func concatenated(_ slot: Int) throws(EvaluationError) -> Operand {
        let type = plan.slots[slot].expression.type
        var columns: [Column] = []
        for chunk in chunks {
            switch chunk.values[slot] {
            case .constant(let constant): return Operand(constant, isConstant: true)
            case .column(let column): columns.append(column)
            case .numbered(let numbers, let form): columns.append(form.texts(of: numbers))
            case .codes: break
            }
        }
        return Operand(columns.isEmpty ? Column(type, []) : try Column.concatenating(columns, type: type))
    }

    private func partitionCodes(
        _ group: Int, _ collectors: [WindowCollector], _ owners: [Int], _ codeMaps: [[[UInt32]?]], _ threads: Int
    ) async throws -> (codes: CodeBuffer, count: Int)? {
        let keys = plan.groups[group].partition
        if keys.isEmpty { return nil }
        guard let first = collectors.first?.partitionCoders[group] else {
            guard case .codes(let codes, let dictionary)? = global[keys[0]] else { return nil }
            return (codes, dictionary.count)
        }
        var maps: [[UInt32]?] = Array(repeating: nil, count: collectors.count)
        for index in collectors.indices.dropFirst() {
            guard let coder = collectors[index].partitionCoders[group] else { continue }
            maps[index] = first.merge(coder, textMaps: keys.map { codeMaps[$0][index] })
        }
        let codes = try await join(chunks.compactMap { $0.partitionCodes[group] }, owners, maps, threads)
        for chunk in chunks.indices { chunks[chunk].partitionCodes[group] = nil }
        return (codes, first.count)
    }
}

extension PartitionCoder {
    /// Adds another worker's codes and returns the map from its codes to this one's. `textMaps` has, for each text key, the map
    /// of its codes.
    func merge(_ other: PartitionCoder, textMaps: [[UInt32]?]) -> [UInt32] {
        func keyMap(_ key: Int) -> [UInt32]? {
            if let map = textMaps[key] { return map }
            if other.words[key].count == 1 { return nil }
            return [0] + other.words[key].words.dropFirst().map { words[key].code($0) }
        }
        var map = keyMap(0)
        for (index, pairs) in other.pairs.enumerated() {
            let keys = keyMap(index + 1)
            map =
                [0]
                + pairs.words.dropFirst().map { pair in
                    let left = Int(pair >> 32)
                    let right = Int(pair & 0xFFFF_FFFF)
                    let merged = UInt64(map.map { $0[left] } ?? UInt32(left)) << 32
                    return self.pairs[index].code(merged | UInt64(keys.map { $0[right] } ?? UInt32(right)))
                }
        }
        return map ?? [0]
    }
}

extension Column {
    /// One row's value, `count` times.
    func gathering(repeating row: UInt32, count: Int) throws(EvaluationError) -> Column {
        let rows = Array(repeating: row, count: count)
        return try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
            try gathering(rows, sharingBytes: true)
        }
    }
}
