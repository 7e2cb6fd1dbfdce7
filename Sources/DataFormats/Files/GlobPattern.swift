/// A path pattern in the shell's language: `*`, `?`, `[a-z]`, `[!a]`, `{csv,tsv}` and `**`.
///
/// `*` and `?` do not cross a `/`; a `**` that is a whole path component stands for any number of folders, none included.
/// A pattern is a list of components after its braces are expanded. Matching is by Unicode scalar.
struct GlobPattern {
    /// One path component of the pattern.
    enum Component: Equatable {
        /// A name without wildcards.
        case literal(String)
        /// A name with wildcards.
        case wildcard([Unicode.Scalar])
        /// `**`.
        case anyDepth
    }

    /// The components in order, without empty ones.
    var components: [Component]
    /// True when the pattern starts with `/`.
    var isAbsolute: Bool

    /// Reads one pattern without braces; see `expandingBraces(in:)`.
    init(_ pattern: String) {
        isAbsolute = pattern.hasPrefix("/")
        components = []
        for part in pattern.split(separator: "/") where part != "." {
            if part != "**" {
                components.append(
                    GlobPattern.hasWildcard(part) ? .wildcard(Array(part.unicodeScalars)) : .literal(String(part)))
            } else if components.last != .anyDepth {
                components.append(.anyDepth)
            }
        }
    }

    /// True when a text has a character that is special in patterns.
    static func hasWildcard(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.contains { "*?[{".unicodeScalars.contains($0) }
    }

    /// The most patterns that braces may stand for.
    static let mostAlternatives = 1000

    /// All patterns that `{a,b}` groups stand for, nested ones included; an unbalanced brace is an ordinary character.
    ///
    /// - Throws: `DataError.tooManyAlternatives`.
    static func expandingBraces(in pattern: String) throws(DataError) -> [String] {
        var texts: [String] = []
        try expand(pattern, of: pattern, into: &texts)
        return texts
    }

    private static func expand(_ pattern: String, of whole: String, into texts: inout [String]) throws(DataError) {
        guard texts.count < mostAlternatives else {
            throw DataError.tooManyAlternatives(pattern: whole, limit: mostAlternatives)
        }
        let scalars = Array(pattern.unicodeScalars)
        guard let open = scalars.firstIndex(of: "{") else { return texts.append(pattern) }
        var depth = 0
        var alternatives: [[Unicode.Scalar]] = [[]]
        for index in open..<scalars.count {
            let scalar = scalars[index]
            if scalar == "{" {
                depth += 1
                if depth == 1 { continue }
            } else if scalar == "}" {
                depth -= 1
                if depth == 0 {
                    let head = scalars[..<open]
                    let tail = scalars[(index + 1)...]
                    for alternative in alternatives {
                        try expand(text(of: head + alternative + tail), of: whole, into: &texts)
                    }
                    return
                }
            } else if scalar == ",", depth == 1 {
                alternatives.append([])
                continue
            }
            alternatives[alternatives.count - 1].append(scalar)
        }
        var rest: [String] = []
        try expand(text(of: scalars[(open + 1)...]), of: whole, into: &rest)
        texts += rest.map { text(of: scalars[...open]) + $0 }
    }

    private static func text(of scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// True when a name matches one wildcard component. Complexity: O(name × pattern), without recursion.
    static func matches(_ name: String, _ pattern: [Unicode.Scalar]) -> Bool {
        let name = Array(name.unicodeScalars)
        var at = 0
        var position = 0
        var star: (pattern: Int, name: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == "*" {
                star = (at, position)
                at += 1
                continue
            }
            if at < pattern.count, let next = step(pattern, at, name[position]) {
                at = next
                position += 1
                continue
            }
            guard let last = star else { return false }
            star = (last.pattern, last.name + 1)
            at = last.pattern + 1
            position = last.name + 1
        }
        while at < pattern.count, pattern[at] == "*" { at += 1 }
        return at == pattern.count
    }

    /// The pattern position behind the element at `at` when that element matches a scalar, else nil.
    private static func step(_ pattern: [Unicode.Scalar], _ at: Int, _ scalar: Unicode.Scalar) -> Int? {
        if pattern[at] == "?" { return at + 1 }
        guard pattern[at] == "[", let (members, end) = bracket(pattern, at) else {
            return pattern[at] == scalar ? at + 1 : nil
        }
        return members(scalar) ? end : nil
    }

    /// The meaning of the `[…]` that starts at `at` and the position behind it; nil when it is not closed.
    private static func bracket(
        _ pattern: [Unicode.Scalar], _ at: Int
    ) -> (members: (Unicode.Scalar) -> Bool, end: Int)? {
        var index = at + 1
        var negated = false
        if index < pattern.count, pattern[index] == "!" || pattern[index] == "^" {
            negated = true
            index += 1
        }
        let first = index
        var ranges: [ClosedRange<UInt32>] = []
        while index < pattern.count, pattern[index] != "]" || index == first {
            let low = pattern[index].value
            if index + 2 < pattern.count, pattern[index + 1] == "-", pattern[index + 2] != "]" {
                let high = pattern[index + 2].value
                if low <= high { ranges.append(low...high) }
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        guard index < pattern.count else { return nil }
        return ({ scalar in ranges.contains { $0.contains(scalar.value) } != negated }, index + 1)
    }
}
