/// A block of a report's text as written: prose, a place for a cell's result, or control.
public indirect enum DocumentNode: Sendable {
    /// A heading of level 1 to 6.
    case heading(level: Int, [DocumentSpan])
    /// A paragraph.
    case paragraph([DocumentSpan])
    /// A list; ordered ones count from `start`.
    case list(start: Int?, isTight: Bool, items: [[DocumentNode]])
    /// A block quote.
    case quote([DocumentNode])
    /// A GitHub alert.
    case alert(AlertKind, [DocumentNode])
    /// Code that is shown, not run.
    case code(language: String?, String)
    /// A pipe table.
    case proseTable(alignments: [ColumnAlignment], header: [[DocumentSpan]], rows: [[[DocumentSpan]]])
    /// A thematic break.
    case rule
    /// Where a cell's result stands.
    case cell(id: String)
    /// `<!-- if: … -->`: the first branch whose condition is true, else the last part.
    case conditional([ConditionalPart], otherwise: [DocumentNode])
    /// `<!-- each: variable in table -->`: the body once for each row.
    case each(variable: String, table: ValueExpression, [DocumentNode])
    /// A stretch of the text with which something may be wrong, behind what it shows: a draft tells it here, a finished report shows nothing.
    case place(SourcePlace)
}

/// One condition of a control comment and what it shows.
public struct ConditionalPart: Sendable {
    /// Shown when this is true; null counts as false.
    public var condition: ValueExpression
    /// What is shown.
    public var body: [DocumentNode]

    /// A branch.
    public init(_ condition: ValueExpression, _ body: [DocumentNode]) {
        self.condition = condition
        self.body = body
    }
}

/// Inline content as written; see `Inline` for the cases they share.
public indirect enum DocumentSpan: Sendable {
    case text(String)
    /// A code span that starts with `= `: a value, and the format after ` as `.
    case value(ValueExpression, format: String?)
    /// A code span that starts with `= ` and cannot be read, as written; shown as code.
    case unread(String, SourcePlace)
    case emphasis([DocumentSpan])
    case strong([DocumentSpan])
    case strikethrough([DocumentSpan])
    case code(String)
    case link([DocumentSpan], destination: String, title: String?)
    case image(alternative: String, destination: String, title: String?)
    /// A reference to a footnote by its label.
    case footnote(label: String)
    case lineBreak
    case softBreak
}
