import Columnar

/// The narrowest type that fits all values seen so far.
struct TypeGuess {
    /// What JSON says about a value before its text is looked at.
    enum Kind {
        case string
        case number
        case boolean
        case nested
    }

    /// The types that values have been of.
    private struct Types: OptionSet {
        let rawValue: UInt8
        static let boolean = Types(rawValue: 1)
        static let int64 = Types(rawValue: 2)
        static let double = Types(rawValue: 4)
        static let date = Types(rawValue: 8)
        static let timestamp = Types(rawValue: 16)
        static let string = Types(rawValue: 32)
        /// Integers beyond 64 bits.
        static let wide = Types(rawValue: 64)
    }

    private var seen: Types = []

    init() {}

    /// The type; a string when nothing was seen.
    var type: DataType {
        switch seen {
        case [.boolean]: .boolean
        case [.int64]: .int64
        case [.wide], [.wide, .int64]: .decimal(precision: DecimalNumber.maximumPrecision, scale: 0)
        case [.double], [.double, .int64], [.double, .wide], [.double, .int64, .wide]: .double
        case [.date]: .date
        case [.timestamp], [.timestamp, .date]: .timestamp
        default: .string
        }
    }

    /// Takes the values of another guess into account.
    mutating func add(_ other: TypeGuess) { seen.formUnion(other.seen) }

    /// Takes a delimited field into account; an empty one says nothing.
    mutating func add(field: UnsafeBufferPointer<UInt8>) {
        guard let base = field.baseAddress, !field.isEmpty, !seen.contains(.string) else { return }
        let (start, count) = ValueText.trimmed(base, field.count)
        if ValueText.equals(start, count, "true") || ValueText.equals(start, count, "false") {
            seen.insert(.boolean)
        } else if let number = TypeGuess.numberType(start, count) {
            seen.insert(number)
        } else {
            seen.insert(TypeGuess.textType(UnsafeBufferPointer(start: start, count: count)))
        }
    }

    /// Takes a JSON value into account.
    mutating func add(kind: Kind, text: UnsafeBufferPointer<UInt8>) {
        if seen.contains(.string) { return }
        switch kind {
        case .boolean: seen.insert(.boolean)
        case .nested: seen.insert(.string)
        case .string: seen.insert(TypeGuess.textType(text))
        case .number:
            guard let start = text.baseAddress else { return }
            seen.insert(TypeGuess.numberType(start, text.count) ?? .string)
        }
    }

    private static func textType(_ text: UnsafeBufferPointer<UInt8>) -> Types {
        // Days and timestamps start with a digit.
        guard let first = text.first, Digits.isDigit(first) else { return .string }
        if TimestampText.days(text) != nil { return .date }
        return TimestampText.parse(text) != nil ? .timestamp : .string
    }

    /// The digits of an integer, without its sign and zeros in front. Complexity: O(count).
    private static func digits(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
        count - ((0..<count).first { Digits.isDigit(start[$0]) && start[$0] != 0x30 } ?? count)
    }

    private static func numberType(_ start: UnsafePointer<UInt8>, _ count: Int) -> Types? {
        let isPlain = (0..<count).allSatisfy { Digits.isDigit(start[$0]) || start[$0] == 0x2D || start[$0] == 0x2B }
        var integer: Int64 = 0
        if isPlain {
            switch ValueText.int64(start, count, into: &integer) {
            case nil: return .int64
            case .outOfRange? where digits(start, count) <= DecimalNumber.maximumPrecision: return .wide
            default: break
            }
        }
        var double = 0.0
        return ValueText.double(start, count, into: &double) == nil ? .double : nil
    }
}
