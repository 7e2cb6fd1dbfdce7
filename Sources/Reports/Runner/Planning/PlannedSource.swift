import Columnar
import Diagnostics
import QueryPlan

/// A source as plans read it: its columns and the one that tells its time.
struct PlannedSource: Hashable, Sendable {
    /// The name.
    var name: String
    /// The columns.
    var schema: Schema
    /// The column that windows look at; nil when the source has no time.
    var timeColumn: String?
    /// Whether rows may have columns that `schema` does not tell.
    var isSampled = false

    /// The rows of a window, in file order. `from` and `to` are microseconds since 1970; nil for all rows.
    ///
    /// A row whose time is null lies in no window. A date counts as its midnight in the query's zone.
    /// - Throws: `PlanFailure` when the time column is missing or tells no time.
    func plan(in window: (from: Int64, to: Int64)?, timeColumn override: String? = nil) throws(PlanFailure)
        -> LogicalPlan
    {
        let scan = LogicalPlan.scan(source: name, schema: schema)
        guard let column = timeColumn ?? override else { return scan }
        guard let index = schema.index(of: column) else {
            if timeColumn == nil { return scan }
            throw PlanFailure([
                Diagnostic(
                    "unknown-column", .error, "source '\(name)' has no column '\(column)' to be its time",
                    notes: ["it has \(schema.names.joined(separator: ", "))"],
                    help: NearMatch.help(column, among: schema.names))
            ])
        }
        let field = schema.fields[index]
        guard field.type == .timestamp || field.type == .date || field.type == .null else {
            throw PlanFailure([
                Diagnostic(
                    "wrong-column-type", .error,
                    "the time column '\(column)' of source '\(name)' is \(field.type.name), not timestamp or date",
                    help: "declare it in the source's schema: \(column): timestamp")
            ])
        }
        guard let window else { return scan }
        var time = Expression.column(index: index, name: field.name, type: field.type)
        if field.type != .timestamp { time = .cast(time, to: .timestamp, orNull: false) }
        let predicate = Expression.binary(
            .and, .binary(.greaterOrEqual, time, .literal(.timestamp(window.from), .timestamp)),
            .binary(.less, time, .literal(.timestamp(window.to), .timestamp)))
        return .filter(predicate, scan)
    }
}
