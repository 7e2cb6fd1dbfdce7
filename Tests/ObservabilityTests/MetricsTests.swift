import CoreMetrics
import Testing

@testable import Observability

@Suite("Prometheus text")
struct MetricsTests {
    private let registry = MetricsRegistry([
        MetricDescription("runs_total", .counter, "Runs by job.\nTwo lines."),
        MetricDescription("wait_seconds", .histogram(buckets: [0.1, 1]), "Waits."),
        MetricDescription("queue_length", .gauge, "Queue."),
    ])

    /// What was recorded, without the figures of the process.
    private var text: String {
        PrometheusText.text(of: registry).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("process_") && !$0.isEmpty }.joined(separator: "\n")
    }

    @Test("counters add up by labels, whatever their order, and labels are escaped")
    func counters() {
        let one = Counter(
            label: "runs_total", dimensions: [("status", "ok"), ("job", "a\"b\\c\nd")], factory: registry)
        let same = Counter(
            label: "runs_total", dimensions: [("job", "a\"b\\c\nd"), ("status", "ok")], factory: registry)
        one.increment(by: 2)
        same.increment()
        #expect(
            text == """
                # HELP runs_total Runs by job.\\nTwo lines.
                # TYPE runs_total counter
                runs_total{job="a\\"b\\\\c\\nd",status="ok"} 3
                """)
    }

    @Test("a histogram's buckets are cumulative, and an observation at an edge lies below it")
    func histograms() {
        let timer = Timer(label: "wait_seconds", dimensions: [], factory: registry)
        for nanoseconds in [50_000_000, 100_000_000, 500_000_000, 7_000_000_000] {
            timer.recordNanoseconds(Int64(nanoseconds))
        }
        #expect(
            text == """
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.1"} 2
                wait_seconds_bucket{le="1"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 7.65
                wait_seconds_count 4
                """)
    }

    @Test("gauges go up and down")
    func gauges() {
        let meter = Meter(label: "queue_length", dimensions: [], factory: registry)
        meter.set(5)
        meter.decrement(by: 1.5)
        #expect(text.hasSuffix("queue_length 3.5"))
    }

    @Test("names of libraries get the characters and the endings that Prometheus wants")
    func names() {
        Counter(label: "hb.requests", dimensions: [("hb.method", "GET")], factory: registry).increment()
        Timer(label: "2nd-wait", dimensions: [], factory: registry).recordSeconds(1)
        #expect(text.contains("hb_requests_total{hb_method=\"GET\"} 1"))
        #expect(text.contains("_2nd_wait_seconds_count 1"))
    }

    @Test("a metric has room for so many series; what comes beyond is counted")
    func bounds() {
        let small = MetricsRegistry(seriesLimit: 2)
        for index in 0..<5 {
            Counter(label: "trinity_runs_total", dimensions: [("job", "\(index)")], factory: small).increment()
        }
        let text = PrometheusText.text(of: small)
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("trinity_runs_total{") }.count == 2)
        #expect(text.contains("trinity_metric_series_dropped_total{metric=\"trinity_runs_total\"} 3"))
    }

    @Test("the process tells its memory, its start and its processor time")
    func process() {
        let text = PrometheusText.text(of: registry)
        for name in ["process_resident_memory_bytes", "process_start_time_seconds", "process_cpu_seconds_total"] {
            #expect(text.contains("\n\(name) "))
        }
    }
}
