import Columnar
import Foundation
import Testing

@testable import DataFormats

@Suite("Reading compressed text")
struct CompressedReadingTests {
    static let specification = ScanSpecification(
        fields: [Field("a", .int64), Field("b", .string)], format: comma, batchRows: 100)

    /// Rows whose quoted fields hold line feeds, delimiters and quotes; `text` as it stands in a file.
    static func table(rows: Int) -> (text: [UInt8], rows: [[Scalar]]) {
        var text = "a,b\n"
        var values: [[Scalar]] = []
        for row in 0..<rows {
            let word = row % 5 == 0 ? String(repeating: "x\n\",", count: row % 11) + "é" : "w\(row)"
            text +=
                "\(row),\"" + word.replacingOccurrences(of: "\"", with: "\"\"") + "\"" + (row % 3 == 0 ? "\r\n" : "\n")
            values.append([.int64(Int64(row)), .string(word)])
        }
        return (Array(text.utf8), values)
    }

    @Test(
        "files that the gzip and zstd tools have made are read",
        arguments: [
            ("gzip -n", "data.csv.gz", "H4sIAAAAAAAAAyvmSuRK4gIA5jPXTwYAAAA="),
            ("zstd", "data.csv.zst", "KLUv/QRYMQAAcwphCmIK13bSRA=="),
        ])
    func tools(label: String, name: String, base64: String) throws {
        let bytes = try Array(#require(Data(base64Encoded: base64)))
        let specification = ScanSpecification(fields: [Field("s", .string)], format: comma)
        #expect(try TemporaryFile(bytes, name: name).read(specification).rows == [[.string("a")], [.string("b")]])
    }

    @Test(
        "members and frames cut anywhere are read as one text, under any name",
        arguments: Compression.allCases, [1, 7, 40])
    func pieces(compression: Compression, pieces: Int) throws {
        let (text, rows) = Self.table(rows: 700)
        var packed: [UInt8] = []
        for piece in 0..<pieces {
            let range = text.count * piece / pieces..<text.count * (piece + 1) / pieces
            packed += try compression.packed(Array(text[range]))
        }
        for name in ["data.csv", "data.csv.gz", "DATA.CSV.ZSTD"] {
            let file = try TemporaryFile(packed, name: name)
            #expect(try file.read(Self.specification).rows == rows)
            // Splits of quoted text may start inside quotes; what the seams then say is the engine's to follow.
            if pieces == 1 || compression == .gzip {
                #expect(try file.read(Self.specification, splitBytes: 1).rows == rows)
            }
        }
    }

    @Test("lines of JSON are read once each from frames cut anywhere, last split first", arguments: [1, 3, 50])
    func lines(pieces: Int) throws {
        let text = Array((0..<500).map { "{\"a\":\($0),\"b\":\"w\($0)\"}\n" }.joined().utf8)
        let rows = (0..<500).map { [Scalar.int64(Int64($0)), .string("w\($0)")] }
        var packed: [UInt8] = []
        for piece in 0..<pieces {
            packed += try Compression.zstd.packed(
                Array(text[text.count * piece / pieces..<text.count * (piece + 1) / pieces]))
        }
        let file = try TemporaryFile(packed, name: "data.ndjson.zst")
        var specification = Self.specification
        specification.format = .ndjson
        #expect(try SplitPlanner.splits(of: [file.file], targetBytes: 1).count == pieces)
        #expect(try file.read(specification, splitBytes: 1).rows == rows)
        specification.unpacksAhead = true
        #expect(try file.read(specification, splitBytes: 1).rows == rows)
    }

    @Test("empty frames, skippable frames and zero padding hold nothing")
    func fillers() throws {
        let rows: [[Scalar]] = [[.int64(1), .string("x")]]
        let head = Array("a,b\n".utf8)
        let tail = Array("1,x".utf8)
        let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9]
        let zstd =
            try skippable + Compression.zstd.packed([]) + Compression.zstd.packed(head)
            + skippable + Compression.zstd.packed(tail) + skippable
        for splitBytes in [1, 1 << 30] {
            #expect(try TemporaryFile(zstd).read(Self.specification, splitBytes: splitBytes).rows == rows)
        }
        let gzip = try Compression.gzip.packed([]) + Compression.gzip.packed(head + tail) + [0, 0, 0, 0, 0]
        #expect(try TemporaryFile(gzip).read(Self.specification).rows == rows)
        let empty = try TemporaryFile([], name: "empty.csv.gz")
        #expect(try empty.read(Self.specification).rows.isEmpty)
    }

