/// A pattern of Java's `DateTimeFormatter`, as `date_format` and `to_timestamp` take it: letters are fields, the rest stands for
/// itself, `'…'` quotes letters, `[…]` may be missing from a text that is read.
package final class TimePattern: Sendable {
    /// What is wrong with a pattern, and at which of its bytes.
    package struct Fault: Error, Hashable {
        /// The first wrong byte of the pattern, from 0.
        package var offset: Int
        /// What is wrong, as a sentence without a full stop.
        package var message: String
        /// What to write instead; nil for nothing better than the message.
        package var help: String?
    }

    /// A piece of the pattern.
    package enum Field: Hashable, Sendable {
        case literal([UInt8])
        case era
        /// With at least so many digits; two digits mean 2000 to 2099.
        case year(Int)
        case month(Int)
        case monthName(isFull: Bool)
        case dayOfMonth(Int)
        case dayOfYear(Int)
        case quarter(Int)
        /// `Q3`, or `3rd quarter`.
        case quarterName(isFull: Bool)
        case weekdayName(isFull: Bool)
        /// Which of its weekday in the month.
        case weekOfMonth
        case halfDay
        /// 0 to 23.
        case hour(Int)
        /// 1 to 24.
        case hourFromOne(Int)
        /// 1 to 12.
        case halfDayHour(Int)
        /// 0 to 11.
        case halfDayHourFromZero(Int)
        case minute(Int)
        case second(Int)
        /// So many digits behind the second's point.
        case fraction(Int)
        case zoneName
        /// `+01:00` in the ways of `X` and `x`: one to five letters, `Z` for zero or not.
        case offset(Int, zeroIsZ: Bool)
        /// `GMT+1`, or `GMT+01:00`.
        case zoneOffset(isFull: Bool)
        case optionalStart, optionalEnd
    }

    /// In order.
    package let fields: [Field]

    /// Reads a pattern.
    package init(_ pattern: some Collection<UInt8>) throws(Fault) {
        let bytes = Array(pattern)
        var fields: [Field] = []
        var literal: [UInt8] = []
        var position = 0
        var open: [Int] = []
        func close() {
            if !literal.isEmpty { fields.append(.literal(literal)) }
            literal = []
        }
        while position < bytes.count {
            let start = position
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "'"):
                if position < bytes.count, bytes[position] == byte {
                    literal.append(byte)
                    position += 1
                    continue
                }
                var isClosed = false
                while position < bytes.count {
                    let quoted = bytes[position]
                    position += 1
                    if quoted == byte {
                        guard position < bytes.count, bytes[position] == byte else {
                            isClosed = true
                            break
                        }
                        position += 1
                    }
                    literal.append(quoted)
                }
                guard isClosed else { throw Fault(offset: start, message: "this quote is not closed", help: nil) }
            case UInt8(ascii: "["):
                close()
                fields.append(.optionalStart)
                open.append(start)
            case UInt8(ascii: "]"):
                guard open.popLast() != nil else {
                    throw Fault(offset: start, message: "there is no [ before this ]", help: nil)
                }
                close()
                fields.append(.optionalEnd)
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"):
                throw Fault(
                    offset: start, message: "'\(Character(Unicode.Scalar(byte)))' is reserved", help: "put it in quotes"
                )
            case let letter where (letter | 0x20) &- UInt8(ascii: "a") < 26:
                close()
                while position < bytes.count, bytes[position] == letter { position += 1 }
                fields.append(try TimePattern.field(letter, position - start, at: start))
            default: literal.append(byte)
            }
        }
        close()
        if let start = open.first { throw Fault(offset: start, message: "this [ is not closed", help: nil) }
        self.fields = fields
    }

    /// The field that a run of one letter means.
    private static func field(_ letter: UInt8, _ count: Int, at start: Int) throws(Fault) -> Field {
        let name = String(repeating: Character(Unicode.Scalar(letter)), count: count)
        func fault(_ help: String?) -> Fault {
            Fault(offset: start, message: "there is no field '\(name)'", help: help)
        }
        func counted(_ most: Int, _ field: Field) throws(Fault) -> Field {
            guard count <= most else { throw fault("write at most \(most) of them") }
            return field
        }
        switch letter {
        case UInt8(ascii: "G"): return try counted(3, .era)
        case UInt8(ascii: "y"): return try counted(6, .year(count))
        case UInt8(ascii: "M"), UInt8(ascii: "L"):
            return try counted(4, count <= 2 ? .month(count) : .monthName(isFull: count == 4))
        case UInt8(ascii: "d"): return try counted(2, .dayOfMonth(count))
        case UInt8(ascii: "D"): return try counted(3, .dayOfYear(count))
        case UInt8(ascii: "Q"), UInt8(ascii: "q"):
            return try counted(4, count <= 2 ? .quarter(count) : .quarterName(isFull: count == 4))
        case UInt8(ascii: "E"): return try counted(4, .weekdayName(isFull: count == 4))
        case UInt8(ascii: "F"): return try counted(1, .weekOfMonth)
        case UInt8(ascii: "a"): return try counted(1, .halfDay)
        case UInt8(ascii: "H"): return try counted(2, .hour(count))
        case UInt8(ascii: "k"): return try counted(2, .hourFromOne(count))
        case UInt8(ascii: "h"): return try counted(2, .halfDayHour(count))
        case UInt8(ascii: "K"): return try counted(2, .halfDayHourFromZero(count))
        case UInt8(ascii: "m"): return try counted(2, .minute(count))
        case UInt8(ascii: "s"): return try counted(2, .second(count))
        case UInt8(ascii: "S"): return try counted(9, .fraction(count))
        case UInt8(ascii: "V"):
            guard count == 2 else { throw fault("write VV for the zone's name") }
            return .zoneName
        case UInt8(ascii: "X"): return try counted(5, .offset(count, zeroIsZ: true))
        case UInt8(ascii: "x"): return try counted(5, .offset(count, zeroIsZ: false))
        case UInt8(ascii: "Z"):
            switch count {
            case 1...3: return .offset(2, zeroIsZ: false)
            case 4: return .zoneOffset(isFull: true)
            case 5: return .offset(5, zeroIsZ: true)
            default: throw fault("write at most 5 of them")
            }
        case UInt8(ascii: "O"):
            guard count == 1 || count == 4 else { throw fault("write O or OOOO") }
            return .zoneOffset(isFull: count == 4)
        case UInt8(ascii: "z"): throw fault("write VV for the zone's name, XXX or O for its offset")
        case UInt8(ascii: "Y"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "u"), UInt8(ascii: "e"),
            UInt8(ascii: "c"):
            throw fault("weeks are not formatted; use weekofyear() or weekday()")
        default: throw fault("put letters that stand for themselves in quotes: '…'")
        }
    }
}
