package import CoreMetrics
import Synchronization

/// Keeps every metric of the process, and gives them as Prometheus's text.
///
/// A class because all of the process records into one. The number of series of a metric is bounded, so that no label can fill the memory.
package final class MetricsRegistry: MetricsFactory {
    /// The labels of a series, by name.
    typealias Labels = [Label]

    struct Label: Hashable, Comparable, Sendable {
        var name: String
        var value: String

        static func < (one: Label, other: Label) -> Bool { (one.name, one.value) < (other.name, other.value) }
    }

    struct Family: Sendable {
        var description: MetricDescription
        var series: [Labels: MetricSeries] = [:]
    }

    private let descriptions: [String: MetricDescription]
    private let families = Mutex<[String: Family]>([:])
    private let seriesLimit: Int
    private static let droppedSeries = "trinity_metric_series_dropped_total"

    /// A registry that knows the metrics of a catalogue; others may be recorded too.
    ///
    /// - Parameter seriesLimit: the most series of one metric; what comes beyond is counted and left out.
    package init(_ descriptions: [MetricDescription] = MetricCatalog.all, seriesLimit: Int = 2_000) {
        self.descriptions = Dictionary(descriptions.map { ($0.name, $0) }) { first, _ in first }
        self.seriesLimit = seriesLimit
    }

    /// What the process records into; nil when nothing is measured.
    package static var ofProcess: MetricsRegistry? { MetricsSystem.factory as? MetricsRegistry }

    /// Everything recorded, by name.
    var snapshot: [Family] {
        families.withLock { $0.values.sorted { $0.description.name < $1.description.name } }
    }

    /// A gauge's handler, for what is known when the process starts.
    package func set(_ name: String, _ labels: [(String, String)] = [], to value: Double) {
        series(name, labels, .gauge).replace(value)
    }

    // MARK: - MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.counter(label), dimensions, .counter)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(MetricName.counter(label), dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeSeries(series(MetricName.valid(label), dimensions, .gauge))
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? HistogramSeries(
                series(MetricName.valid(label), dimensions, .histogram(buckets: MetricCatalog.runSeconds)))
            : GaugeSeries(series(MetricName.valid(label), dimensions, .gauge))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        HistogramSeries(
            series(MetricName.seconds(label), dimensions, .histogram(buckets: MetricCatalog.requestSeconds)))
    }

    // Series outlive their handlers: Prometheus wants counters that do not vanish between two scrapes.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// The series of a name and labels, made when it is not there. One that has no room, or whose name is another kind's, records into
    /// nothing.
    private func series(
        _ name: String, _ labels: [(String, String)], _ kind: MetricDescription.Kind
    ) -> MetricSeries {
        let labels = labels.map { Label(name: MetricName.validLabel($0.0), value: $0.1) }.sorted()
        return families.withLock { families in
            let description =
                families[name]?.description ?? descriptions[name]
                ?? MetricDescription(name, kind, "Recorded by a library of the program.")
            guard description.kind.isLike(kind) else { return MetricSeries(kind) }
            if let known = families[name]?.series[labels] { return known }
            let made = MetricSeries(description.kind)
            if families[name]?.series.count ?? 0 >= seriesLimit {
                let dropped = MetricsRegistry.droppedSeries
                var family =
                    families[dropped]
                    ?? Family(description: descriptions[dropped] ?? MetricDescription(dropped, .counter, "Dropped."))
                let label = [Label(name: "metric", value: name)]
                let counter = family.series[label] ?? MetricSeries(.counter)
                counter.add(1)
                family.series[label] = counter
                families[dropped] = family
                return made
            }
            families[name, default: Family(description: description)].series[labels] = made
            return made
        }
    }
}

extension MetricDescription.Kind {
    /// Whether both count the same way, whatever their buckets.
    fileprivate func isLike(_ other: MetricDescription.Kind) -> Bool {
        switch (self, other) {
        case (.counter, .counter), (.gauge, .gauge), (.histogram, .histogram): true
        default: false
        }
    }
}
