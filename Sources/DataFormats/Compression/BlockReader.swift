import Columnar
import Dispatch
import Synchronization

/// Delivers a stream's blocks one after the other; with `ahead`, a thread of its own unpacks up to the split's end while the
/// receiver works on the block before.
///
/// A class because the thread and the receiver share it. At most `aheadBlocks` blocks wait. Behind the split's end blocks are
/// unpacked when they are asked for.
final class BlockReader: Sendable {
    /// What unpacking a block came to.
    struct Delivery: Sendable {
        var block: DecodedBlock?
        /// The stream's `splitEnd` when the block was complete.
        var splitEnd: Int?
        var isAtEnd: Bool
        var error: DataError?
    }

    private struct State {
        var waiting: [Delivery] = []
        var isCancelled = false
        /// True when the thread has unpacked its last block: the stream is the receiver's.
        var isDone = false
        var spare: [ByteBuffer] = []
        var offset = 0
    }

    private let stream: DecodedStream
    private let state = Mutex(State())
    private let filled = DispatchSemaphore(value: 0)
    /// Signalled for each block that may be unpacked. It starts at nothing because a semaphore must not end below its start.
    private let room = DispatchSemaphore(value: 0)
    private let isAhead: Bool
    private static let aheadBlocks = 3

    init(_ stream: DecodedStream, ahead: Bool) {
        self.stream = stream
        isAhead = ahead
        guard ahead else { return }
        for _ in 0..<BlockReader.aheadBlocks { room.signal() }
        DispatchQueue(label: "trinity.decompression").async { [self] in runAhead() }
    }

    /// Stops the thread; to be called when no more blocks are wanted.
    func cancel() {
        guard isAhead else { return }
        state.withLock { $0.isCancelled = true }
        room.signal()
    }

    /// The next block; a delivery without one only tells that the split or the data has ended.
    func next() throws(DataError) -> Delivery {
        if isAhead {
            let (delivery, isDone) = state.withLock { state -> (Delivery?, Bool) in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isDone)
            }
            if let delivery { return try take(delivery) }
            if !isDone {
                filled.wait()
                return try next()
            }
        }
        return try take(unpack())
    }

    private func take(_ delivery: Delivery) throws(DataError) -> Delivery {
        if isAhead { room.signal() }
        if let error = delivery.error { throw error }
        return delivery
    }

    /// Gives a block's memory back for the next ones, unless somebody still reads it.
    func recycle(_ buffer: inout ByteBuffer) {
        guard isKnownUniquelyReferenced(&buffer) else { return }
        let spare = buffer
        state.withLock { if $0.spare.count < 2 { $0.spare.append(spare) } }
    }

    private func unpack() -> Delivery {
        let (spare, offset) = state.withLock { ($0.spare.popLast(), $0.offset) }
        let buffer = spare ?? ByteBuffer(capacity: DecodedBlock.size)
        do throws(DataError) {
            let count = try stream.fill(buffer.base, DecodedBlock.size)
            buffer.count = count
            let feeds = DecodedBlock.countLineFeeds(buffer.base, count)
            state.withLock { $0.offset = offset + count }
            return Delivery(
                block: count > 0 ? DecodedBlock(buffer: buffer, start: offset, lineFeeds: feeds) : nil,
                splitEnd: stream.splitEnd, isAtEnd: stream.isAtEnd)
        } catch {
            return Delivery(splitEnd: stream.splitEnd, isAtEnd: false, error: error)
        }
    }

    private func runAhead() {
        while true {
            room.wait()
            if state.withLock({ $0.isCancelled }) { return }
            let delivery = unpack()
            let isLast = delivery.splitEnd != nil || delivery.isAtEnd || delivery.error != nil
            state.withLock { state in
                state.waiting.append(delivery)
                if isLast { state.isDone = true }
            }
            filled.signal()
            if isLast { return }
        }
    }
}
