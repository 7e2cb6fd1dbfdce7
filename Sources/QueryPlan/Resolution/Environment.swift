import Columnar

/// Where an expression stands: what it can name, what it may hold, and what resolving it has collected.
struct Environment {
    /// The columns in reach.
    var scope: Scope
    /// The input.
    var plan: LogicalPlan
    /// Where aggregates are not allowed, the clause's name; nil where they are.
    var aggregatesForbiddenIn: String? = "here"
    /// Where window functions are not allowed, the clause's name; nil where they are.
    var windowsForbiddenIn: String? = "here"
    /// Where sub-queries cannot stand, the clause's name; nil where they can.
    var subqueriesForbiddenIn: String?
    /// The sub-queries met so far; an expression refers to them by `Resolver.subqueryBase` and up.
    var subqueries: [Subquery] = []
    /// The arguments of each `grouping(…)` met so far, nil for all keys; referred to by `Resolver.groupingBase` and up.
    var groupings: [Syntax<[Expression]?>] = []
    /// The aggregates met so far; an expression refers to them by `Resolver.aggregateBase` and up.
    var aggregates: [Named<AggregateExpression>] = []
    /// The window expressions met so far; referred to by `Resolver.windowBase` and up.
    var windows: [Named<WindowExpression>] = []
    /// The windows of the WINDOW clause by name, in small letters.
    var namedWindows: [String: WindowSyntax] = [:]

    init(scope: Scope, plan: LogicalPlan) {
        self.scope = scope
        self.plan = plan
    }

    /// Allows nothing but scalar expressions for a while.
    func scalarOnly(_ clause: String) -> Environment {
        var copy = self
        copy.aggregatesForbiddenIn = clause
        copy.windowsForbiddenIn = clause
        return copy
    }

    /// Takes over what a copy has collected.
    mutating func adopt(_ other: Environment) {
        subqueries = other.subqueries
        groupings = other.groupings
        aggregates = other.aggregates
        windows = other.windows
    }
}
