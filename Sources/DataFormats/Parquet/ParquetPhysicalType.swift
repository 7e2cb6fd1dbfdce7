/// How the bytes of a Parquet column's values are laid out; `Type` of parquet.thrift, with its numbers.
package enum ParquetPhysicalType: Int32, Hashable, Sendable {
    /// A bit a value.
    case boolean = 0
    /// Four bytes, little-endian.
    case int32 = 1
    /// Eight bytes, little-endian.
    case int64 = 2
    /// Twelve bytes: nanoseconds of the day, then the Julian day; deprecated by the format, still written by old programs.
    case int96 = 3
    /// IEEE 754 binary32.
    case float = 4
    /// IEEE 754 binary64.
    case double = 5
    /// A length in four bytes, then as many bytes.
    case byteArray = 6
    /// As many bytes as the schema says.
    case fixedLengthByteArray = 7

    /// The format's own name.
    package var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int32: "INT32"
        case .int64: "INT64"
        case .int96: "INT96"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .byteArray: "BYTE_ARRAY"
        case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
        }
    }

    /// The bytes of a plain value; nil where it is a bit, or the schema or the value tells.
    package var width: Int? {
        switch self {
        case .int32, .float: 4
        case .int64, .double: 8
        case .int96: 12
        case .boolean, .byteArray, .fixedLengthByteArray: nil
        }
    }
}
