/// Reads the parts of a period id from left to right.
struct IDCursor {
    /// The id's bytes, upper-case.
    var text: [UInt8]
    /// The next byte to read.
    var position = 0

    init(text: [UInt8]) { self.text = text }

    /// True when everything is read.
    var atEnd: Bool { position == text.count }

    /// Steps over a character if it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Reads as many decimal digits as there are; nil when that is not one of the counts.
    mutating func number(digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while position < text.count, text[position] &- UInt8(ascii: "0") < 10 {
            guard count < digits.upperBound else { return nil }
            value = value * 10 + Int(text[position] - UInt8(ascii: "0"))
            position += 1
            count += 1
        }
        return digits.contains(count) ? value : nil
    }

    /// Reads `Z`, `+01`, `+0100` or `+01:00` as seconds east of UTC.
    mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        let start = position
        if let both = number(digits: 4...4) { return sign * (both / 100 * 3600 + both % 100 * 60) }
        position = start
        guard let hours = number(digits: 2...2) else { return nil }
        guard take(":") else { return sign * hours * 3600 }
        guard let minutes = number(digits: 2...2) else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
