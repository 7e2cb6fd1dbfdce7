import Columnar
import LocalEngine
import QueryPlan

/// Short ways to write columns and expressions in tests.
struct Rows {
    let schema: Schema
    let columns: [Column]
    let count: Int

    init(_ columns: (String, DataType, [Scalar])...) {
        schema = Schema(columns.map { Field($0.0, $0.1) })
        self.columns = columns.map { Column($0.1, $0.2) }
        count = columns.first?.2.count ?? 0
    }

    /// The column of that name as an expression.
    subscript(name: String) -> Expression {
        let index = schema.index(of: name) ?? 0
        return .column(index: index, name: name, type: schema.fields[index].type)
    }

    func evaluate(_ expression: Expression, zone: ZoneRules = .utc, on rows: [UInt32]? = nil) throws -> [Scalar] {
        let program = try ExpressionProgram([expression], input: schema, zone: zone)
        let selection = rows.map { Selection($0) }
        let column = try program.evaluate(columns, rowCount: count, selection: selection)[0]
        return rows.map { $0.map { column[Int($0)] } } ?? column.scalars
    }
}

/// Evaluates an expression without columns over one row.
func evaluate(_ expression: Expression, zone: ZoneRules = .utc) throws -> Scalar {
    let program = try ExpressionProgram([expression], input: Schema([]), zone: zone)
    return try program.evaluate([], rowCount: 1)[0][0]
}

/// A literal of the scalar's own type.
func lit(_ scalar: Scalar) -> Expression { .literal(scalar, scalar.type) }

/// A null of a type.
func null(_ type: DataType) -> Expression { .literal(.null, type) }

func call(_ function: ScalarFunction, _ arguments: [Expression], _ type: DataType) -> Expression {
    .call(function, arguments, type: type)
}

/// An instant from its text, local time in `zone` when it has no offset.
func instant(_ text: String, _ zone: ZoneRules = .utc) throws -> Scalar {
    struct NotATimestamp: Error {}
    guard let micros = TimestampText.microseconds(text, zone: zone) else { throw NotATimestamp() }
    return .timestamp(micros)
}

func day(_ year: Int, _ month: Int, _ day: Int) -> Scalar { .date(Int32(CivilDate(year, month, day).daysSinceEpoch)) }

func strings(_ values: String?...) -> [Scalar] { values.map { $0.map { .string($0) } ?? .null } }

func int64s(_ values: Int64?...) -> [Scalar] { values.map { $0.map { .int64($0) } ?? .null } }

func doubles(_ values: Double?...) -> [Scalar] { values.map { $0.map { .double($0) } ?? .null } }

func booleans(_ values: Bool?...) -> [Scalar] { values.map { $0.map { .boolean($0) } ?? .null } }
