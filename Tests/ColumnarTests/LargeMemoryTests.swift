import Columnar
import Testing
import TestSupport

/// Buffers keep apart from one another, wherever they come from: the C library, a part of a slab, a mapping of their own.
@Suite("Large memory")
struct LargeMemoryTests {
    private struct Held {
        let memory: UnsafeMutableRawPointer
        let byteCount: Int
        let mark: UInt8

        var isIntact: Bool { (0..<byteCount).allSatisfy { memory.load(fromByteOffset: $0, as: UInt8.self) == mark } }
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
}
