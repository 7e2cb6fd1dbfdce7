/// Some values with the groups that they belong to, in the order in which they came.
///
/// A class because it owns its memory and is shared: filled by one worker, then only read, which is what makes it safe to send.
final class ValueRun<Value: BitwiseCopyable>: @unchecked Sendable {
    private(set) var values: UnsafeMutablePointer<Value>
    /// Each value's group; nil where all are of group 0.
    private(set) var groups: UnsafeMutablePointer<UInt32>?
    var count = 0
    private(set) var capacity: Int

    init(capacity: Int, isGrouped: Bool) {
        self.capacity = max(capacity, 16)
        values = .allocate(capacity: self.capacity)
        groups = isGrouped ? .allocate(capacity: self.capacity) : nil
    }

    deinit {
        values.deallocate()
        groups?.deallocate()
    }

    /// The run's memory, in bytes.
    var bytes: Int { capacity * (MemoryLayout<Value>.stride + (groups == nil ? 0 : 4)) }

    /// Makes room for `more` values behind those that are there.
    func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let size = max(count + more, capacity * 2)
        let wider = UnsafeMutablePointer<Value>.allocate(capacity: size)
        wider.update(from: values, count: count)
        values.deallocate()
        values = wider
        if let groups {
            let more = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
            more.update(from: groups, count: count)
            groups.deallocate()
            self.groups = more
        }
        capacity = size
    }
}
