import Columnar
import Glibc

/// Whether two doubles are the same value in SQL: NaN equals itself, -0.0 equals 0.0.
@inline(__always)
func equalDoubles(_ a: Double, _ b: Double) -> Bool { a == b || (a != a && b != b) }

/// Whether `a` sorts before `b` in SQL: NaN after all else.
@inline(__always)
func lessDoubles(_ a: Double, _ b: Double) -> Bool { a < b || (b != b && a == a) }

/// Whether two texts have the same bytes.
@inline(__always)
func equalBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    guard let x = a.baseAddress, let y = b.baseAddress else { return true }
    return memcmp(x, y, a.count) == 0
}

/// The order of two texts by bytes: negative, zero or positive. Equals the order of their Unicode scalars.
@inline(__always)
func compareBytes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    if let x = a.baseAddress, let y = b.baseAddress {
        let order = memcmp(x, y, min(a.count, b.count))
        if order != 0 { return Int(order) }
    }
    return a.count - b.count
}

/// A literal that texts are compared with for equality: by length, then up to sixteen bytes in registers.
///
/// Invariant: the texts lie in a `ByteBuffer`, whose slack makes reading eight bytes at any of its views safe.
struct TextMatcher {
    private let length: UInt32
    private let head: UInt64
    private let headMask: UInt64
    private let bytes: [UInt8]

    init(_ text: UnsafeBufferPointer<UInt8>) {
        length = UInt32(text.count)
        bytes = Array(text)
        var head: UInt64 = 0
        for (index, byte) in text.prefix(8).enumerated() { head |= UInt64(byte) << UInt64(8 * index) }
        self.head = head
        headMask = text.count >= 8 ? .max : (1 << UInt64(8 * text.count)) - 1
    }

    /// Whether the text at `view` in `base` equals the literal.
    @inline(__always)
    func matches(_ view: StringView, _ base: UnsafePointer<UInt8>) -> Bool {
        guard view.length == length else { return false }
        if length == 0 { return true }
        let start = UnsafeRawPointer(base + Int(view.offset))
        guard UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) & headMask == head else { return false }
        if length <= 8 { return true }
        return bytes.withUnsafeBytes { literal in
            literal.baseAddress.map { memcmp(start, $0, Int(length)) == 0 } ?? true
        }
    }
}
