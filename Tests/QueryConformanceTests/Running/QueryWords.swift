/// A query's text as words and symbols, for what only looks at how it is written.
enum QueryWords {
    /// Words in capitals, runs of operator characters, and single brackets and commas; quoted text is `''`, comments are nothing.
    static func words(of query: String) -> [String] {
        var words: [String] = []
        var rest = Substring(query)
        while let character = rest.first {
            if isLetter(character) {
                let word = rest.prefix(while: isLetter)
                words.append(word.uppercased())
                rest = rest.dropFirst(word.count)
                continue
            }
            if rest.hasPrefix("--") {
                rest = rest.drop { $0 != "\n" }
                continue
            }
            if rest.hasPrefix("/*") {
                while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
                continue
            }
            if character == "'" || character == "\"" || character == "`" {
                rest = rest.dropFirst().drop { $0 != character }.dropFirst()
                words.append("''")
                continue
            }
            let symbol = rest.prefix { "+-*/%|<>=!&^~:".contains($0) }
            if !symbol.isEmpty {
                words.append(String(symbol))
                rest = rest.dropFirst(symbol.count)
                continue
            }
            if !character.isWhitespace { words.append(String(character)) }
            rest = rest.dropFirst()
        }
        return words
    }

    private static func isLetter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }
}

/// Whether a query says in which order its rows come.
enum QueryOrder {
    /// True when ORDER BY stands outside of parentheses, quotes and comments.
    static func isOrdered(_ query: String) -> Bool {
        var depth = 0
        var previous = ""
        for word in QueryWords.words(of: query) {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            if depth == 0, word == "BY", previous == "ORDER" { return true }
            previous = word
        }
        return false
    }
}

/// The functions that a query calls.
enum FunctionUse {
    /// Their names in small letters: words before an opening bracket.
    static func names(in query: String) -> [String] {
        let words = QueryWords.words(of: query)
        return zip(words, words.dropFirst()).filter { $1 == "(" }.map { $0.0.lowercased() }
    }
}
