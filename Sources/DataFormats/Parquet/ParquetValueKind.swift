import Columnar

/// How a Parquet column's values become values of our types.
enum ParquetValueKind: Hashable, Sendable {
    case boolean
    /// A 32-bit integer, as a bigint.
    case int32(isSigned: Bool)
    case int64
    /// An unsigned 64-bit integer, as a decimal(20,0).
    case uint64
    case float
    case double
    case float16
    /// An unscaled number in 32 or 64 bits or, big-endian, in bytes.
    case decimal(precision: Int, scale: Int)
    /// Days since 1970-01-01.
    case date
    /// A count since 1970-01-01T00:00:00, of UTC or of the clock on the wall.
    case timestamp(ParquetTimeUnit, isAdjustedToUTC: Bool)
    /// Nanoseconds of the day and Julian day, in UTC.
    case int96
    /// A count since midnight, as text.
    case time(ParquetTimeUnit)
    /// UTF-8, in a byte array or a fixed-length one.
    case text
    /// Sixteen bytes, as text.
    case uuid
    /// No value in any row.
    case nothing
    /// Lists, maps and structures, as JSON text.
    case nested

    /// The type of the column that the values go into.
    var type: DataType {
        switch self {
        case .boolean: .boolean
        case .int32, .int64: .int64
        case .uint64: .decimal(precision: 20, scale: 0)
        case .float, .double, .float16: .double
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .date: .date
        case .timestamp, .int96: .timestamp
        case .time, .text, .uuid, .nothing, .nested: .string
        }
    }

    /// The kind of a column, or why there is none. Every column has a type: those that cannot be read say so when they are.
    init(_ node: ParquetSchemaNode) throws(ParquetFault) {
        guard node.isFlat, let physical = node.physical else {
            self = .nested
            return
        }
        self = try ParquetValueKind(physical, node.logical, length: node.length, text: node.typeText)
    }

    /// The kind of a leaf's values.
    init(
        _ physical: ParquetPhysicalType, _ logical: ParquetLogicalType?, length: Int, text: String
    ) throws(ParquetFault) {
        switch (physical, logical) {
        case (_, .unknown): self = .nothing
        case (.boolean, nil): self = .boolean
        case (.int32, nil), (.int32, .integer(_, isSigned: true)): self = .int32(isSigned: true)
        case (.int32, .integer(_, isSigned: false)): self = .int32(isSigned: false)
        case (.int64, nil), (.int64, .integer(_, isSigned: true)): self = .int64
        case (.int64, .integer(_, isSigned: false)): self = .uint64
        case (.int32, .date): self = .date
        case (.int64, .timestamp(let unit, let isAdjusted)): self = .timestamp(unit, isAdjustedToUTC: isAdjusted)
        case (.int32, .time(let unit, _)), (.int64, .time(let unit, _)): self = .time(unit)
        case (.int96, nil): self = .int96
        case (.float, nil): self = .float
        case (.double, nil): self = .double
        case (.int32, .decimal(let precision, let scale)), (.int64, .decimal(let precision, let scale)),
            (.byteArray, .decimal(let precision, let scale)),
            (.fixedLengthByteArray, .decimal(let precision, let scale)):
            guard (1...DecimalNumber.maximumPrecision).contains(precision), (0...precision).contains(scale) else {
                throw .unsupportedType(text)
            }
            self = .decimal(precision: precision, scale: scale)
        case (.byteArray, nil), (.byteArray, .string), (.byteArray, .enum), (.byteArray, .json),
            (.fixedLengthByteArray, nil), (.fixedLengthByteArray, .string):
            self = .text
        case (.fixedLengthByteArray, .uuid) where length == 16: self = .uuid
        case (.fixedLengthByteArray, .float16) where length == 2: self = .float16
        default: throw .unsupportedType(text)
        }
    }
}
