package import Columnar

/// Why a record does not fit.
package enum RowFault: Hashable, Sendable {
    /// A CSV record with fewer fields than the header.
    case tooFewFields(found: Int, expected: Int)
    /// A CSV record with more fields than the header.
    case tooManyFields(found: Int, expected: Int)
    /// Text that is not a value of the column's type.
    case notA(DataType, text: String)
    /// A number that the column's type cannot hold.
    case outOfRange(DataType, text: String)
    /// Something between a closing quote and the next delimiter.
    case textAfterQuote
    /// A quote that is never closed.
    case unterminatedQuote
    /// Lines that end with a carriage return alone.
    case bareReturns
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// Text that RFC 8259 does not allow: what was expected at the place and what stands there.
    case invalidJSON(expected: String, found: String)
    /// A `\u` escape of half a surrogate pair, which is no character.
    case loneSurrogate
    /// A line of NDJSON that is valid but not an object.
    case notAnObject(found: String)
    /// Arrays and objects nested deeper than `JSONCursor.maximumDepth`.
    case nestedTooDeep(limit: Int)
}
