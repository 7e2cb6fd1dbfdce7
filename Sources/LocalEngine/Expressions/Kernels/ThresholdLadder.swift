import Columnar
import QueryPlan

/// The conditions of a `CASE` that compare one number with rising or falling limits, such as `x < 1`, `x < 5`, `x < 10`: a row's branch is
/// the number of limits that it has passed.
struct ThresholdLadder {
    /// The node of the number.
    let value: Int
    private let comparison: BinaryOperator
    private let limits: [Double]

    /// The ladder that conditions are; nil when they are none.
    init?(_ conditions: [Int], in nodes: [ExpressionNode]) {
        var limits: [Double] = []
        var first: (op: BinaryOperator, value: Int)?
        for condition in conditions {
            guard case .comparison(let op, let left, let right) = nodes[condition].operation,
                nodes[left].type == .double, let literal = nodes[right].literal, literal.type == .double,
                !literal.isNull(at: 0), !literal.doubles[0].isNaN
            else { return nil }
            if let first, first.op != op || first.value != left { return nil }
            first = (op, left)
            limits.append(literal.doubles[0])
        }
        guard let first, limits.count > 1 else { return nil }
        let pairs = zip(limits, limits.dropFirst())
        switch first.op {
        case .less, .lessOrEqual: guard pairs.allSatisfy({ $0 <= $1 }) else { return nil }
        case .greater, .greaterOrEqual: guard pairs.allSatisfy({ $0 >= $1 }) else { return nil }
        default: return nil
        }
        value = first.value
        comparison = first.op
        self.limits = limits
    }

    /// Rows that are compared with all limits before the next are.
    private static let block = 1024

    /// The branch of each value, `limits.count` where no condition holds. NaN is greater than every limit.
    func branches(of values: UnsafePointer<Double>, _ count: Int, into branches: UnsafeMutablePointer<UInt16>) {
        for start in stride(from: 0, to: count, by: ThresholdLadder.block) {
            let size = min(ThresholdLadder.block, count - start)
            let (values, branches) = (values + start, branches + start)
            branches.update(repeating: 0, count: size)
            // The first condition holds behind as many limits as the value fails at.
            for limit in limits {
                switch comparison {
                case .less: for row in 0..<size { branches[row] &+= values[row] < limit ? 0 : 1 }
                case .lessOrEqual: for row in 0..<size { branches[row] &+= values[row] <= limit ? 0 : 1 }
                case .greater: for row in 0..<size { branches[row] &+= values[row] <= limit ? 1 : 0 }
                default: for row in 0..<size { branches[row] &+= values[row] < limit ? 1 : 0 }
                }
            }
        }
    }
}
