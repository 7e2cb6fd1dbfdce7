/// Metrics in Prometheus's text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
package enum PrometheusText {
    /// The content type that the text is served with.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Everything that a registry has recorded, by name and labels, and what the system knows about the process.
    package static func text(of registry: MetricsRegistry) -> String {
        var text = ""
        for family in registry.snapshot + ProcessMetrics.families { write(family, to: &text) }
        return text
    }

    private static func write(_ family: MetricsRegistry.Family, to text: inout String) {
        let (name, kind) = (family.description.name, family.description.kind)
        text += "# HELP \(name) \(escaped(family.description.help, quotes: false))\n# TYPE \(name) \(kind.word)\n"
        for (labels, series) in family.series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let value = series.value
            guard case .histogram(let edges) = kind else {
                text += "\(name)\(block(labels)) \(number(value.number))\n"
                continue
            }
            var count = 0
            for (edge, bucket) in zip(edges + [.infinity], value.buckets) {
                count += bucket
                let edged = labels + [MetricsRegistry.Label(name: "le", value: number(edge))]
                text += "\(name)_bucket\(block(edged)) \(count)\n"
            }
            text += "\(name)_sum\(block(labels)) \(number(value.number))\n"
            text += "\(name)_count\(block(labels)) \(count)\n"
        }
    }

    private static func block(_ labels: MetricsRegistry.Labels) -> String {
        if labels.isEmpty { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.append(character)
            }
        }
        return result
    }

    /// Go's spelling: `+Inf`, `-Inf`, `NaN`; whole numbers without a fraction.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }
}

extension MetricDescription.Kind {
    fileprivate var word: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
