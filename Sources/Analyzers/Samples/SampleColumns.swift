import Columnar

/// Collects rows of sample data in columns of the declared types.
struct SampleColumns: SampleSink {
    private let schema: Schema
    private let columns: [Column]
    private var column = 0

    /// Columns with room for `capacity` rows. Strings, doubles and timestamps are all the types that samples have.
    init(fields: [Field], capacity: Int) {
        schema = Schema(fields)
        columns = fields.map { field in
            Column(
                type: field.type, capacity: capacity,
                bytes: field.type == .string ? ByteBuffer(capacity: capacity * 12) : nil)
        }
    }

    /// The rows so far; nothing may be added afterwards.
    var batch: RecordBatch { RecordBatch(schema: schema, columns: columns, rowCount: columns[0].count) }

    mutating func text(_ prefix: StaticString, _ number: Int?, digits: Int) {
        let (target, row) = next()
        guard let bytes = target.bytes else { return }
        let start = bytes.append(prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        if let number {
            var width = 1
            var limit = 10
            while width < digits || number >= limit {
                limit *= 10
                width += 1
            }
            bytes.reserve(bytes.count + width)
            var rest = number
            for place in stride(from: bytes.count + width - 1, through: bytes.count, by: -1) {
                bytes.base[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            bytes.count += width
        }
        target.strings[row] = StringView(offset: UInt32(start), length: UInt32(bytes.count - start))
    }

    mutating func decimal(_ value: Double?, decimals: Int) {
        let (target, row) = next()
        if let value {
            // Both are exact, so the quotient is the double nearest to the decimal: the one that its text reads as.
            let (units, inOne) = SampleColumns.scaled(value, decimals: decimals)
            target.doubles[row] = Double(units) / Double(inOne)
        } else {
            target.doubles[row] = 0
            target.makeValidity()[row] = 0
        }
    }

    mutating func timestamp(on date: SampleDate, milliseconds: Int) {
        let (target, row) = next()
        target.int64s[row] = (Int64(date.day) * 86_400_000 + Int64(milliseconds)) * 1000
    }

    /// The column whose turn it is, and its new row.
    private mutating func next() -> (Column, row: Int) {
        let target = columns[column]
        column = column + 1 == columns.count ? 0 : column + 1
        defer { target.count += 1 }
        return (target, target.count)
    }
}
