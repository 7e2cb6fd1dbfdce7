import Columnar

/// What a path leads to.
enum PathTarget: Hashable, Sendable {
    /// `param.name`
    case parameter(String)
    /// `period.field`
    case period(PeriodField)
    /// `run.field`
    case run(RunField)
    /// `row.column` of an `each` loop.
    case loop(variable: String, column: String)
    /// A column of a row of a table; a value is a column of its query's first row.
    case column(QueryKey, row: Int, name: String)
    /// A whole table.
    case table(QueryKey)
    /// `cell.passed` of an assert.
    case passed(QueryKey)
}

/// The fields of `period.`.
enum PeriodField: String, Hashable, Sendable, CaseIterable {
    /// `2026-W46`
    case id
    /// `Week 46 · 9 to 15 November 2026`
    case label
    /// `week 46`
    case short_label
    /// `week`
    case grain
    /// The first instant.
    case from
    /// The first instant behind it.
    case to
    /// The first day.
    case first_day
    /// The last day.
    case last_day
    /// The id of the period before.
    case prior_id
    /// The short label of the period before.
    case prior_label

    /// The type of its value.
    var type: DataType {
        switch self {
        case .from, .to: .timestamp
        case .first_day, .last_day: .date
        default: .string
        }
    }
}

/// The fields of `run.`; all of them follow from report and data alone.
enum RunField: String, Hashable, Sendable, CaseIterable {
    /// The report's id.
    case report
    /// The rows read over all sources.
    case rows
    /// The rows set aside over all sources.
    case rejected_rows
    /// The rows whose time is null, over all sources.
    case rows_without_time

    /// The type of its value.
    var type: DataType { self == .report ? .string : .int64 }
}
