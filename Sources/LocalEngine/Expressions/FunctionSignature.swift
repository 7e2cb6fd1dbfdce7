import Columnar
import QueryPlan

/// What a scalar function takes, as `ScalarFunction` documents it; a second line of defence behind the resolver.
struct FunctionSignature {
    /// Parameter types in order; nil where any type, common to all such parameters, will do.
    private let parameters: [DataType?]
    private let required: Int
    /// Whether the last parameter repeats.
    private let isVariadic: Bool
    /// Whether a null argument always gives null.
    let isStrict: Bool
    /// Whether some arguments make it fail.
    let canFail: Bool

    private init(
        _ parameters: [DataType?], required: Int? = nil, variadic: Bool = false, strict: Bool = true,
        fails: Bool = false
    ) {
        self.parameters = parameters
        self.required = required ?? parameters.count
        isVariadic = variadic
        isStrict = strict
        canFail = fails
    }

    func accepts(_ count: Int) -> Bool { count >= required && (isVariadic || count <= parameters.count) }

    /// The type a parameter must have; nil when several will do.
    func parameterType(_ index: Int) -> DataType? {
        index < parameters.count ? parameters[index] : parameters.last ?? nil
    }

    func parameterAccepts(_ index: Int, _ type: DataType, common: DataType) -> Bool {
        if let expected = parameterType(index) { return type == expected }
        return type == common
    }

    /// - Parameter type: the type that arguments of any type have in common.
    init(_ function: ScalarFunction, of type: DataType) {
        switch function {
        case .abs: self.init([nil], fails: true)
        case .sign: self.init([nil])
        case .ceil, .floor: self.init([type.isDecimal ? type : .double], fails: !type.isDecimal)
        case .round, .bround:
            // Only of a decimal of 38 digits may the result have one too many.
            let mayOverflow = type.decimalType.map { $0.precision == DecimalNumber.maximumPrecision } ?? false
            self.init([type.isDecimal ? type : .double, .int64], required: 1, fails: mayOverflow)
        case .sqrt, .exp, .ln, .log10, .log2, .sin, .cos, .tan, .atan: self.init([.double])
        case .power: self.init([.double, .double])
        case .asin, .acos, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .cot, .sec, .csc, .cbrt, .degrees, .radians,
            .expm1, .rint, .log1p:
            self.init([.double])
        case .atan2, .hypot, .log: self.init([.double, .double])
        case .factorial, .bit_count, .bin: self.init([.int64])
        case .pmod: self.init([nil, nil], fails: true)
        case .width_bucket: self.init([.double, .double, .double, .int64])
        case .shiftleft, .shiftright, .shiftrightunsigned: self.init([.int64, .int64])
        case .bit_get: self.init([.int64, .int64], fails: true)
        case .try_add, .try_subtract, .try_multiply, .try_mod: self.init([nil, nil])
        case .try_divide: self.init([.double, .double])
        case .nanvl: self.init([.double, .double], strict: false)
        case .pi: self.init([])
        case .isnan: self.init([.double], strict: false)
        case .coalesce: self.init([nil], variadic: true, strict: false)
        case .nullif: self.init([nil, nil], strict: false)
        case .greatest, .least: self.init([nil], variadic: true, strict: false)
        case .upper, .lower, .initcap, .length, .reverse, .octet_length, .bit_length, .ascii, .soundex, .base64, .md5,
            .sha1, .crc32, .url_encode:
            self.init([.string])
        case .trim, .ltrim, .rtrim: self.init([.string, .string], required: 1)
        case .unbase64, .unhex, .url_decode: self.init([.string], fails: true)
        case .hex: self.init([nil])
        case .regexp_like, .regexp_count, .regexp_instr, .regexp_substr: self.init([.string, .string], fails: true)
        case .regexp_extract: self.init([.string, .string, .int64], required: 2, fails: true)
        case .regexp_replace: self.init([.string, .string, .string, .int64], required: 3, fails: true)
        case .chr: self.init([.int64])
        case .locate: self.init([.string, .string, .int64], strict: false)
        case .substring_index, .levenshtein: self.init([.string, .string, .int64], required: 2)
        case .overlay: self.init([.string, .string, .int64, .int64], required: 3)
        case .translate: self.init([.string, .string, .string])
        case .find_in_set: self.init([.string, .string])
        case .format_number: self.init([nil, .int64], fails: true)
        case .sha2: self.init([.string, .int64])
        case .substring: self.init([.string, .int64, .int64], required: 2)
        case .left, .right: self.init([.string, .int64])
        case .repeat: self.init([.string, .int64], fails: true)
        case .space: self.init([.int64], fails: true)
        case .replace: self.init([.string, .string, .string], required: 2, fails: true)
        case .concat: self.init([.string], variadic: true)
        case .concat_ws: self.init([.string], variadic: true, strict: false)
        case .starts_with, .ends_with, .contains, .instr: self.init([.string, .string])
        case .split_part: self.init([.string, .string, .int64], fails: true)
        case .lpad, .rpad: self.init([.string, .int64, .string], required: 2, fails: true)
        case .date_trunc: self.init([.string, .timestamp])
        case .trunc: self.init([.date, .string])
        case .year, .quarter, .month, .day, .hour, .minute, .second, .weekday, .dayofweek, .dayofyear, .week:
            self.init([nil])
        case .unix_timestamp, .unix_micros: self.init([.timestamp])
        case .timestamp_micros: self.init([.int64])
        case .timestamp_seconds: self.init([.double], fails: true)
        case .date_add, .date_sub: self.init([.date, .int64], fails: true)
        case .datediff: self.init([.date, .date])
        case .make_date: self.init([.int64, .int64, .int64], fails: true)
        case .timestampadd: self.init([.string, .int64, .timestamp], fails: true)
        case .add_months: self.init([.date, .int64], fails: true)
        case .months_between: self.init([.timestamp, .timestamp, .boolean], required: 2)
        case .last_day: self.init([.date], fails: true)
        case .next_day: self.init([.date, .string], fails: true)
        case .unix_millis: self.init([.timestamp])
        case .unix_date: self.init([.date])
        case .timestamp_millis, .date_from_unix_date: self.init([.int64], fails: true)
        case .make_timestamp:
            self.init([.int64, .int64, .int64, .int64, .int64, .double, .string], required: 6, fails: true)
        case .date_format: self.init([.timestamp, .string], fails: true)
        case .to_timestamp, .try_to_timestamp: self.init([.string, .string], fails: true)
        case .from_utc_timestamp, .to_utc_timestamp: self.init([.timestamp, .string], fails: true)
        case .convert_timezone: self.init([.string, .string, .timestamp], fails: true)
        case .timestampdiff: self.init([.string, .timestamp, .timestamp], fails: true)
        }
    }
}
