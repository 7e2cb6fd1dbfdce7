/// Where in a Parquet file something is wrong, as far as it is known.
package struct ParquetPlace: Hashable, Sendable {
    /// The column's name.
    package var column: String?
    /// The row group, counted from 1.
    package var rowGroup: Int?
    /// The page of the column's chunk, its dictionary among them, counted from 1.
    package var page: Int?
    /// The row of the file, counted from 1.
    package var row: Int?

    /// A place by as many parts as are known.
    package init(column: String? = nil, rowGroup: Int? = nil, page: Int? = nil, row: Int? = nil) {
        self.column = column
        self.rowGroup = rowGroup
        self.page = page
        self.row = row
    }

    /// The file as a whole.
    package static let file = ParquetPlace()

    /// The place as the start of a sentence, with a colon; empty for the file as a whole.
    var text: String {
        let parts = [
            column.map { "column '\($0)'" }, rowGroup.map { "row group \($0)" }, page.map { "page \($0)" },
            row.map { "row \($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
    }
}
