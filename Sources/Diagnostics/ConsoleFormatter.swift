/// Shows diagnostics as people read them in a terminal: place, message, the line with a caret, notes and help.
///
/// ```
/// reports/weekly.md:12:8: error: unknown column 'resonnance' [unknown-column]
///    12 | SELECT resonnance FROM transactions
///       |        ^^^^^^^^^^
///       = note: transactions has amount, resonance_level
///       = help: did you mean 'resonance_level'?
/// ```
public struct ConsoleFormatter: Sendable {
    /// Whether to colour severities with ANSI codes.
    public var usesColor: Bool

    /// A formatter; pass `usesColor: false` for files, pipes and `NO_COLOR`.
    public init(usesColor: Bool = false) { self.usesColor = usesColor }

    /// The whole text of some findings, each ending in a newline. `sources` gives the snippet's lines by path.
    public func format(_ diagnostics: [Diagnostic], sources: [String: SourceText] = [:]) -> String {
        diagnostics.map { format($0, source: $0.file.flatMap { sources[$0] }) }.joined()
    }

    /// One finding. Without `source` there is no snippet.
    public func format(_ diagnostic: Diagnostic, source: SourceText?) -> String {
        var place = diagnostic.file ?? "trinity"
        if let start = diagnostic.range?.lowerBound { place += ":\(start.line):\(start.column)" }
        var text =
            "\(place): \(colored(diagnostic.severity)): \(Self.printable(diagnostic.message)) [\(diagnostic.id)]\n"
        var gutter = 2
        if let source, let range = diagnostic.range {
            let number = String(range.lowerBound.line)
            gutter = max(5, number.count + 1)
            let (line, caret) = snippet(source: source, range: range)
            text += String(repeating: " ", count: gutter - number.count) + "\(number) | \(line)\n"
            text += String(repeating: " ", count: gutter) + " | \(caret)\n"
        }
        let margin = String(repeating: " ", count: gutter)
        for note in diagnostic.notes { text += "\(margin) = note: \(Self.printable(note))\n" }
        if let help = diagnostic.help { text += "\(margin) = help: \(Self.printable(help))\n" }
        return text
    }

    /// The line and the carets below it. Lines over 120 columns are cut around the range.
    private func snippet(source: SourceText, range: SourceRange) -> (line: String, caret: String) {
        let scalars = Array(source.line(range.lowerBound.line).unicodeScalars)
        let start = min(range.lowerBound.column - 1, scalars.count)
        let sameLine = range.upperBound.line == range.lowerBound.line
        let end = sameLine ? min(max(range.upperBound.column - 1, start), scalars.count) : scalars.count
        let from = scalars.count <= 120 ? 0 : max(0, start - 40)
        let to = min(scalars.count, from + 120)
        let shown = String(String.UnicodeScalarView(scalars[from..<to]))
        let lead = scalars[from..<max(from, start)].map { $0 == "\t" ? "\t" : " " }.joined()
        let carets = String(repeating: "^", count: max(1, min(end, to) - start))
        return ((from > 0 ? "…" : "") + Self.printable(shown), (from > 0 ? " " : "") + lead + carets)
    }

    /// The text with control characters shown as U+FFFD, so that hostile data cannot drive the terminal.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    ($0.value < 0x20 && $0 != "\t") || (0x7F...0x9F).contains($0.value) ? "\u{FFFD}" : $0
                }))
    }

    private func colored(_ severity: Diagnostic.Severity) -> String {
        guard usesColor else { return severity.rawValue }
        let code = severity == .error ? "31" : severity == .warning ? "33" : "36"
        return "\u{1B}[1;\(code)m\(severity.rawValue)\u{1B}[0m"
    }
}
