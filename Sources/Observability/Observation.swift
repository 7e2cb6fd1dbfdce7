import CoreMetrics
import Logging
import Tracing

/// Logging, metrics and tracing of one process: `Commands` starts it once, before anything is logged, and shuts it down at the end.
///
/// Everything else only uses the three API packages, which do nothing until this has been started.
package struct Observation: Sendable {
    /// Everything that is measured; nil for commands that nobody scrapes.
    package let metrics: MetricsRegistry?
    private let exporter: SpanExporter?

    /// Starts logging, and what the settings ask for beside it. The process must not have been started before.
    ///
    /// - Parameters:
    ///   - traces: where spans go; tracing is not started when they are not enabled.
    ///   - hasMetrics: whether somebody will ask for metrics.
    ///   - engine: the engine's name and version, for the build's information.
    package static func start(
        logs: LogSettings, traces: OTLPSettings, hasMetrics: Bool, version: String, engine: String
    ) -> Observation {
        LoggingSystem.bootstrap(
            { label, provider in LineLogHandler(label: label, settings: logs, metadataProvider: provider) },
            metadataProvider: traces.isEnabled ? traceFields : nil)
        var registry: MetricsRegistry?
        if hasMetrics {
            let made = MetricsRegistry()
            made.set("trinity_build_info", [("version", version), ("engine", engine)], to: 1)
            MetricsSystem.bootstrap(made)
            registry = made
        }
        guard traces.isEnabled else { return Observation(metrics: registry, exporter: nil) }
        let exporter = SpanExporter(traces, sender: HTTPSender(userAgent: "trinity/\(version)"))
        InstrumentationSystem.bootstrap(SpanTracer(sampler: traces.sampler, exporter: exporter))
        exporter.start()
        return Observation(metrics: registry, exporter: exporter)
    }

    /// Sends the spans that wait, for as long as `limit` at most.
    package func shutDown(within limit: Duration = .seconds(2)) async { await exporter?.shutDown(within: limit) }

    /// The trace that a line was logged in.
    private static let traceFields = Logger.MetadataProvider {
        guard let identity = InstrumentationContext.current?.spanIdentity else { return [:] }
        return ["trace_id": .string(identity.traceText), "span_id": .string(identity.spanText)]
    }
}
