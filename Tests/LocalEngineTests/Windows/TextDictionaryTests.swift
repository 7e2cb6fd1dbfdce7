import Columnar
import Testing

@testable import LocalEngine

/// Codes of texts by both of the dictionary's tables: equal texts have equal codes, different ones different codes.
@Suite("Text dictionary")
struct TextDictionaryTests {
    /// Texts one behind the other in memory with the slack that look-ups may read.
    private struct Texts {
        let buffer = ByteBuffer(capacity: 64)
        var views: [StringView] = []

        init(_ texts: [String]) {
            for var text in texts {
                let offset = text.withUTF8 { bytes in
                    bytes.baseAddress.map { buffer.append($0, count: bytes.count) } ?? buffer.count
                }
                views.append(StringView(offset: UInt32(offset), length: UInt32(text.utf8.count)))
            }
        }
    }

    /// Prefixes, widths and leading zeros that are easily taken for one another.
    private static let awkward = [
        "user_7", "user_07", "user_007", "user_70", "user_", "user", "", "7", "07", "user_7a", "user_a7", "usex_7",
        "user_12345678", "user_012345678", "user_123456789", "user_00000000", "user_0", "user_-7", "user_/", "user_:",
        "a long prefix before 17", "17 a long text behind it", "日本7", "日本07", "user_99999999",
    ]

    @Test("texts keep apart whatever came before them", arguments: [0, 1, 30, 700, 40_000])
    func different(before: Int) throws {
        let texts = (0..<before).map { "user_\($0 * 3)" } + Self.awkward + (0..<before).map { "tx_\($0)" }
        let distinct = Array(Set(texts)).count
        let rows = Texts(texts + texts)
        let dictionary = TextDictionary()
        let codes = CodeBuffer(count: rows.views.count)
        try rows.views.withUnsafeBufferPointer { views in
            let start = try #require(views.baseAddress)
            try dictionary.codes(start, rows.buffer.base, count: views.count, into: codes.values)
        }
        #expect(dictionary.count == distinct + 1)
        let again = CodeBuffer(count: rows.views.count)
        rows.views.withUnsafeBufferPointer { views in
            if let start = views.baseAddress {
                dictionary.find(start, rows.buffer.base, count: views.count, into: again.values)
            }
        }
        for (row, text) in (texts + texts).enumerated() {
            let code = codes.values[row]
            #expect(code > 0 && again.values[row] == code)
            #expect(try dictionary.code(rows.views[row], rows.buffer.base) == code)
            let view = dictionary.views[Int(code)]
            let bytes = UnsafeBufferPointer(start: dictionary.bytes.base + Int(view.offset), count: Int(view.length))
            #expect(String(decoding: bytes, as: UTF8.self) == text)
        }
    }

    @Test("a text that is not there is not found, numbered or not")
    func missing() throws {
        let rows = Texts((0..<5000).map { "user_\($0 * 2)" } + ["user_1", "user_01", "user_20001", "other"])
        let dictionary = TextDictionary(expecting: 10_000)
        for row in 0..<5000 { _ = try dictionary.code(rows.views[row], rows.buffer.base) }
        for row in 5000..<5004 {
            #expect(dictionary.find(rows.buffer.base + Int(rows.views[row].offset), rows.views[row].length) == 0)
        }
    }
}
