import Columnar

/// Reads one column of one row group, some rows at a time; use it from one thread at a time.
protocol ParquetRowReader: AnyObject {
    /// The page that is being read, counted from 1.
    var pageNumber: Int { get }

    /// Lets the next rows be passed over; costs nothing until others are read.
    func skip(_ count: Int)

    /// Reads the next `count` rows into a column, which has room for them from its first row on and no nulls yet.
    ///
    /// Returns the values that do not fit, in row order; their rows hold something. The column's `count` is not set.
    /// - Throws: `ParquetFault`, or `DataError` of reading.
    func read(_ count: Int, into column: Column) throws -> [ParquetColumnReader.ValueFault]
}
