import Columnar
import Diagnostics
import LocalEngine
import QueryPlan

/// A SQL expression without columns: what it comes to alone, and with columns in place of its literals.
struct SQLExpression {
    let expression: Expression
    let zone: ZoneRules

    /// What planning found wrong.
    struct Refused: Error, CustomStringConvertible {
        let description: String
        /// Where the first problem stands in `SELECT …`.
        var column = 0
    }

    init(_ sql: String, zone: ZoneRules = .utc) throws {
        let source = SourceText(path: "expression", text: "SELECT \(sql) AS x")
        let planned = QueryPlanner.plan(source, range: nil, context: PlanningContext(tables: [:], zone: zone))
        guard case .project(let items, _)? = planned.plan else {
            throw Refused(
                description: planned.diagnostics.map(\.message).joined(separator: "; "),
                column: planned.diagnostics.first?.range?.lowerBound.column ?? 0)
        }
        expression = items[0].value
        self.zone = zone
    }

    /// The value of the folded expression.
    func value() throws -> Scalar { try evaluate(expression, zone: zone) }

    /// The values of two rows around a row of nulls when every literal is a column; nil where a literal is asked for.
    func overColumns() throws -> [Scalar]? {
        var literals: [(DataType, Scalar)] = []
        func replaced(_ expression: Expression) -> Expression {
            if case .literal(let scalar, let type) = expression, !scalar.isNull {
                literals.append((type, scalar))
                return .column(index: literals.count - 1, name: "c\(literals.count - 1)", type: type)
            }
            return expression.mappingOperands(replaced)
        }
        let replaced = replaced(expression)
        let schema = Schema(literals.enumerated().map { Field("c\($0.offset)", $0.element.0) })
        let columns = literals.map { Column($0.0, [$0.1, .null, $0.1]) }
        let program: ExpressionProgram
        do {
            program = try ExpressionProgram([replaced], input: schema, zone: zone)
        } catch {
            return nil
        }
        let result = try program.evaluate(columns, rowCount: 3)[0]
        return [result[0], result[2]]
    }
}

/// The text of an expression's value, `NULL` for none; over columns it must be the same.
func answer(_ sql: String, zone: ZoneRules = .utc) throws -> String {
    let expression = try SQLExpression(sql, zone: zone)
    let value = try expression.value()
    func text(_ scalar: Scalar) -> String { scalar.isNull ? "NULL" : scalar.text }
    for other in try expression.overColumns() ?? [] where text(other) != text(value) {
        throw SQLExpression.Refused(description: "\(sql) is \(text(value)) alone and \(text(other)) over columns")
    }
    return text(value)
}
