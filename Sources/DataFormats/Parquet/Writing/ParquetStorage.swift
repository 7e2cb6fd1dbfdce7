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

    /// The physical type.
    var physicalType: ParquetPhysicalType {
        switch self {
        case .boolean: .boolean
        case .int32: .int32
        case .int64: .int64
        case .double: .double
        case .byteArray: .byteArray
        case .fixedBytes: .fixedLengthByteArray
        }
    }

    /// The fewest bytes that hold every number of so many digits and its sign.
    private static func bytes(forDigits digits: Int) -> Int {
        (1...16).first { UInt128(1) << UInt128($0 * 8 - 1) >= DecimalNumber.powers[digits].magnitude } ?? 16
    }

    /// What the values mean, in the words of today's readers and in those of older ones; nil for what the physical type says.
    private static func meaning(of type: DataType) -> (logical: ParquetLogicalType, converted: ParquetConvertedType?)? {
        switch type {
        case .string: (.string, .utf8)
        case .decimal(let precision, let scale): (.decimal(precision: precision, scale: scale), .decimal)
        case .date: (.date, .date)
        case .timestamp: (.timestamp(.micros, isAdjustedToUTC: true), .timestampMicros)
        case .null: (.unknown, nil)
        case .boolean, .int64, .double: nil
        }
    }

    /// Writes a `SchemaElement`: a nullable column of that name and type.
    static func describe(_ field: Field, in element: inout ThriftCompactWriter) {
        let storage = ParquetStorage(field.type)
        let meaning = meaning(of: field.type)
        element.int32(1, Int(storage.physicalType.rawValue))
        if case .fixedBytes(let length) = storage { element.int32(2, length) }
        element.int32(3, Int(ParquetRepetition.optional.rawValue))
        element.binary(4, field.name.utf8)
        if let converted = meaning?.converted { element.int32(6, Int(converted.rawValue)) }
        if case .decimal(let precision, let scale) = field.type {
            element.int32(7, scale)
            element.int32(8, precision)
        }
        guard let logical = meaning?.logical else { return }
        element.structure(10) {
            $0.structure(Int(logical.fieldNumber)) { type in
                switch logical {
                case .decimal(let precision, let scale):
                    type.int32(1, scale)
                    type.int32(2, precision)
                case .timestamp(let unit, let isAdjustedToUTC):
                    type.boolean(1, isAdjustedToUTC)
                    type.structure(2) { $0.structure(Int(unit.rawValue)) { _ in } }
                default: break
                }
            }
        }
    }
}
