/// What a metric is: its name, what it counts, and how.
package struct MetricDescription: Hashable, Sendable {
    /// The kinds of Prometheus's text format that we use.
    package enum Kind: Hashable, Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// Counts observations by size; `buckets` are the upper edges without infinity, ascending.
        case histogram(buckets: [Double])
    }

    /// The name with its unit, `_total` for counters.
    package var name: String
    /// One sentence.
    package var help: String
    /// How it counts.
    package var kind: Kind

    /// A description.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.help = help
        self.kind = kind
    }
}
