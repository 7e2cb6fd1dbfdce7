package import Tracing

/// Makes spans, and hands them over when they end. Contexts cross processes as W3C `traceparent` and `tracestate`.
package struct SpanTracer: Tracer {
    package typealias Span = RecordingSpan

    /// What the original system's dashboards select our spans by: the part of the Sacred Trinity that they come from, whatever runs the queries.
    static let component: SpanAttributes = ["quantum.component": "spark_analytics_engine"]

    private let sampler: TraceSampler
    private let done: @Sendable (SpanRecord) -> Void

    /// A tracer whose finished spans go to an exporter.
    package init(sampler: TraceSampler = TraceSampler(), exporter: SpanExporter) {
        self.init(sampler: sampler) { exporter.take($0) }
    }

    init(sampler: TraceSampler = TraceSampler(), done: @escaping @Sendable (SpanRecord) -> Void) {
        self.sampler = sampler
        self.done = done
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordingSpan {
        var context = context()
        let parent = context.spanIdentity
        var random = SystemRandomNumberGenerator()
        let high = parent?.traceHigh ?? random.next()
        let low = parent?.traceLow ?? random.next() | 1
        let identity = SpanIdentity(
            traceHigh: high, traceLow: low, span: random.next() | 1,
            isSampled: sampler.samples(traceLow: low, parent: parent), state: parent?.state ?? "")
        context.spanIdentity = identity
        let start = instant().nanosecondsSinceEpoch
        return RecordingSpan(
            SpanRecord(
                identity: identity, parent: parent?.span, name: operationName, kind: kind, start: start, end: start,
                attributes: SpanTracer.component),
            context: context, isRecording: identity.isSampled, done: done)
    }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: "traceparent", from: carrier),
            let identity = SpanIdentity(
                traceParent: header, state: extractor.extract(key: "tracestate", from: carrier) ?? "")
        else { return }
        context.spanIdentity = identity
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let identity = context.spanIdentity else { return }
        injector.inject(identity.traceParent, forKey: "traceparent", into: &carrier)
        if !identity.state.isEmpty { injector.inject(identity.state, forKey: "tracestate", into: &carrier) }
    }

    /// Nothing: the exporter is flushed when the process ends.
    package func forceFlush() {}
}
