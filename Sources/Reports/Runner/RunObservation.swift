import Columnar
import CoreMetrics
import Logging
import QueryPlan
import Tracing

/// What logs, metrics and traces are told about a report's run: names, counts and times, never a value of the data.
enum RunObservation {
    /// Makes a run as a span of its own, and tells how it went.
    static func observing(
        _ report: Report, period: Period, engine: String, _ body: () async throws -> ReportResult
    ) async throws -> ReportResult {
        let clock = ContinuousClock()
        let started = clock.now
        return try await withSpan("report") { span in
            if span.isRecording { describe(report, period: period, engine: engine, on: span) }
            let result = try await body()
            let elapsed = clock.now - started
            Timer(label: "trinity_report_duration_seconds", dimensions: [("report", report.id)])
                .recordNanoseconds(
                    elapsed.components.seconds * 1_000_000_000 + elapsed.components.attoseconds / 1_000_000_000)
            let rows = result.sources.flatMap(\.description.files).reduce(0) { $0 + ($1.rows ?? 0) }
            let failed = result.asserts.filter { !$0.passed }
            if span.isRecording {
                span.attributes["data.records"] = rows
                span.attributes["report.failed_asserts"] = failed.count
                span.attributes["report.failed_cells"] = result.failures.count
                if !result.failures.isEmpty { span.setStatus(SpanStatus(code: .error)) }
            }
            Logger.current.debug(
                "report finished",
                metadata: [
                    "report": "\(report.id)", "period": "\(period.id)", "rows": .stringConvertible(rows),
                    "failed_asserts": .stringConvertible(failed.count),
                    "failed_cells": .stringConvertible(result.failures.count),
                    "seconds": .stringConvertible(
                        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18),
                ])
            return result
        }
    }

    /// Describes how a cell went on its span.
    static func describe(_ cell: Cell, _ result: CellResult, failure: QueryFailure?, on span: any Span) {
        guard span.isRecording else { return }
        span.attributes["cell.id"] = cell.id
        span.attributes["cell.kind"] = cell.kindName
        span.attributes["data.records"] = result.tables.reduce(0) { $0 + $1.table.rowCount }
        if let failure {
            span.attributes["error.type"] = failure.fault.rawValue
            span.setStatus(SpanStatus(code: .error))
        }
    }

    /// The original system's attributes: which analytics a report makes, and in which of its phases that lies.
    private static func describe(_ report: Report, period: Period, engine: String, on span: any Span) {
        let analyzers = report.analyzers
        span.updateAttributes { attributes in
            attributes["report.id"] = report.id
            attributes["report.period"] = period.id
            attributes["trinity.engine"] = engine
            attributes["quantum.phase"] = report.phase
            guard !analyzers.isEmpty else { return }
            attributes["sacred.trinity.analytics"] = true
            attributes["analytics.type"] = report.analyticsType
        }
    }
}

extension Report {
    /// The analyzers that its cells run, each once, in order.
    package var analyzers: [String] {
        var found: [String] = []
        for cell in cells {
            if case .analyze(let analyze) = cell.kind, !found.contains(analyze.analyzer) {
                found.append(analyze.analyzer)
            }
        }
        return found
    }

    /// The phase of the Sacred Trinity that it belongs to: `transcendence` for analytics across its components, else `harmony`.
    package var phase: String {
        analyzers.contains("sacred_trinity") || analyzers.count > 1 ? "transcendence" : "harmony"
    }

    /// `resonance`, `payment` or `ethical` for a single analyzer of the Sacred Trinity, `trinity` across them; nil for a report without any.
    package var analyticsType: String? {
        let names = ["quantum_resonance": "resonance", "payment_patterns": "payment", "ethical_coherence": "ethical"]
        return analyzers.isEmpty ? nil : phase == "transcendence" ? "trinity" : analyzers.first.flatMap { names[$0] }
    }
}
