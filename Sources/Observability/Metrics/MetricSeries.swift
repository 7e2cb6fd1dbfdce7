import CoreMetrics
import Synchronization

/// One series: a metric with one set of labels.
///
/// A class because handlers of swift-metrics have identity, and are shared by all who ask for the same labels. Its number is a double, as in
/// Prometheus: counts are exact up to 2⁵³.
final class MetricSeries: Sendable {
    /// What has been recorded.
    struct Value {
        /// A counter's or gauge's number; the sum of a histogram's observations.
        var number = 0.0
        /// A histogram's observations by bucket, the last one without an upper edge; empty for counters and gauges.
        var buckets: [Int] = []
    }

    /// Upper edges of a histogram's buckets.
    let edges: [Double]
    private let state: Mutex<Value>

    init(_ kind: MetricDescription.Kind) {
        if case .histogram(let edges) = kind {
            self.edges = edges
            state = Mutex(Value(buckets: Array(repeating: 0, count: edges.count + 1)))
        } else {
            edges = []
            state = Mutex(Value())
        }
    }

    /// What has been recorded so far.
    var value: Value { state.withLock { $0 } }

    func add(_ amount: Double) { state.withLock { $0.number += amount } }

    func replace(_ number: Double) { state.withLock { $0.number = number } }

    /// Counts an observation in the first bucket whose edge is not below it. What is not a number is left out.
    func observe(_ number: Double) {
        guard !number.isNaN else { return }
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < number { low = middle + 1 } else { high = middle }
        }
        let bucket = low
        state.withLock { state in
            state.number += number
            if bucket < state.buckets.count { state.buckets[bucket] += 1 }
        }
    }
}

extension MetricSeries: CounterHandler, FloatingPointCounterHandler {
    /// Counters only grow: what is negative is left out.
    func increment(by amount: Int64) { if amount > 0 { add(Double(amount)) } }
    func increment(by amount: Double) { if amount > 0 { add(amount) } }
    func reset() { replace(0) }
}

/// A series whose kind is gauge; a type of its own because `increment` means another thing.
final class GaugeSeries: MeterHandler, RecorderHandler {
    let series: MetricSeries

    init(_ series: MetricSeries) { self.series = series }

    func set(_ value: Int64) { series.replace(Double(value)) }
    func set(_ value: Double) { series.replace(value) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
    func record(_ value: Int64) { series.replace(Double(value)) }
    func record(_ value: Double) { series.replace(value) }
}

/// A series whose kind is histogram: sizes, or durations in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler {
    let series: MetricSeries

    init(_ series: MetricSeries) { self.series = series }

    func record(_ value: Int64) { series.observe(Double(value)) }
    func record(_ value: Double) { series.observe(value) }
    func recordNanoseconds(_ duration: Int64) { series.observe(Double(duration) / 1e9) }
}
