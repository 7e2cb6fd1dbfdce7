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

    /// Whether a table that holds `number` is no larger than a hash table of `count` texts would be.
    func isWorthwhile(_ number: Int, count: Int) -> Bool { number < 24 &* count }

    /// Makes room for `number` and some above it; the caller fills in what lies there already.
    mutating func grow(toHold number: Int) {
        // What lies above is address space until a text stands there.
        let size = max(number &* 3, 1023) &+ 1
        let memory = LargeMemory.allocate(byteCount: (size + 1) * 4, zeroed: true)
            .bindMemory(to: UInt32.self, capacity: size + 1)
        if let codes { memory.update(from: codes, count: capacity) }
        release()
        codes = memory
        capacity = size
    }

    /// Notes the code of a number below `capacity`.
    mutating func set(_ number: Int, to code: UInt32) {
        codes?[number] = code
        highest = max(highest, number)
    }

    /// The table's memory, in bytes; what lies above the highest number is only address space.
    var bytes: Int { highest * 4 }

    /// Frees the table.
    func release() {
        if let codes { LargeMemory.free(codes, byteCount: (capacity + 1) * 4) }
    }
}
