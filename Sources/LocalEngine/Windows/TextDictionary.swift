import Columnar
import Glibc

/// Dense codes for distinct texts, in order of first appearance; code 0 stands for null.
///
/// A class because it is filled through several references, by one worker at a time; then only read, which is what makes it
/// safe to send. Open addressing with linear probing, at most half full; texts that are numbered under one prefix stand in a table by
/// number instead, as soon as there are enough of them.
final class TextDictionary: @unchecked Sendable {
    /// A place in the table. A text of up to sixteen bytes stands in its slot, so that a probe touches one cache line.
    struct Slot {
        /// The first and the last eight bytes, overlapping and filled with zeros as lengths demand; of longer texts the hash.
        var head: UInt64
        var tail: UInt64
        var length: UInt32
        /// 0 where the slot is free.
        var code: UInt32

    }

    /// The bytes of all texts.
    let bytes = ByteBuffer(capacity: 4096 - ByteBuffer.slack)
    /// Where each code's text lies in `bytes`; code 0 is empty.
    @exclusivity(unchecked) private(set) var views: UnsafeMutablePointer<StringView>
    @exclusivity(unchecked) private var viewCapacity: Int
    /// Codes in use, the null's included.
    @exclusivity(unchecked) private(set) var count = 1
    @exclusivity(unchecked) var slots: UnsafeMutablePointer<Slot>
    @exclusivity(unchecked) var mask: Int
    /// Texts in the hash table.
    @exclusivity(unchecked) private var hashed = 0
    @exclusivity(unchecked) var numbered = NumberedTexts()
    /// The texts that are expected in all.
    private let expected: Int

    /// Keeps the compiler from leaving out loads that only bring memory near.
    @exclusivity(unchecked) var touched: UInt32 = 0

    /// An empty dictionary with room for `count` texts before it grows.
    init(expecting count: Int = 0) {
        viewCapacity = max(512, count + 1)
        views = TextDictionary.roomForViews(viewCapacity)
        views[0] = StringView(offset: 0, length: 0)
        expected = count
        mask = 1023
        slots = TextDictionary.freeSlots(mask + 1)
    }

    deinit {
        LargeMemory.free(views, byteCount: viewCapacity * MemoryLayout<StringView>.stride)
        LargeMemory.free(slots, byteCount: (mask + 1) * MemoryLayout<Slot>.stride)
        numbered.release()
    }

