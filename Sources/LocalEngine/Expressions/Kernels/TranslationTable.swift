import Columnar

/// What `translate` makes of each character; nothing of those that have no counterpart. The first of equal characters counts.
struct TranslationTable {
    /// Code points of ASCII characters after translation; `vanishes` where there is none.
    private var ascii: [UInt32] = []
    private var others: [Unicode.Scalar: UInt32] = [:]
    private var sources: (from: [UInt8], to: [UInt8]) = ([], [])
    private static let vanishes = UInt32.max

    /// Makes it translate `from` to `to`; quick when it does already.
    mutating func replace(from: UnsafeBufferPointer<UInt8>, to: UnsafeBufferPointer<UInt8>) {
        let isKnown =
            !ascii.isEmpty && sources.from.withUnsafeBufferPointer { equalBytes($0, from) }
            && sources.to.withUnsafeBufferPointer { equalBytes($0, to) }
        if isKnown { return }
        sources = (Array(from), Array(to))
        ascii = Array(0..<128)
        others = [:]
        var seen: Set<Unicode.Scalar> = []
        var (position, target) = (0, 0)
        while position < from.count {
            let (scalar, next) = UTF8Text.decode(at: position, in: from)
            position = next
            var result = TranslationTable.vanishes
            if target < to.count {
                let (counterpart, next) = UTF8Text.decode(at: target, in: to)
                target = next
                result = counterpart.value
            }
            guard seen.insert(scalar).inserted else { continue }
            if scalar.isASCII { ascii[Int(scalar.value)] = result } else { others[scalar] = result }
        }
    }

    func append(_ text: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter) {
        var position = 0
        while position < text.count {
            let (scalar, next) = UTF8Text.decode(at: position, in: text)
            position = next
            let result = scalar.isASCII ? ascii[Int(scalar.value)] : others[scalar] ?? scalar.value
            if let translated = Unicode.Scalar(result) { writer.append(translated) }
        }
    }
}
