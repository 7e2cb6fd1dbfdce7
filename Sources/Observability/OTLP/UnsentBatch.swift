/// Spans that the collector could not take, and when to offer them again.
struct UnsentBatch: Sendable {
    let spans: [SpanRecord]
    /// How often they were sent.
    var attempts = 0
    /// The earliest time to send them again; nil before the first time.
    private(set) var due: ContinuousClock.Instant?
    /// Whether that wait began when the process was ending already.
    private(set) var isLast = false

    init(_ spans: [SpanRecord]) { self.spans = spans }

    mutating func postpone(by delay: Duration, isLast: Bool) {
        due = .now + delay
        self.isLast = isLast
    }
}
