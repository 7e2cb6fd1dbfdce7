/// Names one query of a report: the cell it belongs to, and which of the cell's results it gives.
struct QueryKey: Hashable, Sendable {
    /// The cell's id.
    var cell: String
    /// `result` for a query cell, a table's name or `values`, `values-2`, … for an analyzer, `failing_rows` for an assert.
    var part: String

    init(_ cell: String, _ part: String = "result") {
        self.cell = cell
        self.part = part
    }
}

/// One evaluation of a query: for the report's period, or for an earlier one.
struct QueryInstance: Hashable, Sendable {
    /// The query.
    var key: QueryKey
    /// Steps from the report's period: 0 for itself, −1 for the one before.
    var offset: Int
    /// The columns wanted, in order; nil for all. An engine need not compute the others.
    var columns: [String]?

    init(_ key: QueryKey, offset: Int = 0, columns: [String]? = nil) {
        self.key = key
        self.offset = offset
        self.columns = columns
    }

    /// The request's name in explanations: `resonance.values`, `resonance.values @-1 (average_resonance)`.
    var requestID: String {
        var text = key.part == "result" ? key.cell : "\(key.cell).\(key.part)"
        if offset != 0 { text += " @\(offset)" }
        if let columns { text += " (\(columns.joined(separator: ", ")))" }
        return text
    }
}
