import Synchronization

#if canImport(Glibc)
    import CMalloc
    import Glibc
#else
    import Darwin
#endif

/// Memory for buffers that may be large.
///
/// From two mebibytes on, buffers are mapped apart, aligned for huge pages, and ask the kernel for them (Linux, `madvise(2)`): tables that are
/// read here and there cost fewer address translations, and fresh memory 512 times fewer page faults. Smaller ones down to a 64th of that
/// are parts of such mappings, see `Slabs`. The kernel clears every page that it hands out, which costs as much as filling it; so what is freed
/// is kept, within limits, for the next who asks for as much.
package enum LargeMemory {
    static let hugePage = 2 << 20
    private static let kept = Mutex(FreeMappings())
    private static let slabs = Mutex(Slabs())

    /// `byteCount` bytes aligned to at least 64: uninitialised, or all zero.
    package static func allocate(byteCount: Int, zeroed: Bool = false) -> UnsafeMutableRawPointer {
        let (memory, isFresh) = buffer(byteCount)
        if zeroed, !isFresh { memset(memory, 0, byteCount) }
        return memory
    }

    /// A buffer, and whether the kernel has just cleared it.
    private static func buffer(_ byteCount: Int) -> (memory: UnsafeMutableRawPointer, isFresh: Bool) {
        if byteCount >= hugePage {
            let size = rounded(byteCount)
            if let known = kept.withLock({ UncheckedPointer($0.take(size)) }).pointer { return (known, false) }
            return (map(size), true)
        }
        if let parts = Slabs.parts(byteCount) {
            let part = slabs.withLock { UncheckedPointer($0.take(parts) { map(hugePage) }) }
            if let memory = part.pointer { return (memory, false) }
        }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, max(64, byteCount)) == 0, let memory else { outOfMemory(byteCount) }
        return (memory, false)
    }

    /// Gives memory back that `allocate` gave for `byteCount`.
    package static func free(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
        let box = UncheckedPointer(memory)
        if byteCount >= hugePage {
            let size = rounded(byteCount)
            let isKept = kept.withLock { kept in
                guard let memory = box.pointer, kept.bytes + size <= kept.most else { return false }
                kept.add(memory, size)
                return true
            }
            if !isKept { munmap(memory, size) }
            return
        }
        if let parts = Slabs.parts(byteCount) {
            let (isPart, empty) = slabs.withLock { slabs in
                guard let memory = box.pointer else { return (true, UncheckedPointer(nil)) }
                let (isPart, empty) = slabs.add(memory, parts)
                return (isPart, UncheckedPointer(empty))
            }
            if let slab = empty.pointer { munmap(slab, hugePage) }
            if isPart { return }
        }
        #if canImport(Glibc)
            Glibc.free(memory)
        #else
            Darwin.free(memory)
        #endif
    }

    /// Makes the C library keep freed memory for the next who asks instead of giving it back and having it cleared again (glibc,
    /// `mallopt(3)`). For programs that work and end; call it before there are threads.
    package static func keepFreedMemory() {
        #if canImport(Glibc)
            mallopt(M_MMAP_THRESHOLD, 32 << 20)
            mallopt(M_TRIM_THRESHOLD, 256 << 20)
            mallopt(M_ARENA_MAX, 2)
        #endif
    }

    /// Keeps less freed memory, for a run whose budget is small: a 16th of it at most.
    package static func keepFreedMemory(within budget: Int) {
        let most = max(1 << 20, budget / 16)
        #if canImport(Glibc)
            // What is freed in one piece goes back at once.
            mallopt(M_MMAP_THRESHOLD, 256 << 10)
            mallopt(M_TRIM_THRESHOLD, Int32(clamping: most))
        #endif
        let dropped = kept.withLock { kept in
            kept.most = most
            return kept.removeAll()
        }
        // Parts of slabs are larger than what they hold, and stay as long as any is in use.
        let idle = slabs.withLock { $0.close() }
        for slab in idle { if let pointer = slab.pointer { munmap(pointer, hugePage) } }
        for (memory, size) in dropped { if let pointer = memory.pointer { munmap(pointer, size) } }
    }

    /// Gives freed memory that lies between what is in use back to the system: after something large is gone, and something else is to come.
    package static func giveBackFreedMemory() {
        #if canImport(Glibc)
            malloc_trim(0)
        #endif
    }

    private static func rounded(_ byteCount: Int) -> Int { (byteCount + hugePage - 1) & ~(hugePage - 1) }

    /// A fresh mapping of whole huge pages, all zero.
    private static func map(_ size: Int) -> UnsafeMutableRawPointer {
        let flags = MAP_PRIVATE | MAP_ANON
        guard let wide = mmap(nil, size + hugePage, PROT_READ | PROT_WRITE, flags, -1, 0), wide != MAP_FAILED else {
            outOfMemory(size)
        }
        // Cut off what lies before and behind the aligned part.
        let before = (hugePage - Int(bitPattern: wide) & (hugePage - 1)) & (hugePage - 1)
        if before > 0 { munmap(wide, before) }
        if before < hugePage { munmap(wide + before + size, hugePage - before) }
        let memory = wide + before
        #if canImport(Glibc)
            madvise(memory, size, MADV_HUGEPAGE)
        #endif
        return memory
    }

    /// As Swift's own allocation does: there is no way on without memory.
    private static func outOfMemory(_ byteCount: Int) -> Never { fatalError("out of memory: \(byteCount) bytes") }
}

/// Mappings that nobody uses, by size.
private struct FreeMappings {
    private var bySize: [Int: [UncheckedPointer]] = [:]
    private(set) var bytes = 0
    /// The most bytes that are kept.
    var most = 32 << 20

    /// All mappings with their sizes, which are not kept any longer.
    mutating func removeAll() -> [(UncheckedPointer, Int)] {
        defer { (bySize, bytes) = ([:], 0) }
        return bySize.flatMap { size, pointers in pointers.map { ($0, size) } }
    }

    /// A mapping of exactly `size` bytes, when one is there.
    mutating func take(_ size: Int) -> UnsafeMutableRawPointer? {
        guard let found = bySize[size]?.popLast() else { return nil }
        bytes -= size
        return found.pointer
    }

    mutating func add(_ memory: UnsafeMutableRawPointer, _ size: Int) {
        bySize[size, default: []].append(UncheckedPointer(memory))
        bytes += size
    }
}

/// A pointer that goes from one owner to another under a lock, which is what makes it safe to send.
struct UncheckedPointer: @unchecked Sendable {
    var pointer: UnsafeMutableRawPointer?

    init(_ pointer: UnsafeMutableRawPointer?) { self.pointer = pointer }
}
