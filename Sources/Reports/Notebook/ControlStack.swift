import Diagnostics

/// The control comments open in one container, with the nodes each has gathered.
struct ControlStack {
    /// How deep `if` and `each` may nest in one container.
    static let deepest = 30

    private enum Kind {
        case conditional(parts: [ConditionalPart], condition: ValueExpression?)
        case each(variable: String, table: ValueExpression)
    }

    private struct Frame {
        var kind: Kind
        var place: SourcePlace
        var nodes: [DocumentNode] = []
    }

    /// The nodes outside all control.
    private(set) var nodes: [DocumentNode] = []
    private var frames: [Frame] = []

    /// How many comments are open.
    var depth: Int { frames.count }

    /// Adds nodes to the innermost open part.
    mutating func append(_ more: [DocumentNode]) {
        if frames.isEmpty { nodes += more } else { frames[frames.count - 1].nodes += more }
    }

    /// Opens an `if`.
    mutating func openIf(_ condition: ValueExpression, at place: SourcePlace) {
        frames.append(Frame(kind: .conditional(parts: [], condition: condition), place: place))
    }

    /// Opens an `each`.
    mutating func openEach(_ variable: String, in table: ValueExpression, at place: SourcePlace) {
        frames.append(Frame(kind: .each(variable: variable, table: table), place: place))
    }

    /// Goes on with `else` (`condition` nil) or `else if`; gives what is wrong with that, if anything.
    mutating func otherwise(_ condition: ValueExpression?, at place: SourcePlace) -> Diagnostic? {
        guard let frame = frames.last, case .conditional(var parts, let open) = frame.kind else {
            return Diagnostic(
                "unbalanced-control", .error, "this 'else' belongs to no 'if'", file: place.file, range: place.range)
        }
        guard let open else {
            return Diagnostic(
                "unbalanced-control", .error, "this 'if' has its 'else' already", file: place.file, range: place.range)
        }
        parts.append(ConditionalPart(open, frame.nodes))
        frames[frames.count - 1].kind = .conditional(parts: parts, condition: condition)
        frames[frames.count - 1].nodes = []
        return nil
    }

    /// Closes the innermost comment; gives what is wrong with that, if anything.
    mutating func end(at place: SourcePlace) -> Diagnostic? {
        guard let frame = frames.popLast() else {
            return Diagnostic(
                "unbalanced-control", .error, "this 'end' closes nothing", file: place.file, range: place.range,
                help: "'if' and 'each' end in the list item, quote or file that they start in")
        }
        append([ControlStack.node(frame)])
        return nil
    }

    /// Closes everything, telling what was left open.
    mutating func close() -> [Diagnostic] {
        var found: [Diagnostic] = []
        while let frame = frames.popLast() {
            let word = if case .each = frame.kind { "each" } else { "if" }
            found.append(
                Diagnostic(
                    "unbalanced-control", .error, "this '\(word)' has no '<!-- end -->'", file: frame.place.file,
                    range: frame.place.range))
            append([.place(frame.place), ControlStack.node(frame)])
        }
        return found
    }

    private static func node(_ frame: Frame) -> DocumentNode {
        switch frame.kind {
        case .each(let variable, let table): .each(variable: variable, table: table, frame.nodes)
        case .conditional(let parts, let condition?):
            .conditional(parts + [ConditionalPart(condition, frame.nodes)], otherwise: [])
        case .conditional(let parts, nil): .conditional(parts, otherwise: frame.nodes)
        }
    }
}
