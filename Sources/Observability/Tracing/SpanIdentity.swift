package import Tracing

/// What identifies a span among all processes, as W3C Trace Context defines it.
package struct SpanIdentity: Hashable, Sendable {
    /// The trace: 16 bytes, not all zero.
    package var traceHigh: UInt64
    package var traceLow: UInt64
    /// The span in its trace; not zero.
    package var span: UInt64
    /// Whether the trace is recorded.
    package var isSampled: Bool
    /// What other vendors have put into the trace's state; passed on as it came.
    package var state: String

    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool, state: String = "") {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// The trace's id as 32 hexadecimal digits.
    package var traceText: String { SpanIdentity.hex(traceHigh) + SpanIdentity.hex(traceLow) }
    /// The span's id as 16 hexadecimal digits.
    package var spanText: String { SpanIdentity.hex(span) }

    /// The value of a `traceparent` header: `00-<trace>-<span>-01`.
    package var traceParent: String { "00-\(traceText)-\(spanText)-\(isSampled ? "01" : "00")" }

    /// Reads a `traceparent` header (https://www.w3.org/TR/trace-context/#traceparent-header); nil when it is none. Later versions than 00
    /// may bring further fields.
    package init?(traceParent: String, state: String = "") {
        let bytes = Array(traceParent.utf8)
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D,
            let version = SpanIdentity.number(bytes[0..<2]), version != 255,
            version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == 0x2D,
            let high = SpanIdentity.number(bytes[3..<19]), let low = SpanIdentity.number(bytes[19..<35]),
            let span = SpanIdentity.number(bytes[36..<52]), let flags = SpanIdentity.number(bytes[53..<55]),
            high | low != 0, span != 0
        else { return nil }
        self.init(traceHigh: high, traceLow: low, span: span, isSampled: flags & 1 == 1, state: state)
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Lower-case hexadecimal digits, 16 at most.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}

extension InstrumentationContext {
    private enum Key: InstrumentationContextKey {
        typealias Value = SpanIdentity
        static var nameOverride: String? { "trinity-span" }
    }

    /// The span that work in this context belongs to.
    package var spanIdentity: SpanIdentity? {
        get { self[Key.self] }
        set { self[Key.self] = newValue }
    }
}
