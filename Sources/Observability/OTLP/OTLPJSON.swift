import Diagnostics
import Tracing

/// Spans as an `ExportTraceServiceRequest` in JSON: ids in hexadecimal, 64-bit integers as strings
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).
enum OTLPJSON {
    static func request(_ spans: [SpanRecord], resource: [String: String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.array("resourceSpans") { writer in
                writer.object { writer in
                    writer.object("resource") { writer in
                        let attributes = resource.sorted { $0.key < $1.key }
                        write(attributes.map { ($0.key, .string($0.value)) }, to: &writer)
                    }
                    writer.array("scopeSpans") { writer in
                        writer.object { writer in
                            writer.object("scope") { writer in
                                writer.member("name", "trinity")
                                writer.member("version", resource["service.version"] ?? "")
                            }
                            writer.array("spans") { writer in
                                for span in spans { writer.object { write(span, to: &$0) } }
                            }
                        }
                    }
                }
            }
        }
        return Array(writer.text.utf8)
    }

    private static func write(_ span: SpanRecord, to writer: inout JSONWriter) {
        writer.member("traceId", span.identity.traceText)
        writer.member("spanId", span.identity.spanText)
        if !span.identity.state.isEmpty { writer.member("traceState", span.identity.state) }
        if let parent = span.parent {
            writer.member(
                "parentSpanId", SpanIdentity(traceHigh: 0, traceLow: 0, span: parent, isSampled: true).spanText)
        }
        writer.member("name", span.name)
        writer.key("kind")
        writer.value(span.kind.number)
        writer.member("startTimeUnixNano", String(span.start))
        writer.member("endTimeUnixNano", String(span.end))
        write(span.attributes.sorted, to: &writer)
        if !span.events.isEmpty {
            writer.array("events") { writer in
                for event in span.events {
                    writer.object { writer in
                        writer.member("timeUnixNano", String(event.nanosecondsSinceEpoch))
                        writer.member("name", event.name)
                        write(event.attributes.sorted, to: &writer)
                    }
                }
            }
        }
        if !span.links.isEmpty {
            writer.array("links") { writer in
                for link in span.links {
                    guard let identity = link.context.spanIdentity else { continue }
                    writer.object { writer in
                        writer.member("traceId", identity.traceText)
                        writer.member("spanId", identity.spanText)
                        write(link.attributes.sorted, to: &writer)
                    }
                }
            }
        }
        writer.object("status") { writer in
            guard let status = span.status else { return }
            if let text = status.message { writer.member("message", text) }
            writer.key("code")
            writer.value(status.code.number)
        }
        writer.key("flags")
        writer.value(span.identity.isSampled ? 1 : 0)
    }

    private static func write(_ attributes: [(name: String, value: SpanAttribute)], to writer: inout JSONWriter) {
        writer.array("attributes") { writer in
            for (name, value) in attributes {
                writer.object { writer in
                    writer.member("key", name)
                    writer.object("value") { write(value, to: &$0) }
                }
            }
        }
    }

    private static func write(_ value: SpanAttribute, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.member("stringValue", text)
        case .bool(let truth):
            writer.key("boolValue")
            writer.value(truth)
        case .int32(let number): writer.member("intValue", String(number))
        case .int64(let number): writer.member("intValue", String(number))
        case .double(let number):
            writer.key("doubleValue")
            writer.value(number)
        case .stringConvertible(let value): writer.member("stringValue", "\(value)")
        default:
            writer.object("arrayValue") { writer in
                writer.array("values") { writer in
                    for element in value.elements { writer.object { write(element, to: &$0) } }
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ value: String) {
        key(name)
        self.value(value)
    }

    fileprivate mutating func object(_ name: String? = nil, _ content: (inout JSONWriter) -> Void) {
        if let name { key(name) }
        beginObject()
        content(&self)
        endObject()
    }

    fileprivate mutating func array(_ name: String, _ content: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        content(&self)
        endArray()
    }
}
