/// A place in a text file: 1-based line and column, and the UTF-8 offset they stand for.
///
/// Columns count Unicode scalars, as editors do for most text; a tab is one column.
public struct SourceLocation: Hashable, Comparable, Sendable {
    /// 1-based line.
    public var line: Int
    /// 1-based column in Unicode scalars.
    public var column: Int
    /// 0-based offset in UTF-8 bytes from the start of the file.
    public var offset: Int

    /// A place by its three coordinates.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// By position in the text.
    public static func < (lhs: SourceLocation, rhs: SourceLocation) -> Bool { lhs.offset < rhs.offset }
}

/// A half-open stretch of a text file, `lowerBound` included and `upperBound` not.
public struct SourceRange: Hashable, Sendable {
    /// The first place inside the range.
    public var lowerBound: SourceLocation
    /// The first place behind the range; equal to `lowerBound` for a caret between two characters.
    public var upperBound: SourceLocation

    /// A range between two places of one file.
    public init(_ lowerBound: SourceLocation, _ upperBound: SourceLocation) {
        self.lowerBound = lowerBound
        self.upperBound = upperBound
    }
}
