/// Reads JSON values of one line, strictly after RFC 8259, without building anything.
///
/// Invariants: the line ends in a line feed at `lineEnd`, which no JSON value may hold, so every loop stops there without
/// a bounds check; at least sixteen bytes behind it are readable. A function that returns false has set `failure`, and
/// `position` stands where the text stops being JSON.
struct JSONCursor {
    /// The next byte.
    var position: UnsafeMutablePointer<UInt8>
    let lineEnd: UnsafeMutablePointer<UInt8>
    private(set) var failure: RowFault?

    /// Arrays and objects may be nested this deep (RFC 8259 section 9 allows a limit).
    static let maximumDepth = 1000

    /// What a string held.
    struct StringShape {
        var hasEscapes = false
        var hasNonASCII = false
    }

    init(position: UnsafeMutablePointer<UInt8>, lineEnd: UnsafeMutablePointer<UInt8>) {
        self.position = position
        self.lineEnd = lineEnd
    }

    @inline(__always)
    mutating func skipBlanks() {
        while position.pointee == 0x20 || position.pointee == 0x09 || position.pointee == 0x0D { position += 1 }
    }

    @inline(never)
    mutating func fail(_ expected: String) -> Bool {
        failure = .invalidJSON(expected: expected, found: describePosition())
        return false
    }

    @inline(never)
    private mutating func fail(_ fault: RowFault) -> Bool {
        failure = fault
        return false
    }

    private func describePosition() -> String {
        if position >= lineEnd { return "the end of the line" }
        let length = UTF8Text.sequenceLength(position, lineEnd - position)
        guard length > 0 else { return "a byte that is not UTF-8" }
        if position.pointee < 0x20 {
            let hex = String(position.pointee, radix: 16, uppercase: true)
            return "the control character U+00" + (hex.count < 2 ? "0" : "") + hex
        }
        return "'\(String(decoding: UnsafeBufferPointer(start: position, count: length), as: UTF8.self))'"
    }

    /// Passes a string; `position` is at its opening quote. Escapes and UTF-8 are checked.
    @inline(__always)
    mutating func passString(_ shape: inout StringShape) -> Bool {
        let start = position + 1
        var cursor = start
        var high: UInt32 = 0
        while true {
            let block = ByteBlock(cursor)
            let ends = block.jsonStringEnds
            if ends == 0 {
                high |= block.nonASCII
                cursor += 16
                continue
            }
            let offset = ends.trailingZeroBitCount
            high |= block.nonASCII & ((1 &<< UInt32(truncatingIfNeeded: offset)) &- 1)
            cursor += offset
            if cursor.pointee == 0x22 { break }
            if cursor.pointee != 0x5C {
                position = cursor
                return checkUTF8(start, cursor) && fail("the rest of a string")
            }
            shape.hasEscapes = true
            if !passEscape(&cursor) { return checkUTF8(start, position) && false }
        }
        position = cursor + 1
        if high != 0 {
            shape.hasNonASCII = true
            let end = position
            if !checkUTF8(start, cursor) { return false }
            position = end
        }
        return true
    }

    private mutating func checkUTF8(_ start: UnsafeMutablePointer<UInt8>, _ end: UnsafeMutablePointer<UInt8>) -> Bool {
        if UTF8Text.isValid(start, end - start) { return true }
        var cursor = start
        while true {
            let length = UTF8Text.sequenceLength(cursor, end - cursor)
            if length == 0 { break }
            cursor += length
        }
        position = cursor
        return fail(.invalidUTF8)
    }

    /// Passes one escape; `cursor` is at the backslash.
    @inline(never)
    private mutating func passEscape(_ cursor: inout UnsafeMutablePointer<UInt8>) -> Bool {
        switch cursor[1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
            cursor += 2
            return true
        case 0x75:
            let escape = cursor
            guard let unit = hexadecimal(cursor + 2) else { return false }
            cursor += 6
            guard unit & 0xF800 == 0xD800 else { return true }
            if unit < 0xDC00, cursor[0] == 0x5C, cursor[1] == 0x75 {
                guard let low = hexadecimal(cursor + 2) else { return false }
                if low & 0xFC00 == 0xDC00 {
                    cursor += 6
                    return true
                }
            }
            position = escape
            return fail(.loneSurrogate)
        default:
            position = cursor + 1
            return fail("one of \" \\ / b f n r t u behind a backslash")
        }
    }

