import Columnar
import QueryPlan

/// Merges sorted runs into one, in as many passes as memory demands.
struct RunMerge {
    /// Runs that are merged at a time; of each, one block is in memory.
    private static let fanIn = 64

    private let schema: Schema
    private let keys: [SortKey]
    private let zone: ZoneRules
    private let resources: RunResources

    init(schema: Schema, keys: [SortKey], zone: ZoneRules, _ resources: RunResources) {
        self.schema = schema
        self.keys = keys
        self.zone = zone
        self.resources = resources
    }

    /// All rows in order; of equal ones those of earlier runs first.
    ///
    /// Complexity: O(rows · log runs) comparisons, and reading and writing all rows once for each factor of 64 runs.
    func merged(_ runs: [SpilledBatches]) throws -> SpilledBatches {
        var runs = runs
        while runs.count > RunMerge.fanIn {
            // Neighbours are merged, so that the runs stay in input order.
            var longer: [SpilledBatches] = []
            for start in stride(from: 0, to: runs.count, by: RunMerge.fanIn) {
                longer.append(try mergedAtOnce(Array(runs[start..<min(start + RunMerge.fanIn, runs.count)])))
            }
            runs = longer
        }
        return try mergedAtOnce(runs)
    }

    private func mergedAtOnce(_ runs: [SpilledBatches]) throws -> SpilledBatches {
        var output = SpilledBatches(schema: schema, file: try resources.folder.open())
        var cursors: [RunCursor] = []
        for run in runs {
            let cursor = try RunCursor(run, keys: keys, zone: zone)
            if !cursor.isAtEnd { cursors.append(cursor) }
        }
        var heap = CursorHeap(cursors)
        var block = MergedBlock(schema: schema)
        while let cursor = heap.first {
            block.append(cursor)
            if block.rowCount == RunWriter.blockRows {
                try Task.checkCancellation()
                try output.append(block.columns(), rowCount: block.rowCount)
                block = MergedBlock(schema: schema)
            }
            try cursor.advance()
            heap.update()
        }
        if block.rowCount > 0 { try output.append(block.columns(), rowCount: block.rowCount) }
        return output
    }
}

/// A place in a sorted run. A class because the heap moves cursors about; it belongs to one merge.
private final class RunCursor {
    private let run: SpilledBatches
    private let program: ExpressionProgram
    private let keys: [SortKey]
    private var block = -1
    /// The block that the cursor is in.
    private(set) var columns: [Column] = []
    private var rowCount = 0
    private(set) var row = 0
    private(set) var order: [OrderKey] = []
    private var prefixes: [UInt64] = []

    init(_ run: SpilledBatches, keys: [SortKey], zone: ZoneRules) throws {
        self.run = run
        self.keys = keys
        program = try ExpressionProgram(keys.map(\.expression), input: run.schema, zone: zone)
        try nextBlock()
    }

    var isAtEnd: Bool { row >= rowCount }

    /// The leading part of the row's first key.
    var prefix: UInt64 { prefixes[row] }

    func advance() throws {
        row += 1
        if row == rowCount { try nextBlock() }
    }

    private func nextBlock() throws {
        block += 1
        row = 0
        rowCount = 0
        guard block < run.blocks.count else { return }
        let batch = try run.batch(at: block)
        columns = batch.columns
        rowCount = batch.rowCount
        let values = try program.evaluate(columns, rowCount: rowCount)
        order = zip(keys, values).map { OrderKey([$1], isDescending: $0.isDescending, nullsFirst: $0.nullsFirst) }
        prefixes = [UInt64](repeating: 0, count: rowCount)
        prefixes.withUnsafeMutableBufferPointer { buffer in
            // Other runs' blocks may have nulls, or this one's later blocks, where this block has none.
            if let base = buffer.baseAddress {
                order.first?.writePrefixes(ofChunk: 0, into: base, tellingNulls: true)
            }
        }
    }

    /// Whether this cursor's row sorts before another's, which is of a later run unless `isEarlier` is false.
    func precedes(_ other: RunCursor, isEarlier: Bool) -> Bool {
        if prefix != other.prefix { return prefix < other.prefix }
        for key in order.indices {
            let result = order[key].compare(0, row, 0, other.row, with: other.order[key])
            if result != 0 { return result < 0 }
        }
        return isEarlier
    }
}

/// Cursors with the one whose row comes first on top.
private struct CursorHeap {
    private var entries: [(run: Int, cursor: RunCursor)]

    init(_ cursors: [RunCursor]) {
        entries = Array(cursors.enumerated()).map { (run: $0.offset, cursor: $0.element) }
        for index in entries.indices.reversed() { sink(index) }
    }

    var first: RunCursor? { entries.first?.cursor }

    /// Restores the order after the first cursor has moved.
    mutating func update() {
        if entries[0].cursor.isAtEnd {
            entries.swapAt(0, entries.count - 1)
            entries.removeLast()
        }
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
                if isBefore(child, least) { least = child }
            }
            if least == index { return }
            entries.swapAt(index, least)
            index = least
        }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        entries[a].cursor.precedes(entries[b].cursor, isEarlier: entries[a].run < entries[b].run)
    }
}

/// Rows picked from the blocks of several runs, which are kept alive until the rows are copied.
private struct MergedBlock {
    private let schema: Schema
    private var sources: [[Column]] = []
    private var sourceOf: [ObjectIdentifier: Int] = [:]
    private var picks: [(source: Int, row: Int)] = []

    init(schema: Schema) { self.schema = schema }

    var rowCount: Int { picks.count }

    mutating func append(_ cursor: RunCursor) {
        guard let first = cursor.columns.first else {
            picks.append((0, 0))
            return
        }
        let id = ObjectIdentifier(first)
        let source: Int
        if let known = sourceOf[id] {
            source = known
        } else {
            source = sources.count
            sourceOf[id] = source
            sources.append(cursor.columns)
        }
        picks.append((source, cursor.row))
    }

    /// The picked rows; texts lie in bytes of their own.
    func columns() -> [Column] {
        schema.fields.enumerated().map { index, field in
            let result = Column(type: field.type, capacity: picks.count)
            result.count = picks.count
            let columns = sources.map { $0[index] }
            if columns.contains(where: { $0.validity != nil }) {
                let validity = result.makeValidity()
                for (row, pick) in picks.enumerated() {
                    validity[row] = columns[pick.source].validity.map { $0[pick.row] } ?? 1
                }
            }
            if field.type == .string {
                let bytes = ByteBuffer(capacity: picks.count * 16)
                for (row, pick) in picks.enumerated() {
                    let isNull = result.validity.map { $0[row] == 0 } ?? false
                    let view = isNull ? StringView(offset: 0, length: 0) : columns[pick.source].strings[pick.row]
                    var offset = bytes.count
                    if view.length > 0, let source = columns[pick.source].bytes {
                        offset = bytes.append(source.base + Int(view.offset), count: Int(view.length))
                    }
                    result.strings[row] = StringView(offset: UInt32(truncatingIfNeeded: offset), length: view.length)
                }
                result.bytes = bytes
            } else {
                let width = field.type.width
                if width > 0 {
                    for (row, pick) in picks.enumerated() {
                        (result.values + row * width).copyMemory(
                            from: columns[pick.source].values + pick.row * width, byteCount: width)
                    }
                }
            }
            return result
        }
    }
}
