#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Memory for buffers that may be large.
///
/// From two mebibytes on, buffers are aligned for huge pages and ask the kernel for them (Linux, `madvise(2)`): tables that are read here and
/// there cost fewer address translations, and fresh memory 512 times fewer page faults. Free it with `free`.
package enum LargeMemory {
    private static let hugePage = 2 << 20

    /// `byteCount` uninitialised bytes, aligned to at least 64.
    package static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= hugePage
        var memory: UnsafeMutableRawPointer?
        let size = isLarge ? (byteCount + hugePage - 1) & ~(hugePage - 1) : max(64, byteCount)
        guard posix_memalign(&memory, isLarge ? hugePage : 64, size) == 0, let memory else {
            // As Swift's own allocation does: there is no way on without memory.
            fatalError("out of memory: \(byteCount) bytes")
        }
        #if canImport(Glibc)
            if isLarge { madvise(memory, size, MADV_HUGEPAGE) }
        #endif
        return memory
    }

    /// Gives memory back that `allocate` gave.
    package static func free(_ memory: UnsafeMutableRawPointer) {
        #if canImport(Glibc)
            Glibc.free(memory)
        #else
            Darwin.free(memory)
        #endif
    }
}
