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
    /// An exact number of at most `precision` digits (1 to 38), `scale` of them (0 to `precision`) behind the point.
    case decimal(precision: Int, scale: Int)
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
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
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
        default:
            guard let decimal = DataType.decimal(name: name.lowercased()) else { return nil }
            self = decimal
        }
    }

    /// `decimal`, `decimal(p)` or `decimal(p, s)`, in small letters; `numeric` and `dec` too. Without digits it is (10, 0), as in Spark.
    private static func decimal(name: String) -> DataType? {
        guard let word = ["decimal", "numeric", "dec"].first(where: { name.hasPrefix($0) }) else { return nil }
        let rest = name.dropFirst(word.count).filter { $0 != " " }
        if rest.isEmpty { return .decimal(precision: 10, scale: 0) }
        guard rest.first == "(", rest.last == ")" else { return nil }
        let parts = rest.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= 2, let precision = Int(parts[0]), let scale = parts.count == 2 ? Int(parts[1]) : 0,
            (1...DecimalNumber.maximumPrecision).contains(precision), (0...precision).contains(scale)
        else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    /// The names a user may write in a declared schema or a cast, one for each type.
    public static let writableNames = ["boolean", "bigint", "double", "decimal(p,s)", "string", "date", "timestamp"]

    /// True for `int64`, `double` and decimals.
    public var isNumeric: Bool { self == .int64 || self == .double || isDecimal }

    /// True for decimals of any precision.
    public var isDecimal: Bool { if case .decimal = self { true } else { false } }

    /// Bytes of one value in a column's value buffer: `StringView` for strings, 0 for `null`.
    package var width: Int {
        switch self {
        case .null: 0
        case .boolean: 1
        case .date: 4
        case .int64, .double, .timestamp, .string: 8
        case .decimal: 16
        }
    }
}
