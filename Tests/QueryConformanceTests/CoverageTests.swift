import Columnar
import Diagnostics
import QueryPlan
import Testing

/// The cases leave nothing of the language out.
@Suite("Coverage of the subset by cases")
struct CoverageTests {
    /// The names of functions that are called in the cases, and in those with a null among what is read.
    private static let called: (all: Set<String>, withNulls: Set<String>) = {
        var all: Set<String> = []
        var withNulls: Set<String> = []
        for tested in Cases.all {
            guard case .rows = tested.expectation else { continue }
            let names = Set(FunctionUse.names(in: tested.query))
            all.formUnion(names)
            let readsNull =
                tested.tables.contains { $0.table.rows.joined().contains(.null) }
                || tested.query.lowercased().contains("null")
            if readsNull { withNulls.formUnion(names) }
        }
        return (all, withNulls)
    }()

    @Test("every function, under each of its names, has a case that says what it answers")
    func functions() throws {
        _ = try Cases.read.get()
        let names = FunctionCatalog.all.flatMap { [$0.name] + $0.aliases }
        #expect(names.filter { !Self.called.all.contains($0) } == [])
    }

    @Test("every function of something meets a null")
    func nulls() throws {
        _ = try Cases.read.get()
        let names = FunctionCatalog.all.filter { !$0.parameters.isEmpty }.map(\.name)
        #expect(names.filter { !Self.called.withNulls.contains($0) } == [])
    }

    @Test("every operator, kind of join and kind of plan comes up in a resolved case")
    func operators() throws {
        _ = try Cases.read.get()
        var use = PlanUse()
        for tested in Cases.all {
            guard case .rows = tested.expectation, let sources = try? CaseSources(tested, as: .values) else { continue }
            let planned = QueryPlanner.plan(
                SourceText(path: "query", text: tested.query), range: nil, context: sources.context)
            if let plan = planned.plan { use.add(plan) }
        }
        let operators: [BinaryOperator] = [
            .add, .subtract, .multiply, .divide, .modulo, .integerDivide, .equal, .notEqual, .less, .lessOrEqual,
            .greater, .greaterOrEqual, .isNotDistinct, .and, .or, .concatenate, .bitAnd, .bitOr, .bitXor,
        ]
        #expect(operators.filter { !use.operators.contains($0) } == [])
        #expect([UnaryOperator.negate, .not].filter { !use.signs.contains($0) } == [])
        #expect(ScalarFunction.allCases.filter { !use.functions.contains($0) } == [])
        #expect(AggregateFunction.allCases.filter { !use.aggregates.contains($0) } == [])
        #expect([JoinKind.inner, .left, .semi, .anti].filter { !use.joins.contains($0) } == [])
    }

    @Test(
        "every spelling of an operator or predicate stands in a case",
        arguments: [
            "+", "-", "*", "/", "%", "div", "||", "<<", ">>", ">>>", "&", "^", "|", "~", "=", "==", "<>", "!=", "<",
            "<=", ">", ">=", "<=>", "::", "IS NULL", "IS NOT NULL", "IS TRUE", "IS NOT TRUE", "IS FALSE",
            "IS NOT FALSE", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "BETWEEN", "NOT BETWEEN", "IN", "NOT IN",
            "LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE", "LIKE ANY", "LIKE SOME", "LIKE ALL", "ESCAPE", "RLIKE",
            "NOT RLIKE", "REGEXP", "NOT", "AND", "OR", "CASE", "CAST", "TRY_CAST", "EXISTS", "NOT EXISTS", "INTERVAL",
            "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "SEMI JOIN", "ANTI JOIN", "NATURAL JOIN",
            "USING", "UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL", "MINUS", "VALUES",
            "WITH", "HAVING", "DISTINCT", "FILTER", "ROLLUP", "CUBE", "GROUPING SETS", "WITHIN GROUP", "IGNORE NULLS",
            "WINDOW", "ROWS BETWEEN", "RANGE BETWEEN", "NULLS FIRST", "NULLS LAST", "LIMIT", "OFFSET",
        ])
    func spellings(spelling: String) {
        #expect(
            Cases.all.contains {
                guard case .rows = $0.expectation else { return false }
                return (" " + QueryWords.words(of: $0.query).joined(separator: " ") + " ").contains(
                    " \(spelling.uppercased()) ")
            })
    }
}
