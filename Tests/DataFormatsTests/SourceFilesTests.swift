import Columnar
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import DataFormats

@Suite("Files of a source")
struct SourceFilesTests {
    @Test(
        "patterns find data files, sorted, without hidden ones",
        arguments: [
            ("a.csv", ["a.csv"]), ("", ["a.csv", "b.ndjson", "d/x/c.csv", "d/y.csv"]), ("*.csv", ["a.csv"]),
            ("**/*.csv", ["a.csv", "d/x/c.csv", "d/y.csv"]), ("d/", ["d/x/c.csv", "d/y.csv"]),
            ("{a,b}.*", ["a.csv", "b.ndjson"]), ("d/[x-y].csv", ["d/y.csv"]), ("?.ndjson", ["b.ndjson"]),
            ("d/*/c.csv", ["d/x/c.csv"]), ("note.txt", ["note.txt"]),
        ] as [(String, [String])])
    func discovery(pattern: String, expected: [String]) throws {
        let paths = ["a.csv", "b.ndjson", ".h.csv", "_m.csv", "note.txt", "d/x/c.csv", "d/y.csv", "d/_t/z.csv"]
        let root = try ScratchFolder(Dictionary(uniqueKeysWithValues: paths.map { ($0, "a\n1\n") }))
        defer { withExtendedLifetime(root) {} }
        #expect(try FileDiscovery.files(matching: [pattern], root: root.path).map(\.path) == expected)
        #expect(throws: DataError.nothingMatches(pattern: "*.tsv")) {
            try FileDiscovery.files(matching: ["*.tsv"], root: root.path)
        }
        #expect(throws: DataError.noSuchFile(path: "aa.csv", near: "a.csv")) {
            try FileDiscovery.files(matching: ["aa.csv"], root: root.path)
        }
    }

    @Test("names that only look alike are files of their own, as folders' values are")
    func spellings() throws {
        let root = try ScratchFolder()
        for name in ["\u{E9}.csv", "e\u{301}.csv", "k=\u{E9}/a.csv", "k=e\u{301}/a.csv"] {
            try root.write("v\n1\n", to: name)
        }
        defer { withExtendedLifetime(root) {} }
        let files = try FileDiscovery.files(matching: ["*.csv"], root: root.path)
        #expect(files.count == 2)
        let folders = try FileDiscovery.files(matching: ["k=*/*.csv"], root: root.path)
        let values = try PartitionColumns.find(in: folders).values.map { $0[0].text.utf8.count }
        #expect(values.sorted() == [2, 3])
    }

    @Test("links are followed once: in circles, to files that are there anyway, and to one folder by two names")
    func links() throws {
        let root = try ScratchFolder(["a/x.csv": "v\n1\n", "b/y.csv": "v\n2\n", "elsewhere/z.csv": "v\n3\n"])
        defer { withExtendedLifetime(root) {} }
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: root.url.appendingPathComponent(name).path, withDestinationPath: target)
        }
        try link("a/up", to: "..")
        try link("b/up", to: "..")
        try link("a/again.csv", to: "x.csv")
        try link("b/z.csv", to: "../elsewhere/z.csv")
        func names(_ patterns: String...) throws -> [String] {
            try FileDiscovery.files(matching: patterns, root: root.path).map(\.path)
        }
        #expect(try names("a").count == 3)
        #expect(try names(".").count == 3)
        #expect(try names("**/*.csv").count == 3)
        #expect(try names("a/x.csv", "./a/x.csv", "a//x.csv") == ["a/x.csv"])
        #expect(try names("a/again.csv") == ["a/again.csv"])
        #expect(try names("b/*.csv") == ["b/y.csv", "b/z.csv"])
    }

    @Test("what is no file, and braces beyond reason, are refused")
    func refusals() throws {
        let root = try ScratchFolder()
        defer { withExtendedLifetime(root) {} }
        #expect(mkfifo(root.url.appendingPathComponent("p.csv").path, 0o600) == 0)
        for pattern in ["p.csv", "*.csv", "."] {
            let error = #expect(throws: DataError.self) {
                try FileDiscovery.files(matching: [pattern], root: root.path)
            }
            #expect(error?.diagnostic.message.contains("not a file") == true)
        }
        let braces = String(repeating: "{a,b}", count: 24)
        #expect(throws: DataError.tooManyAlternatives(pattern: braces, limit: 1000)) {
            try FileDiscovery.files(matching: [braces], root: root.path)
        }
    }

    @Test("integers beyond 64 bits are decimals, and lines that end with carriage returns alone are refused")
    func wideIntegers() throws {
        let wide = try TemporaryFile("a,b\n9223372036854775807,9223372036854775808\n9223372036854775808,1.5\n")
        defer { withExtendedLifetime(wide) {} }
        #expect(
            try SchemaInference.infer(files: [wide.file], format: comma).fields.map(\.type)
                == [.decimal(precision: 38, scale: 0), .double])
        // 38 digits, whatever stands in front of them; 39 are too many.
        let nines = String(repeating: "9", count: 38)
        let signed = try TemporaryFile("a,b,c,d\n-\(nines),+\(nines),000\(nines),1\(nines)\n")
        defer { withExtendedLifetime(signed) {} }
        let integer = DataType.decimal(precision: 38, scale: 0)
        let types: [DataType] = [integer, integer, integer, .double]
        #expect(try SchemaInference.infer(files: [signed.file], format: comma).fields.map(\.type) == types)
        for text in ["a,b\r1,2\r3,4\r", "a,b\r1,\"2\"\r3,4\r", "\"a\",\"b\"\r1,\"x\ny\"\r3,4\r", "a,b\r1,5\"\r"] {
            let old = try TemporaryFile(text)
            defer { withExtendedLifetime(old) {} }
            #expect(throws: DataError.badHeader(path: old.file.path, fault: .bareReturns), "\(text)") {
                try SchemaInference.infer(files: [old.file], format: comma)
            }
        }
        // Within quotes it is part of a name.
        let quoted = try TemporaryFile("\"a\rb\",\"c\r\nd\"\r\n1,2\r\n")
        defer { withExtendedLifetime(quoted) {} }
        let names = try SchemaInference.infer(files: [quoted.file], format: comma).fields.map(\.name)
        #expect(names == ["a\rb", "c\r\nd"])
    }

    @Test("links that lead to no file are refused by name where a file is wanted, and passed over elsewhere")
    func brokenLinks() throws {
        let root = try ScratchFolder(["a.csv": "v\n1\n"])
        defer { withExtendedLifetime(root) {} }
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: root.url.appendingPathComponent(name).path, withDestinationPath: target)
        }
        // None of these names is one of a data file that anybody asks for.
        for name in [".h.csv", "_m.csv", "notes", "b.ndjson"] { try link(name, to: "gone") }
        #expect(try FileDiscovery.files(matching: ["*.csv"], root: root.path).map(\.path) == ["a.csv"])
        try link("gone.csv", to: "nothing")
        for pattern in ["*.csv", "gone.csv", "**/*.csv", "**/gone.csv", "."] {
            let path = pattern == "." ? "./b.ndjson" : "gone.csv"
            #expect(
                throws: DataError.unreadable(
                    path: path, reason: "it is a link that leads nowhere: make it lead to a file, or remove it"),
                "\(pattern)"
            ) { try FileDiscovery.files(matching: [pattern], root: root.path) }
        }
        try link("loop.csv", to: "loop.csv")
        #expect(
            throws: DataError.unreadable(
                path: "loop.csv", reason: "it is a link that leads in a circle: make it lead to a file, or remove it")
        ) { try FileDiscovery.files(matching: ["l*.csv"], root: root.path) }
    }

    @Test("a name that is not UTF-8 is refused with its bytes where a file is wanted, and passed over elsewhere")
    func namesNotUTF8() throws {
        let root = try ScratchFolder(["a.csv": "v\n1\n"])
        defer { withExtendedLifetime(root) {} }
        var made: [[CChar]] = []
        defer { for path in made { unlink(path) } }
        // False where the file system has no such names.
        func make(_ name: [UInt8]) -> Bool {
            let bytes: [UInt8] = Array((root.path + "/").utf8) + name + [0]
            let path = bytes.map { CChar(truncatingIfNeeded: $0) }
            let descriptor = creat(path, 0o600)
            guard descriptor >= 0 else { return false }
            close(descriptor)
            made.append(path)
            return true
        }
        let name: [UInt8] = Array("caf".utf8) + [0xE9] + Array(".csv".utf8)
        guard make(Array("_".utf8) + name), make(name + Array(".txt".utf8)) else { return }
        #expect(try FileDiscovery.files(matching: ["*.csv"], root: root.path).map(\.path) == ["a.csv"])
        #expect(try FileDiscovery.files(matching: ["."], root: root.path).map(\.path) == ["a.csv"])
        let isMade = make(name)
        #expect(isMade)
        for pattern in ["*.csv", "caf?.csv", "**/*.csv", "."] {
            let path = pattern == "." ? "./caf\\xE9.csv" : "caf\\xE9.csv"
            #expect(
                throws: DataError.unreadable(path: path, reason: "its name is not UTF-8: rename the file"),
                "\(pattern)"
            ) { try FileDiscovery.files(matching: [pattern], root: root.path) }
        }
        #expect(try FileDiscovery.files(matching: ["a*.csv"], root: root.path).map(\.path) == ["a.csv"])
    }

    @Test("digests are SHA-256 (FIPS 180-4 example)")
    func digest() throws {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(FileDigest.sha256(of: Array("abc".utf8)) == expected)
        let file = try TemporaryFile("abc")
        // The file is removed with its owner's last use, which must come after the digest.
        defer { withExtendedLifetime(file) {} }
        #expect(try FileDigest.sha256(ofFileAt: file.file.absolutePath) == expected)
    }

    @Test("names that differ only in case or in the encoding of an accent are one name, and the error says so")
    func equivalentNames() throws {
        for text in ["a,A\n1,2\n", "\u{E9},e\u{301}\n1,2\n"] {
            let file = try TemporaryFile(text)
            defer { withExtendedLifetime(file) {} }
            let error = #expect(throws: DataError.self) {
                try SchemaInference.infer(files: [file.file], format: comma)
            }
            #expect(error?.diagnostic.id == "duplicate-column")
            #expect(
                error?.diagnostic.notes
                    == ["names that differ only in case, or in how their accents are encoded, count as the same"])
        }
    }

    @Test("types are the narrowest that fit the sample")
    func inference() throws {
        let text =
            "i,d,s,b,day,t,e,q\n1,1,x,true,2026-11-09,2026-11-09,,1\n2,2.5,1,false,2026-11-10,2026-11-09T01:00:00Z,,\n"
        let file = try TemporaryFile(text)
        defer { withExtendedLifetime(file) {} }
        let types: [DataType] = [.int64, .double, .string, .boolean, .date, .timestamp, .string, .int64]
        #expect(try SchemaInference.infer(files: [file.file], format: comma).fields.map(\.type) == types)
        let lines = try TemporaryFile(#"{"a":1,"b":"1","c":[1],"d":null}"# + "\n" + #"{"a":1.5,"e":true}"#)
        defer { withExtendedLifetime(lines) {} }
        let fields = [
            Field("a", .double), Field("b", .string), Field("c", .string), Field("d", .string), Field("e", .boolean),
        ]
        // A key that is only ever null is a column without values.
        #expect(try SchemaInference.infer(files: [lines.file], format: .ndjson).fields == fields)
        // Of a key that stands twice, in any case, the last value tells the type.
        let twice = try TemporaryFile(
            #"{"a":"x","a":1,"b":1,"B":null}"# + "\n" + #"{"b":true,"a":[],"c":"x","A":2.5}"# + "\n" + #"{"a":3}"#)
        defer { withExtendedLifetime(twice) {} }
        #expect(
            try SchemaInference.infer(files: [twice.file], format: .ndjson).fields
                == [Field("a", .double), Field("b", .boolean), Field("c", .string)])
    }

    @Test(
        "a sample goes on behind bad rows and long ones, up to a thousand records or a megabyte",
        arguments: [
            // 66,950 bytes behind a bad row, and 601,500 bytes: more than a reader looks at in one go.
            ("bad\n", 650, 100, DataType.double), ("", 500, 1200, .double),
            // Behind a thousand records, and behind 400 of 3,003 bytes each.
            ("bad\n", 1000, 10, .int64), ("", 400, 3000, .int64),
        ] as [(String, Int, Int, DataType)])
    func sampleSize(first: String, rows: Int, width: Int, expected: DataType) throws {
        let row = "1," + String(repeating: "x", count: width) + "\n"
        let text = Array(("a,b\n" + first + String(repeating: row, count: rows) + "1.5,x\n").utf8)
        for compression in [nil, Compression.gzip, Compression.zstd] {
            let bytes = try compression?.packed(text) ?? text
            let file = try TemporaryFile(bytes)
            defer { withExtendedLifetime(file) {} }
            let fields = try SchemaInference.infer(files: [file.file], format: comma).fields
            #expect(fields == [Field("a", expected), Field("b", .string)])
        }
    }

    @Test("chunks of any size give the same rows, also when a record is longer", arguments: [64, 65, 100, 1000])
    func chunks(bytes: Int) throws {
        let rows = (0..<300).map { "\($0),\"\(String(repeating: "é\"\"\n,", count: $0 % 40))\"" }
        let file = try TemporaryFile("a,b\n" + rows.joined(separator: "\r\n"))
        let specification = ScanSpecification(
            fields: [Field("a", .int64), Field("b", .string)], format: comma, batchRows: 7)
        let reader = try SplitReader(
            file: file.file, split: FileSplit(fileIndex: 0, index: 0, range: 0..<file.file.bytes),
            specification: specification, chunkBytes: bytes)
        var found: [[Scalar]] = []
        while let batch = try reader.nextBatch() {
            for row in 0..<batch.rowCount { found.append(batch.columns.map { $0[row] }) }
        }
        let expected = (0..<300).map {
            [Scalar.int64(Int64($0)), .string(String(repeating: "é\"\n,", count: $0 % 40))]
        }
        #expect(found == expected)
    }

    @Test("the last rows of a chunk come with the next one's when they are few")
    func fullBatches() throws {
        // Rows of 31 bytes: 264 of them, 250 and 14, in a chunk of 8,191.
        let text = (0..<1000).map { "\($0 + 1_000_000),\(String(repeating: "x", count: 22))\n" }.joined()
        let file = try TemporaryFile("a,b\n" + text)
        let specification = ScanSpecification(
            fields: [Field("a", .int64), Field("b", .string)], format: comma, batchRows: 250)
        let reader = try SplitReader(
            file: file.file, split: FileSplit(fileIndex: 0, index: 0, range: 0..<file.file.bytes),
            specification: specification, chunkBytes: 8192)
        var sizes: [Int] = []
        var numbers: [Scalar] = []
        while let batch = try reader.nextBatch() {
            sizes.append(batch.rowCount)
            numbers += batch.columns[0].scalars
        }
        #expect(sizes == [250, 250, 250, 250])
        #expect(numbers == (0..<1000).map { .int64($0 + 1_000_000) })
    }
}
