import Retrying
import Synchronization
import Testing
import Tracing

@testable import Observability

@Suite("OTLP")
struct OTLPTests {
    private func resolve(
        _ environment: [String: String], isOnByDefault: Bool = false
    ) -> (settings: OTLPSettings, problems: [String]) {
        OTLPSettings.resolve(isOnByDefault: isOnByDefault, version: "1", environment: { environment[$0] })
    }

    @Test("nothing is sent unless somebody asks, a server apart, which sends to the standard address")
    func defaults() {
        #expect(!resolve([:]).settings.isEnabled)
        let (settings, problems) = resolve([:], isOnByDefault: true)
        #expect(settings.isEnabled)
        #expect(settings.endpoint == "http://localhost:4318/v1/traces")
        #expect(settings.encoding == .protobuf)
        #expect(settings.timeout == .seconds(10))
        #expect(settings.resource["service.name"] == "trinity")
        #expect(problems.isEmpty)
    }

    @Test("a base address gets the path of traces, an address for traces is taken as it is")
    func endpoints() {
        #expect(
            resolve(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/"]).settings.endpoint == "http://c:4318/v1/traces")
        let (settings, _) = resolve([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://d/x",
        ])
        #expect(settings.endpoint == "https://d/x")
        #expect(settings.isEnabled)
    }

    @Test("headers, resource and names are read as the specification says, percent-encoding too")
    func values() {
        let (settings, problems) = resolve([
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x, k=v=w",
            "OTEL_RESOURCE_ATTRIBUTES": "service.name=a,deployment.environment=test", "OTEL_SERVICE_NAME": "reports",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json", "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
        ])
        #expect(settings.headers == [HTTPHeader("authorization", "Bearer x"), HTTPHeader("k", "v=w")])
        #expect(settings.resource["service.name"] == "reports")
        #expect(settings.resource["deployment.environment"] == "test")
        #expect(settings.encoding == .json)
        #expect(settings.timeout == .milliseconds(2500))
        #expect(problems.isEmpty)
    }

    @Test("off is off")
    func off() {
        let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"]
        for (name, value) in [("OTEL_SDK_DISABLED", "TRUE"), ("OTEL_TRACES_EXPORTER", "none")] {
            #expect(!resolve(endpoint.merging([name: value]) { $1 }, isOnByDefault: true).settings.isEnabled)
        }
    }

    @Test("what cannot be understood is told, and no secret with it")
    func problems() {
        let (settings, problems) = resolve([
            "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_HEADERS": "secret",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "soon", "OTEL_TRACES_SAMPLER": "often",
        ])
        #expect(problems.count == 4)
        #expect(!problems.joined().contains("secret"))
        #expect(settings.encoding == .protobuf)
    }

    private var span: SpanRecord {
        SpanRecord(
            identity: SpanIdentity(traceHigh: 1, traceLow: 2, span: 3, isSampled: true), parent: 4, name: "n",
            kind: .server, start: 5, end: 6, attributes: ["a": 300], status: SpanStatus(code: .error))
    }

    @Test("protobuf is what protoc's encoder writes, field by field")
    func protobuf() {
        let scopeSpans: [UInt8] =
            [0x0A, 0x0B, 0x0A, 0x07] + Array("trinity".utf8) + [0x12, 0x00]
            + [0x12, 0x51]
            // trace_id, span_id, parent_span_id
            + [0x0A, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2]
            + [0x12, 0x08, 0, 0, 0, 0, 0, 0, 0, 3] + [0x22, 0x08, 0, 0, 0, 0, 0, 0, 0, 4]
            // name, kind SERVER, start and end as fixed64
            + [0x2A, 0x01, 0x6E, 0x30, 0x02] + [0x39, 5, 0, 0, 0, 0, 0, 0, 0] + [0x41, 6, 0, 0, 0, 0, 0, 0, 0]
            // attributes: key "a", value int 300 as a varint
            + [0x4A, 0x08, 0x0A, 0x01, 0x61, 0x12, 0x03, 0x18, 0xAC, 0x02]
            // status code ERROR, flags sampled as fixed32
            + [0x7A, 0x02, 0x18, 0x02] + [0x85, 0x01, 1, 0, 0, 0]
        let expected: [UInt8] =
            [0x0A, UInt8(scopeSpans.count + 4), 0x0A, 0x00, 0x12, UInt8(scopeSpans.count)] + scopeSpans
        #expect(OTLPProtobuf.request([span], resource: [:]) == expected)
    }

    @Test("JSON has ids in hexadecimal and 64-bit integers as strings")
    func json() {
        #expect(
            String(decoding: OTLPJSON.request([span], resource: ["service.name": "t"]), as: UTF8.self)
                == #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"t"}}]},"#
                + #""scopeSpans":[{"scope":{"name":"trinity","version":""},"spans":["#
                + #"{"traceId":"00000000000000010000000000000002","spanId":"0000000000000003","#
                + #""parentSpanId":"0000000000000004","name":"n","kind":2,"startTimeUnixNano":"5","endTimeUnixNano":"6","#
                + #""attributes":[{"key":"a","value":{"intValue":"300"}}],"status":{"code":2},"flags":1}]}]}]}"#)
    }

    @Test("a queue keeps the oldest, gives them in batches, and takes nothing when it is full or closed")
    func queue() {
        var queue = SpanQueue(limit: 3, batchSize: 2)
        #expect((0..<4).map { _ in queue.add(span) } == [.waits, .fillsBatch, .waits, .dropped])
        #expect(queue.takeBatch().count == 2)
        queue.close()
        #expect(queue.add(span) == .dropped)
        #expect(queue.takeBatch().count == 1)
        #expect(queue.takeBatch().isEmpty)
    }

    /// Answers as it is told, and remembers what it was sent.
    final class Collector: HTTPSending {
        private let state: Mutex<(answers: [Result<HTTPResponse, HTTPSendFailure>], requests: [HTTPRequest])>

        init(_ answers: [Result<HTTPResponse, HTTPSendFailure>]) { state = Mutex((answers, [])) }
        var requests: [HTTPRequest] { state.withLock { $0.requests } }
        func send(_ request: HTTPRequest) async throws(HTTPSendFailure) -> HTTPResponse {
            let answer = state.withLock { state in
                state.requests.append(request)
                return state.answers.isEmpty ? .success(HTTPResponse(status: 200)) : state.answers.removeFirst()
            }
            return try answer.get()
        }
    }

    private func exporter(_ collector: Collector) -> SpanExporter {
        var settings = OTLPSettings(isEnabled: true)
        settings.batchSize = 2
        settings.delay = .milliseconds(1)
        return SpanExporter(
            settings, sender: collector, retry: Backoff(first: .milliseconds(1), longest: .seconds(30), chance: 0.5))
    }

    @Test("what a collector cannot take just now comes again, the same; what it refuses does not")
    func retries() async {
        let collector = Collector([
            .failure(.unreachable("no")), .success(HTTPResponse(status: 503)), .success(HTTPResponse(status: 200)),
            .success(HTTPResponse(status: 400)),
        ])
        let exporter = exporter(collector)
        exporter.take(span)
        exporter.take(span)
        exporter.start()
        while collector.requests.count < 3 { await Task.yield() }
        #expect(Set(collector.requests.map(\.body)).count == 1)
        exporter.take(span)
        while collector.requests.count < 4 { await Task.yield() }
        exporter.take(span)
        while collector.requests.count < 5 { await Task.yield() }
        await exporter.shutDown(within: .seconds(5))
        #expect(collector.requests.count == 5)
    }

    @Test("at the end what waits is sent, and a collector that is not there is asked once")
    func shutdown() async {
        let there = Collector([])
        let first = exporter(there)
        for _ in 0..<5 { first.take(span) }
        await first.shutDown(within: .seconds(5))
        #expect(there.requests.count == 3)
        let gone = Collector(Array(repeating: .failure(.unreachable("no")), count: 9))
        let second = exporter(gone)
        second.take(span)
        await second.shutDown(within: .seconds(5))
        #expect(gone.requests.count == 1)
        second.take(span)
        #expect(gone.requests.count == 1)
    }

    @Test("at the end a collector that is busy is asked again, with the batch that waited for its turn before too")
    func busyAtTheEnd() async {
        let busy = Collector([503, 429, 503].map { .success(HTTPResponse(status: $0)) })
        var settings = OTLPSettings(isEnabled: true)
        settings.batchSize = 1
        settings.delay = .milliseconds(1)
        // The wait after the first answer would outlast the test.
        let exporter = SpanExporter(
            settings, sender: busy, retry: Backoff(first: .seconds(600), longest: .seconds(600), chance: 0.5))
        exporter.start()
        exporter.take(span)
        while busy.requests.isEmpty { await Task.yield() }
        exporter.take(span)
        await exporter.shutDown(within: .seconds(60))
        #expect(busy.requests.count == 5)
    }

    @Test("a collector that stays busy is given up when the limit is over")
    func busyForEver() async {
        let busy = Collector(Array(repeating: .success(HTTPResponse(status: 503)), count: 10_000))
        let exporter = exporter(busy)
        exporter.take(span)
        await exporter.shutDown(within: .milliseconds(300))
        #expect((1..<10_000).contains(busy.requests.count))
    }
}
