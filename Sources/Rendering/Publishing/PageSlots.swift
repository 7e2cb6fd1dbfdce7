/// Places in a published page that change after it was rendered: links to neighbours and notices.
///
/// A slot is a pair of HTML comments with text between them. Rendered data cannot imitate one, since `<` is always escaped. A template that
/// leaves a slot out has none.
enum PageSlots {
    /// The slots there are.
    enum Slot: String, CaseIterable {
        /// Links of the document's head: the canonical address, the neighbours, the feed.
        case head
        /// What stands above everything else: why this page is an older one.
        case notice
        /// Links to the periods or pages before and behind.
        case pager

        var start: String { "<!--trinity:\(rawValue)-->" }
        var end: String { "<!--/trinity:\(rawValue)-->" }
        /// The slot without content.
        var empty: String { start + end }
    }

    /// The page with other texts in its slots; a slot that `texts` leaves out is emptied. Complexity: O(bytes).
    static func filled(_ page: [UInt8], _ texts: [Slot: String]) -> [UInt8] {
        var rest = page[...]
        var result: [UInt8] = []
        result.reserveCapacity(page.count + 512)
        // Slots come in any order that a template gives them; each is found from where the last one ended.
        while let (slot, range) = next(in: rest) {
            result += rest[..<range.lowerBound]
            result += slot.start.utf8
            result += (texts[slot] ?? "").utf8
            result += slot.end.utf8
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    private static let opening = Array("<!--trinity:".utf8)

    /// The first slot and its range, markers included.
    private static func next(in bytes: ArraySlice<UInt8>) -> (Slot, Range<Int>)? {
        var position = bytes.startIndex
        while let start = find(opening, in: bytes[position...]) {
            for slot in Slot.allCases where bytes[start...].starts(with: slot.start.utf8) {
                guard let end = find(Array(slot.end.utf8), in: bytes[start...]) else { continue }
                return (slot, start..<(end + slot.end.utf8.count))
            }
            position = start + opening.count
        }
        return nil
    }

    /// Where a text starts; its first byte must be rare for this to be fast.
    private static func find(_ text: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, bytes.count >= text.count else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            let last = buffer.count - text.count
            var index = 0
            while index <= last {
                if buffer[index] == first {
                    var length = 1
                    while length < text.count, buffer[index + length] == text[length] { length += 1 }
                    if length == text.count { return index + bytes.startIndex }
                }
                index += 1
            }
            return nil
        }
    }
}
