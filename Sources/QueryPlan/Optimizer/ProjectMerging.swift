import Columnar

/// Joins neighbouring projections and filters into one, and drops projections that change nothing.
enum ProjectMerging {
    static func apply(_ plan: LogicalPlan) -> LogicalPlan {
        switch plan {
        case .project(let outer, .project(let inner, let input)):
            // An expression used twice would be computed twice: merge only what is cheap to repeat.
            var uses: [Int: Int] = [:]
            for column in outer { count(column.value, &uses) }
            guard uses.allSatisfy({ $0.value == 1 || isCheap(inner[$0.key].value) }),
                inner.indices.allSatisfy({ uses[$0] != nil || inner[$0].value.isTotal })
            else { return plan }
            return apply(
                .project(outer.map { Named($0.name, $0.value.replacingColumns { inner[$0].value }) }, input))
        case .project(let columns, let input) where isIdentity(columns, input): return input
        case .filter(let outer, .filter(let inner, let input)): return .filter(.binary(.and, inner, outer), input)
        default: return plan
        }
    }

    private static func count(_ expression: Expression, _ uses: inout [Int: Int]) {
        if case .column(let index, _, _) = expression { uses[index, default: 0] += 1 }
        for operand in expression.operands { count(operand, &uses) }
    }

    private static func isCheap(_ expression: Expression) -> Bool {
        switch expression {
        case .column, .literal: true
        default: false
        }
    }

    private static func isIdentity(_ columns: [Named<Expression>], _ input: LogicalPlan) -> Bool {
        let fields = input.schema.fields
        guard columns.count == fields.count else { return false }
        return columns.indices.allSatisfy { index in
            if case .column(index, _, _) = columns[index].value {
                columns[index].name == fields[index].name
            } else {
                false
            }
        }
    }
}
