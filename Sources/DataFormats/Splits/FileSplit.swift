/// A byte range of one file: the unit of parallel work.
///
/// The reader of a split delivers the records that start inside the range, wherever they end; so the splits of a file
/// deliver every record once, whatever their sizes.
package struct FileSplit: Hashable, Sendable {
    /// The file's place in the list that was planned.
    package let fileIndex: Int
    /// The split's place among all splits of the plan; partial results merge in this order.
    package let index: Int
    /// The bytes whose records belong to the split.
    package let range: Range<Int>

    /// A part of the file at `fileIndex` of its source.
    package init(fileIndex: Int, index: Int, range: Range<Int>) {
        self.fileIndex = fileIndex
        self.index = index
        self.range = range
    }
}
