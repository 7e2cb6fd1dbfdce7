import Columnar

#if canImport(Glibc)
    import func Glibc.memcmp
#else
    import func Darwin.memcmp
#endif

/// The least and greatest value of a column chunk and the number of its nulls, by which readers skip row groups.
///
/// Source: parquet.thrift, `Statistics` and `ColumnOrder`.
struct ColumnStatistics {
    var nullCount: Int
    /// The bounds in PLAIN encoding, texts without their length; nil without values and for long texts.
    var bounds: (least: [UInt8], greatest: [UInt8])?

    /// Texts longer than this are left out: readers keep all bounds of a file in memory.
    private static let longestText = 256

    /// Looks at `rows`, which hold every value of the slice at least once. Complexity: O(rows).
    init(_ slice: ColumnSlice, rows: [Int], nullCount: Int) {
        self.nullCount = nullCount
        let column = slice.column
        guard let first = rows.first else { return }
        var least = first
        var greatest = first
        switch column.type {
        case .null: return
        case .boolean: (least, greatest) = ColumnStatistics.extremes(rows, column.booleans)
        case .date: (least, greatest) = ColumnStatistics.extremes(rows, column.days)
        case .int64, .timestamp: (least, greatest) = ColumnStatistics.extremes(rows, column.int64s)
        case .decimal: (least, greatest) = ColumnStatistics.extremes(rows, column.decimals)
        case .double:
            bounds = ColumnStatistics.doubleBounds(rows, column.doubles)
            return
        case .string:
            for row in rows {
                let text = column.stringBytes(at: row)
                if ColumnStatistics.isLess(text, column.stringBytes(at: least)) { least = row }
                if ColumnStatistics.isLess(column.stringBytes(at: greatest), text) { greatest = row }
            }
            let texts = (column.stringBytes(at: least), column.stringBytes(at: greatest))
            if max(texts.0.count, texts.1.count) <= ColumnStatistics.longestText {
                bounds = (Array(texts.0), Array(texts.1))
            }
            return
        }
        bounds = (ColumnStatistics.plain(slice, least), ColumnStatistics.plain(slice, greatest))
    }

    /// Writes a `Statistics`. The bounds are values of the column, so both are exact.
    func write(to statistics: inout ThriftCompactWriter) {
        statistics.int64(3, nullCount)
        guard let bounds else { return }
        statistics.binary(5, bounds.greatest)
        statistics.binary(6, bounds.least)
        statistics.boolean(7, true)
        statistics.boolean(8, true)
    }

    private static func extremes<Value: Comparable>(
        _ rows: [Int], _ values: UnsafeMutablePointer<Value>
    ) -> (least: Int, greatest: Int) {
        var least = rows[0]
        var greatest = rows[0]
        for row in rows {
            if values[row] < values[least] { least = row }
            if values[row] > values[greatest] { greatest = row }
        }
        return (least, greatest)
    }

    /// NaN has no place in the order and is passed over; a zero is a bound with the sign that leaves out neither zero.
    private static func doubleBounds(
        _ rows: [Int], _ values: UnsafeMutablePointer<Double>
    ) -> (least: [UInt8], greatest: [UInt8])? {
        var least = Double.infinity
        var greatest = -Double.infinity
        var hasNumber = false
        for row in rows where !values[row].isNaN {
            hasNumber = true
            least = min(least, values[row])
            greatest = max(greatest, values[row])
        }
        guard hasNumber else { return nil }
        if least == 0 { least = -0.0 }
        if greatest == 0 { greatest = 0.0 }
        return (bytes(of: least.bitPattern.littleEndian), bytes(of: greatest.bitPattern.littleEndian))
    }

    private static func bytes(of number: UInt64) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }

    private static func plain(_ slice: ColumnSlice, _ row: Int) -> [UInt8] {
        let buffer = ByteBuffer(capacity: 64)
        slice.appendPlain(CollectionOfOne(row), to: buffer)
        return Array(UnsafeBufferPointer(start: buffer.base, count: buffer.count))
    }

    private static func isLess(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = left.baseAddress, let otherStart = right.baseAddress else { return left.count < right.count }
        let order = memcmp(start, otherStart, min(left.count, right.count))
        return order < 0 || order == 0 && left.count < right.count
    }
}
