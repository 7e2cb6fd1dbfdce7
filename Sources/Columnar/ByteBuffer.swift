/// A growable run of bytes on the heap that string columns point into.
///
/// A class because several columns of a batch share one buffer (a file's chunk) and the memory is freed with the last of
/// them. Filled by one owner, then only read: that is what makes it safe to send.
package final class ByteBuffer: @unchecked Sendable {
    /// The first byte; stable until `reserve` or `append` grows the buffer.
    @exclusivity(unchecked) package private(set) var base: UnsafeMutablePointer<UInt8>
    /// Bytes in use.
    @exclusivity(unchecked) package var count: Int
    /// Bytes allocated. Sixteen more bytes than this may be read (not relied on) past the end, so wide loads are safe.
    @exclusivity(unchecked) package private(set) var capacity: Int

    /// Readable bytes behind `capacity`, zeroed at allocation.
    package static let slack = 64

    /// An empty buffer with room for at least so many bytes.
    package init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = ByteBuffer.allocate(self.capacity)
        count = 0
    }

    deinit { LargeMemory.free(base, byteCount: capacity + ByteBuffer.slack) }

    /// `capacity` bytes and the slack behind them.
    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let memory = LargeMemory.allocate(byteCount: capacity + slack).assumingMemoryBound(to: UInt8.self)
        (memory + capacity).initialize(repeating: 0, count: slack)
        return memory
    }

    /// Makes room for `total` bytes in all, at least doubling.
    package func reserve(_ total: Int) {
        guard total > capacity else { return }
        let newCapacity = max(total, capacity * 2 + ByteBuffer.slack)
        let new = ByteBuffer.allocate(newCapacity)
        new.update(from: base, count: count)
        LargeMemory.free(base, byteCount: capacity + ByteBuffer.slack)
        base = new
        capacity = newCapacity
    }

    /// Appends bytes and returns the offset at which they start.
    @discardableResult
    package func append(_ source: UnsafePointer<UInt8>, count length: Int) -> Int {
        reserve(count + length)
        (base + count).update(from: source, count: length)
        defer { count += length }
        return count
    }
}

/// Where one string of a column lies in the column's `ByteBuffer`.
///
/// Eight bytes; a buffer that strings point into is therefore at most 4 GiB.
@frozen @usableFromInline
package struct StringView: Hashable, Sendable {
    /// The first byte's place in the buffer.
    @usableFromInline package var offset: UInt32
    /// How many bytes there are.
    @usableFromInline package var length: UInt32

    /// In line wherever a row is touched; that other modules may do so is what makes it so.
    @inlinable @inline(__always)
    package init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }
}
