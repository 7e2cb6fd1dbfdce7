import Columnar

/// How a column's values are stored: Parquet's physical type, and what says that they mean more.
///
/// Source: Parquet format, LogicalTypes.md and parquet.thrift.
enum ParquetStorage: Hashable {
    /// One bit a value.
    case boolean
    /// Four bytes: dates, and the unscaled numbers of decimals up to 9 digits.
    case int32
    /// Eight bytes: integers, timestamps, and the unscaled numbers of decimals up to 18 digits.
    case int64
    /// An IEEE 754 binary64.
    case double
    /// A length in four bytes, then the text.
    case byteArray
    /// So many bytes of a two's complement number, the highest first: larger decimals.
    case fixedBytes(Int)

    /// How values of a type are stored.
    init(_ type: DataType) {
        switch type {
        case .boolean: self = .boolean
        case .null, .date: self = .int32
        case .int64, .timestamp: self = .int64
        case .double: self = .double
        case .string: self = .byteArray
        case .decimal(let precision, _):
            switch precision {
            case ...9: self = .int32
            case ...18: self = .int64
            default: self = .fixedBytes(ParquetStorage.bytes(forDigits: precision))
            }
        }
    }

    /// The number of `Type` in parquet.thrift.
    var physicalType: Int {
        switch self {
        case .boolean: 0
        case .int32: 1
        case .int64: 2
        case .double: 5
        case .byteArray: 6
        case .fixedBytes: 7
        }
    }

    /// The fewest bytes that hold every number of so many digits and its sign.
    private static func bytes(forDigits digits: Int) -> Int {
        (1...16).first { UInt128(1) << UInt128($0 * 8 - 1) >= DecimalNumber.powers[digits].magnitude } ?? 16
    }

    /// Writes a `SchemaElement`: a nullable column of that name and type.
    static func describe(_ field: Field, in element: inout ThriftCompactWriter) {
        let storage = ParquetStorage(field.type)
        element.int32(1, storage.physicalType)
        if case .fixedBytes(let length) = storage { element.int32(2, length) }
        element.int32(3, 1)
        element.binary(4, field.name.utf8)
        switch field.type {
        case .string:
            element.int32(6, 0)
            element.structure(10) { $0.structure(1) { _ in } }
        case .decimal(let precision, let scale):
            element.int32(6, 5)
            element.int32(7, scale)
            element.int32(8, precision)
            element.structure(10) {
                $0.structure(5) {
                    $0.int32(1, scale)
                    $0.int32(2, precision)
                }
            }
        case .date:
            element.int32(6, 6)
            element.structure(10) { $0.structure(6) { _ in } }
        case .timestamp:
            element.int32(6, 10)
            element.structure(10) {
                $0.structure(8) {
                    $0.boolean(1, true)
                    $0.structure(2) { $0.structure(2) { _ in } }
                }
            }
        case .null:
            element.structure(10) { $0.structure(11) { _ in } }
        case .boolean, .int64, .double: break
        }
    }
}
