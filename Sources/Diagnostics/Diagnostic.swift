/// One finding about what the user wrote: where it is, what was found, what was expected, and what to do.
///
/// A diagnostic is a value. Checkers collect them; nothing throws on the first.
public struct Diagnostic: Hashable, Sendable {
    /// How much a finding weighs. Only errors change an exit status.
    public enum Severity: String, Hashable, Sendable, Comparable {
        /// The report, query or source cannot be used as it is.
        case error
        /// It can be used, though probably not as meant.
        case warning
        /// It can be used; this helps to understand.
        case note

        private var weight: Int { self == .error ? 2 : self == .warning ? 1 : 0 }
        /// Notes before warnings before errors.
        public static func < (lhs: Severity, rhs: Severity) -> Bool { lhs.weight < rhs.weight }
    }

    /// A stable kebab-case name for this kind of finding, such as `unknown-column`.
    public var id: String
    /// How much it weighs.
    public var severity: Severity
    /// One sentence in the user's words: what was found, and what was expected. No full stop at the end.
    public var message: String
    /// The file as the user named it; nil when the finding is about no file (a command-line value).
    public var file: String?
    /// Where in the file; nil when the finding is about the file as a whole.
    public var range: SourceRange?
    /// Further facts, a sentence each, such as the columns that do exist.
    public var notes: [String]
    /// What to do, such as `did you mean 'resonance_level'?`; nil when there is nothing better than the message.
    public var help: String?

    /// A finding. `file` and `range` may be filled in later by a caller that knows them.
    public init(
        _ id: String, _ severity: Severity, _ message: String, file: String? = nil, range: SourceRange? = nil,
        notes: [String] = [], help: String? = nil
    ) {
        self.id = id
        self.severity = severity
        self.message = message
        self.file = file
        self.range = range
        self.notes = notes
        self.help = help
    }
}

/// Thrown where diagnostics end the work at once, such as an unreadable file or a query that does not parse.
public struct DiagnosticsError: Error, Sendable {
    /// What was found; never empty.
    public var diagnostics: [Diagnostic]

    /// Wraps findings for throwing.
    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// Wraps one finding for throwing.
    public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
}

extension Sequence<Diagnostic> {
    /// True when any finding is an error.
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// In the order people read: by file, then place, then id. Findings without a place come first.
    public func sortedForReading() -> [Diagnostic] {
        sorted { left, right in
            (left.file ?? "", left.range?.lowerBound.offset ?? -1, left.id, left.message)
                < (right.file ?? "", right.range?.lowerBound.offset ?? -1, right.id, right.message)
        }
    }
}
