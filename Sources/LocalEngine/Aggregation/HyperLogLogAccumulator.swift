import Columnar

/// approx_count_distinct: a HyperLogLog a group.
final class HyperLogLogAccumulator: Accumulator {
    @exclusivity(unchecked) private var sketches: [HyperLogLog] = []
    @exclusivity(unchecked) private var sketchBytes = 0

    func reserve(_ bound: Int) { grow(&sketches, to: bound, with: HyperLogLog()) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        guard column.type != .null else { return }
        let hashes = KeyHash.hashes(of: [column], rowCount: rowCount)
        forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
            change(groups.map { Int($0[row]) } ?? 0) { $0.add(HyperLogLogAccumulator.mixed(hashes[row])) }
        }
    }

    /// Spreads a hash that a table is content with over all bits (D. Stafford's variant 13 of MurmurHash3's last step).
    @inline(__always)
    private static func mixed(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? HyperLogLogAccumulator else { return }
        mapping.forEach { group, target in change(target) { $0.merge(other.sketches[group]) } }
    }

    @inline(__always)
    private func change(_ group: Int, _ body: (inout HyperLogLog) -> Void) {
        let before = sketches[group].bytes
        body(&sketches[group])
        sketchBytes &+= sketches[group].bytes &- before
    }

    var bytes: Int { sketchBytes + sketches.capacity * MemoryLayout<HyperLogLog>.stride }

    func finish(_ groups: [UInt32]) -> Column {
        Column(.int64, groups.map { .int64(sketches[Int($0)].count()) })
    }
}
