/// The type of a column or scalar, with Spark SQL's meaning.
public enum DataType: Hashable, Sendable {
    /// The type of a bare `NULL`; it fits everywhere.
    case null
    /// True or false.
    case boolean
    /// A signed 64-bit integer; overflow is an error, never a wrap.
    case int64
    /// An IEEE 754 binary64.
    case double
    /// Unicode text as UTF-8; compared by bytes.
    case string
    /// A calendar day: days since 1970-01-01, proleptic Gregorian.
    case date
    /// An instant: microseconds since 1970-01-01T00:00:00Z.
    case timestamp

    /// The SQL name, as users write and read it.
    public var name: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .int64: "bigint"
        case .double: "double"
        case .string: "string"
        case .date: "date"
        case .timestamp: "timestamp"
        }
    }

    /// The type of a name as users write it (`int`, `bigint`, `integer`, `long`, `float`, `text`, `varchar`, `bool` too), or
    /// nil. Case does not matter.
    public init?(name: String) {
        switch name.lowercased() {
        case "boolean", "bool": self = .boolean
        case "bigint", "int", "integer", "long", "int64", "smallint", "tinyint": self = .int64
        case "double", "float", "real", "double precision", "float64": self = .double
        case "string", "text", "varchar", "char": self = .string
        case "date": self = .date
        case "timestamp", "datetime", "timestamptz": self = .timestamp
        default: return nil
        }
    }

    /// The names a user may write in a declared schema or a cast, one for each type.
    public static let writableNames = ["boolean", "bigint", "double", "string", "date", "timestamp"]

    /// True for `int64` and `double`.
    public var isNumeric: Bool { self == .int64 || self == .double }

    /// Bytes of one value in a column's value buffer: `StringView` for strings, 0 for `null`.
    package var width: Int {
        switch self {
        case .null: 0
        case .boolean: 1
        case .date: 4
        case .int64, .double, .timestamp, .string: 8
        }
    }
}
