import Columnar

/// Dense codes for distinct 64-bit words, in order of first appearance; code 0 stands for null.
///
/// A class because it is filled through several references, by one worker at a time; then only read, which is what makes it
/// safe to send. Open addressing with linear probing; at most half full.
final class WordDictionary: @unchecked Sendable {
    private struct Slot {
        var word: UInt64
        /// 0 where the slot is free.
        var code: UInt32
    }

    /// Each code's word; code 0 has none.
    @exclusivity(unchecked) private(set) var words: [UInt64] = [0]
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
    @exclusivity(unchecked) private var mask: Int

    /// Numbers that do not fit a word, by the word that stands for them: `wideBase` plus their place.
    @exclusivity(unchecked) private var wide: [Int128] = []
    @exclusivity(unchecked) private var wideWords: [Int128: UInt64] = [:]
    private static let wideBase: UInt64 = 1 << 63
    private static let narrow = -(Int128(1) << 61)..<(Int128(1) << 61)

    /// The code of a 128-bit number; words and numbers must not be mixed in one dictionary.
    @inline(__always)
    func code(number: Int128) -> UInt32 {
        if WordDictionary.narrow.contains(number) { return code(WordDictionary.word(number)) }
        return code(wideWord(number))
    }

    /// The code of a column's value, which is not null and no text.
    func code(ofRow row: Int, of column: Column) -> UInt32 {
        switch column.type {
        case .null, .string: 0
        case .boolean: code(UInt64(column.booleans[row]))
        case .decimal: code(number: column.decimals[row])
        case .date: code(UInt64(bitPattern: Int64(column.days[row])))
        case .int64, .timestamp: code(UInt64(bitPattern: column.int64s[row]))
        case .double: code(WordDictionary.word(column.doubles[row]))
        }
    }

    /// A double as a word: NaN is one value, and -0.0 is 0.0.
    @inline(__always)
    static func word(_ value: Double) -> UInt64 { value.isNaN ? Double.nan.bitPattern : (value + 0.0).bitPattern }

    /// The code of a 128-bit number, or 0 when it is not in the dictionary.
    @inline(__always)
    func find(number: Int128) -> UInt32 {
        if WordDictionary.narrow.contains(number) { return find(WordDictionary.word(number)) }
        return wideWords[number].map { find($0) } ?? 0
    }

    /// The number of a code that `code(number:)` gave.
    func number(of code: Int) -> Int128 {
        let word = words[code]
        if word & WordDictionary.wideBase != 0 { return wide[Int(word ^ WordDictionary.wideBase)] }
        return Int128(word) - (1 << 61)
    }

    /// A narrow number as a word whose top bits are free.
    @inline(__always)
    private static func word(_ number: Int128) -> UInt64 { UInt64(truncatingIfNeeded: number + (1 << 61)) }

    @inline(never)
    private func wideWord(_ number: Int128) -> UInt64 {
        if let known = wideWords[number] { return known }
        let word = WordDictionary.wideBase | UInt64(wide.count)
        wide.append(number)
        wideWords[number] = word
        return word
    }

    init() {
        mask = 1023
        slots = WordDictionary.freeSlots(mask + 1)
    }

    deinit { LargeMemory.free(slots, byteCount: (mask + 1) * MemoryLayout<Slot>.stride) }

    private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        // A free slot is all zero.
        LargeMemory.allocate(byteCount: count * MemoryLayout<Slot>.stride, zeroed: true)
            .bindMemory(to: Slot.self, capacity: count)
    }

    /// Codes in use, the null's included.
    var count: Int { words.count }

    /// The code of a word, a new one when it was not seen before.
    @inline(__always)
    func code(_ word: UInt64) -> UInt32 {
        var index = Int(truncatingIfNeeded: WordDictionary.hash(word)) & mask
        while true {
            let slot = slots[index]
            if slot.code == 0 { return insert(word, at: index) }
            if slot.word == word { return slot.code }
            index = (index &+ 1) & mask
        }
    }

    /// The code of a word, or 0 when it is not in the dictionary.
    @inline(__always)
    func find(_ word: UInt64) -> UInt32 {
        var index = Int(truncatingIfNeeded: WordDictionary.hash(word)) & mask
        while true {
            let slot = slots[index]
            if slot.code == 0 || slot.word == word { return slot.code }
            index = (index &+ 1) & mask
        }
    }

    @inline(never)
    private func insert(_ word: UInt64, at index: Int) -> UInt32 {
        let code = UInt32(words.count)
        words.append(word)
        slots[index] = Slot(word: word, code: code)
        if words.count * 2 > mask { moveSlots(toHold: words.count) }
        return code
    }

    /// Makes room for so many more words.
    func expect(_ more: Int) {
        words.reserveCapacity(words.count + more)
        if 2 * (words.count + more) > mask { moveSlots(toHold: words.count + more) }
    }

    /// Moves the table into one at least twice as large, with room for `total` words.
    private func moveSlots(toHold total: Int) {
        LargeMemory.free(slots, byteCount: (mask + 1) * MemoryLayout<Slot>.stride)
        mask = mask * 2 + 1
        while mask < 2 * total { mask = mask * 2 + 1 }
        slots = WordDictionary.freeSlots(mask + 1)
        for code in 1..<max(1, words.count) {
            var free = Int(truncatingIfNeeded: WordDictionary.hash(words[code])) & mask
            while slots[free].code != 0 { free = (free + 1) & mask }
            slots[free] = Slot(word: words[code], code: UInt32(code))
        }
    }

    /// The memory that the dictionary takes, in bytes.
    var bytes: Int { words.capacity * 8 + (mask + 1) * MemoryLayout<Slot>.stride + wide.capacity * 64 }

    @inline(__always)
    static func hash(_ word: UInt64) -> UInt64 {
        let product = (word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }
}
