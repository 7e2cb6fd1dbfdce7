import Columnar
import TestSupport
import Testing

@testable import DataFormats

@Suite("Numerals with a fixed number of decimals")
struct FixedDecimalsTests {
    /// What a reader makes of a text, with eight readable bytes behind it.
    private func read(_ text: String, _ reader: FixedDecimals) -> Double? {
        let bytes = Array(text.utf8) + Array("99999999".utf8)
        return bytes.withUnsafeBufferPointer { reader.double($0.baseAddress!, text.utf8.count) }
    }

    @Test("digits, a point and so many decimals are read as the standard library reads them", arguments: 1...6)
    func numbers(decimals: Int) {
        var random = SeededGenerator(seed: UInt64(decimals))
        let reader = FixedDecimals(decimals)
        for _ in 0..<2000 {
            let whole = Int.random(in: 1...(7 - decimals), using: &random)
            var digits = (0..<whole + decimals).map { _ in Character("\(Int.random(in: 0...9, using: &random))") }
            digits.insert(".", at: whole)
            let text = String(digits)
            #expect(read(text, reader) == Double(text), "\(text)")
        }
    }

    @Test(
        "whatever has another form is left to others",
        arguments: [
            "", ".", "5", "12", "1.5", "1.500", ".50", "12.50 ", " 1.50", "-1.50", "+1.50", "1..50", "1.5.0", "1.5e",
            "1/50", "1,50", "1-50", "1.5o", "o.50", "\u{0}.50", "1.5\u{FF}", "100000.50", "é.50", "1.\u{0}0", "123",
        ])
    func others(text: String) { #expect(read(text, FixedDecimals(2)) == nil) }

    @Test("every byte but a digit, at any place, and every byte but a point between them, is left to others")
    func bytes() {
        let reader = FixedDecimals(2)
        for place in 0..<6 {
            for byte in UInt8.min...UInt8.max {
                var bytes = Array("123.45".utf8)
                bytes[place] = byte
                let isForm = place == 3 ? byte == 0x2E : (0x30...0x39).contains(byte)
                let found = (bytes + bytes).withUnsafeBufferPointer { reader.double($0.baseAddress!, 6) }
                #expect(found == (isForm ? Double(String(decoding: bytes, as: UTF8.self)) : nil))
            }
        }
    }

    @Test(
        "the form is that of the field with the most decimals",
        arguments: [
            (["1.5", "2.25", "3", "4.5"], "7.25"), (["10", "", "1.5"], "7.5"), (["-1.25"], "7.25"),
            (["100000000.123", "1.5"], "7.5"), (["\"1.505\"", "1.5e10", "1.x55", "12345", "1.5"], "7.5"),
        ])
    func longest(fields: [String], read text: String) throws {
        let bytes = fields.map { Array($0.utf8) + Array(repeating: 0, count: 8) }
        let pointers = bytes.map { bytes in
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
            copy.update(from: bytes, count: bytes.count)
            return copy
        }
        defer { for pointer in pointers { pointer.deallocate() } }
        let reader = FixedDecimals(longestOf: fields.count) { (UnsafePointer(pointers[$0]), fields[$0].utf8.count) }
        #expect(self.read(text, try #require(reader)) == Double(text))
    }

    @Test("fields without decimals have no such form")
    func none() {
        let text = Array("12345678".utf8) + Array(repeating: 0, count: 8)
        text.withUnsafeBufferPointer { text in
            let start = text.baseAddress!
            #expect(FixedDecimals(longestOf: 2) { (start, $0 == 0 ? 8 : 0) } == nil)
        }
    }

    @Test("columns whose rows have different forms are read alike")
    func columns() throws {
        let texts = [
            "12.50", "1", "", "-3.25", "7.5", "1e2", "0.001", "99999.99", "123456.78", "nan", "5.", ".5", "007.10",
        ]
        let expected: [Scalar] = texts.map {
            $0.isEmpty ? .null : .double($0 == "5." ? 5 : $0 == ".5" ? 0.5 : Double($0)!)
        }
        for shift in texts.indices {
            let order = texts.indices.map { ($0 + shift) % texts.count }
            let file = try TemporaryFile("k,v\n" + order.map { "1,\(texts[$0])\n" }.joined())
            let specification = ScanSpecification(fields: [Field("v", .double)], format: .csv(delimiter: 0x2C))
            #expect(try file.read(specification).rows.map { $0[0] } == order.map { expected[$0] })
        }
    }
}
