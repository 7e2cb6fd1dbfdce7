import Tracing

/// Spans as an `ExportTraceServiceRequest`; numbers are those of opentelemetry-proto 1.x, `trace/v1/trace.proto` and
/// `common/v1/common.proto`.
enum OTLPProtobuf {
    static func request(_ spans: [SpanRecord], resource: [String: String]) -> [UInt8] {
        var writer = ProtobufWriter()
        // ResourceSpans: 1 resource, 2 scope_spans.
        writer.message(1) { resourceSpans in
            resourceSpans.message(1) { message in
                for (name, value) in resource.sorted(by: { $0.key < $1.key }) {
                    pair(1, name, .string(value), in: &message)
                }
            }
            // ScopeSpans: 1 scope, 2 spans.
            resourceSpans.message(2) { scopeSpans in
                scopeSpans.message(1) { scope in
                    scope.string(1, "trinity")
                    scope.string(2, resource["service.version"] ?? "")
                }
                for span in spans { scopeSpans.message(2) { write(span, to: &$0) } }
            }
        }
        return writer.bytes
    }

    private static func write(_ span: SpanRecord, to writer: inout ProtobufWriter) {
        writer.bytes(1, traceBytes(span.identity))
        writer.bytes(2, bigEndian(span.identity.span))
        if !span.identity.state.isEmpty { writer.string(3, span.identity.state) }
        if let parent = span.parent { writer.bytes(4, bigEndian(parent)) }
        writer.string(5, span.name)
        writer.integer(6, Int64(span.kind.number))
        writer.fixed64(7, span.start)
        writer.fixed64(8, span.end)
        for (name, value) in span.attributes.sorted { pair(9, name, value, in: &writer) }
        for event in span.events {
            writer.message(11) { message in
                message.fixed64(1, event.nanosecondsSinceEpoch)
                message.string(2, event.name)
                for (name, value) in event.attributes.sorted { pair(3, name, value, in: &message) }
            }
        }
        for link in span.links {
            guard let identity = link.context.spanIdentity else { continue }
            writer.message(13) { message in
                message.bytes(1, traceBytes(identity))
                message.bytes(2, bigEndian(identity.span))
                for (name, value) in link.attributes.sorted { pair(4, name, value, in: &message) }
            }
        }
        if let status = span.status {
            writer.message(15) { message in
                if let text = status.message { message.string(2, text) }
                message.integer(3, Int64(status.code.number))
            }
        }
        writer.fixed32(16, span.identity.isSampled ? 1 : 0)
    }

    /// `KeyValue`: 1 key, 2 value.
    private static func pair(_ field: Int, _ name: String, _ value: SpanAttribute, in writer: inout ProtobufWriter) {
        writer.message(field) { pair in
            pair.string(1, name)
            pair.message(2) { write(value, to: &$0) }
        }
    }

    /// `AnyValue`: 1 string, 2 bool, 3 int, 4 double, 5 array.
    private static func write(_ value: SpanAttribute, to writer: inout ProtobufWriter) {
        switch value {
        case .string(let text): writer.string(1, text)
        case .bool(let truth): writer.integer(2, truth ? 1 : 0)
        case .int32(let number): writer.integer(3, Int64(number))
        case .int64(let number): writer.integer(3, number)
        case .double(let number): writer.fixed64(4, number.bitPattern)
        case .stringConvertible(let value): writer.string(1, "\(value)")
        default:
            writer.message(5) { array in
                for element in value.elements { array.message(1) { write(element, to: &$0) } }
            }
        }
    }

    private static func traceBytes(_ identity: SpanIdentity) -> [UInt8] {
        bigEndian(identity.traceHigh) + bigEndian(identity.traceLow)
    }

    private static func bigEndian(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}

extension SpanKind {
    /// The number in OTLP.
    var number: Int {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}

extension SpanStatus.Code {
    /// The number in OTLP.
    var number: Int { self == .ok ? 1 : 2 }
}

extension SpanAttribute {
    /// The elements of an array; empty for anything else.
    var elements: [SpanAttribute] {
        switch self {
        case .stringArray(let values): values.map { .string($0) }
        case .int32Array(let values): values.map { .int32($0) }
        case .int64Array(let values): values.map { .int64($0) }
        case .doubleArray(let values): values.map { .double($0) }
        case .boolArray(let values): values.map { .bool($0) }
        case .stringConvertibleArray(let values): values.map { .string("\($0)") }
        default: []
        }
    }
}
