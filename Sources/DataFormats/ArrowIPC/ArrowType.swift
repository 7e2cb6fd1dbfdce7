package import Columnar

/// The type of an Arrow column, as far as results have them (Arrow columnar format 1.5, `Schema.fbs`).
enum ArrowType: Hashable {
    case null
    case boolean
    /// A signed integer of so many bits.
    case integer(bits: Int)
    case float
    case double
    /// Texts with offsets of so many bytes.
    case text(offsetBytes: Int)
    case decimal(scale: Int)
    /// Days since 1970.
    case day
    /// Microseconds since 1970 in UTC.
    case microseconds

    /// Reads a field's type.
    init(_ field: FlatBufferTable) throws(ArrowFault) {
        if try field.has(4) { throw ArrowFault.unsupported("a dictionary") }
        let kind: UInt8 = try field.integer(2, default: 0)
        guard let type = try field.table(3) else { throw ArrowFault.truncated }
        switch kind {
        case 1: self = .null
        case 2:
            guard try type.integer(1, default: UInt8(0)) != 0 else { throw ArrowFault.unsupported("unsigned integers") }
            self = .integer(bits: Int(try type.integer(0, default: Int32(0))))
        case 3:
            switch try type.integer(0, default: Int16(0)) {
            case 1: self = .float
            case 2: self = .double
            default: throw ArrowFault.unsupported("half-precision numbers")
            }
        case 5: self = .text(offsetBytes: 4)
        case 20: self = .text(offsetBytes: 8)
        case 6: self = .boolean
        case 7:
            guard try type.integer(2, default: Int32(128)) == 128 else {
                throw ArrowFault.unsupported("decimals that are not of 128 bits")
            }
            self = .decimal(scale: Int(try type.integer(1, default: Int32(0))))
        case 8:
            guard try type.integer(0, default: Int16(1)) == 0 else {
                throw ArrowFault.unsupported("dates in milliseconds")
            }
            self = .day
        case 10:
            guard try type.integer(0, default: Int16(0)) == 2 else {
                throw ArrowFault.unsupported("timestamps that are not in microseconds")
            }
            self = .microseconds
        default: throw ArrowFault.unsupported("a type of number \(kind)")
        }
    }

    /// Whether its values go into a column of a type.
    func fits(_ type: DataType) -> Bool {
        switch (self, type) {
        case (.null, _), (.boolean, .boolean), (.integer, .int64), (.float, .double), (.double, .double),
            (.text, .string), (.day, .date), (.microseconds, .timestamp):
            true
        case (.decimal(let scale), .decimal(_, let wanted)): scale == wanted
        default: false
        }
    }
}
