import Tracing

/// A span that has ended.
struct SpanRecord: Sendable {
    var identity: SpanIdentity
    /// The span that it is part of; nil at the root.
    var parent: UInt64?
    var name: String
    var kind: SpanKind
    /// Nanoseconds since 1970.
    var start: UInt64
    /// Not before `start`.
    var end: UInt64
    var attributes: SpanAttributes
    var events: [SpanEvent] = []
    var links: [SpanLink] = []
    var status: SpanStatus?
}

extension SpanAttributes {
    /// The attributes by name.
    var sorted: [(name: String, value: SpanAttribute)] {
        var all: [(name: String, value: SpanAttribute)] = []
        forEach { all.append(($0, $1)) }
        return all.sorted { $0.name < $1.name }
    }
}
