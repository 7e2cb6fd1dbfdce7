public import Columnar
public import Diagnostics

/// What names in a query may refer to.
public struct PlanningContext: Sendable {
    /// What `FROM name` reads.
    public enum Table: Sendable {
        /// A source, seen through the context's window when it has a time column.
        case source(SourceTable)
        /// Another query, already planned.
        case query(LogicalPlan)
    }

    /// Tables by name; looked up exactly first, then without regard to case.
    public var tables: [String: Table]
    /// The tables whose rows may have columns that nobody has seen, since only a sample of them has been looked at.
    public var sampledTables: Set<String>
    /// Values for `:name`.
    public var parameters: [String: Parameter]
    /// The span of time that sources with a time column are seen through; nil for all of it.
    public var window: TimeWindow?
    /// The zone for reading timestamp literals without an offset.
    public var zone: ZoneRules

    /// A context.
    public init(
        tables: [String: Table], sampledTables: Set<String> = [], parameters: [String: Parameter] = [:],
        window: TimeWindow? = nil, zone: ZoneRules = .utc
    ) {
        self.tables = tables
        self.sampledTables = sampledTables
        self.parameters = parameters
        self.window = window
        self.zone = zone
    }
}

/// A source as queries see it.
public struct SourceTable: Hashable, Sendable {
    /// The name that plans use.
    public var name: String
    /// Its columns.
    public var schema: Schema
    /// The column that the window looks at; nil for none.
    public var timeColumn: String?

    /// A source.
    public init(name: String, schema: Schema, timeColumn: String? = nil) {
        self.name = name
        self.schema = schema
        self.timeColumn = timeColumn
    }
}

/// A span of time, `from <= time < to`, in microseconds since 1970 in UTC.
public struct TimeWindow: Hashable, Sendable {
    /// The first instant.
    public var from: Int64
    /// The first instant behind.
    public var to: Int64

    /// A span of time.
    public init(from: Int64, to: Int64) {
        self.from = from
        self.to = to
    }
}

/// A value for `:name`; planned as a literal, never as text.
public struct Parameter: Hashable, Sendable {
    /// The type, which also a null has.
    public var type: DataType
    /// The value.
    public var value: Scalar

    /// A parameter's value.
    public init(type: DataType, value: Scalar) {
        self.type = type
        self.value = value
    }
}

/// What planning a query came to.
public struct PlannedQuery: Sendable {
    /// The plan, not yet optimised; nil when there are errors.
    public var plan: LogicalPlan?
    /// Everything that is wrong, with places in the source text.
    public var diagnostics: [Diagnostic]
    /// The tables that FROM names, as written, each once, in order; common table expressions are not among them.
    public var referencedTables: [String]
    /// The parameters used, each once, in order.
    public var referencedParameters: [String]
    /// Where the expressions are written that may fail on some row.
    package var places: [PlacedExpression] = []
}
