/// Gathers the parts of a report; plain `if`, `for` and `switch` of Swift choose parts while the report is built.
@resultBuilder
public enum ReportBuilder {
    /// One part.
    public static func buildExpression(_ item: some ReportItem) -> [any ReportItem] { [item] }
    /// A text is prose.
    public static func buildExpression(_ markdown: String) -> [any ReportItem] { [Prose(markdown)] }
    /// Parts one after the other.
    public static func buildBlock(_ items: [any ReportItem]...) -> [any ReportItem] { items.flatMap { $0 } }
    /// Parts of an `if` without `else`.
    public static func buildOptional(_ items: [any ReportItem]?) -> [any ReportItem] { items ?? [] }
    /// Parts of a first branch.
    public static func buildEither(first items: [any ReportItem]) -> [any ReportItem] { items }
    /// Parts of a second branch.
    public static func buildEither(second items: [any ReportItem]) -> [any ReportItem] { items }
    /// Parts of a loop.
    public static func buildArray(_ items: [[any ReportItem]]) -> [any ReportItem] { items.flatMap { $0 } }
}
