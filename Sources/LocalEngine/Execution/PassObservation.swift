import CoreMetrics
import Logging
import QueryPlan
import Tracing

/// What logs, metrics and traces are told about a pass: names, counts and times, never a value of the data.
enum PassObservation {
    /// Tells how a pass went.
    static func tell(_ outcome: PassOutcome, on span: any Span) {
        guard let measure = outcome.measure else { return }
        if case .source(let name) = measure.origin {
            let source = [("source", name)]
            let rejected = outcome.scan?.scan.tally().rejected.count ?? 0
            Counter(label: "trinity_rows_read_total", dimensions: source).increment(by: measure.rows)
            Counter(label: "trinity_bytes_read_total", dimensions: source).increment(by: measure.bytes)
            if rejected > 0 {
                Counter(label: "trinity_rows_rejected_total", dimensions: source).increment(by: rejected)
            }
            if span.isRecording {
                span.attributes["source.name"] = name
                span.attributes["data.bytes"] = measure.bytes
                span.attributes["data.rejected_records"] = rejected
            }
        }
        if span.isRecording {
            span.attributes["data.records"] = measure.rows
            span.attributes["query.operators"] = measure.riders.count
            if let failure = outcome.failures.min(by: {
                ($0.key.node, $0.key.pipeline) < ($1.key.node, $1.key.pipeline)
            })?.value {
                span.attributes["error.type"] = failure.fault.rawValue
                span.setStatus(SpanStatus(code: .error))
            }
        }
        Logger.current.debug(
            "pass finished",
            metadata: [
                "stage": "\(outcome.timing.stage)", "rows": .stringConvertible(measure.rows),
                "bytes": .stringConvertible(measure.bytes), "seconds": .stringConvertible(measure.seconds),
            ])
    }
}

extension PhysicalPlan.Origin {
    /// What a pass over it is called in a trace.
    var spanName: String { if case .source = self { "scan" } else { "compute" } }
}
