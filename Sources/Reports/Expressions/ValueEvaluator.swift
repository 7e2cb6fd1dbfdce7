import Columnar
import QueryPlan

/// Computes expressions over the tables of a run.
///
/// A missing value gives a missing value; so do operands of types that do not go together, division by zero and overflow. Only a
/// failed cell stops an expression.
struct ValueEvaluator {
    /// A row that a loop stands on.
    struct LoopRow {
        var schema: Schema
        var values: [Scalar]
    }

    let tables: RunTables
    let period: Period
    let parameters: [Named<Scalar>]
    let run: [RunField: Scalar]
    /// The row of the page that the values are for; nil for a report of one page.
    var page: LoopRow?

    private var catalog: ReportCatalog { tables.planner.catalog }

    /// The value for the period `offset` steps from the report's.
    func value(
        _ expression: ValueExpression, offset: Int = 0, loops: [String: LoopRow] = [:]
    ) throws(ValueFailure) -> Scalar {
        switch expression.node {
        case .literal(let scalar): return scalar
        case .path(let steps): return try value(at: steps, offset: offset, loops: loops)
        case .negate(let operand):
            switch try value(operand, offset: offset, loops: loops) {
            case .int64(let value) where value != .min: return .int64(-value)
            case .double(let value): return .double(-value)
            case .decimal(let value): return .decimal(value.negated)
            default: return .null
            }
        case .not(let operand):
            return try value(operand, offset: offset, loops: loops).asBoolean.map { .boolean(!$0) } ?? .null
        case .binary(let op, let left, let right):
            return ValueArithmetic.apply(
                op, try value(left, offset: offset, loops: loops), try value(right, offset: offset, loops: loops))
        case .call(let function, let arguments):
            return try call(function, arguments, offset: offset, loops: loops)
        }
    }

    /// The rows that `each` goes over, or `count` counts; nil when the expression is no table.
    func table(
        _ expression: ValueExpression, offset: Int = 0, loops: Set<String> = []
    ) throws(ValueFailure) -> Table? {
        guard case .path(let steps) = expression.node,
            case .success(.table(let key)) = catalog.resolve(steps, loops: loops)
        else { return nil }
        return try tables.table(key, offset: offset)
    }

    private func value(
        at steps: [PathStep], offset: Int, loops: [String: LoopRow]
    ) throws(ValueFailure) -> Scalar {
        guard case .success(let target) = catalog.resolve(steps, loops: Set(loops.keys)) else { return .null }
        switch target {
        case .parameter(let name): return parameters.first { $0.name == name }?.value ?? .null
        case .period(let field): return value(of: field, period.advanced(by: offset))
        case .run(let field): return run[field] ?? .null
        case .loop(let variable, let column):
            let standing = loops[variable] ?? (variable == PageSettings.name ? page : nil)
            guard let row = standing, let index = row.schema.index(of: column) else { return .null }
            return row.values[index]
        case .column(let key, let row, let name):
            return try tables.value(key, offset: offset, row: row, column: name)
        case .passed(let key):
            let rows = try tables.value(key, offset: offset, row: 0, column: ReportCatalog.failingRows)
            return .boolean(rows == .int64(0))
        case .table: return .null
        }
    }

    private func value(of field: PeriodField, _ period: Period) -> Scalar {
        switch field {
        case .id: .string(period.id)
        case .label: .string(period.label)
        case .short_label: .string(period.shortLabel)
        case .grain: .string(period.grain.rawValue)
        case .from: .timestamp(period.from)
        case .to: .timestamp(period.to)
        case .first_day: .date(Int32(clamping: period.firstDay.daysSinceEpoch))
        case .last_day: .date(Int32(clamping: period.lastDay.daysSinceEpoch))
        case .prior_id: .string(period.prior.id)
        case .prior_label: .string(period.prior.shortLabel)
        }
    }

    private func call(
        _ function: ValueFunction, _ arguments: [ValueExpression], offset: Int, loops: [String: LoopRow]
    ) throws(ValueFailure) -> Scalar {
        guard function.arity.contains(arguments.count), let first = arguments.first else { return .null }
        switch function {
        case .count:
            return try table(first, offset: offset, loops: Set(loops.keys)).map { .int64(Int64($0.rowCount)) } ?? .null
        case .prior: return try value(first, offset: offset - 1, loops: loops)
        case .delta, .change:
            let now = try value(first, offset: offset, loops: loops)
            let before = try value(first, offset: offset - 1, loops: loops)
            return function == .delta ? PeriodComparison.delta(now, before) : PeriodComparison.change(now, before)
        case .if:
            let isTrue = try value(first, offset: offset, loops: loops) == .boolean(true)
            return try value(arguments[isTrue ? 1 : 2], offset: offset, loops: loops)
        default:
            var values: [Scalar] = []
            for argument in arguments { values.append(try value(argument, offset: offset, loops: loops)) }
            return ValueArithmetic.apply(function, values)
        }
    }
}