    /// The code of a text, a new one when it was not seen before. The text lies in a buffer with `ByteBuffer.slack`.
    func code(_ view: StringView, _ base: UnsafePointer<UInt8>) throws(EvaluationError) -> UInt32 {
        let start = base + (view.length == 0 ? 0 : Int(view.offset))
        let number = numbered.number(start, view.length)
        if number < numbered.capacity, let codes = numbered.codes {
            let code = codes[number]
            return code != 0 ? code : try append(start, view.length, number: number)
        }
        let (key, hash) = TextDictionary.key(start, view.length)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            if slot.code == 0 { break }
            if slot.head == key.head && slot.tail == key.tail && slot.length == key.length {
                if key.length <= 16 { return slot.code }
                let known = views[Int(slot.code)]
                if memcmp(bytes.base + Int(known.offset), start, Int(known.length)) == 0 { return slot.code }
            }
            index = (index &+ 1) & mask
        }
        return try insert(start, key, number, at: index)
    }

    /// The memory that the dictionary takes, in bytes.
    var size: Int {
        bytes.capacity + viewCapacity * MemoryLayout<StringView>.stride + (mask + 1) * MemoryLayout<Slot>.stride
            + numbered.bytes
    }

    /// A text's hash. Reads up to eight bytes past the text.
    @inline(__always)
    static func hash(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> UInt64 { key(start, length).1 }

    /// The text's code when it stands in the first slot that it may stand in, else 0.
    ///
    /// Without a branch that depends on the table: the processor overlaps the cache misses of one row with the next rows'.
    @inline(__always)
    func likelyCode(_ view: StringView, _ base: UnsafePointer<UInt8>) -> UInt32 {
        let start = base + (view.length == 0 ? 0 : Int(view.offset))
        let number = numbered.number(start, view.length)
        if number < numbered.capacity, let codes = numbered.codes { return codes[number] }
        let (key, hash) = TextDictionary.key(start, view.length)
        let slot = slots + (Int(truncatingIfNeeded: hash) & mask)
        let difference =
            (slot.pointee.head ^ key.head) | (slot.pointee.tail ^ key.tail)
            | UInt64(slot.pointee.length ^ key.length)
        return difference == 0 && key.length <= 16 ? slot.pointee.code : 0
    }

    /// The code of a text, or 0 when it is not in the dictionary. Reads up to eight bytes past the text.
    @inline(__always)
    func find(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> UInt32 {
        let number = numbered.number(start, length)
        if number < numbered.capacity, let codes = numbered.codes { return codes[number] }
        let (key, hash) = TextDictionary.key(start, length)
        let slots = self.slots
        let mask = self.mask
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            if slot.code == 0 { return 0 }
            if slot.head == key.head && slot.tail == key.tail && slot.length == key.length {
                if key.length <= 16 { return slot.code }
                let known = views[Int(slot.code)]
                if memcmp(bytes.base + Int(known.offset), start, Int(known.length)) == 0 { return slot.code }
            }
            index = (index &+ 1) & mask
        }
    }

    /// The codes of some texts of a catalogue, new ones where needed; 0 for its null.
    func codes(of others: [UInt32], in catalog: TextCatalog) throws(EvaluationError) -> [UInt32] {
        let result: Result<[UInt32], EvaluationError> = catalog.reading { known in
            do throws(EvaluationError) {
                var codes = [UInt32](repeating: 0, count: others.count)
                for (place, code) in others.enumerated() where code != 0 {
                    codes[place] = try self.code(known.views[Int(code)], known.bytes.base)
                }
                return .success(codes)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// So many texts tell whether the next are numbered.
    private static let firstTexts = 256

    /// Fewer texts tell nothing about the length of the next.
    private static let fewTexts = 1024

    /// By this many texts, numbered ones have a table of their own, even when their numbers have many digits.
    private static let surelyHashed = 100_000

    /// Adds a text that is in neither table, at the free slot `index` of the hash table. `number` is `NumberedTexts.number`.
    @inline(never)
    func insert(
        _ start: UnsafePointer<UInt8>, _ key: Slot, _ number: Int, at index: Int
    ) throws(EvaluationError) -> UInt32 {
        let length = key.length
        // The first of many texts tell what the others are like.
        let foreseen = count >= TextDictionary.firstTexts ? max(count, min(expected, 64 &* count)) : count
        if number != .max, numbered.isWorthwhile(number, count: foreseen) {
            numbered.grow(toHold: number, count: count, of: foreseen)
            for code in 1..<max(1, count) {
                let known = numbered.number(bytes.base + Int(views[code].offset), views[code].length)
                if known < numbered.capacity { numbered.set(known, to: UInt32(code)) }
            }
            return try append(start, length, number: number)
        }
        if count & (count - 1) == 0 { numbered.learn(start, length) }
        let code = try append(start, length)
        slots[index] = key
        slots[index].code = code
        hashed += 1
        if hashed * 2 > mask { grow() }
        return code
    }

    /// Adds a numbered text that is not in the table yet.
    @inline(never)
    private func append(
        _ start: UnsafePointer<UInt8>, _ length: UInt32, number: Int
    ) throws(EvaluationError) -> UInt32 {
        let code = try append(start, length)
        numbered.set(number, to: code)
        return code
    }

    /// Gives a text the next code.
    private func append(_ start: UnsafePointer<UInt8>, _ length: UInt32) throws(EvaluationError) -> UInt32 {
        guard bytes.count + Int(length) <= Int(UInt32.max), count < Int(UInt32.max) else {
            throw EvaluationError(.textTooLong, in: "OVER")
        }
        if count == viewCapacity { moveViews(to: viewCapacity * 2) }
        if count >= TextDictionary.fewTexts, bytes.count + Int(length) > bytes.capacity {
            // The texts that there is room for will be as long as those before.
            bytes.reserve(min(bytes.count / count * viewCapacity, 8 * bytes.count) + bytes.count)
        }
        let offset = bytes.append(start, count: Int(length))
        let code = UInt32(count)
        views[count] = StringView(offset: UInt32(offset), length: length)
        count += 1
        return code
    }

    /// Makes room for so many more texts.
    func expect(_ more: Int) {
        if count + more > viewCapacity { moveViews(to: count + more) }
        if numbered.capacity == 0, 2 * (hashed + more) > mask { moveSlots(toHold: hashed + more) }
    }

    private func moveViews(to capacity: Int) {
        let moved = TextDictionary.roomForViews(capacity)
        moved.update(from: views, count: count)
        LargeMemory.free(views, byteCount: viewCapacity * MemoryLayout<StringView>.stride)
        (views, viewCapacity) = (moved, capacity)
    }

    private func grow() {
        // Where many texts are expected and so many are hashed that they cannot be numbered ones, the next will be hashed too.
        moveSlots(toHold: max(hashed, hashed > TextDictionary.surelyHashed ? expected : 0))
    }

    /// Moves the hash table into one at least twice as large, with room for `total` texts.
    private func moveSlots(toHold total: Int) {
        let (old, oldMask) = (slots, mask)
        var mask = mask * 2 + 1
        while mask < 2 * total { mask = mask * 2 + 1 }
        let slots = TextDictionary.freeSlots(mask + 1)
        for place in 0...oldMask where old[place].code != 0 {
            var index = Int(truncatingIfNeeded: TextDictionary.hash(of: old[place])) & mask
            while slots[index].code != 0 { index = (index + 1) & mask }
            slots[index] = old[place]
        }
        (self.slots, self.mask) = (slots, mask)
        LargeMemory.free(old, byteCount: (oldMask + 1) * MemoryLayout<Slot>.stride)
    }

    private static func roomForViews(_ count: Int) -> UnsafeMutablePointer<StringView> {
        LargeMemory.allocate(byteCount: count * MemoryLayout<StringView>.stride)
            .bindMemory(to: StringView.self, capacity: count)
    }

    private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        // A free slot is all zero.
        LargeMemory.allocate(byteCount: count * MemoryLayout<Slot>.stride, zeroed: true)
            .bindMemory(to: Slot.self, capacity: count)
    }

    /// A text's slot, without its code, and its hash: eight bytes at a time multiplied and folded (after Wang Yi's wyhash).
    /// Reads up to eight bytes past the text.
    @inline(__always)
    static func key(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> (Slot, UInt64) {
        let raw = UnsafeRawPointer(start)
        if length <= 16 {
            // Texts of all short lengths without a branch: which one comes next cannot be foreseen.
            let isShort = length <= 8
            let missing = UInt64(isShort ? 64 &- 8 &* length : 0)
            let word = raw.loadUnaligned(as: UInt64.self)
            let head = length == 0 ? 0 : word &<< missing
            let tail = isShort ? 0 : raw.loadUnaligned(fromByteOffset: isShort ? 0 : Int(length) &- 8, as: UInt64.self)
            let slot = Slot(head: head, tail: tail, length: length, code: 0)
            return (slot, folded(slot))
        }
        let last = Int(length) &- 8
        let head = raw.loadUnaligned(as: UInt64.self)
        let tail = raw.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        var state = fold(head ^ 0xE703_7ED1_A0B4_28DB, tail ^ 0xA076_1D64_78BD_642F ^ UInt64(length))
        var position = 8
        while position < last {
            state = fold(
                state ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self), 0x8EBC_6AF0_9C88_C6E3)
            position &+= 8
        }
        return (Slot(head: state, tail: 0, length: length, code: 0), state)
    }

    /// The hash of the text in a slot.
    @inline(__always)
    private static func hash(of slot: Slot) -> UInt64 { slot.length <= 16 ? folded(slot) : slot.head }

    /// The hash of a text of up to sixteen bytes.
    @inline(__always)
    private static func folded(_ slot: Slot) -> UInt64 {
        fold(slot.head ^ 0xE703_7ED1_A0B4_28DB, slot.tail ^ 0xA076_1D64_78BD_642F ^ UInt64(slot.length))
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
