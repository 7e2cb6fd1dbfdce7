import Columnar
import Glibc

/// Dense codes for distinct texts, in order of first appearance; code 0 stands for null.
///
/// A class because it is filled through several references, by one worker at a time; then only read, which is what makes it
/// safe to send. Open addressing with linear probing; at most half full.
final class TextDictionary: @unchecked Sendable {
    private struct Slot {
        /// The upper half of the hash, so that a probe rarely looks at bytes.
        var tag: UInt32
        /// 0 where the slot is free.
        var code: UInt32
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
        slots.initialize(repeating: Slot(tag: 0, code: 0), count: mask + 1)
    }

    deinit {
        views.deallocate()
        slots.deallocate()
    }

    /// The code of a text, a new one when it was not seen before. The text lies in a buffer with `ByteBuffer.slack`.
    @inline(__always)
    func code(_ view: StringView, _ base: UnsafePointer<UInt8>) throws(EvaluationError) -> UInt32 {
        let start = base + (view.length == 0 ? 0 : Int(view.offset))
        let length = Int(view.length)
        let hash = TextDictionary.hash(start, length)
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            if slot.code == 0 { break }
            if slot.tag == tag {
                let known = views[Int(slot.code)]
                if known.length == view.length, TextDictionary.isEqual(bytes.base + Int(known.offset), start, length) {
                    return slot.code
                }
            }
            index = (index &+ 1) & mask
        }
        return try insert(start, length, tag: tag, at: index)
    }

    @inline(never)
    private func insert(
        _ start: UnsafePointer<UInt8>, _ length: Int, tag: UInt32, at index: Int
    ) throws(EvaluationError) -> UInt32 {
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
        slots[index] = Slot(tag: tag, code: code)
        if count * 2 > mask { grow() }
        return code
    }

    private func grow() {
        slots.deallocate()
        mask = mask * 2 + 1
        slots = .allocate(capacity: mask + 1)
        slots.initialize(repeating: Slot(tag: 0, code: 0), count: mask + 1)
        for code in 1..<count {
            let hash = TextDictionary.hash(bytes.base + Int(views[code].offset), Int(views[code].length))
            var index = Int(truncatingIfNeeded: hash) & mask
            while slots[index].code != 0 { index = (index + 1) & mask }
            slots[index] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), code: UInt32(code))
        }
    }

    /// Multiplies and folds eight bytes at a time (after Wang Yi's wyhash). Reads up to eight bytes past the text.
    @inline(__always)
    static func hash(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        var state = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
        var position = 0
        while length &- position > 8 {
            state = fold(state ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self), 0xA076_1D64_78BD_642F)
            position &+= 8
        }
        let rest = length &- position
        if rest > 0 {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            state = fold(state ^ (word << UInt64(64 &- 8 &* rest)), 0xE703_7ED1_A0B4_28DB)
        }
        return fold(state, 0x8EBC_6AF0_9C88_C6E3)
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// Reads up to eight bytes past both texts.
    @inline(__always)
    private static func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        if length > 16 { return memcmp(a, b, length) == 0 }
        if length == 0 { return true }
        let x = UnsafeRawPointer(a)
        let y = UnsafeRawPointer(b)
        if length <= 8 {
            let difference = x.loadUnaligned(as: UInt64.self) ^ y.loadUnaligned(as: UInt64.self)
            return difference << UInt64(64 &- 8 &* length) == 0
        }
        return x.loadUnaligned(as: UInt64.self) == y.loadUnaligned(as: UInt64.self)
            && x.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
                == y.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    }
}
