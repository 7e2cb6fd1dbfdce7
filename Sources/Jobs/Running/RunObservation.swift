import CoreMetrics
import Reports
import Tracing

/// What metrics and traces are told about runs: names, counts and times, never a value of the data.
enum RunObservation {
    /// Makes an attempt as a span of its own, the root of what the report does.
    static func observing(
        _ run: Run, _ job: Job, _ body: () async throws -> RunRecord
    ) async throws -> RunRecord {
        if run.attempts > 1 { Counter(label: "trinity_run_retries_total", dimensions: [("job", job.id)]).increment() }
        let inProgress = Meter(label: "trinity_runs_in_progress")
        inProgress.increment()
        defer { inProgress.decrement() }
        return try await withSpan("job") { span in
            if span.isRecording {
                span.updateAttributes { attributes in
                    attributes["job.id"] = job.id
                    attributes["job.run"] = run.id
                    attributes["job.period"] = run.period
                    attributes["job.trigger"] = run.trigger.rawValue
                    attributes["job.attempt"] = run.attempts
                    attributes["quantum.phase"] = job.report.phase
                    guard let type = job.report.analyticsType else { return }
                    attributes["analytics.type"] = type
                    attributes["sacred.trinity.analytics"] = true
                }
            }
            do {
                let record = try await body()
                if span.isRecording {
                    span.attributes["data.records"] = record.inputs.reduce(0) { $0 + ($1.rows ?? 0) }
                    span.attributes["trinity.engine"] = record.engine
                    if let failure = record.failure { mark(failure, on: span) }
                }
                return record
            } catch let failure as RunFailure {
                mark(failure, on: span)
                throw failure
            }
        }
    }

    private static func mark(_ failure: RunFailure, on span: any Span) {
        span.attributes["error.type"] = failure.kind.rawValue
        span.setStatus(SpanStatus(code: .error))
    }

    /// Counts an attempt that came to nothing.
    static func failed(_ run: Run, _ failure: RunFailure) {
        Counter(
            label: "trinity_run_failures_total", dimensions: [("job", run.job), ("class", failure.kind.rawValue)]
        ).increment()
    }

    /// Counts a run that came to its end; `now` is in microseconds since 1970.
    static func ended(_ run: Run, _ state: Run.State, now: Int64) {
        Counter(label: "trinity_runs_total", dimensions: [("job", run.job), ("status", state.rawValue)]).increment()
        guard let started = run.startedAt else { return }
        Timer(label: "trinity_run_duration_seconds", dimensions: [("job", run.job)])
            .recordMicroseconds(max(0, now - started))
    }

    /// Counts an attempt to send a message: `sent`, `postponed` or `abandoned`.
    static func alert(_ delivery: Delivery, _ outcome: String) {
        Counter(
            label: "trinity_alerts_total",
            dimensions: [("kind", delivery.kind), ("channel", delivery.channel), ("outcome", outcome)]
        ).increment()
    }

    /// Tells how many reports cannot be read.
    static func broken(_ count: Int) { Meter(label: "trinity_broken_reports").set(count) }

    /// Tells how many runs are due and wait.
    static func waiting(_ count: Int) { Meter(label: "trinity_queue_length").set(count) }
}
