/// Which ranks of a sorted run are in a frame, and which of them is the k-th.
///
/// P. M. Fenwick, "A New Data Structure for Cumulative Frequency Tables" (1994). Owned memory serves one partition after the other, hence a
/// class; it belongs to one worker.
final class RankTree {
    private var counts: [UInt32] = []
    private var size = 0
    private var highestBit = 0

    /// Makes a tree of `size` ranks, none of them present. Complexity: O(size).
    func reset(_ size: Int) {
        self.size = size
        if counts.count < size + 1 { counts = [UInt32](repeating: 0, count: size + 1) }
        for index in 0...size { counts[index] = 0 }
        highestBit = size == 0 ? 0 : 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount)
    }

    /// Adds a rank, or takes it away. Complexity: O(log size).
    func change(_ rank: Int, isPresent: Bool) {
        let size = size
        counts.withUnsafeMutableBufferPointer { counts in
            var index = rank + 1
            while index <= size {
                counts[index] = isPresent ? counts[index] &+ 1 : counts[index] &- 1
                index += index & -index
            }
        }
    }

    /// The rank of which `number` present ones are below. Complexity: O(log size).
    func rank(_ number: Int) -> Int {
        counts.withUnsafeBufferPointer { counts in
            var position = 0
            var left = UInt32(truncatingIfNeeded: number)
            var step = highestBit
            while step > 0 {
                let next = position + step
                if next <= size, counts[next] <= left {
                    position = next
                    left &-= counts[next]
                }
                step >>= 1
            }
            return position
        }
    }
}
