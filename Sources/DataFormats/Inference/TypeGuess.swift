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

    private var seen: Set<DataType> = []

    init() {}

    /// The type; a string when nothing was seen.
    var type: DataType {
        switch seen {
        case [.boolean]: .boolean
        case [.int64]: .int64
        case [.double], [.double, .int64]: .double
        case [.date]: .date
        case [.timestamp], [.timestamp, .date]: .timestamp
        default: .string
        }
    }

    /// Takes a delimited field into account; an empty one says nothing.
    mutating func add(field: UnsafeBufferPointer<UInt8>) {
        guard let base = field.baseAddress, !field.isEmpty else { return }
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
        switch kind {
        case .boolean: seen.insert(.boolean)
        case .nested: seen.insert(.string)
        case .string: seen.insert(TypeGuess.textType(text))
        case .number:
            guard let start = text.baseAddress else { return }
            seen.insert(TypeGuess.numberType(start, text.count) ?? .string)
        }
    }

    private static func textType(_ text: UnsafeBufferPointer<UInt8>) -> DataType {
        if TimestampText.days(text) != nil { return .date }
        return TimestampText.parse(text) != nil ? .timestamp : .string
    }

    private static func numberType(_ start: UnsafePointer<UInt8>, _ count: Int) -> DataType? {
        let isPlain = (0..<count).allSatisfy { Digits.isDigit(start[$0]) || start[$0] == 0x2D || start[$0] == 0x2B }
        var integer: Int64 = 0
        if isPlain, ValueText.int64(start, count, into: &integer) == nil { return .int64 }
        var double = 0.0
        return ValueText.double(start, count, into: &double) == nil ? .double : nil
    }
}
