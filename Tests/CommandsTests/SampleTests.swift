import Foundation
import Testing

@Suite("trinity sample")
struct SampleTests {
    @Test("Parquet files hold a day of a table, like the text files, and an earlier sample of another format goes")
    func parquet() throws {
        let binary = try Binary()
        let span = ["--rows", "2000", "--weeks", "1", "--end", "2026-11-16"]
        let text = try binary.run(["sample", "--out", "data"] + span)
        try #require(text.status == 0, "\(text.error)")
        let names = try Set(binary.files(below: "data").keys)
        let done = try binary.run(["sample", "--out", "data", "--format", "parquet"] + span)
        try #require(done.status == 0, "\(done.error)")
        let files = try binary.files(below: "data")
        #expect(Set(files.keys) == Set(names.map { $0.replacingOccurrences(of: ".csv", with: ".parquet") }))
        #expect(files.filter { $0.key.hasSuffix(".parquet") }.count == 21)
        for (name, bytes) in files where name.hasSuffix(".parquet") { #expect(bytes.prefix(4) == Data("PAR1".utf8)) }
    }

    @Test("Parquet is not compressed a second time")
    func compression() throws {
        let done = try Binary().run("sample", "--out", "data", "--format", "parquet", "--compress", "zstd")
        #expect(done.status == 2)
        #expect(done.error.contains("--compress does not go with --format parquet"))
    }
}
