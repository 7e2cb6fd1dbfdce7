import Diagnostics
import QueryPlan
import Reports

/// What is wrong with a previewed report besides what its check finds.
enum PreviewFindings {
    /// What ended the work on a report; a file that cannot be read is its own place.
    static func of(_ error: any Error, path: String) -> [Diagnostic] {
        switch error {
        case let error as DiagnosticsError:
            error.diagnostics.map { finding in
                var finding = finding
                if ["file-not-found", "unreadable-file"].contains(finding.id) { finding.file = finding.file ?? path }
                return finding
            }
        case let failure as QueryFailure: [failure.diagnostic]
        default: [Diagnostic("run-failed", .error, "the report cannot be made: \(error)", file: path)]
        }
    }

    /// The cells and asserts that failed while a report ran, with their places in it, but for what `found` tells.
    static func of(_ result: ReportResult, _ report: Report, besides found: [Diagnostic]) -> [Diagnostic] {
        let told = Set(found.map(\.message))
        var failures: [(finding: Diagnostic, cells: [String])] = []
        for failure in result.failures {
            var finding = failure.failure.diagnostic
            // What follows from another cell's failure is told there.
            guard !told.contains(finding.message), finding.id != "failed-dependency" else { continue }
            if finding.file == nil {
                let place = report.cell(failure.id)?.place
                (finding.file, finding.range) = (place?.file, place?.range)
            }
            if let index = failures.firstIndex(where: { $0.finding == finding }) {
                failures[index].cells.append(failure.id)
            } else {
                failures.append((finding, [failure.id]))
            }
        }
        let failed = failures.map { failure in
            var finding = failure.finding
            let cells = failure.cells.map { "'\($0)'" }.joined(separator: ", ")
            finding.notes.append("in the \(failure.cells.count == 1 ? "cell" : "cells") \(cells)")
            return finding
        }
        let asserts = result.asserts.compactMap { assertion -> Diagnostic? in
            guard !assertion.passed, let rows = assertion.failingRows else { return nil }
            let place = report.cell(assertion.id)?.place
            return Diagnostic(
                "assert-failed", .warning,
                "assert '\(assertion.id)' failed: \(rows) \(rows == 1 ? "row" : "rows")", file: place?.file,
                range: place?.range)
        }
        return failed + asserts
    }
}
