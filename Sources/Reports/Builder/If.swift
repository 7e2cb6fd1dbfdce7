import Columnar

/// Parts that a run shows when a condition on its results holds.
public struct If: ReportItem {
    private let condition: String
    private let body: [any ReportItem]
    private let otherwise: [any ReportItem]

    /// Parts for a true condition, and for any other.
    public init(
        _ condition: String, @ReportBuilder then body: () -> [any ReportItem],
        @ReportBuilder else otherwise: () -> [any ReportItem] = { [] }
    ) {
        self.condition = condition
        self.body = body()
        self.otherwise = otherwise()
    }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) {
        let condition = content.expression(condition) ?? ValueExpression(.literal(.null))
        let body = content.nodes(of: body)
        let otherwise = content.nodes(of: otherwise)
        content.nodes.append(.conditional([ConditionalPart(condition, body)], otherwise: otherwise))
    }
}
