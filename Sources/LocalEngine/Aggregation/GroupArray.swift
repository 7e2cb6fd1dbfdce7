import Columnar

/// What an aggregate keeps of each group, by group number.
///
/// Large ones lie in memory of their own that the next split's takes over, see `LargeMemory`: made and dropped with every split, arrays in
/// the C library's memory leave holes that others fill. A class because it owns its memory; it belongs to one worker at a time.
final class GroupArray<Element: BitwiseCopyable> {
    /// The elements, of which the first `count` are there.
    @exclusivity(unchecked) private(set) var base: UnsafeMutablePointer<Element>
    @exclusivity(unchecked) private(set) var count = 0
    @exclusivity(unchecked) private(set) var capacity = 0
    private let initial: Element

    /// No groups; each that comes starts with `initial`.
    init(of initial: Element) {
        self.initial = initial
        base = GroupArray.allocate(0)
    }

    deinit { LargeMemory.free(base, byteCount: capacity * MemoryLayout<Element>.stride) }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        LargeMemory.allocate(byteCount: capacity * MemoryLayout<Element>.stride).bindMemory(
            to: Element.self, capacity: capacity)
    }

    subscript(group: Int) -> Element {
        @inline(__always) get { base[group] }
        @inline(__always) set { base[group] = newValue }
    }

    /// The memory taken, in bytes.
    var bytes: Int { capacity * MemoryLayout<Element>.stride }

    /// Makes room for groups below `bound`. Complexity: O(new groups), amortised.
    func reserve(_ bound: Int) {
        guard count < bound else { return }
        if capacity < bound {
            let size = GroupArray.capacity(for: bound, after: capacity)
            let wider = GroupArray.allocate(size)
            wider.update(from: base, count: count)
            LargeMemory.free(base, byteCount: bytes)
            (base, capacity) = (wider, size)
        }
        (base + count).initialize(repeating: initial, count: bound - count)
        count = bound
    }

    /// Where groups become more from batch to batch they soon are many: room for four times as many spares copies. Small arrays, of which
    /// there may be many, and large ones double, which keeps them to a budget; one that starts large leaves room for the groups that other
    /// workers are about to find.
    private static func capacity(for bound: Int, after known: Int) -> Int {
        let size = bound * MemoryLayout<Element>.stride
        if size >= 1 << 16 {
            if known == 0 { return bound + bound / 4 }
            if size < 1 << 20 { return bound * 4 }
        }
        return max(bound, 2 * known)
    }
}
