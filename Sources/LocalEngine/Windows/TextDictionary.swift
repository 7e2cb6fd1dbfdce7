import Columnar
import Glibc

/// Dense codes for distinct texts, in order of first appearance; code 0 stands for null.
///
/// A class because it is filled through several references, by one worker at a time; then only read, which is what makes it
/// safe to send. Open addressing with linear probing; at most half full.
final class TextDictionary: @unchecked Sendable {
    /// A place in the table. A text of up to sixteen bytes stands in its slot, so that a probe touches one cache line.
    private struct Slot {
        /// The first and the last eight bytes, overlapping and filled with zeros as lengths demand; of longer texts the hash.
        var head: UInt64
        var tail: UInt64
        var length: UInt32
        /// 0 where the slot is free.
        var code: UInt32

        static var free: Slot { Slot(head: 0, tail: 0, length: 0, code: 0) }
    }

    /// The bytes of all texts.
    let bytes = ByteBuffer(capacity: 4096)
    /// Where each code's text lies in `bytes`; code 0 is empty.
    private(set) var views: UnsafeMutablePointer<StringView>
    private var viewCapacity: Int
    /// Codes in use, the null's included.
    private(set) var count = 1
    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int

    init() {
        viewCapacity = 512
        views = .allocate(capacity: viewCapacity)
        views[0] = StringView(offset: 0, length: 0)
        mask = 1023
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: .free, count: mask + 1)
    }

    deinit {
        views.deallocate()
        slots.deallocate()
    }

    /// The code of a text, a new one when it was not seen before. The text lies in a buffer with `ByteBuffer.slack`.
    func code(_ view: StringView, _ base: UnsafePointer<UInt8>) throws(EvaluationError) -> UInt32 {
        let start = base + (view.length == 0 ? 0 : Int(view.offset))
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
        return try insert(start, key, at: index)
    }

    /// The text's code when it stands in the first slot that it may stand in, else 0.
    ///
    /// Without a branch that depends on the table: the processor overlaps the cache misses of one row with the next rows'.
    @inline(__always)
    func likelyCode(_ view: StringView, _ base: UnsafePointer<UInt8>) -> UInt32 {
        let (key, hash) = TextDictionary.key(base + (view.length == 0 ? 0 : Int(view.offset)), view.length)
        let slot = slots + (Int(truncatingIfNeeded: hash) & mask)
        let difference =
            (slot.pointee.head ^ key.head) | (slot.pointee.tail ^ key.tail)
            | UInt64(slot.pointee.length ^ key.length)
        return difference == 0 && key.length <= 16 ? slot.pointee.code : 0
    }

    /// The code of a text, or 0 when it is not in the dictionary. Reads up to eight bytes past the text.
    @inline(__always)
    func find(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> UInt32 {
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

    @inline(never)
    private func insert(
        _ start: UnsafePointer<UInt8>, _ key: Slot, at index: Int
    ) throws(EvaluationError) -> UInt32 {
        let length = Int(key.length)
        guard bytes.count + length <= Int(UInt32.max), count < Int(UInt32.max) else {
            throw EvaluationError(.textTooLong, in: "OVER")
        }
        if count == viewCapacity {
            let grown = UnsafeMutablePointer<StringView>.allocate(capacity: viewCapacity * 2)
            grown.update(from: views, count: count)
            views.deallocate()
            views = grown
            viewCapacity *= 2
        }
        let offset = bytes.append(start, count: length)
        let code = UInt32(count)
        views[count] = StringView(offset: UInt32(offset), length: UInt32(length))
        count += 1
        slots[index] = key
        slots[index].code = code
        if count * 2 > mask { grow() }
        return code
    }

    private func grow() {
        slots.deallocate()
        mask = mask * 2 + 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: .free, count: mask + 1)
        for code in 1..<count {
            var (key, hash) = TextDictionary.key(bytes.base + Int(views[code].offset), views[code].length)
            key.code = UInt32(code)
            var index = Int(truncatingIfNeeded: hash) & mask
            while slots[index].code != 0 { index = (index + 1) & mask }
            slots[index] = key
        }
    }

    /// A text's slot, without its code, and its hash: eight bytes at a time multiplied and folded (after Wang Yi's wyhash).
    /// Reads up to eight bytes past the text.
    @inline(__always)
    private static func key(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> (Slot, UInt64) {
        let raw = UnsafeRawPointer(start)
        if length <= 8 {
            let word = length == 0 ? 0 : raw.loadUnaligned(as: UInt64.self) << UInt64(64 &- 8 &* length)
            return (
                Slot(head: word, tail: 0, length: length, code: 0),
                fold(word ^ UInt64(length), 0xA076_1D64_78BD_642F)
            )
        }
        let last = Int(length) &- 8
        let head = raw.loadUnaligned(as: UInt64.self)
        let tail = raw.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        if length <= 16 {
            let hash = fold(head ^ 0xE703_7ED1_A0B4_28DB, tail ^ 0xA076_1D64_78BD_642F ^ UInt64(length))
            return (Slot(head: head, tail: tail, length: length, code: 0), hash)
        }
        var state = fold(head ^ 0xE703_7ED1_A0B4_28DB, tail ^ 0xA076_1D64_78BD_642F ^ UInt64(length))
        var position = 8
        while position < last {
            state = fold(
                state ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self), 0x8EBC_6AF0_9C88_C6E3)
            position &+= 8
        }
        return (Slot(head: state, tail: 0, length: length, code: 0), state)
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
