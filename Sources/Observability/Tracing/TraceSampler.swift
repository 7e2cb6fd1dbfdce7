/// Decides which traces are recorded (https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampling).
package struct TraceSampler: Hashable, Sendable {
    /// What is recorded of the traces that begin here, from 0 to 1.
    package var ratio: Double
    /// Whether a span with a parent does as its parent does.
    package var followsParent: Bool

    package init(ratio: Double = 1, followsParent: Bool = true) {
        self.ratio = ratio
        self.followsParent = followsParent
    }

    /// The sampler of `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; nil when it is none that we know.
    package init?(name: String, argument: String?) {
        let ratio = argument.flatMap(Double.init).map { min(1, max(0, $0)) } ?? 1
        switch name {
        case "always_on": self.init(ratio: 1, followsParent: false)
        case "always_off": self.init(ratio: 0, followsParent: false)
        case "traceidratio": self.init(ratio: ratio, followsParent: false)
        case "parentbased_always_on": self.init(ratio: 1)
        case "parentbased_always_off": self.init(ratio: 0)
        case "parentbased_traceidratio": self.init(ratio: ratio)
        default: return nil
        }
    }

    /// Whether a span is recorded. The same trace gets the same answer everywhere.
    func samples(traceLow: UInt64, parent: SpanIdentity?) -> Bool {
        if followsParent, let parent { return parent.isSampled }
        if ratio >= 1 { return true }
        return Double(traceLow >> 11) / Double(UInt64(1) << 53) < ratio
    }
}
