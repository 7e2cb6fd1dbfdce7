import Diagnostics

/// Checks that a style sheet's blocks, comments and strings end where they should: all sheets of a template become one, so that what one
/// leaves open swallows the rules behind it.
enum StyleBlocks {
    /// What is never closed, and what closes nothing, at its place. Braces in comments, strings and Mustache tags are text
    /// (CSS Syntax 3, 4.3). Complexity: O(bytes).
    static func problems(in sheet: SourceText) -> [Diagnostic] {
        let bytes = sheet.utf8
        let tags = MustacheTag.all(in: sheet).tags
        var nextTag = 0
        var open: [Int] = []
        var index = 0
        func problem(_ message: String, _ range: Range<Int>, help: String? = nil) -> Diagnostic {
            Diagnostic("bad-style", .error, message, file: sheet.path, range: sheet.range(range), help: help)
        }
        while index < bytes.count {
            while nextTag < tags.count, tags[nextTag].range.upperBound <= index { nextTag += 1 }
            if nextTag < tags.count, tags[nextTag].range.contains(index) {
                index = tags[nextTag].range.upperBound
                continue
            }
            switch bytes[index] {
            case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
                guard let end = commentEnd(bytes, from: index + 2) else {
                    return [
                        problem("this comment is never closed", index..<(index + 2), help: "write */ where it ends")
                    ]
                }
                index = end
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = stringEnd(bytes, from: index) else {
                    return [problem("this string is never closed on its line", index..<(index + 1))]
                }
                index = end
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "{"):
                open.append(index)
                index += 1
            case UInt8(ascii: "}"):
                if open.popLast() == nil {
                    return [problem("this closes a block that is not open", index..<(index + 1))]
                }
                index += 1
            default: index += 1
            }
        }
        // The innermost is where the missing brace is noticed first.
        return open.last.map {
            [problem("this block is never closed", $0..<($0 + 1), help: "write } where it ends")]
        } ?? []
    }

    private static func commentEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
            index += 1
        }
        return nil
    }

    private static func stringEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            switch bytes[index] {
            case bytes[start]: return index + 1
            case UInt8(ascii: "\\"): index += 2
            case 0x0A: return nil
            default: index += 1
            }
        }
        return nil
    }
}
