package import Diagnostics
import Foundation
package import QueryPlan
package import Reports

extension RunFailure {
    /// What diagnostics amount to.
    ///
    /// - Parameter hasHelp: whether the message says what to do; only where that cannot quote data.
    package static func of(_ diagnostics: [Diagnostic], otherwise kind: Kind, hasHelp: Bool = false) -> RunFailure {
        let errors = diagnostics.filter { $0.severity == .error }
        let message = errors.prefix(3).map { error in
            line(error) + (hasHelp ? error.help.map { " (\($0))" } ?? "" : "")
        }.joined(separator: "\n")
        let more = errors.count > 3 ? "\nand \(errors.count - 3) more" : ""
        // A report may have nothing wrong with it but that its data have not come.
        let isMissing = !errors.isEmpty && errors.allSatisfy { missing.contains($0.id) }
        let isBusy = errors.contains { busy.contains($0.id) }
        return RunFailure(
            isMissing ? .missingData : isBusy ? .resources : kind, message + more, place: errors.first.flatMap(place))
    }

    /// What a failed query amounts to.
    package static func of(_ failure: QueryFailure) -> RunFailure {
        let kind: Kind =
            switch failure.fault {
            case .query: .query
            case .data: .data
            case .resources: .resources
            case .bug: .bug
            }
        return of([failure.diagnostic], otherwise: kind)
    }

    /// What any error amounts to. Of an error that is none of ours only the type is told, since its text may hold anything.
    ///
    /// - Parameter kind: what it is when it does not say so itself.
    static func ofAny(_ error: any Error, otherwise kind: Kind) -> RunFailure {
        switch error {
        case let failure as RunFailure: return failure
        case let failure as QueryFailure: return of(failure)
        case let error as DiagnosticsError: return of(error.diagnostics, otherwise: kind)
        default:
            if let problem = JobStore.problem(error) { return of([problem], otherwise: .resources) }
            return RunFailure(kind, "an error that was not foreseen: \(type(of: error))")
        }
    }

    /// What keeps a result from being good; nil when nothing does.
    ///
    /// A cell that failed comes first. Then a source without a row in the period: checks and figures of a period whose data have not come say
    /// nothing.
    package static func of(_ result: ReportResult) -> RunFailure? {
        if let first = result.failures.first {
            var failure = of(first.failure)
            let others = result.failures.count - 1
            failure.message = "cell '\(first.id)': \(failure.message)"
            if others > 0 { failure.message += "\nand \(others) more \(others == 1 ? "cell" : "cells")" }
            return failure
        }
        if !result.emptySources.isEmpty {
            let names = result.emptySources.map { "'\($0)'" }.joined(separator: ", ")
            return RunFailure(
                .missingData,
                "\(names) \(result.emptySources.count == 1 ? "has" : "have") no row in \(result.period.id)")
        }
        let failed = result.asserts.filter { !$0.passed }
        guard !failed.isEmpty else { return nil }
        let texts = failed.map { assertion in
            let rows = assertion.failingRows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "it could not run"
            return "assert '\(assertion.id)' failed: \(rows)"
        }
        return RunFailure(.assertion, texts.joined(separator: "\n"))
    }

    private static let missing: Set = ["no-such-file", "no-data-files"]
    private static let busy: Set = ["unreadable-file", "file-changed", "unwritable-output"]

    /// A message without the data value that it quotes: what history keeps is sent to people who may not see data.
    private static func withoutValue(_ message: String) -> String {
        guard let start = message.range(of: "found '"),
            let end = message.range(of: "', expected", range: start.upperBound..<message.endIndex)
        else { return message }
        return message[..<start.lowerBound] + "found another value" + message[message.index(after: end.lowerBound)...]
    }

    /// `reports/a.md:3:4`, or the file alone.
    private static func place(_ diagnostic: Diagnostic) -> String? {
        diagnostic.file.map { file in
            diagnostic.range.map { "\(file):\($0.lowerBound.line):\($0.lowerBound.column)" } ?? file
        }
    }

    /// `reports/a.md:3:4: message`. Notes and help may quote data, so that they stay out.
    private static func line(_ diagnostic: Diagnostic) -> String {
        (place(diagnostic).map { $0 + ": " } ?? "") + withoutValue(diagnostic.message)
    }
}
