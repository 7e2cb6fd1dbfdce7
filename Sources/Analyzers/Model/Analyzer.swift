public import Columnar

/// A named bundle of SQL over declared inputs, with what each result means and how it is usually shown.
///
/// An analyzer is a value and holds no code: its queries become logical plans like any cell's, so it can be checked without
/// data, explained, shared with other cells' scans, and run on any engine.
public struct Analyzer: Hashable, Sendable {
    /// The name that `analyzer:` uses, such as `quantum_resonance`.
    public var name: String
    /// The name for people.
    public var title: String
    /// One sentence: what it tells.
    public var summary: String
    /// The tables it reads, by the names its SQL uses.
    public var roles: [AnalyzerRole]
    /// Its queries; together they give every value and table, each exactly once.
    public var queries: [AnalyzerQuery]
    /// What `show: standard` shows, in order.
    public var standard: [StandardItem]

    /// An analyzer by its parts.
    public init(
        name: String, title: String, summary: String, roles: [AnalyzerRole], queries: [AnalyzerQuery],
        standard: [StandardItem]
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.roles = roles
        self.queries = queries
        self.standard = standard
    }

    /// All values in the order of their declaration.
    public var values: [ValueDescription] {
        queries.flatMap { query -> [ValueDescription] in
            if case .values(let values) = query.output { return values }
            return []
        }
    }

    /// All tables in the order of their declaration.
    public var tables: [TableDescription] {
        queries.compactMap { query -> TableDescription? in
            if case .table(let table) = query.output { return table }
            return nil
        }
    }
}

/// A table that an analyzer reads, under the name its SQL uses.
public struct AnalyzerRole: Hashable, Sendable {
    /// The name in the SQL and in `over:`.
    public var name: String
    /// The columns that the bound source must have; it may have more.
    public var columns: [Field]
    /// The column that the period looks at.
    public var timeColumn: String

    /// An input of an analyzer.
    public init(_ name: String, _ columns: [Field], timeColumn: String = "timestamp") {
        self.name = name
        self.columns = columns
        self.timeColumn = timeColumn
    }
}

/// One query of an analyzer.
///
/// The SQL reads the roles by name and may use the parameters `:period_from` and `:period_to` (timestamps: the window's
/// first instant and the first instant behind it).
public struct AnalyzerQuery: Hashable, Sendable {
    /// What the query's result is.
    public enum Output: Hashable, Sendable {
        /// Exactly one row, one column for each value, in this order.
        case values([ValueDescription])
        /// Rows in the order that the SQL states.
        case table(TableDescription)
    }

    /// What the query's result is.
    public var output: Output
    /// The SELECT.
    public var sql: String

    /// A query of an analyzer.
    public init(_ output: Output, sql: String) {
        self.output = output
        self.sql = sql
    }
}
