/// What a file's metadata tell about the values of one column in one row group.
package struct ParquetStatistics: Hashable, Sendable {
    /// The smallest value in plain encoding, without a length; nil when it is not told. May be below all values that occur.
    package var smallest: [UInt8]?
    /// The largest value in plain encoding. May be above all values that occur.
    package var largest: [UInt8]?
    /// The rows without a value; nil when it is not told.
    package var nulls: Int?
    /// Bounds by the old rule, signed for all types; good for signed integers and floating-point numbers only.
    package var hasOldOrder = false

    /// Bounds and nulls; nil for what is not known.
    package init(smallest: [UInt8]? = nil, largest: [UInt8]? = nil, nulls: Int? = nil) {
        self.smallest = smallest
        self.largest = largest
        self.nulls = nulls
    }
}
