import Diagnostics

/// One tag of a Mustache file (the Mustache manual, mustache.5).
struct MustacheTag: Hashable {
    /// What a tag does.
    enum Kind: Hashable {
        /// `{{name}}`
        case variable
        /// `{{{name}}}` or `{{&name}}`: the text goes into the page as it is.
        case unescaped
        /// `{{#name}}`
        case section
        /// `{{^name}}`
        case inverted
        /// `{{/name}}`
        case close
        /// `{{>name}}`
        case partial
        /// `{{<name}}`: a partial whose blocks the section replaces.
        case parent
        /// `{{$name}}`: a block that may be replaced.
        case block
        /// `{{!…}}`
        case comment
        /// `{{=…=}}`, `{{%…}}`, `{{>*name}}`: known to the library, not looked into here.
        case other
    }

    /// What it does.
    var kind: Kind
    /// The name, without a transform's parentheses.
    var name: String
    /// Its bytes in the file.
    var range: Range<Int>
    /// The name's bytes in the file.
    var nameRange: Range<Int>
    /// Whether a transform such as `count(sources)` makes something else of what the name means.
    var isTransformed = false

    /// Every tag of a file in order, and the places where a tag is never closed. Complexity: O(bytes).
    static func all(in source: SourceText) -> (tags: [MustacheTag], unclosed: [Range<Int>]) {
        let bytes = source.utf8
        var tags: [MustacheTag] = []
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") else {
                index += 1
                continue
            }
            let start = index
            var inner = start + 2
            let sigil = inner < bytes.count ? bytes[inner] : 0
            let kind = kinds[sigil]
            if kind != nil { inner += 1 }
            let closing: [UInt8] = Array((sigil == UInt8(ascii: "{") ? "}}}" : "}}").utf8)
            var end = inner
            while end + closing.count <= bytes.count, !bytes[end..<(end + closing.count)].elementsEqual(closing) {
                end += 1
            }
            guard end + closing.count <= bytes.count else { return (tags, [start..<(start + 2)]) }
            let (name, range) = name(bytes, inner..<end)
            let isDynamic = name.hasPrefix("*")
            tags.append(
                MustacheTag(
                    kind: isDynamic ? .other : kind ?? .variable, name: name, range: start..<(end + closing.count),
                    nameRange: range,
                    isTransformed: range.lowerBound > inner && bytes[range.lowerBound - 1] == UInt8(ascii: "(")))
            index = end + closing.count
        }
        return (tags, [])
    }

    private static let kinds: [UInt8: Kind] = [
        UInt8(ascii: "{"): .unescaped, UInt8(ascii: "&"): .unescaped, UInt8(ascii: "#"): .section,
        UInt8(ascii: "^"): .inverted, UInt8(ascii: "/"): .close, UInt8(ascii: ">"): .partial,
        UInt8(ascii: "<"): .parent, UInt8(ascii: "$"): .block, UInt8(ascii: "!"): .comment,
        UInt8(ascii: "="): .other, UInt8(ascii: "%"): .other,
    ]

    /// The name between blanks; of `uppercased(title)` it is `title`.
    private static func name(_ bytes: [UInt8], _ range: Range<Int>) -> (String, Range<Int>) {
        var range = range
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while let first = range.first, isBlank(bytes[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, isBlank(bytes[last]) { range = range.lowerBound..<last }
        if let open = range.last(where: { bytes[$0] == UInt8(ascii: "(") }) {
            let end = bytes[open..<range.upperBound].firstIndex(of: UInt8(ascii: ")")) ?? range.upperBound
            range = (open + 1)..<end
        }
        return (String(decoding: bytes[range], as: UTF8.self), range)
    }
}
