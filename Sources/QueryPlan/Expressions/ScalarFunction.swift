/// The scalar functions of the SQL subset, with Spark SQL's meaning in ANSI mode.
///
/// Signatures are given after the resolver's coercions; `num` is int64, decimal or double, `time` is timestamp or date. Unless a
/// line says otherwise a null argument gives null. Calendar functions on timestamps use the query's time zone.
public enum ScalarFunction: String, Hashable, Sendable, CaseIterable {
    // Mathematics
    /// abs(num) → num
    case abs
    /// sign(num) → double
    case sign
    /// ceil(double) → int64; decimal → decimal
    case ceil
    /// floor(double) → int64; decimal → decimal
    case floor
    /// round(double[, int64 digits]) → double, round(decimal, int64 literal) → decimal; half away from zero
    case round
    /// sqrt(double) → double; NaN below zero
    case sqrt
    /// exp(double) → double
    case exp
    /// ln(double) → double; null at or below zero, as in Spark
    case ln
    /// log10(double) → double; null at or below zero
    case log10
    /// log2(double) → double; null at or below zero
    case log2
    /// power(double, double) → double
    case power
    case sin, cos, tan, atan
    /// double → double; NaN outside their range
    case asin, acos, sinh, cosh, tanh, asinh, acosh, atanh
    /// cot(double), sec(double), csc(double) → double: 1 / tan, 1 / cos, 1 / sin
    case cot, sec, csc
    /// atan2(double y, double x) → double, hypot(double, double) → double
    case atan2, hypot
    /// cbrt(double), degrees(double), radians(double), expm1(double), rint(double) → double
    case cbrt, degrees, radians, expm1, rint
    /// log1p(double) → double; null at or below -1
    case log1p
    /// log(double base, double) → double; null when either is at or below zero
    case log
    /// factorial(int64) → int64; null below 0 and above 20
    case factorial
    /// bround(double[, int64 digits]) → double, bround(decimal, int64 literal) → decimal; half to even
    case bround
    /// pmod(num, num) → num: the remainder that is not negative for a positive divisor
    case pmod
    /// width_bucket(double, double from, double to, int64 count) → int64: 0 before the first, count + 1 behind the last bucket
    case width_bucket
    /// shiftleft(int64, int64 bits), shiftright, shiftrightunsigned → int64; the lowest six bits of the count are taken
    case shiftleft, shiftright, shiftrightunsigned
    /// bit_count(int64) → int64
    case bit_count
    /// bit_get(int64, int64 position) → int64: 0 or 1; a position outside 0 … 63 is an error
    case bit_get
    /// bin(int64) → string
    case bin
    /// try_add(num, num) → num and so on: null instead of overflow or division by zero; try_divide is of decimals or doubles
    case try_add, try_subtract, try_multiply, try_divide, try_mod
    /// nanvl(double, double) → double: the second when the first is NaN
    case nanvl
    /// pi() → double
    case pi
    /// isnan(double) → boolean; false for null
    case isnan

    // Choice
    /// coalesce(x, …) → x: the first that is not null
    case coalesce
    /// nullif(x, y) → x, null when they are equal
    case nullif
    /// greatest(x, y, …) → x: the largest that is not null
    case greatest
    /// least(x, y, …) → x: the smallest that is not null
    case least

