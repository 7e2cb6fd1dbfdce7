import Columnar
import Testing

@testable import LocalEngine

/// The codes that several workers give the texts of one column: equal texts have equal codes, whoever meets them and by which way.
@Suite("Shared texts")
struct SharedTextTests {
    /// Batches of a column whose texts change their kind: each is looked up in another way.
    private static let batches: [[String?]] = {
        let names = (0..<3000).map { "user_\($0 * 7 % 3000)" }
        return [
            names, names.reversed(), names.map { $0 == "user_70" ? nil : $0 },
            // Numbers that the first table has no room for, and texts that have none.
            (0..<3000).map { "user_\($0 * 50)" },
            names.map { $0 == "user_7" ? "user_07" : $0 == "user_14" ? "nobody" : $0 },
            (0..<3000).map { "other text \($0 % 900)" }, names, ["", "user_", "user_99999999", "user_123456789"],
        ]
    }()

    @Test("equal texts have equal codes in all batches of all workers", arguments: [1, 2, 3])
    func codes(workers: Int) throws {
        let catalog = TextCatalog()
        let texts = (0..<workers).map { _ in SharedText(catalog) }
        var known: [String: UInt32] = [:]
        for (index, batch) in (Self.batches + Self.batches.reversed()).enumerated() {
            let text = texts[index % workers]
            text.begin(Column(.string, batch.map { $0.map { .string($0) } ?? .null }), rowCount: batch.count)
            let codes = try text.codes()
            for (row, value) in batch.enumerated() {
                guard let value else {
                    #expect(codes[row] == 0)
                    continue
                }
                #expect(codes[row] == known[value, default: codes[row]], "\(value)")
                known[value] = codes[row]
            }
            text.end()
        }
        #expect(Set(known.values).count == known.count)
        for (value, code) in known {
            let view = catalog.dictionary.views[Int(code)]
            let bytes = UnsafeBufferPointer(
                start: catalog.dictionary.bytes.base + Int(view.offset), count: Int(view.length))
            #expect(String(decoding: bytes, as: UTF8.self) == value)
        }
    }
}