    @Test(
        "damaged data is an error with the place in the file, never fewer rows", arguments: Compression.allCases,
        [false, true])
    func damage(compression: Compression, ahead: Bool) throws {
        let (text, _) = Self.table(rows: 3000)
        let packed = try compression.packed(text)
        var specification = Self.specification
        specification.unpacksAhead = ahead
        func fault(_ bytes: [UInt8]) throws -> (Int, CompressionFault)? {
            do {
                _ = try TemporaryFile(bytes, name: "data.csv." + (compression == .gzip ? "gz" : "zst")).read(
                    specification)
            } catch DataError.badCompression(_, compression, let offset, let fault) {
                return (offset, fault)
            }
            return nil
        }
        for cut in [1, 2, 5, 17, packed.count / 2, packed.count - 5, packed.count - 1] {
            let (offset, fault) = try #require(try fault(Array(packed[..<cut])))
            #expect(fault == (cut < (compression == .gzip ? 2 : 4) ? .notCompressed : .truncated))
            #expect(offset == (fault == .notCompressed ? 0 : cut))
        }
        for place in [packed.count / 3, packed.count / 2, packed.count - 1] {
            var bytes = packed
            bytes[place] ^= 0x55
            let (offset, fault) = try #require(try fault(bytes))
            guard case .corrupt = fault else {
                Issue.record("\(fault) at \(place)")
                continue
            }
            #expect(offset > 0 && offset <= packed.count)
        }
        let (offset, trailing) = try #require(try fault(packed + Array("hi there".utf8)))
        #expect(trailing == .trailingBytes)
        #expect(offset == packed.count)
        #expect(try #require(try fault(Array("a,b\n1,x\n".utf8))).1 == .notCompressed)
    }

    @Test("bad rows are placed by line and column of the text, in any split", arguments: [1, 1 << 30])
    func badRows(splitBytes: Int) throws {
        var text = "a,b\n"
        for row in 0..<4000 { text += row % 1000 == 999 ? "w,\(row)\n" : "\(row),x\n" }
        let bytes = Array(text.utf8)
        var packed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5000) {
            packed += try Compression.zstd.packed(Array(bytes[start..<min(bytes.count, start + 5000)]))
        }
        var specification = Self.specification
        specification.badRows = .quarantine
        let file = try TemporaryFile(packed, name: "data.csv.zst")
        let (rows, rejected) = try file.read(specification, splitBytes: splitBytes)
        #expect(rows.count == 3996)
        #expect(rejected.map(\.line) == [1001, 2001, 3001, 4001])
        #expect(rejected.allSatisfy { $0.column == 1 && $0.field == "a" && $0.path == "data.csv.zst" })
        #expect(rejected.map(\.raw) == ["w,999", "w,1999", "w,2999", "w,3999"])
    }

    @Test("the schema of a compressed file is inferred from its text")
    func inference() throws {
        let text = Array("id,at\n1,2026-11-09\n2,2026-11-10\n".utf8)
        for compression in Compression.allCases {
            let file = try TemporaryFile(compression.packed(text))
            #expect(
                try SchemaInference.infer(files: [file.file], format: comma)
                    == Schema([Field("id", .int64), Field("at", .date)]))
        }
        let lines = try TemporaryFile(Compression.gzip.packed(Array("{\"x\":1.5}\n".utf8)))
        #expect(try SchemaInference.infer(files: [lines.file], format: .ndjson) == Schema([Field("x", .double)]))
    }

    @Test("splits whose records meet fit together, and others do not")
    func seams() {
        let first = SplitSeam(firstRecord: 4, nextRecord: 105, length: 100, isGuess: true)
        #expect(SplitSeam.fit([first, SplitSeam(firstRecord: 5, nextRecord: 60, length: 60, isGuess: true)]))
        #expect(!SplitSeam.fit([first, SplitSeam(firstRecord: 3, nextRecord: 60, length: 60, isGuess: true)]))
        #expect(!SplitSeam.fit([first, SplitSeam(firstRecord: nil, nextRecord: 0, length: 60, isGuess: true)]))
        // A record that crosses a whole split: nothing starts there.
        let long = SplitSeam(firstRecord: 4, nextRecord: 170, length: 100, isGuess: true)
        let none = SplitSeam(firstRecord: nil, nextRecord: 0, length: 60, isGuess: true)
        #expect(SplitSeam.fit([long, none, SplitSeam(firstRecord: 10, nextRecord: 50, length: 50, isGuess: true)]))
        #expect(!SplitSeam.fit([long, none, SplitSeam(firstRecord: 9, nextRecord: 50, length: 50, isGuess: true)]))
    }
}
