import Columnar
import Testing

@testable import DataFormats

@Suite("Columns from folders")
struct PartitionTests {
    @Test(
        "folders name=value are read from the file upwards, as Spark reads them",
        arguments: [
            ("t/day=2026-11-09/hour=3/part.csv", ["day=2026-11-09", "hour=3"]),
            ("t/a=1/b=2/sub/part.csv", ["a=1", "b=2"]),
            ("a=1/t/b=2/part.csv", ["b=2"]),
            ("t/city=S%C3%A3o%20Paulo%2FSP/x%3Dy=%3d/part.csv", ["city=São Paulo/SP", "x=y=="]),
            ("t/a=__HIVE_DEFAULT_PARTITION__/b=/part.csv", ["a", "b"]),
            ("t/a=x=y/part.csv", ["a=x=y"]),
            ("t/a=100%/part.csv", ["a=100%"]),
            ("t/A=1/a=2/part.csv", ["a=2"]),
            ("t/=1/part.csv", []),
            ("t/day=1.csv", []),
            ("part.csv", []),
        ] as [(String, [String])])
    func paths(path: String, expected: [String]) {
        let found = PartitionPath(path).entries.map { entry in entry.value.map { "\(entry.key)=\($0)" } ?? entry.key }
        #expect(found == expected)
    }

    static func files(_ paths: [String]) -> [DataFile] {
        paths.map { DataFile(path: $0, absolutePath: "/" + $0, bytes: 1) }
    }

    @Test(
        "a key's type is the narrowest that all its values fit",
        arguments: [
            (["2026-11-09", "2026-11-10"], DataType.date), (["3", "12", "-1"], .int64), (["3", "2.5"], .double),
            (["3", "x"], .string), (["2026-11-09", "2026-11-09 10%3A00%3A00"], .timestamp),
            (["__HIVE_DEFAULT_PARTITION__", "7"], .int64), (["__HIVE_DEFAULT_PARTITION__"], .string),
        ] as [([String], DataType)])
    func types(values: [String], expected: DataType) throws {
        let found = try PartitionColumns.find(in: Self.files(values.map { "t/k=\($0)/f.csv" }))
        #expect(found.fields == [Field("k", expected)])
        #expect(found.values.map { $0[0].isNull } == values.map { $0.hasPrefix("__") })
    }

    @Test("declared types count first, files outside the folders have null, and what does not fit names its folder")
    func declared() throws {
        let files = Self.files(["t/Hour=03/f.csv", "t/f.csv"])
        let schema = Schema([Field("id", .int64), Field("hour", .string)])
        let found = try PartitionColumns.find(in: files, declared: schema)
        #expect(found.fields == [Field("hour", .string)])
        #expect(found.values == [[.string("03")], [.null]])
        let wrong = Schema([Field("hour", .date)])
        #expect(
            throws: DataError.badPartition(
                path: "t/Hour=03/f.csv", folder: "t/Hour=03", field: Field("hour", .date), text: "03")
        ) { try PartitionColumns.find(in: files, declared: wrong) }
    }

    @Test("columns come from all files, and remarks say which are not in all")
    func union() throws {
        // A column that the last of many files adds, and whose header alone says so.
        let texts = (0..<40).map { $0 == 29 ? "id,late\n1,2.5\n" : "ID\n\($0)\n" }
        let files = try texts.map { try TemporaryFile($0) }
        let found = try SchemaInference.inferring(files: files.map(\.file), format: comma)
        #expect(found.schema == Schema([Field("ID", .int64), Field("late", .double)]))
        #expect(found.remarks == ["column 'late' stands in 1 of 40 files, and is null in the others"])
    }
}
