package import Columnar
import Diagnostics

/// What can be wrong with a source's files.
package enum DataError: Error, Hashable, Sendable {
    /// A plain path where there is nothing; `near` is a file of a similar name beside it.
    case noSuchFile(path: String, near: String?)
    /// A folder or glob without data files.
    case nothingMatches(pattern: String)
    /// A glob whose braces stand for more patterns than `limit`.
    case tooManyAlternatives(pattern: String, limit: Int)
    /// A file or folder that the system does not let us read, in its words.
    case unreadable(path: String, reason: String)
    /// A file that became shorter while it was read.
    case fileChanged(path: String)
    /// A file whose extension names no known format, where none was declared.
    case unknownFormat(path: String)
    /// A file of another format than one before it, where none was declared.
    case mixedFormats(path: String, other: String)
    /// A name that stands twice in a header; places count from 1.
    case duplicateColumn(path: String, name: String, first: Int, second: Int)
    /// A wanted column that a file's header does not have.
    case missingColumn(path: String, name: String, available: [String])
    /// A header that cannot be read.
    case badHeader(path: String, fault: RowFault)
    /// A record longer than `RecordChunk.maximumRecordBytes`.
    case recordTooLong(path: String, line: Int, limit: Int)
    /// Compressed data that cannot be read, and where in the file.
    case badCompression(path: String, compression: Compression, offset: Int, fault: CompressionFault)
    /// A Parquet file that is damaged or beyond what this program reads, and where.
    case badParquet(path: String, place: ParquetPlace, fault: ParquetFault)
    /// A folder `key=value` whose value is not of the column's declared type.
    case badPartition(path: String, folder: String, field: Field, text: String)
    /// A record that does not fit, where `on_bad_row` is `error`.
    case badRow(RejectedRow)
}
