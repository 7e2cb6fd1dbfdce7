import Columnar

/// How many values an aggregate has had of each group, nulls not counted.
///
/// Where all rows of a group come to the aggregate they need not be counted again: what is counted are the nulls among them. A class because
/// it owns its counts; it belongs to one accumulator.
final class ValueCounts {
    /// The rows of each group, counted elsewhere.
    private let rows: GroupArray<Int64>?
    /// The nulls of each group where rows are known, else its values. There are none before a column may have nulls.
    private let counts = GroupArray<Int64>(of: 0)
    private var bound = 0

    init(_ rows: GroupArray<Int64>?) { self.rows = rows }

    /// Makes room for groups below `bound`.
    func reserve(_ bound: Int) {
        self.bound = max(self.bound, bound)
        if rows == nil || counts.count > 0 { counts.reserve(bound) }
    }

    subscript(group: Int) -> Int64 {
        guard let rows else { return counts[group] }
        return group < counts.count ? rows[group] - counts[group] : rows[group]
    }

    /// Counts the selected rows of a batch.
    func add(_ column: Column, _ rowCount: Int, _ selection: Selection?, _ groups: UnsafePointer<UInt32>?) {
        if rows == nil {
            guard column.type != .null else { return }
            let counts = counts.base
            forEachRow(rowCount, selection, validity: UnsafePointer(column.validity)) { row in
                counts[groups.map { Int($0[row]) } ?? 0] &+= 1
            }
        } else if column.type == .null {
            let nulls = roomForNulls()
            forEachRow(rowCount, selection, validity: nil) { row in nulls[groups.map { Int($0[row]) } ?? 0] &+= 1 }
        } else if let validity = column.validity {
            let nulls = roomForNulls()
            forEachRow(rowCount, selection, validity: nil) { row in
                nulls[groups.map { Int($0[row]) } ?? 0] &+= 1 &- Int64(validity[row])
            }
        }
    }

    /// The counts of nulls, which are there from the first column on that may have some.
    private func roomForNulls() -> UnsafeMutablePointer<Int64> {
        counts.reserve(bound)
        return counts.base
    }

    /// Takes the counts of later rows of the groups that `mapping` names; those of rows elsewhere are merged elsewhere.
    func merge(_ later: ValueCounts, mapping: GroupMapping) {
        guard later.counts.count > 0 else { return }
        counts.reserve(bound)
        let (mine, theirs) = (counts.base, later.counts.base)
        mapping.forEach { group, target in mine[target] &+= theirs[group] }
    }

    /// The memory taken, in bytes.
    var bytes: Int { counts.bytes }
}
