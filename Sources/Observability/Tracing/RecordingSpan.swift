import Synchronization
package import Tracing

/// A span under way.
///
/// A class because it changes until it ends and several tasks may tell it something; after its end it takes nothing more. Of an error only its
/// type is recorded: its text may quote data.
package final class RecordingSpan: Span {
    private static let eventLimit = 128

    package let context: InstrumentationContext
    /// Whether anybody will see it.
    package let isRecording: Bool
    private let state: Mutex<SpanRecord?>
    private let done: @Sendable (SpanRecord) -> Void

    /// A span that goes to `done` when it ends; with `isRecording` false it only carries its context.
    init(
        _ record: SpanRecord, context: InstrumentationContext, isRecording: Bool,
        done: @escaping @Sendable (SpanRecord) -> Void
    ) {
        self.context = context
        self.isRecording = isRecording
        self.done = done
        state = Mutex(isRecording ? record : nil)
    }

    package var operationName: String {
        get { state.withLock { $0?.name ?? "" } }
        set { state.withLock { $0?.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0?.attributes ?? [:] } }
        set { state.withLock { $0?.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0?.status = status } }

    package func addEvent(_ event: SpanEvent) {
        state.withLock { state in
            if (state?.events.count ?? 0) < RecordingSpan.eventLimit { state?.events.append(event) }
        }
    }

    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        guard isRecording else { return }
        var attributes = attributes
        attributes["exception.type"] = String(reflecting: type(of: error))
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    package func addLink(_ link: SpanLink) {
        state.withLock { state in
            if (state?.links.count ?? 0) < RecordingSpan.eventLimit { state?.links.append(link) }
        }
    }

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard isRecording else { return }
        let end = instant().nanosecondsSinceEpoch
        let record = state.withLock { state -> SpanRecord? in
            defer { state = nil }
            return state
        }
        guard var record else { return }
        record.end = max(record.start, end)
        done(record)
    }
}
