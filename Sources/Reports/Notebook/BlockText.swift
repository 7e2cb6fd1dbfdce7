/// The text of one block without its containers' prefixes, and the code spans in it with their places.
struct BlockText {
    /// A code span's content.
    struct CodeSpan {
        /// Its bytes between the backticks.
        var range: Range<Int>
        /// As CommonMark normalises it.
        var content: String
    }

    let text: MappedText
    private let spans: [CodeSpan]
    private var position = 0
    /// Where the search for the next literal starts.
    private var searched = 0
    /// How many destinations were looked for in vain.
    private var misses = 0

    init(_ text: MappedText) {
        self.text = text
        spans = BlockText.scan(text)
    }

    /// The next code span of that content, in order of writing.
    mutating func nextSpan(_ content: String) -> CodeSpan? {
        guard let index = spans[position...].firstIndex(where: { $0.content == content }) else { return nil }
        position = index + 1
        return spans[index]
    }

    /// The bytes of the next occurrence of a text; the whole block when it is not found.
    mutating func find(_ literal: String) -> Range<Int> {
        let wanted = Array(literal.utf8)
        guard let first = wanted.first else { return 0..<text.count }
        var index = searched
        while index + wanted.count <= text.count {
            if text.bytes[index] == first, text.bytes[index..<(index + wanted.count)].elementsEqual(wanted) {
                searched = index + wanted.count
                return index..<searched
            }
            index += 1
        }
        return 0..<text.count
    }

    /// The bytes of the next link's or image's destination; the whole block when it is written elsewhere, as a reference's is.
    mutating func findDestination(_ destination: String) -> Range<Int> {
        // A search that finds nothing looks at the whole block: only a few may.
        guard misses < BlockText.mostMisses else { return 0..<text.count }
        let start = searched
        for opening in ["](", "](<", "<"] {
            let found = find(opening + destination)
            if searched > start { return (found.lowerBound + opening.utf8.count)..<found.upperBound }
        }
        misses += 1
        return 0..<text.count
    }

    /// Destinations of one block that may be looked for in vain.
    private static let mostMisses = 20

    /// CommonMark 0.30, section 6.1: a run of backticks opens a span that the next run of the same length closes.
    private static func scan(_ text: MappedText) -> [CodeSpan] {
        let bytes = text.bytes
        let tick = UInt8(ascii: "`")
        var runs: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == tick else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, bytes[index] == tick { index += 1 }
            runs.append(start..<index)
        }
        // The next run of the same length, so that many runs without a partner cost no search.
        var partner = [Int?](repeating: nil, count: runs.count)
        var latest: [Int: Int] = [:]
        for number in runs.indices.reversed() {
            partner[number] = latest[runs[number].count]
            latest[runs[number].count] = number
        }
        var spans: [CodeSpan] = []
        var number = 0
        while number < runs.count {
            let run = runs[number]
            var backslashes = 0
            while run.lowerBound - backslashes > 0, bytes[run.lowerBound - backslashes - 1] == UInt8(ascii: "\\") {
                backslashes += 1
            }
            if backslashes % 2 == 1 {
                // An escaped backtick opens nothing; the rest of its run may.
                guard run.count > 1 else {
                    number += 1
                    continue
                }
                let rest = (run.lowerBound + 1)..<run.upperBound
                if let close = runs[(number + 1)...].firstIndex(where: { $0.count == rest.count }) {
                    spans.append(span(text, rest.upperBound..<runs[close].lowerBound))
                    number = close + 1
                } else {
                    number += 1
                }
                continue
            }
            if let close = partner[number] {
                spans.append(span(text, run.upperBound..<runs[close].lowerBound))
                number = close + 1
            } else {
                number += 1
            }
        }
        return spans
    }

    private static func span(_ text: MappedText, _ range: Range<Int>) -> CodeSpan {
        var content: [UInt8] = []
        for index in range {
            switch text.bytes[index] {
            case 0x0D where index + 1 < range.upperBound && text.bytes[index + 1] == 0x0A: break
            case 0x0A, 0x0D: content.append(0x20)
            case let byte: content.append(byte)
            }
        }
        if content.count > 2, content.first == 0x20, content.last == 0x20, content.contains(where: { $0 != 0x20 }) {
            content.removeFirst()
            content.removeLast()
        }
        return CodeSpan(range: range, content: String(decoding: content, as: UTF8.self))
    }
}
