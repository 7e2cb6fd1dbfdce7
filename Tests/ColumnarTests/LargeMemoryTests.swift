import Columnar
import Testing

@testable import Columnar
import TestSupport

/// Buffers keep apart from one another, wherever they come from: the C library, a part of a slab, a mapping of their own.
@Suite("Large memory")
struct LargeMemoryTests {
    private struct Held {
        let memory: UnsafeMutableRawPointer
        let byteCount: Int
        let mark: UInt8

        /// Looked at here and there, and at both ends.
        var isIntact: Bool {
            let places = Array(stride(from: 0, to: byteCount, by: 509)) + [byteCount - 1]
            return places.allSatisfy { memory.load(fromByteOffset: $0, as: UInt8.self) == mark }
        }
    }

    /// About the sizes at which buffers come from elsewhere: 2 MiB, its 64th, and its parts.
    private static let sizes =
        [1, 64, 1000, 32_767, 32_768, 32_769, 50_000, 65_600, 299_593, 524_288, 700_000]
        + [1 << 20, (1 << 20) + 1, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 5_000_000]

    @Test("what one writes no other sees, and zeroed memory is zero", arguments: [1, 2, 3])
    func apart(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var held: [Held] = []
        for step in 0..<400 {
            if held.count > 40 || (!held.isEmpty && Bool.random(using: &random)) {
                let gone = held.remove(at: Int.random(in: 0..<held.count, using: &random))
                #expect(gone.isIntact)
                LargeMemory.free(gone.memory, byteCount: gone.byteCount)
                continue
            }
            let byteCount = Self.sizes.randomElement(using: &random) ?? 1
            let isZeroed = Bool.random(using: &random)
            let memory = LargeMemory.allocate(byteCount: byteCount, zeroed: isZeroed)
            #expect(Int(bitPattern: memory) % 64 == 0)
            if isZeroed { #expect(Held(memory: memory, byteCount: byteCount, mark: 0).isIntact) }
            let mark = UInt8(truncatingIfNeeded: step)
            memory.initializeMemory(as: UInt8.self, repeating: mark, count: byteCount)
            held.append(Held(memory: memory, byteCount: byteCount, mark: mark))
        }
        for one in held {
            #expect(one.isIntact)
            LargeMemory.free(one.memory, byteCount: one.byteCount)
        }
    }

    /// Slabs of the C library's memory, which tells of a double release.
    private final class Source {
        private(set) var mapped = 0

        func map() -> UnsafeMutableRawPointer {
            mapped += 1
            return UnsafeMutableRawPointer.allocate(
                byteCount: LargeMemory.hugePage, alignment: LargeMemory.hugePage)
        }

        func unmap(_ slab: UnsafeMutableRawPointer?) {
            guard let slab else { return }
            mapped -= 1
            slab.deallocate()
        }
    }

    @Test("a part holds what it was asked for, and the parts of a slab do not overlap")
    func parts() throws {
        for byteCount in stride(from: 32_700, through: LargeMemory.hugePage, by: 1009) {
            guard let parts = Slabs.parts(byteCount) else { continue }
            #expect(Slabs.size(parts) >= byteCount && parts * Slabs.size(parts) <= LargeMemory.hugePage)
        }
        let source = Source()
        var slabs = Slabs()
        func taking(_ parts: Int) throws -> UnsafeMutableRawPointer {
            let part = slabs.take(parts, source.map)
            return try #require(part)
        }
        let taken = try (0..<14).map { _ in Int(bitPattern: try taking(7)) }.sorted()
        #expect(source.mapped == 2)
        #expect(zip(taken, taken.dropFirst()).allSatisfy { $1 - $0 >= Slabs.size(7) })
        for part in taken {
            guard let memory = UnsafeMutableRawPointer(bitPattern: part) else { continue }
            source.unmap(slabs.add(memory, 7).empty)
        }
        for slab in slabs.close() { source.unmap(slab.pointer) }
        #expect(source.mapped == 0)
    }

    @Test("free parts are taken again, slabs that nobody needs go back, and other memory is not mistaken for a part")
    func slabs() throws {
        let source = Source()
        var slabs = Slabs()
        func taking(_ parts: Int) throws -> UnsafeMutableRawPointer {
            let part = slabs.take(parts, source.map)
            return try #require(part)
        }
        let first = try taking(2)
        let isPart = slabs.add(first, 2).isPart
        #expect(isPart)
        let again = try taking(2)
        #expect(again == first)
        #expect(source.mapped == 1)
        let other = UnsafeMutableRawPointer.allocate(byteCount: LargeMemory.hugePage / 2, alignment: 64)
        defer { other.deallocate() }
        let isMistaken = slabs.add(other, 2).isPart
        #expect(!isMistaken)
        let many = try (0..<40).map { _ in try taking(1) }
        #expect(source.mapped == 41)
        for part in many { source.unmap(slabs.add(part, 1).empty) }
        #expect(source.mapped < 41 && source.mapped > 1)
        for slab in slabs.close() { source.unmap(slab.pointer) }
        #expect(source.mapped == 1, "the one in use stays")
        let late = slabs.take(1, source.map)
        #expect(late == nil)
        source.unmap(slabs.add(first, 2).empty)
        #expect(source.mapped == 0)
    }
}
