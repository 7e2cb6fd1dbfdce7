import Columnar

/// The characters that `trim` takes off: ASCII ones in two words, others in a list.
struct CharacterBag {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var others: [Unicode.Scalar] = []
    private var source: [UInt8] = []

    /// Makes it hold the characters of a text; quick when it does already.
    mutating func replace(with text: UnsafeBufferPointer<UInt8>) {
        if source.withUnsafeBufferPointer({ equalBytes($0, text) }) { return }
        source = Array(text)
        (low, high, others) = (0, 0, [])
        var position = 0
        while position < text.count {
            let (scalar, next) = UTF8Text.decode(at: position, in: text)
            switch scalar.value {
            case ..<64: low |= 1 << UInt64(scalar.value)
            case ..<128: high |= 1 << UInt64(scalar.value - 64)
            default: others.append(scalar)
            }
            position = next
        }
    }

    private func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<64: low >> UInt64(scalar.value) & 1 == 1
        case ..<128: high >> UInt64(scalar.value - 64) & 1 == 1
        default: others.contains(scalar)
        }
    }

    /// The range of a text without the characters at the chosen ends.
    func trim(_ text: UnsafeBufferPointer<UInt8>, start: Bool, end: Bool) -> Range<Int> {
        var low = 0
        var high = text.count
        while start && low < high {
            let (scalar, next) = UTF8Text.decode(at: low, in: text)
            guard contains(scalar) else { break }
            low = next
        }
        while end && high > low {
            var position = high - 1
            while position > low && isContinuation(text[position]) { position -= 1 }
            guard contains(UTF8Text.scalar(at: position, in: text)) else { break }
            high = position
        }
        return low..<high
    }
}
