import Synchronization
import Testing
import Tracing

@testable import Observability

@Suite("Spans")
struct TracingTests {
    /// Collects finished spans.
    final class Collector: Sendable {
        private let state = Mutex<[SpanRecord]>([])
        var spans: [SpanRecord] { state.withLock { $0 } }
        func add(_ span: SpanRecord) { state.withLock { $0.append(span) } }
    }

    struct Dictionary: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    @Test("spans within spans are one tree, across tasks")
    func tree() async {
        let collector = Collector()
        await withTracer(SpanTracer { collector.add($0) }) {
            await withSpan("report") { _ in
                await withTaskGroup(of: Void.self) { group in
                    for index in 0..<3 { group.addTask { withSpan("scan \(index)") { _ in } } }
                }
            }
        }
        let spans = collector.spans
        #expect(spans.count == 4)
        #expect(Set(spans.map(\.identity.traceText)).count == 1)
        let root = spans.last
        #expect(root?.name == "report")
        #expect(root?.parent == nil)
        #expect(spans.dropLast().allSatisfy { $0.parent == root?.identity.span })
    }

    @Test("an error leaves its type on the span, and nothing of its text")
    func errors() throws {
        struct Secret: Error, CustomStringConvertible { var description: String { "user 4711" } }
        let collector = Collector()
        #expect(throws: Secret.self) {
            try withTracer(SpanTracer { collector.add($0) }) { try withSpan("cell") { _ in throw Secret() } }
        }
        let span = try #require(collector.spans.first)
        #expect(span.status?.code == .error)
        #expect(span.events.count == 1)
        #expect(!"\(span)".contains("4711"))
    }

    @Test("a span that has ended takes nothing more, and ends once")
    func ended() {
        let collector = Collector()
        let span = SpanTracer { collector.add($0) }.startSpan("one")
        span.end()
        span.attributes["late"] = 1
        span.end()
        #expect(collector.spans.count == 1)
        #expect(collector.spans.first?.attributes.get("late") == nil)
    }

    /// The example of the W3C recommendation, section 3.2.
    private static let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a trace goes on from the header of whoever asked")
    func propagation() {
        let collector = Collector()
        let tracer = SpanTracer { collector.add($0) }
        var context = ServiceContext.topLevel
        tracer.extract(
            ["traceparent": TracingTests.example, "tracestate": "vendor=1"], into: &context, using: Dictionary())
        let span = tracer.startSpan("request", context: context)
        var headers: [String: String] = [:]
        tracer.inject(span.context, into: &headers, using: Dictionary())
        span.end()
        #expect(headers["traceparent"]?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
        #expect(headers["tracestate"] == "vendor=1")
        #expect(collector.spans.first?.parent == 0x00f0_67aa_0ba9_02b7)
    }

    @Test(
        "what is no traceparent is not taken for one",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        ])
    func badHeaders(_ header: String) { #expect(SpanIdentity(traceParent: header) == nil) }

    @Test("a parent that is not sampled has no sampled children, unless the sampler asks nobody")
    func sampling() {
        let parent = SpanIdentity(traceHigh: 1, traceLow: 2, span: 3, isSampled: false)
        #expect(!TraceSampler().samples(traceLow: 2, parent: parent))
        #expect(TraceSampler(name: "always_on", argument: nil)?.samples(traceLow: 2, parent: parent) == true)
        #expect(TraceSampler(name: "parentbased_always_off", argument: nil)?.samples(traceLow: 2, parent: nil) == false)
        let half = TraceSampler(name: "traceidratio", argument: "0.5")
        #expect(half?.samples(traceLow: UInt64.max / 2, parent: nil) == true)
        #expect(half?.samples(traceLow: UInt64.max / 2 + 4096, parent: nil) == false)
    }
}
