import Columnar

/// The codes of texts that are one prefix and a number behind it, such as `user_78874`, in a table by number.
///
/// Names of people, orders and payments are often made this way. Reading a few digits and looking into a table costs a fraction of a hash
/// table's probe, and texts in file order lie side by side in the table. The prefix has up to eight bytes and is learnt from a text;
/// the number has one to eight digits, leading zeros included. Bijective numeration (Knuth, TAOCP 2, 4.1, exercise 24) keeps `7`, `07` and
/// `007` apart. Owns its memory through `release`; the dictionary around it is the one owner.
struct NumberedTexts {
    private var prefix: UInt64 = 0
    private var prefixMask: UInt64 = 0
    private var prefixLength: UInt32 = 1 << 31
    /// By number: a code, or 0; behind the last number stands another 0.
    private(set) var codes: UnsafeMutablePointer<UInt32>?
    /// Numbers below this have a place in the table.
    private(set) var capacity = 0
    /// The highest number that has a code.
    private var highest = 0

    private static let mostDigits: UInt32 = 8

    /// Takes the prefix of a text that ends in a digit; leaves everything as it is otherwise. Only before there is a table.
    mutating func learn(_ start: UnsafePointer<UInt8>, _ length: UInt32) {
        guard capacity == 0 else { return }
        var digits: UInt32 = 0
        while digits < min(length, NumberedTexts.mostDigits), start[Int(length &- digits &- 1)] &- 0x30 < 10 {
            digits += 1
        }
        guard digits > 0, length &- digits <= 8 else { return }
        prefixLength = length &- digits
        prefixMask = prefixLength == 8 ? .max : (1 << UInt64(8 &* prefixLength)) &- 1
        prefix = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) & prefixMask
    }

    /// The number of a text that has the prefix and digits behind it, else `Int.max`. Reads up to eight bytes past the text.
    @inline(__always)
    func number(_ start: UnsafePointer<UInt8>, _ length: UInt32) -> Int {
        let digits = length &- prefixLength
        guard digits &- 1 < NumberedTexts.mostDigits else { return .max }
        let raw = UnsafeRawPointer(start)
        guard raw.loadUnaligned(as: UInt64.self) & prefixMask == prefix else { return .max }
        // The last digit in the highest byte, zeros before the first.
        let shift = UInt64(64 &- 8 &* digits)
        let text = raw.loadUnaligned(fromByteOffset: Int(prefixLength), as: UInt64.self) &<< shift
        let high = text & 0xF0F0_F0F0_F0F0_F0F0
        let carried = (text &+ (0x0606_0606_0606_0606 &<< shift)) & 0xF0F0_F0F0_F0F0_F0F0
        guard high | (carried >> 4) == 0x3333_3333_3333_3333 &<< shift else { return .max }
        // Digits count from 1 to 10; pairs, fours and eights are joined (D. Lemire, "Quickly parsing eight digits", 2022).
        var value = text &- (0x2F2F_2F2F_2F2F_2F2F &<< shift)
        value = (value &* 2561) >> 8 & 0x00FF_00FF_00FF_00FF
        value = (value &* 6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF
        value = (value &* 42_949_672_960_001) >> 32
        return Int(truncatingIfNeeded: value) &- 1
    }

    /// Texts whose numbers are read before the table is.
    private static let block = 256

    /// The codes of many texts, 0 for those that have none here; whether all have one.
    ///
    /// The table may be large: the numbers of a block of texts are read first, and then the table, where nothing but memory is waited for.
    func find(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        guard let table = self.codes else { return false }
        // What the loops read stays in registers.
        let numbered = self
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: NumberedTexts.block) { places in
            guard let places = places.baseAddress else { return false }
            var isComplete = true
            var start = 0
            while start < count {
                let size = min(NumberedTexts.block, count &- start)
                for row in 0..<size {
                    let view = views[start &+ row]
                    let number = numbered.number(base + (view.length == 0 ? 0 : Int(view.offset)), view.length)
                    places[row] = min(number, numbered.capacity)
                }
                for row in 0..<size {
                    let code = table[places[row]]
                    codes[start &+ row] = code
                    isComplete = isComplete && code != 0
                }
                start &+= size
            }
            return isComplete
        }
    }

    /// The same numbers and codes in a table of its own.
    func copied() -> NumberedTexts {
        var copy = self
        (copy.codes, copy.capacity) = (nil, 0)
        if let codes { copy.take(codes, highest + 1, capacity: capacity) }
        return copy
    }

    /// Whether a table that holds `number` is no larger than a hash table of `count` texts would be.
    func isWorthwhile(_ number: Int, count: Int) -> Bool { number < 24 &* count }

    /// Makes room for `number` and some above it, for more where it is one of the first `count` of `foreseen` texts, whose numbers may go on as
    /// they have begun; the caller fills in what lies there already.
    mutating func grow(toHold number: Int, count: Int, of foreseen: Int) {
        let old = self
        let ahead = min(number &* 3 &* max(1, min(foreseen / max(1, count), 24)), 24 &* foreseen)
        // At least three times as many, so that the known ones are not filled in again too often.
        take(codes, capacity, capacity: max(ahead, number &* 3, 1023) &+ 1)
        old.release()
    }

    /// Makes a table of `capacity` numbers that starts with those of another.
    private mutating func take(_ known: UnsafeMutablePointer<UInt32>?, _ count: Int, capacity: Int) {
        // In a large table what lies above is address space until a text stands there.
        let memory = LargeMemory.allocate(byteCount: (capacity + 1) * 4, zeroed: true)
            .bindMemory(to: UInt32.self, capacity: capacity + 1)
        if let known { memory.update(from: known, count: count) }
        codes = memory
        self.capacity = capacity
    }

    /// The code of a number below `capacity`, 0 where it has none.
    func code(_ number: Int) -> UInt32 { codes?[number] ?? 0 }

    /// Notes the code of a number below `capacity`.
    mutating func set(_ number: Int, to code: UInt32) {
        codes?[number] = code
        highest = max(highest, number)
    }

    /// The table's memory, in bytes; of a large one, what lies above the highest number is mostly address space.
    var bytes: Int { max(min(capacity * 4, 2 << 20), highest * 4) }

    /// Frees the table.
    func release() {
        if let codes { LargeMemory.free(codes, byteCount: (capacity + 1) * 4) }
    }
}