    private mutating func hexadecimal(_ digits: UnsafeMutablePointer<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for index in 0..<4 {
            let byte = digits[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default:
                position = digits + index
                _ = fail("four hexadecimal digits")
                return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Passes a number; `position` is at its first byte.
    @inline(__always)
    mutating func passNumber() -> Bool {
        if position.pointee == 0x2D { position += 1 }
        if position.pointee == 0x30 {
            position += 1
        } else {
            guard Digits.isDigit(position.pointee) else { return fail("a digit") }
            passDigits()
        }
        if position.pointee == 0x2E {
            position += 1
            guard Digits.isDigit(position.pointee) else { return fail("a digit") }
            passDigits()
        }
        if position.pointee | 0x20 == 0x65 {
            position += 1
            if position.pointee == 0x2B || position.pointee == 0x2D { position += 1 }
            guard Digits.isDigit(position.pointee) else { return fail("a digit") }
            passDigits()
        }
        return true
    }

    @inline(__always)
    private mutating func passDigits() {
        while true {
            let others = ByteBlock(position).nonDigits
            if others != 0 {
                position += others.trailingZeroBitCount
                return
            }
            position += 16
        }
    }

    /// Passes `true`, `false` or `null`.
    @inline(__always)
    mutating func passWord(_ word: StaticString) -> Bool {
        for index in 0..<word.utf8CodeUnitCount {
            guard position.pointee == word.utf8Start[index] else { return fail("'\(word)'") }
            position += 1
        }
        return true
    }

    /// Passes a string, number or word.
    mutating func passScalar() -> Bool {
        switch position.pointee {
        case 0x22:
            var shape = StringShape()
            return passString(&shape)
        case 0x2D, 0x30...0x39: return passNumber()
        case 0x74: return passWord("true")
        case 0x66: return passWord("false")
        case 0x6E: return passWord("null")
        default: return fail("a value")
        }
    }

    /// Passes any value, nested ones without recursion.
    @inline(never)
    mutating func passValue() -> Bool {
        var isObject: [Bool] = []
        while true {
            switch position.pointee {
            case 0x7B, 0x5B:
                let opensObject = position.pointee == 0x7B
                if isObject.count == JSONCursor.maximumDepth {
                    return fail(.nestedTooDeep(limit: JSONCursor.maximumDepth))
                }
                position += 1
                skipBlanks()
                if position.pointee == (opensObject ? 0x7D : 0x5D) {
                    position += 1
                } else {
                    isObject.append(opensObject)
                    if opensObject, !passKey("a key in double quotes, or '}'") { return false }
                    continue
                }
            default:
                if !passScalar() { return false }
            }
            // Behind a value: leave what closes here.
            while true {
                guard let inObject = isObject.last else { return true }
                skipBlanks()
                if position.pointee == 0x2C {
                    position += 1
                    skipBlanks()
                    if inObject, !passKey("a key in double quotes") { return false }
                    break
                }
                guard position.pointee == (inObject ? 0x7D : 0x5D) else {
                    return fail(inObject ? "',' or '}'" : "',' or ']'")
                }
                position += 1
                isObject.removeLast()
            }
        }
    }

    /// Passes a key and its colon.
    private mutating func passKey(_ expected: String) -> Bool {
        guard position.pointee == 0x22 else { return fail(expected) }
        var shape = StringShape()
        return passString(&shape) && passColon()
    }

    /// Passes blanks, a colon and blanks.
    @inline(__always)
    mutating func passColon() -> Bool {
        skipBlanks()
        guard position.pointee == 0x3A else { return fail("':'") }
        position += 1
        skipBlanks()
        return true
    }

    /// Replaces the escapes of a string that was passed, writing to `target`, which may be where it stands; returns the new
    /// length. The result is never longer.
    static func unescape(
        _ start: UnsafePointer<UInt8>, _ count: Int, into target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var read = 0
        var write = 0
        while read < count {
            let byte = start[read]
            guard byte == 0x5C else {
                target[write] = byte
                write += 1
                read += 1
                continue
            }
            let kind = start[read + 1]
            read += 2
            switch kind {
            case 0x62: target[write] = 0x08
            case 0x66: target[write] = 0x0C
            case 0x6E: target[write] = 0x0A
            case 0x72: target[write] = 0x0D
            case 0x74: target[write] = 0x09
            case 0x75:
                var code = unit(start + read)
                read += 4
                if code & 0xFC00 == 0xD800 {
                    code = 0x10000 + (code & 0x3FF) << 10 + (unit(start + read + 2) & 0x3FF)
                    read += 6
                }
                if let scalar = Unicode.Scalar(code) {
                    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                        target[write] = byte
                        write += 1
                    }
                }
                continue
            default: target[write] = kind
            }
            write += 1
        }
        return write
    }

    private static func unit(_ digits: UnsafePointer<UInt8>) -> UInt32 {
        (0..<4).reduce(0) { value, index in
            let byte = digits[index]
            return value << 4 | UInt32(byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57)
        }
    }
}
