import Columnar
import QueryPlan

extension PhysicalPlan {
    /// Whether nobody can see in which order an aggregation's groups come: whoever reads them puts them into an order of their own that leaves
    /// no two groups equal, or makes one row of them that does not depend on it; and what they compute on the way cannot fail, as a failure
    /// would tell which group came first. Complexity: O(pipelines).
    func hidesOrder(ofGroups node: Int) -> Bool {
        guard case .aggregate(let shape) = nodes[node].sink, !results.values.contains(node) else { return false }
        return nodes.allSatisfy { reader in
            reader.pipelines.allSatisfy { pipeline in
                guard pipeline.dependencies.contains(node) else { return true }
                guard pipeline.origin == .node(node), pipeline.stages.count == 1,
                    (pipeline.stages[0].predicates + pipeline.stages[0].outputs).allSatisfy(\.isTotal)
                else { return false }
                switch reader.sink {
                case .sort(let keys), .top(let keys, _): return pipeline.orders(shape.keys.indices, by: keys)
                case .aggregate(let shape):
                    return shape.keys.isEmpty && shape.aggregates.allSatisfy { $0.value.isSameInAnyOrder }
                default: return false
                }
            }
        }
    }
}

extension PhysicalPlan.Pipeline {
    /// Whether an order of the pipeline's output is one of these columns of its input, among others.
    fileprivate func orders(_ columns: Range<Int>, by keys: [SortKey]) -> Bool {
        guard keys.allSatisfy({ $0.expression.isTotal }) else { return false }
        let outputs = stages[0].outputs
        let ordered = keys.compactMap { key -> Int? in
            guard case .column(let output, _, _) = key.expression, outputs.indices.contains(output),
                case .column(let column, _, _) = outputs[output]
            else { return nil }
            return column
        }
        return columns.allSatisfy(ordered.contains)
    }
}

extension AggregateExpression {
    /// Whether rows in any order give the same value, to the bit.
    fileprivate var isSameInAnyOrder: Bool {
        switch function {
        case .countAll, .count, .bool_and, .bool_or: true
        case .min, .max: arguments[0].type != .double
        case .sum: arguments[0].type == .int64 && !isDistinct
        default: false
        }
    }
}
