/// The syntax tree of a query: names not yet resolved, every node with its place.
struct Syntax<Node> {
    var node: Node
    /// UTF-8 offsets in the source text.
    var range: Range<Int>
    /// How many operators are chained below this one; bounded, so that walking the tree cannot exhaust the stack.
    var height = 0
}

extension Syntax: Sendable where Node: Sendable {}

typealias SyntaxExpression = Syntax<ExpressionSyntax>

/// An expression as written.
indirect enum ExpressionSyntax: Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    /// `DATE '…'`, `TIMESTAMP '…'`.
    case typed(String, String)
    /// `INTERVAL '1' HOUR`; several units add up.
    case interval([IntervalSyntax])
    case parameter(String)
    /// `name` or `table.name`.
    case column([Syntax<String>])
    case star(table: Syntax<String>?)
    case unary(String, SyntaxExpression)
    case binary(String, SyntaxExpression, SyntaxExpression)
    case between(SyntaxExpression, SyntaxExpression, SyntaxExpression)
    case inList(SyntaxExpression, [SyntaxExpression])
    case like(SyntaxExpression, SyntaxExpression, caseInsensitive: Bool)
    /// `IS NULL`, `IS TRUE`, `IS FALSE`.
    case isState(SyntaxExpression, String)
    case conditional(subject: SyntaxExpression?, [(when: SyntaxExpression, then: SyntaxExpression)], SyntaxExpression?)
    case cast(SyntaxExpression, Syntax<String>, orNull: Bool)
    case call(CallSyntax)
    /// A sub-query that stands for a value.
    case subquery(QuerySyntax)
    /// `x IN (SELECT …)`.
    case inQuery(SyntaxExpression, QuerySyntax)
    /// `EXISTS (SELECT …)`.
    case exists(QuerySyntax)
}

/// An amount and its unit.
struct IntervalSyntax: Sendable {
    var amount: SyntaxExpression
    var unit: Syntax<String>
}

/// A function call with its modifiers.
struct CallSyntax: Sendable {
    var name: Syntax<String>
    var arguments: [SyntaxExpression]
    var isStar = false
    var isDistinct = false
    /// Whether it was written `trim(… FROM …)`: the second argument is the characters to take off.
    var hasTrimCharacters = false
    /// ORDER BY behind the arguments.
    var orderBy: [OrderSyntax] = []
    var withinGroup: [OrderSyntax] = []
    /// `IGNORE NULLS` (true) or `RESPECT NULLS`; nil when neither is written.
    var ignoresNulls: Bool?
    var filter: SyntaxExpression?
    var window: WindowSyntax?
}

/// `OVER name` or `OVER ([name] PARTITION BY … ORDER BY … frame)`; the same behind WINDOW.
struct WindowSyntax: Sendable {
    /// The window of the WINDOW clause that this one is, or builds on.
    var base: Syntax<String>?
    var partitionBy: [SyntaxExpression] = []
    var orderBy: [OrderSyntax] = []
    var frame: FrameSyntax?
}

/// `ROWS | RANGE start`, or `… BETWEEN start AND end`.
struct FrameSyntax: Sendable {
    enum Bound: Sendable {
        case unboundedPreceding, currentRow, unboundedFollowing
        case preceding(SyntaxExpression)
        case following(SyntaxExpression)
    }

    var unit: WindowFrame.Unit
    var start: Syntax<Bound>
    var end: Syntax<Bound>
    var range: Range<Int>
}

/// A key of ORDER BY.
struct OrderSyntax: Sendable {
    var expression: SyntaxExpression
    var isDescending: Bool
    var nullsFirst: Bool?
}

/// `WITH … body ORDER BY … LIMIT … OFFSET …`. A class because queries hold queries.
final class QuerySyntax: Sendable {
    let with: [(name: Syntax<String>, columns: [Syntax<String>], query: QuerySyntax)]
    let body: SetSyntax
    let orderBy: [OrderSyntax]
    let limit: SyntaxExpression?
    let offset: SyntaxExpression?
    let range: Range<Int>

    init(
        with: [(name: Syntax<String>, columns: [Syntax<String>], query: QuerySyntax)], body: SetSyntax,
        orderBy: [OrderSyntax], limit: SyntaxExpression?, offset: SyntaxExpression?, range: Range<Int>
    ) {
        self.with = with
        self.body = body
        self.orderBy = orderBy
        self.limit = limit
        self.offset = offset
        self.range = range
    }
}

/// A SELECT, rows, or a set operation over such.
indirect enum SetSyntax: Sendable {
    enum Operator: String, Sendable { case union = "UNION", intersect = "INTERSECT", except = "EXCEPT" }

    case select(SelectSyntax)
    case values([Syntax<[SyntaxExpression]>])
    case operation(Operator, SetSyntax, SetSyntax, all: Bool, range: Range<Int>)
    case query(QuerySyntax)
}

/// One SELECT … FROM … WHERE … GROUP BY … HAVING.
struct SelectSyntax: Sendable {
    var isDistinct = false
    var items: [(expression: SyntaxExpression, alias: Syntax<String>?)] = []
    var from: FromSyntax?
    var whereClause: SyntaxExpression?
    var groupBy: [GroupingSyntax] = []
    var having: SyntaxExpression?
    /// The WINDOW clause.
    var windows: [(name: Syntax<String>, window: WindowSyntax)] = []
    var range: Range<Int>
}

/// An element of GROUP BY.
enum GroupingSyntax: Sendable {
    case key(SyntaxExpression)
    /// `ROLLUP (…)`, `CUBE (…)` and `GROUPING SETS (…)`, written out: the keys of each set.
    case sets([[SyntaxExpression]])

    /// The element's sets; a key is one set of one.
    var sets: [[SyntaxExpression]] {
        switch self {
        case .key(let key): [[key]]
        case .sets(let sets): sets
        }
    }
}

/// What FROM reads.
indirect enum FromSyntax: Sendable {
    case table(Syntax<String>, alias: Syntax<String>?)
    case subquery(QuerySyntax, alias: Syntax<String>?, columns: [Syntax<String>])
    case join(JoinSyntax)
}

/// `left JOIN right ON … | USING (…)`.
struct JoinSyntax: Sendable {
    enum Kind: Sendable { case inner, left, right, full, semi, anti, cross }
    var kind: Kind
    var left: FromSyntax
    var right: FromSyntax
    var on: SyntaxExpression?
    var using: [Syntax<String>]
    /// `NATURAL`: USING with all columns that both sides have.
    var isNatural = false
    var range: Range<Int>
}
