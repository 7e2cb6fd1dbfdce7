/// What stands in place of a match, as Java reads it: `$1` and `${name}` are groups, `\` takes the next character as it is.
package struct RegularReplacement {
    /// A run of text, or a group of the match.
    package enum Part: Hashable {
        case text([UInt8])
        case group(Int)
    }

    /// What to put together for each match, in order.
    package private(set) var parts: [Part] = []

    /// Reads a replacement; the fault's offset counts its bytes.
    package init(
        _ source: UnsafeBufferPointer<UInt8>, for expression: RegularExpression
    ) throws(RegularExpression.Fault) {
        var text: [UInt8] = []
        var position = 0
        while position < source.count {
            let start = position
            let byte = source[position]
            position += 1
            if byte == UInt8(ascii: "\\") {
                guard position < source.count else {
                    throw RegularExpression.Fault(offset: start, message: "the last \\ has nothing to escape")
                }
                text.append(source[position])
                position += 1
            } else if byte == UInt8(ascii: "$") {
                if !text.isEmpty { parts.append(.text(text)) }
                text = []
                parts.append(
                    .group(try RegularReplacement.group(source, &position, dollar: start, expression)))
            } else {
                text.append(byte)
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    /// Reads a replacement; see `init(_:for:)`.
    init(_ source: [UInt8], for expression: RegularExpression) throws(RegularExpression.Fault) {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(source.count, 1))
        defer { bytes.deallocate() }
        _ = bytes.initialize(from: source)
        try self.init(UnsafeBufferPointer(rebasing: bytes[..<source.count]), for: expression)
    }

    /// The group behind a `$`: a name in braces, or as many digits as there are groups for.
    private static func group(
        _ source: UnsafeBufferPointer<UInt8>, _ position: inout Int, dollar: Int, _ expression: RegularExpression
    ) throws(RegularExpression.Fault) -> Int {
        if position < source.count, source[position] == UInt8(ascii: "{"),
            let end = source[position...].firstIndex(of: UInt8(ascii: "}"))
        {
            let name = String(decoding: source[position + 1..<end], as: UTF8.self)
            position = end + 1
            guard let number = expression.group(named: name) else {
                throw RegularExpression.Fault(offset: dollar, message: "there is no group named '\(name)'")
            }
            return number
        }
        guard position < source.count, source[position] &- UInt8(ascii: "0") < 10 else {
            throw RegularExpression.Fault(
                offset: dollar, message: "a $ names a group; write \\$ for the dollar itself")
        }
        var number = Int(source[position] - UInt8(ascii: "0"))
        position += 1
        guard number <= expression.groupCount else {
            throw RegularExpression.Fault(
                offset: dollar,
                message: "there is no group \(number); the pattern has \(expression.groupCount)")
        }
        while position < source.count, source[position] &- UInt8(ascii: "0") < 10 {
            let longer = number * 10 + Int(source[position] - UInt8(ascii: "0"))
            if longer > expression.groupCount { break }
            number = longer
            position += 1
        }
        return number
    }
}
