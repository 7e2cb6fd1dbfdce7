/// What one call of a decompressor has done.
struct DecompressionStep {
    /// Bytes taken from the input.
    var consumed: Int
    /// Bytes written.
    var produced: Int
    /// True when the member or frame is complete and wholly written; the input that is left belongs to the next one.
    var endsFrame: Bool
}

/// Unpacks one gzip member or zstd frame after the other.
///
/// A class because it owns a library's state. Use it from one thread at a time.
protocol Decompressor: AnyObject {
    /// How much of its input the last step that threw had taken: the damage shows about there.
    var consumedBeforeFailure: Int { get }

    /// Makes ready for the start of a member or frame.
    func beginFrame() throws(CompressionFault)

    /// Unpacks as much as input and room allow. A call that neither consumes nor produces wants more input.
    func step(
        _ input: UnsafePointer<UInt8>, _ count: Int, into output: UnsafeMutablePointer<UInt8>, _ room: Int
    ) throws(CompressionFault) -> DecompressionStep
}
