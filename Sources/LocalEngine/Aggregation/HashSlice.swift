import Columnar

/// A part of a partition: the keys whose hash has certain bits. Partitions and tables go by other bits, see `KeyHash`.
struct HashSlice: Equatable, Sendable {
    private static let bitsOfDivision = 3
    private static let mostDivisions = 3
    /// Partitions take the bits below, up to 65,536 of them would take these too.
    private static let firstBit: UInt64 = 54

    private var divisions = 0
    private var bits: UInt64 = 0

    /// All keys.
    static let whole = HashSlice()

    /// The slices that this one consists of; nil when it cannot be divided any more.
    var parts: [HashSlice]? {
        guard divisions < HashSlice.mostDivisions else { return nil }
        return (0..<UInt64(1) << HashSlice.bitsOfDivision).map { part in
            var slice = self
            slice.bits |= part << UInt64(divisions * HashSlice.bitsOfDivision)
            slice.divisions += 1
            return slice
        }
    }

    /// The place of a key in the order in which slices come, however far they are divided.
    static func place(of hash: UInt64) -> Int {
        var place = 0
        for division in 0..<mostDivisions {
            let part = hash >> (firstBit + UInt64(division * bitsOfDivision)) & (1 << UInt64(bitsOfDivision) - 1)
            place = place << bitsOfDivision | Int(part)
        }
        return place
    }

    func contains(_ hash: UInt64) -> Bool {
        let mask = (UInt64(1) << UInt64(divisions * HashSlice.bitsOfDivision)) &- 1
        return hash >> HashSlice.firstBit & mask == bits
    }

    /// The groups of the slice. Complexity: O(groups · keys).
    func narrowed(_ groups: StateGroups) -> StateGroups {
        if self == .whole { return groups }
        let hashes = groups.state.hashes(of: groups.groups)
        return StateGroups(
            state: groups.state, groups: zip(groups.groups, hashes).filter { contains($0.1) }.map(\.0))
    }

    /// The rows of the slice; their first `keyCount` columns are the keys. Complexity: O(cells).
    func narrowed(_ rows: RecordBatch, keyCount: Int) throws(EvaluationError) -> RecordBatch {
        if self == .whole { return rows }
        let hashes = KeyHash.hashes(of: Array(rows.columns[..<keyCount]), rowCount: rows.rowCount)
        let chosen = (0..<UInt32(rows.rowCount)).filter { contains(hashes[Int($0)]) }
        var columns: [Column] = []
        for column in rows.columns { columns.append(try BatchSorter.gather(column, chosen)) }
        return RecordBatch(schema: rows.schema, columns: columns, rowCount: chosen.count)
    }
}
