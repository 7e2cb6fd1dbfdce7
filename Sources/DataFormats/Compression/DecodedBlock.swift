import Columnar

/// A run of unpacked bytes.
struct DecodedBlock: Sendable {
    /// The bytes; nobody writes to them while the block is in use.
    var buffer: ByteBuffer
    /// The offset of the first one in the stream.
    var start: Int
    /// How many line feeds are among them.
    var lineFeeds: Int

    var end: Int { start + buffer.count }

    /// The size of a block.
    static let size = 256 << 10

    /// The number of line feeds among some bytes. Complexity: O(count), sixteen at a time.
    static func countLineFeeds(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var total = 0
        var index = 0
        while index &+ 16 <= count {
            total &+= ByteBlock(start + index).mask(equal: 0x0A).nonzeroBitCount
            index &+= 16
        }
        while index < count {
            total &+= start[index] == 0x0A ? 1 : 0
            index &+= 1
        }
        return total
    }
}
