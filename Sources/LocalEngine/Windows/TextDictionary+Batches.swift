import Columnar
import Glibc

/// Many texts at a time.
extension TextDictionary {
    /// Rows that are hashed ahead of being looked up.
    private static let block = 64

    /// The codes of many texts, new ones where needed.
    ///
    /// A large table lies in slow memory, and a look-up that waits for its slot before it starts the next is slow. So a block of
    /// texts is hashed first, then all their slots are touched, which the processor overlaps, and only then compared.
    func codes(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if numbered.capacity > 0 { return try numberedCodes(views, base, count: count, into: codes) }
        if mask < TextDictionary.nearSlots { return try nearCodes(views, base, count: count, into: codes) }
        let keys = UnsafeMutablePointer<Slot>.allocate(capacity: TextDictionary.block)
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: TextDictionary.block)
        defer {
            keys.deallocate()
            hashes.deallocate()
        }
        var start = 0
        while start < count {
            let size = min(TextDictionary.block, count &- start)
            touch(views + start, base, size, keys, hashes)
            for row in 0..<size {
                // An insertion may have moved all slots: the place is found anew each time.
                let (slots, mask) = (slots, mask)
                var index = Int(truncatingIfNeeded: hashes[row]) & mask
                let key = keys[row]
                let view = views[start &+ row]
                let text = base + (view.length == 0 ? 0 : Int(view.offset))
                while true {
                    let slot = slots[index]
                    if slot.code == 0 {
                        // An insertion may also have made a table by number.
                        codes[start &+ row] =
                            numbered.capacity > 0
                            ? try code(view, base)
                            : try insert(text, key, numbered.number(text, view.length), at: index)
                        break
                    }
                    if isSame(slot, key, text) {
                        codes[start &+ row] = slot.code
                        break
                    }
                    index = (index &+ 1) & mask
                }
            }
            start &+= size
        }
    }

    /// Tables of fewer slots stay in the nearest memory: there is nothing to wait for.
    private static let nearSlots = 1024

    /// The codes of many texts, of which few are different.
    private func nearCodes(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        var row = 0
        while row < count {
            let (slots, mask) = (UnsafePointer(slots), mask)
            while row < count {
                let view = views[row]
                let text = base + (view.length == 0 ? 0 : Int(view.offset))
                let (key, hash) = TextDictionary.key(text, view.length)
                let slot = slots + (Int(truncatingIfNeeded: hash) & mask)
                guard slot.pointee.code != 0, isSame(slot.pointee, key, text) else { break }
                codes[row] = slot.pointee.code
                row &+= 1
            }
            if row < count {
                codes[row] = try code(views[row], base)
                row &+= 1
            }
        }
    }

    /// The codes of many texts that are numbered for the most part.
    private func numberedCodes(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if numbered.find(views, base, count: count, into: codes) { return }
        for row in 0..<count where codes[row] == 0 { codes[row] = try code(views[row], base) }
    }

    /// The codes of many texts, 0 for those that are not in the dictionary; see `codes`.
    func find(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) {
        if numbered.capacity > 0 {
            let numbered = numbered
            for row in 0..<count {
                let view = views[row]
                let start = base + (view.length == 0 ? 0 : Int(view.offset))
                let number = numbered.number(start, view.length)
                if number < numbered.capacity, let table = numbered.codes {
                    codes[row] = table[number]
                    continue
                }
                codes[row] = find(base + (view.length == 0 ? 0 : Int(view.offset)), view.length)
            }
            return
        }
        let keys = UnsafeMutablePointer<Slot>.allocate(capacity: TextDictionary.block)
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: TextDictionary.block)
        defer {
            keys.deallocate()
            hashes.deallocate()
        }
        let (slots, mask) = (slots, mask)
        var start = 0
        while start < count {
            let size = min(TextDictionary.block, count &- start)
            touch(views + start, base, size, keys, hashes)
            for row in 0..<size {
                var index = Int(truncatingIfNeeded: hashes[row]) & mask
                let key = keys[row]
                let view = views[start &+ row]
                let text = base + (view.length == 0 ? 0 : Int(view.offset))
                while true {
                    let slot = slots[index]
                    if slot.code == 0 || isSame(slot, key, text) {
                        codes[start &+ row] = slot.code
                        break
                    }
                    index = (index &+ 1) & mask
                }
            }
            start &+= size
        }
    }

    /// Hashes a block of texts and brings their slots near.
    @inline(__always)
    private func touch(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, _ count: Int,
        _ keys: UnsafeMutablePointer<Slot>,
        _ hashes: UnsafeMutablePointer<UInt64>
    ) {
        for row in 0..<count {
            let view = views[row]
            (keys[row], hashes[row]) = TextDictionary.key(
                base + (view.length == 0 ? 0 : Int(view.offset)), view.length)
        }
        let (slots, mask) = (slots, mask)
        var seen: UInt32 = 0
        for row in 0..<count { seen |= slots[Int(truncatingIfNeeded: hashes[row]) & mask].code }
        touched = seen
    }

    @inline(__always)
    private func isSame(_ slot: Slot, _ key: Slot, _ text: UnsafePointer<UInt8>) -> Bool {
        guard slot.head == key.head && slot.tail == key.tail && slot.length == key.length else { return false }
        if key.length <= 16 { return true }
        let known = views[Int(slot.code)]
        return memcmp(bytes.base + Int(known.offset), text, Int(known.length)) == 0
    }
}
