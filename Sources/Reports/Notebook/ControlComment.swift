import Diagnostics

/// A control comment: `<!-- if: … -->` and its like.
struct ControlComment {
    /// What it says.
    enum Word: String, CaseIterable {
        case `if`, elseIf = "else if", `else`, each, end, include
    }

    var word: Word
    /// Its argument's bytes, trimmed; empty for `else` and `end`.
    var argument: Range<Int>
    /// The whole comment's bytes.
    var range: Range<Int>

    /// Words that people from other languages try.
    private static let synonyms: [String: Word] = [
        "endif": .end, "end if": .end, "endeach": .end, "end each": .end, "endfor": .end, "fi": .end, "done": .end,
        "elif": .elseIf, "elsif": .elseIf, "elseif": .elseIf, "for": .each, "foreach": .each, "for each": .each,
        "include": .include, "import": .include, "unless": .if, "when": .if,
    ]

    /// Reads the inside of a comment; nil for a comment that is none of ours. `didYouMean` is set when it nearly is.
    init?(_ text: MappedText, _ inside: Range<Int>, whole: Range<Int>, didYouMean: inout Word?) {
        let content = text.trimmed(inside)
        let colon = text.bytes[content].firstIndex(of: UInt8(ascii: ":"))
        let head = text.text(content.lowerBound..<(colon ?? content.upperBound))
        let name = head.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        range = whole
        argument = text.trimmed((colon.map { $0 + 1 } ?? content.upperBound)..<content.upperBound)
        if let word = Word(rawValue: name), (colon != nil) == ![.else, .end].contains(word) {
            self.word = word
            return
        }
        word = .end
        let lowered = name.lowercased()
        if let word = Word(rawValue: lowered) {
            didYouMean = word
        } else if let word = ControlComment.synonyms[lowered] {
            didYouMean = word
        } else if colon == nil {
            didYouMean = ControlComment.withoutColon(head.split(whereSeparator: \.isWhitespace).map(String.init))
        }
        return nil
    }

    /// What the words of a comment would say if a colon stood behind the first or the first two: nil where they read like prose.
    private static func withoutColon(_ words: [String]) -> Word? {
        let lowered = words.map { $0.lowercased() }
        for count in [2, 1] where words.count > count {
            let name = lowered[..<count].joined(separator: " ")
            guard let word = Word(rawValue: name) ?? synonyms[name] else { continue }
            let rest = words[count...]
            switch word {
            case .each: return rest.count == 3 && lowered[count + 1] == "in" ? word : nil
            case .if, .elseIf:
                let isCondition = rest.contains { part in part.contains { "<>=!".contains($0) } }
                return isCondition || rest.count == 1 && words[count].dropLast().contains(".") ? word : nil
            case .include: return rest.count == 1 && words[count].contains(".") ? word : nil
            case .else, .end: return nil
            }
        }
        return nil
    }

    /// True for the text of a comment that is, or nearly is, control.
    static func isControl(_ literal: String) -> Bool {
        guard literal.hasPrefix("<!--"), literal.hasSuffix("-->") else { return false }
        let inside = literal.dropFirst(4).dropLast(3).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return inside == "end" || inside == "else"
            || ["if:", "else if:", "each:", "include:"].contains { inside.hasPrefix($0) }
    }

    /// How a word is written.
    static func form(_ word: Word) -> String {
        switch word {
        case .if: "<!-- if: condition -->"
        case .elseIf: "<!-- else if: condition -->"
        case .else: "<!-- else -->"
        case .each: "<!-- each: row in cell -->"
        case .end: "<!-- end -->"
        case .include: "<!-- include: path -->"
        }
    }
}
