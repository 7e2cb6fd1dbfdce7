import Columnar
import TestSupport
import Testing

@testable import DataFormats

/// Records that repeat their shape, change it, or break it; what they hold is known because the test writes them.
@Suite("NDJSON records of repeating shape")
struct RecordTemplateTests {
    static let fields = [
        Field("id", .int64), Field("score", .double), Field("name", .string), Field("at", .timestamp),
        Field("day", .date), Field("ok", .boolean), Field("price", .decimal(precision: 10, scale: 2)),
        Field("absent", .double),
    ]

    /// A text as it stands in JSON and what it means.
    static let texts: [(json: String, value: String)] = [
        ("", ""), ("a", "a"), ("fifteen bytes..", "fifteen bytes.."), ("sixteen bytes...", "sixteen bytes..."),
        ("a text that is longer than one block of bytes", "a text that is longer than one block of bytes"),
        ("žluťoučký kůň", "žluťoučký kůň"), (#"say \"a\\b\" \u00e9\n"#, "say \"a\\b\" é\n"), (#"\ud83d\ude00"#, "😀"),
        ("}, {", "}, {"),
    ]
    static let numbers: [(json: String, value: Double)] = [
        ("0", 0), ("-0.5", -0.5), ("12345678.12345678", 12345678.12345678), ("3.141592653589793", 3.141592653589793),
        ("1e3", 1000), ("-2.5E-1", -0.25), ("123456789012", 123_456_789_012), ("7", 7), ("0.1", 0.1),
    ]
    static let integers: [(json: String, value: Int64)] = [
        ("0", 0), ("-1", -1), ("12345678", 12_345_678), ("123456789", 123_456_789),
        ("123456789012345", 123_456_789_012_345),
        ("9223372036854775807", .max), ("12.0", 12), ("1234567890123456", 1_234_567_890_123_456),
    ]

    /// Lines of one shape, or of shapes that change, with the rows that they are; some are broken where `breaks`.
    static func lines(
        _ count: Int, shapes: Int, breaks: Bool, seed: UInt64
    ) -> (text: String, rows: [[Scalar]], broken: [Int]) {
        var generator = SeededGenerator(seed: seed)
        var text = ""
        var rows: [[Scalar]] = []
        var broken: [Int] = []
        for line in 1...count {
            let shape = Int.random(in: 0..<shapes, using: &generator)
            let hasNulls = shape > 0 && Int.random(in: 0..<4, using: &generator) == 0
            let name = texts[Int.random(in: 0..<(shape == 0 ? 5 : texts.count), using: &generator)]
            let score = numbers[Int.random(in: 0..<numbers.count, using: &generator)]
            let id = integers[Int.random(in: 0..<integers.count, using: &generator)]
            let ok = Int.random(in: 0..<2, using: &generator) == 0
            let day = Int.random(in: 0..<28, using: &generator) + 1
            let date = "2026-11-" + (day < 10 ? "0" : "") + "\(day)"
            let days = Int32(20757 + day)
            var members = [
                "\"id\":\(id.json)", "\"score\":\(hasNulls ? "null" : score.json)",
                "\"name\":\(hasNulls ? "null" : "\"" + name.json + "\"")", "\"at\":\"\(date) 01:02:03.5+00\"",
                "\"day\":\"\(date)\"", "\"ok\":\(ok)", "\"price\":-1.\(day)", "\"other\":{\"a\":[1,\"]\"]}",
                "\"a very long key that no column wants to have\":\"\(name.json)\"",
            ]
            var row: [Scalar] = [
                .int64(id.value), hasNulls ? .null : .double(score.value), hasNulls ? .null : .string(name.value),
                .timestamp(Int64(days) * 86_400_000_000 + 3_723_500_000), .date(days), .boolean(ok),
                .decimal(DecimalNumber(unscaled: Int128(-(100 + (day < 10 ? day * 10 : day))), scale: 2)), .null,
            ]
            switch shape {
            case 2: members.reverse()
            case 3:
                members.remove(at: 0)
                row[0] = .null
            case 4:
                members.append("\"absent\":1.5")
                row[7] = .double(1.5)
            case 5:
                members.append("\"Score\":2")
                row[1] = .double(2)
            default: break
            }
            if breaks, Int.random(in: 0..<9, using: &generator) == 0 {
                broken.append(line)
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: members[1] = "\"score\":01"
                case 1: members.append("\"id\":null,\"name\":\"\\\"\",\"score\":\"x\"")
                case 2: members[2] = "\"name\":\"a\u{1}\""
                case 3: members.append("\"day\":\"2026-13-01\"")
                case 4: members.append("\"x\":[")
                default: members.append("\"ok\":1")
                }
            } else {
                rows.append(row)
            }
            text += "{" + members.joined(separator: shape == 1 ? " , " : ",") + "}" + (shape == 3 ? "\r\n" : "\n")
        }
        return (text, rows, broken)
    }

    @Test(
        "rows are what the lines say, whatever shapes come after each other",
        arguments: [1, 2, 3, 6], [false, true])
    func shapes(shapes: Int, breaks: Bool) throws {
        for seed in 0..<12 as Range<UInt64> {
            let (text, rows, broken) = Self.lines(400, shapes: shapes, breaks: breaks, seed: seed)
            let specification = ScanSpecification(
                fields: Self.fields, format: .ndjson, badRows: .quarantine, batchRows: 50 + Int(seed))
            for splitBytes in [1 << 30, 5000] {
                let found = try TemporaryFile(text).read(specification, splitBytes: splitBytes)
                #expect(found.rows == rows, "seed \(seed)")
                #expect(found.rejected.map(\.line) == broken, "seed \(seed)")
            }
        }
    }

    @Test("lines that stop anywhere are read from chunks of any size", arguments: [64, 100, 999])
    func chunks(bytes: Int) throws {
        let (text, rows, _) = Self.lines(100, shapes: 1, breaks: false, seed: 7)
        let file = try TemporaryFile(String(text.dropLast()))
        let reader = try SplitReader(
            file: file.file, split: FileSplit(fileIndex: 0, index: 0, range: 0..<file.file.bytes),
            specification: ScanSpecification(fields: Self.fields, format: .ndjson, batchRows: 13), chunkBytes: bytes)
        var found: [[Scalar]] = []
        while let batch = try reader.nextBatch() {
            for row in 0..<batch.rowCount { found.append(batch.columns.map { $0[row] }) }
        }
        #expect(found == rows)
    }

    @Test(
        "a zero offset is read like Z, in the forms that exports have",
        arguments: ["+00", "+0000", "+00:00", "Z", "-00:00"])
    func zeroOffsets(offset: String) throws {
        let specification = ScanSpecification(fields: [Field("t", .timestamp)], format: .ndjson)
        let line = "{\"t\":\"2026-11-09 13:45:12.25\(offset)\"}\n"
        #expect(
            try TemporaryFile(line + line + line).read(specification).rows
                == Array(repeating: [.timestamp(1_794_231_912_250_000)], count: 3))
    }
}
