import Diagnostics

/// What is wrong with a report that somebody writes, to be told in the document where it belongs.
struct DraftMarks {
    private let findings: [Diagnostic]
    private var told: Set<Diagnostic> = []

    /// Findings about the report's files; those without a place belong to none.
    init(_ findings: [Diagnostic]) { self.findings = findings.filter { $0.file != nil && $0.range != nil } }

    /// What is wrong in a stretch, told before or not: a value stands on the page once for each turn of a loop. Complexity: O(findings).
    mutating func see(in place: SourcePlace?) -> [Diagnostic] {
        let found = findings.filter { DraftMarks.lies($0, in: place) }
        told.formUnion(found)
        return found
    }

    /// What is wrong in a stretch and has not been told yet. Complexity: O(findings).
    mutating func take(in place: SourcePlace?) -> [Diagnostic] {
        let found = findings.filter { DraftMarks.lies($0, in: place) && !told.contains($0) }
        told.formUnion(found)
        return found
    }

    /// A finding right behind a stretch is about its end.
    private static func lies(_ finding: Diagnostic, in place: SourcePlace?) -> Bool {
        guard let place, finding.file == place.file, let start = finding.range?.lowerBound else { return false }
        return place.range.lowerBound <= start && start <= place.range.upperBound
    }

    /// A finding as a block.
    static func block(_ finding: Diagnostic) -> Block {
        let kind: AlertKind =
            switch finding.severity {
            case .error: .caution
            case .warning: .warning
            case .note: .note
            }
        return .alert(
            kind, [.paragraph([.text(message(finding))])] + (finding.help.map { [.paragraph([.text($0)])] } ?? []))
    }

    /// A finding's message and place.
    static func message(_ finding: Diagnostic) -> String {
        finding.message + (finding.place.map { " (\($0))" } ?? "")
    }

    /// Findings within a line of text.
    static func text(_ findings: [Diagnostic]) -> String {
        findings.map { finding in [finding.message, finding.help].compactMap { $0 }.joined(separator: ": ") }
            .joined(separator: "; ")
    }
}

extension Diagnostic {
    /// `reports/a.md:3:4`, or the file alone; nil when it is about no file.
    var place: String? {
        file.map { file in range.map { "\(file):\($0.lowerBound.line):\($0.lowerBound.column)" } ?? file }
    }
}
