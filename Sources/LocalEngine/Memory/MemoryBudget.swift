import Columnar
import Synchronization

/// How much memory the operators of a run may hold between them, and how much they hold.
///
/// Counted is what grows with the data: groups, rows kept for sorting, joining and windows, and results. Reading buffers and code are
/// not. What can spill does so from `isTight` on; what cannot fails when `isExceeded`. A class because all workers share it.
final class MemoryBudget: Sendable {
    /// The limit in bytes; nil for none.
    let limit: Int?
    /// Below this, splits are smaller and freed memory goes back to the system, so that the process keeps to the budget too.
    static let smallLimit = 512 << 20
    private let used = Atomic<Int>(0)
    private let highest = Atomic<Int>(0)

    /// A budget of `limit` bytes.
    init(limit: Int?) { self.limit = limit }

    /// What is held now, in bytes.
    var held: Int { used.load(ordering: .relaxed) }

    /// The most that was held at once, in bytes.
    var peak: Int { highest.load(ordering: .relaxed) }

    /// Whether what can spill should: sorting and merging what was spilled need room themselves.
    var isTight: Bool { limit.map { held > $0 / 4 } ?? false }

    /// Whether more is held than the limit allows.
    var isExceeded: Bool { limit.map { held > $0 } ?? false }

    /// Gives freed memory back to the system where the budget is small: after something large is gone, and something else is to come.
    func giveBackFreedMemory() {
        if let limit, limit < MemoryBudget.smallLimit { LargeMemory.giveBackFreedMemory() }
    }

    /// The rows, in bytes, that an operator brings into order at a time when it spills.
    var portion: Int { max(256 << 10, (limit ?? (256 << 20)) / 32) }

    /// Counts `bytes` more, or fewer when negative.
    func add(_ bytes: Int) {
        let now = used.add(bytes, ordering: .relaxed).newValue
        var known = highest.load(ordering: .relaxed)
        while now > known {
            let (done, current) = highest.compareExchange(expected: known, desired: now, ordering: .relaxed)
            if done { return }
            known = current
        }
    }
}

/// What one operator holds of a budget; gives it back when it goes away.
///
/// A class for its `deinit`; it belongs to one owner at a time.
final class MemoryShare: @unchecked Sendable {
    private let budget: MemoryBudget
    /// What is held, in bytes.
    @exclusivity(unchecked) private(set) var bytes = 0
    /// The most that was held, in bytes.
    @exclusivity(unchecked) private(set) var peak = 0

    init(_ budget: MemoryBudget) { self.budget = budget }

    deinit { budget.add(-bytes) }

    /// Says how much is held now.
    func set(_ bytes: Int) {
        budget.add(bytes - self.bytes)
        self.bytes = bytes
        peak = max(peak, bytes)
    }
}
