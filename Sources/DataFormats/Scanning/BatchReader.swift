package import Columnar

/// Reads the rows of one split, as batches; made by `ScanSpecification.reader(of:split:)`.
///
/// Owns an open file and memory that it uses again from batch to batch; use it from one task at a time.
package protocol BatchReader: AnyObject {
    /// Rows delivered so far; rejected ones are not among them.
    var rowsRead: Int { get }
    /// The rows set aside so far, in file order, under `BadRowPolicy.quarantine`.
    var rejected: [RejectedRow] { get }

    /// The next batch in file order, never empty; nil at the end of the split.
    ///
    /// Texts point into memory that is shared with other batches: a receiver that keeps few of them for long should copy them. Columns that the
    /// receiver has let go of are used again.
    func nextBatch() throws(DataError) -> RecordBatch?

    /// Whether the place of the first record was a guess that the seams must confirm.
    var isGuess: Bool { get }

    /// How the split joins the next one, when that must be checked. To be asked when there are no more batches.
    func seam() throws(DataError) -> SplitSeam?
}

extension ScanSpecification {
    /// A reader of a split's rows; of a Parquet file those in the row groups for which `groups` is true, all of them when it is nil.
    ///
    /// Throws `DataError` when the file cannot be read, its header or footer is wrong, or a wanted column is missing.
    package func reader(
        of file: DataFile, split: FileSplit, groups: [Bool]? = nil
    ) throws(DataError) -> any BatchReader {
        switch format {
        case .csv, .ndjson: try SplitReader(file: file, split: split, specification: self)
        case .parquet: try ParquetSplitReader(file: file, split: split, specification: self, groups: groups)
        }
    }
}
