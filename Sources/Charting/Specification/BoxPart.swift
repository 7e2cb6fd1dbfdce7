/// A ready number of a box plot, and the key authors write for its column.
public enum BoxPart: String, Hashable, Sendable, CaseIterable {
    /// The end of the lower whisker.
    case low
    /// The lower quartile.
    case q1
    /// The median.
    case median
    /// The upper quartile.
    case q3
    /// The end of the upper whisker.
    case high
}
