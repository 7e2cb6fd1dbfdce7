/// Why an Arrow IPC stream cannot be read.
package enum ArrowFault: Error, Hashable, Sendable {
    /// It ends in the middle, or points beyond its end.
    case truncated
    /// A batch comes before the schema.
    case missingSchema
    /// The columns are not those that are expected: the column, what it is and what it should be.
    case unexpectedType(column: Int, found: String, expected: String)
    /// There are more or fewer columns.
    case unexpectedColumns(found: Int, expected: Int)
    /// Something that the reader does not know: dictionaries, compressed buffers, big-endian numbers.
    case unsupported(String)
    /// Offsets of texts that do not grow, or lie outside their bytes.
    case corrupt(column: Int)

    /// The fault in words.
    package var reason: String {
        switch self {
        case .truncated: "the Arrow data end in the middle"
        case .missingSchema: "the Arrow data have rows before their columns"
        case .unexpectedType(let column, let found, let expected):
            "column \(column + 1) of the Arrow data is \(found), expected \(expected)"
        case .unexpectedColumns(let found, let expected):
            "the Arrow data have \(found) columns, expected \(expected)"
        case .unsupported(let what): "the Arrow data have \(what), which is not understood"
        case .corrupt(let column): "column \(column + 1) of the Arrow data is damaged"
        }
    }
}
