import Analyzers
import ArgumentParser
import Columnar
import DataFormats

/// The file format of a sample.
enum SampleFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    case csv, ndjson, parquet

    /// The format as the generator's text; nil for Parquet.
    var text: SampleData.Format? {
        switch self {
        case .csv: .csv
        case .ndjson: .ndjson
        case .parquet: nil
        }
    }

    /// Above so many rows of a day, row groups hold more of them: readers then have enough groups to share out.
    private static let manyRows = 1 << 20

    /// A day's files, ready to be written. Text is compressed if so wanted, and its name says so.
    ///
    /// - Throws: `CompressionFault.noMemory`.
    func files(of sample: SampleData, day: Int, compression: Compression?) throws -> [SampleData.File] {
        guard self == .parquet else {
            return try sample.files(day: day).map { file in
                guard let compression else { return file }
                return SampleData.File(
                    path: file.path + "." + compression.fileExtension, bytes: try compression.packed(file.bytes))
            }
        }
        return try sample.tables(day: day).map { table in
            let rows = table.rows
            var writer = try ParquetWriter(
                schema: rows.schema, createdBy: "trinity version \(TrinityCommand.version)",
                rowGroupRows: rows.rowCount > SampleFormat.manyRows
                    ? SampleFormat.manyRows : ParquetWriter.defaultRowGroupRows)
            try writer.append(rows)
            return SampleData.File(path: table.path + ".parquet", bytes: writer.finish())
        }
    }
}
