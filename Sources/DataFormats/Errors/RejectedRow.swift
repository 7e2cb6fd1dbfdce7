/// A record that does not fit: where it stands, why, and its text.
package struct RejectedRow: Hashable, Sendable {
    /// The file as shown to the user.
    package let path: String
    /// The 1-based line of the place that is wrong; a record that spans lines may start above it. The row's number where `hasLines` is false.
    package let line: Int
    /// The 1-based column in Unicode scalars of the place that is wrong.
    package let column: Int
    /// The column of the source that the value belongs to; nil when the record as a whole is wrong.
    package let field: String?
    /// What is wrong.
    package let fault: RowFault
    /// The record as it stands in the file, without its line end; bytes that are not UTF-8 appear as U+FFFD.
    ///
    /// At most `maximumRawBytes` bytes, then `…`.
    package let raw: String
    /// Whether the file has lines; a Parquet file has none.
    package var hasLines = true

    /// What is wrong, as a sentence.
    package var reason: String { fault.reason }

    /// How much of a record is kept.
    package static let maximumRawBytes = 16 << 10
}
