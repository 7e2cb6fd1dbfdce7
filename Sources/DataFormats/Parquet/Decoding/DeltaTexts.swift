import Columnar

/// Texts of a page whose lengths are encoded as differences; all of them are decoded at once.
///
/// A class because it owns the views, which live as long as the page.
final class DeltaTexts {
    /// Where the texts lie in `bytes`.
    let views: UnsafeMutablePointer<StringView>
    let count: Int
    let bytes: ByteBuffer
    private let capacity: Int

    /// The most bytes that a page's texts may have in all.
    private static let limit = 512 << 20

    deinit { views.deallocate() }

    /// `DELTA_LENGTH_BYTE_ARRAY`: lengths, then all bytes (Encodings.md). The texts stay where they are, in `page`.
    init(lengths page: ByteBuffer, _ range: Range<Int>, atMost most: Int) throws(ParquetFault) {
        var lengths = try DeltaDecoder(page.base, range)
        guard lengths.count <= most else { throw .malformed("a page of \(most) values has \(lengths.count) texts") }
        let numbers = try DeltaTexts.numbers(&lengths)
        capacity = numbers.count
        count = numbers.count
        bytes = page
        views = .allocate(capacity: max(1, capacity))
        var position = lengths.position
        for (index, length) in numbers.enumerated() {
            guard length >= 0, length <= range.upperBound - position else { throw .truncated("the texts of the page") }
            views[index] = StringView(offset: UInt32(position), length: UInt32(length))
            position += Int(length)
        }
    }

    /// `DELTA_BYTE_ARRAY`: the lengths of what each text shares with the one before, then the rest of each as
    /// `DELTA_LENGTH_BYTE_ARRAY` (Encodings.md).
    init(prefixes page: ByteBuffer, _ range: Range<Int>, atMost most: Int) throws(ParquetFault) {
        var prefixes = try DeltaDecoder(page.base, range)
        guard prefixes.count <= most else { throw .malformed("a page of \(most) values has \(prefixes.count) texts") }
        let shared = try DeltaTexts.numbers(&prefixes)
        let rest = try DeltaTexts(lengths: page, prefixes.position..<range.upperBound, atMost: most)
        guard rest.count == shared.count else {
            throw .malformed("a page has \(shared.count) prefixes and \(rest.count) suffixes")
        }
        var total = 0
        var before = 0
        for index in shared.indices {
            guard shared[index] >= 0, shared[index] <= before else {
                throw .malformed("a text shares more with the one before than that has")
            }
            before = Int(shared[index]) + Int(rest.views[index].length)
            total += before
            guard total <= DeltaTexts.limit else {
                throw .tooLarge(what: "the text of a page", bytes: total, limit: DeltaTexts.limit)
            }
        }
        capacity = shared.count
        count = shared.count
        bytes = ByteBuffer(capacity: total)
        views = .allocate(capacity: max(1, capacity))
        var position = 0
        var previous = 0
        for index in shared.indices {
            let prefix = Int(shared[index])
            let suffix = rest.views[index]
            (bytes.base + position).update(from: bytes.base + previous, count: prefix)
            (bytes.base + position + prefix).update(
                from: page.base + Int(suffix.offset), count: Int(suffix.length))
            views[index] = StringView(offset: UInt32(position), length: UInt32(prefix) + suffix.length)
            previous = position
            position += prefix + Int(suffix.length)
        }
        bytes.count = position
    }

    private static func numbers(_ decoder: inout DeltaDecoder) throws(ParquetFault) -> [Int64] {
        var numbers = [Int64](repeating: 0, count: decoder.count)
        var fault: ParquetFault?
        numbers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            do throws(ParquetFault) { try decoder.next(buffer.count, into: base) } catch { fault = error }
        }
        if let fault { throw fault }
        return numbers
    }
}