    // Text; positions and lengths count characters (Unicode scalars)
    case upper, lower
    /// initcap(string): words are separated by spaces (U+0020)
    case initcap
    /// trim(string[, characters]): spaces (U+0020), or any of some characters, at both ends
    case trim
    case ltrim, rtrim
    /// length(string) → int64
    case length
    /// substring(string, int64 start[, int64 length]): 1-based; a negative start counts from the end; 0 means 1
    case substring
    /// left(string, int64)
    case left
    /// right(string, int64)
    case right
    /// replace(string, string search, string replacement)
    case replace
    /// concat(string, …) → string; null when any is null
    case concat
    /// concat_ws(separator, string, …): nulls are skipped
    case concat_ws
    /// starts_with(string, string) → boolean
    case starts_with
    case ends_with
    case contains
    /// split_part(string, delimiter, int64): 1-based, negative from the end, empty text when out of range
    case split_part
    /// lpad(string, int64 length, string pad)
    case lpad
    case rpad
    case reverse
    case `repeat`
    /// space(int64 count): so many blanks
    case space
    /// instr(string, search) → int64: 1-based, 0 when absent
    case instr
    /// locate(search, string, int64 start) → int64: as instr, from a 1-based start; 0 for a start below 1 or null
    case locate
    /// regexp_like(string, pattern) → boolean: whether some part matches; see `RegularExpression` for the dialect of all six
    case regexp_like
    /// regexp_count(string, pattern) → int64, regexp_instr(string, pattern) → int64: 1-based, 0 without a match
    case regexp_count, regexp_instr
    /// regexp_extract(string, pattern[, int64 group = 1]) → string: empty without a match
    case regexp_extract
    /// regexp_substr(string, pattern) → string: null without a match, and for an empty one
    case regexp_substr
    /// regexp_replace(string, pattern, replacement[, int64 start]) → string: all matches from a 1-based start
    case regexp_replace
    /// octet_length(string) → int64, bit_length(string) → int64: of the UTF-8 bytes
    case octet_length, bit_length
    /// ascii(string) → int64: the first code point; 0 for the empty text
    case ascii
    /// chr(int64): the character of the lowest eight bits; empty below zero
    case chr
    /// substring_index(string, delimiter, int64): all before (negative: after, from the end) so many delimiters
    case substring_index
    /// overlay(string, string, int64 start[, int64 length]): the length of the second when left out or negative
    case overlay
    /// translate(string, characters, characters): characters without a counterpart vanish
    case translate
    /// find_in_set(string, string) → int64: 1-based among comma-separated texts; 0 when absent or with a comma in it
    case find_in_set
    /// levenshtein(string, string[, int64 limit]) → int64: -1 beyond the limit
    case levenshtein
    /// soundex(string): what does not start with an ASCII letter stays as it is
    case soundex
    /// format_number(num, int64 decimals): null for negative decimals
    case format_number
    /// base64(string), and unbase64(string) back; bytes that are not UTF-8 are an error
    case base64, unbase64
    /// hex(int64 or string), and unhex(string) back; bytes that are not UTF-8 are an error
    case hex, unhex
    /// md5(string), sha1(string), sha2(string, int64 bits): in lower-case hexadecimal
    case md5, sha1, sha2
    /// crc32(string) → int64
    case crc32
    /// url_encode(string), url_decode(string): application/x-www-form-urlencoded
    case url_encode, url_decode

    // Dates and times
    /// date_trunc('unit', timestamp) → timestamp: year, quarter, month, week (Monday), day, hour, minute, second, millisecond
    case date_trunc
    /// trunc(date, 'unit') → date: year, quarter, month, week
    case trunc
    /// year(time) → int64, and so on; `weekday` is ISO 1 (Monday) … 7; `dayofweek` is 1 (Sunday) … 7; `week` is the ISO week
    case year, quarter, month, day, hour, minute, second, weekday, dayofweek, dayofyear, week
    /// unix_timestamp(timestamp) → int64: whole seconds since 1970, floored
    case unix_timestamp
    /// unix_micros(timestamp) → int64
    case unix_micros
    /// timestamp_micros(int64) → timestamp
    case timestamp_micros
    /// timestamp_seconds(double) → timestamp
    case timestamp_seconds
    /// date_add(date, int64 days) → date
    case date_add
    /// date_sub(date, int64 days) → date
    case date_sub
    /// datediff(date end, date start) → int64 days
    case datediff
    /// make_date(int64, int64, int64) → date; an invalid day is an error
    case make_date
    /// timestampadd('unit', int64 count, timestamp) → timestamp: microsecond … year, clock units exact, calendar units by the
    /// zone's wall clock; interval arithmetic is written as this
    case timestampadd
    /// timestampdiff('unit', timestamp start, timestamp end) → int64: whole units, towards zero
    case timestampdiff
    /// add_months(date, int64) → date: a 31st becomes a shorter month's last
    case add_months
    /// months_between(timestamp, timestamp[, boolean rounds = true]) → double: from the second to the first, on the wall clock
    case months_between
    /// last_day(date) → date
    case last_day
    /// next_day(date, string weekday) → date; a text that names no weekday is an error
    case next_day
    /// unix_millis(timestamp) → int64, floored; unix_date(date) → int64
    case unix_millis, unix_date
    /// timestamp_millis(int64) → timestamp
    case timestamp_millis
    /// date_from_unix_date(int64) → date
    case date_from_unix_date
    /// make_timestamp(int64 year, month, day, hour, minute, double second[, string zone]) → timestamp
    case make_timestamp
    /// date_format(timestamp, string pattern) → string; see `TimePattern`
    case date_format
    /// to_timestamp(string, string pattern) → timestamp; a text that does not fit is an error, or null
    case to_timestamp, try_to_timestamp
    /// from_utc_timestamp(timestamp, string zone) → timestamp: later by the zone's offset; to_utc_timestamp: back
    case from_utc_timestamp, to_utc_timestamp
    /// convert_timezone(string zone, string zone, timestamp) → timestamp: from one wall clock to another
    case convert_timezone
}

extension ScalarFunction {
    /// The operator that the function gives null for where it would fail; nil for all other functions.
    package var checkedOperator: BinaryOperator? {
        switch self {
        case .try_add: .add
        case .try_subtract: .subtract
        case .try_multiply: .multiply
        case .try_divide: .divide
        case .try_mod: .modulo
        default: nil
        }
    }
}
