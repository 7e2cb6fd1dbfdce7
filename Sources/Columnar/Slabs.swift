/// Mappings of a huge page each that are cut into equal parts.
///
/// A buffer that a batch fills and the next asks for again comes from where the last one lay, and a fresh one costs a 512th of the page faults.
/// A slab goes back to the system when none of its parts is in use and some such slabs are there already.
struct Slabs {
    /// Free parts, by how many a slab has.
    private var free: [[UncheckedPointer]] = Array(repeating: [], count: mostParts + 1)
    /// Of each slab, by its address, how many parts it has and how many are free.
    private var slabs: [Int: (parts: Int, free: Int)] = [:]
    /// Slabs of which no part is in use.
    private var idleCount = 0
    /// No more slabs are made; what is in use comes back all the same.
    private var isClosed = false

    private static let mostParts = 64
    /// The most slabs that are kept though no part of theirs is in use.
    private static let mostIdle = 16

    /// How many parts a slab for buffers of `byteCount` bytes has; nil where they are too small for one. Three binary digits of it count, so
    /// that there are few kinds of slabs.
    static func parts(_ byteCount: Int) -> Int? {
        let room = LargeMemory.hugePage / max(64, (byteCount + 63) & ~63)
        if room > mostParts { return nil }
        return room & ~((1 << max(0, 61 - room.leadingZeroBitCount)) - 1)
    }

    /// The size of a part, in bytes.
    static func size(_ parts: Int) -> Int { LargeMemory.hugePage / parts & ~63 }

    /// A free part of a slab that has so many, of a new one where needed; nil where none is to be made. `map` gives a huge page, aligned.
    mutating func take(_ parts: Int, _ map: () -> UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        if free[parts].isEmpty {
            if isClosed { return nil }
            let slab = map()
            for part in (0..<parts).reversed() {
                free[parts].append(UncheckedPointer(slab + part * Slabs.size(parts)))
            }
            slabs[Int(bitPattern: slab)] = (parts, parts)
            idleCount += 1
        }
        guard let part = free[parts].popLast()?.pointer else { return nil }
        if let known = slabs[Slabs.slab(of: part)] {
            if known.free == parts { idleCount -= 1 }
            slabs[Slabs.slab(of: part)] = (parts, known.free - 1)
        }
        return part
    }

    /// Takes a buffer back, if it is a part of a slab; and the slab that nobody needs any more, to be unmapped.
    mutating func add(
        _ memory: UnsafeMutableRawPointer, _ parts: Int
    ) -> (isPart: Bool, empty: UnsafeMutableRawPointer?) {
        let slab = Slabs.slab(of: memory)
        guard let known = slabs[slab] else { return (false, nil) }
        slabs[slab] = (parts, known.free + 1)
        free[parts].append(UncheckedPointer(memory))
        guard known.free + 1 == parts else { return (true, nil) }
        idleCount += 1
        guard isClosed || idleCount > Slabs.mostIdle else { return (true, nil) }
        return (true, remove(slab, parts))
    }

    /// Makes no more slabs, and gives those up that nobody needs, to be unmapped.
    mutating func close() -> [UncheckedPointer] {
        isClosed = true
        return slabs.filter { $0.value.free == $0.value.parts }.map { UncheckedPointer(remove($0.key, $0.value.parts)) }
    }

    private mutating func remove(_ slab: Int, _ parts: Int) -> UnsafeMutableRawPointer? {
        free[parts].removeAll { $0.pointer.map { Slabs.slab(of: $0) == slab } ?? true }
        slabs[slab] = nil
        idleCount -= 1
        return UnsafeMutableRawPointer(bitPattern: slab)
    }

    private static func slab(of memory: UnsafeMutableRawPointer) -> Int {
        Int(bitPattern: memory) & ~(LargeMemory.hugePage - 1)
    }
}
