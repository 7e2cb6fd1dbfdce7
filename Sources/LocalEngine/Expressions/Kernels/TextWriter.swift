import Columnar

/// Appends the texts of a result column to a growing buffer.
///
/// Invariant: `base` and `capacity` mirror `buffer`, so that appending touches the class only to grow it.
struct TextWriter {
    private let buffer: ByteBuffer
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written so far.
    private(set) var count = 0

    init(capacity: Int) {
        buffer = ByteBuffer(capacity: capacity)
        base = buffer.base
        self.capacity = buffer.capacity
    }

    /// Room for that many more bytes.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        buffer.count = count
        buffer.reserve(count + more)
        base = buffer.base
        capacity = buffer.capacity
    }

    @inline(__always)
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress, text.count > 0 else { return }
        reserve(text.count)
        (base + count).update(from: start, count: text.count)
        count &+= text.count
    }

    /// Appends bytes, each mapped to another.
    @inline(__always)
    mutating func append(_ text: UnsafeBufferPointer<UInt8>, _ transform: (UInt8) -> UInt8) {
        reserve(text.count)
        let target = base + count
        for index in 0..<text.count { target[index] = transform(text[index]) }
        count &+= text.count
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count &+= 1
    }

    /// A scalar in UTF-8.
    @inline(__always)
    mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII { return append(UInt8(truncatingIfNeeded: scalar.value)) }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
    }

    mutating func append(_ string: String) {
        var string = string
        string.withUTF8 { append($0) }
    }

    /// A number with leading zeros up to `width` digits.
    @inline(__always)
    mutating func append(_ number: Int, width: Int) {
        reserve(20)
        var digits = 1
        var limit = 10
        while digits < 19 && number >= limit {
            digits += 1
            limit = limit &* 10
        }
        let length = max(digits, width)
        var rest = number
        var position = count + length
        while position > count {
            position -= 1
            base[position] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
        count += length
    }

    /// A decimal in plain notation with all digits of its scale.
    mutating func append(decimal unscaled: Int128, scale: Int) {
        if unscaled < 0 { append(UInt8(ascii: "-")) }
        let (whole, fraction) = unscaled.magnitude.quotientAndRemainder(
            dividingBy: DecimalNumber.powers[scale].magnitude)
        append(whole, width: 1)
        guard scale > 0 else { return }
        append(UInt8(ascii: "."))
        append(fraction, width: scale)
    }

    /// A number with leading zeros up to `width` digits, eighteen digits at a time.
    private mutating func append(_ number: UInt128, width: Int) {
        let limit: UInt128 = 1_000_000_000_000_000_000
        guard number >= limit || width > 18 else { return append(Int(number), width: width) }
        append(number / limit, width: max(1, width - 18))
        append(Int(number % limit), width: 18)
    }

    /// A number from 0 to 99 with two digits.
    @inline(__always)
    mutating func appendTwoDigits(_ number: Int) {
        reserve(2)
        base[count] = UInt8(truncatingIfNeeded: 48 &+ number / 10)
        base[count &+ 1] = UInt8(truncatingIfNeeded: 48 &+ number % 10)
        count &+= 2
    }

    /// The most bytes of text that an expression may make of a batch: beyond, the query fails, before the machine has no memory left.
    private static let mostBytes = 1 << 30

    /// The text written since `start`.
    ///
    /// - Throws: `EvaluationError` of kind `textTooLong` when the batch's texts take more than a gibibyte.
    @inline(__always)
    func view(from start: Int, in operation: @autoclosure () -> String) throws(EvaluationError) -> StringView {
        guard count <= TextWriter.mostBytes else { throw EvaluationError(.textTooLong, in: operation()) }
        return StringView(offset: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: count &- start))
    }

    /// Whether what was written since `start` is well-formed UTF-8.
    func isValidUTF8(from start: Int) -> Bool {
        let written = UnsafeBufferPointer(start: base + start, count: count - start)
        return UTF8Text.isASCII(written) || String(validating: written, as: UTF8.self) != nil
    }

    /// The buffer with everything written.
    func finish() -> ByteBuffer {
        buffer.count = count
        return buffer
    }
}
