/// One value of any type, null included: what results, parameters and literals are made of.
///
/// Equality is that of the values themselves, not SQL's: null equals null and NaN equals NaN, 0.0 and -0.0 differ, and texts are equal
/// when their bytes are. So plans that are equal have equal results.
public enum Scalar: Hashable, Sendable {
    /// No value.
    case null
    /// A truth value.
    case boolean(Bool)
    /// A 64-bit integer.
    case int64(Int64)
    /// A binary64.
    case double(Double)
    /// An exact decimal; its scale is the column's.
    case decimal(DecimalNumber)
    /// A text.
    case string(String)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case timestamp(Int64)

    /// The value's type; `.null` for a null, and for a decimal the least precision that holds it.
    public var type: DataType {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .int64: .int64
        case .double: .double
        case .decimal(let value): .decimal(precision: value.precision, scale: value.scale)
        case .string: .string
        case .date: .date
        case .timestamp: .timestamp
        }
    }

    /// True for `.null`.
    public var isNull: Bool { self == .null }

    /// A number as a double: integers, doubles and decimals (the nearest double), nil for all else.
    public var asDouble: Double? {
        switch self {
        case .int64(let value): Double(value)
        case .double(let value): value
        case .decimal(let value): value.doubleValue
        default: nil
        }
    }

    /// A truth value; nil for all else.
    public var asBoolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// An integer; nil for all else.
    public var asInt64: Int64? {
        if case .int64(let value) = self { value } else { nil }
    }

    /// A text; nil for all else.
    public var asString: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// Whether two values are the same; see the type.
    public static func == (lhs: Scalar, rhs: Scalar) -> Bool {
        switch (lhs, rhs) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.int64(let a), .int64(let b)): a == b
        case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
        case (.string(let a), .string(let b)): ExactText(a) == ExactText(b)
        case (.decimal(let a), .decimal(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        default: false
        }
    }

    /// Equal values hash equally, NaN included.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let value): hasher.combine(value)
        case .int64(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value.isNaN ? .nan : value)
        case .decimal(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .date(let value): hasher.combine(value)
        case .timestamp(let value): hasher.combine(value)
        }
    }

    /// The plain text of a value, as CSV output and messages show it: nulls empty, doubles shortest round-trip, dates
    /// `2026-11-09`, timestamps RFC 3339 in UTC.
    public var text: String {
        switch self {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .int64(let value): String(value)
        case .double(let value): value.description
        case .decimal(let value): value.text
        case .string(let value): value
        case .date(let value): CivilDate(daysSinceEpoch: Int(value)).description
        case .timestamp(let value): TimestampText.rfc3339(microseconds: value)
        }
    }
}
