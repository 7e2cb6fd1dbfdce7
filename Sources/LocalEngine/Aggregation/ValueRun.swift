import Columnar

/// Some values with the groups that they belong to, in the order in which they came.
///
/// A class because it owns its memory, or keeps a column, and is shared: filled by one worker, then only read, which is what makes it safe to send.
final class ValueRun<Value: BitwiseCopyable>: @unchecked Sendable {
    /// The column whose values these are; nil where they are the run's own.
    private let column: Column?
    private(set) var values: UnsafeMutablePointer<Value>
    /// Each value's group; nil where all are of group 0.
    private(set) var groups: UnsafeMutablePointer<UInt32>?
    var count = 0
    private(set) var capacity: Int

    init(capacity: Int, isGrouped: Bool) {
        column = nil
        self.capacity = max(capacity, 16)
        values = ValueRun.allocate(self.capacity)
        groups = isGrouped ? ValueRun.allocate(self.capacity) : nil
    }

    /// A column's values, of group 0, where they lie: others may read them too, so they must stay as they are. None is null.
    init(keeping column: Column) {
        precondition(column.type.width == MemoryLayout<Value>.stride, "a column of another type")
        self.column = column
        values = column.values.assumingMemoryBound(to: Value.self)
        groups = nil
        count = column.count
        capacity = column.capacity
    }

    /// Whether the values are a column's.
    var isKept: Bool { column != nil }

    deinit {
        if isKept { return }
        ValueRun.free(values, capacity)
        if let groups { ValueRun.free(groups, capacity) }
    }

    private static func allocate<Element>(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        LargeMemory.allocate(byteCount: capacity * MemoryLayout<Element>.stride).bindMemory(
            to: Element.self, capacity: capacity)
    }

    private static func free<Element>(_ memory: UnsafeMutablePointer<Element>, _ capacity: Int) {
        LargeMemory.free(memory, byteCount: capacity * MemoryLayout<Element>.stride)
    }

    /// The run's memory, in bytes.
    var bytes: Int { capacity * (MemoryLayout<Value>.stride + (groups == nil ? 0 : 4)) }

    /// Makes room for `more` values behind those that are there, which must be the run's own.
    func reserve(_ more: Int) {
        precondition(!isKept, "a column does not grow")
        guard count + more > capacity else { return }
        let size = max(count + more, capacity * 2)
        values = ValueRun.moved(values, count, from: capacity, to: size)
        groups = groups.map { ValueRun.moved($0, count, from: capacity, to: size) }
        capacity = size
    }

    /// The first `count` elements in more memory.
    private static func moved<Element: BitwiseCopyable>(
        _ memory: UnsafeMutablePointer<Element>, _ count: Int, from capacity: Int, to size: Int
    ) -> UnsafeMutablePointer<Element> {
        let wider: UnsafeMutablePointer<Element> = allocate(size)
        wider.update(from: memory, count: count)
        free(memory, capacity)
        return wider
    }
}
