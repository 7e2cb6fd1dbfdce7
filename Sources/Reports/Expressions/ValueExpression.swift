public import Columnar

/// An expression over a report's results: what inline values, conditions and key figures compute.
///
/// Total: no loops, no input or output. A missing value gives a missing value.
public struct ValueExpression: Hashable, Sendable {
    /// What it computes.
    public indirect enum Node: Hashable, Sendable {
        /// A constant.
        case literal(Scalar)
        /// `resonance.average_resonance`, `low_hours[0].hour`, `trinity.user_overview[0].user_id`, `param.x`, `period.id`, a loop's `row.x`.
        case path([PathStep])
        /// A function call.
        case call(ValueFunction, [ValueExpression])
        /// `-x`
        case negate(ValueExpression)
        /// `not x`
        case not(ValueExpression)
        /// `x op y`
        case binary(ValueOperator, ValueExpression, ValueExpression)
    }

    /// What it computes.
    public var node: Node
    /// Where it is written; nil when it was built in Swift.
    public var place: SourcePlace?

    /// An expression.
    public init(_ node: Node, place: SourcePlace? = nil) {
        self.node = node
        self.place = place
    }

    /// Every path in it, in order of writing.
    public var paths: [[PathStep]] {
        switch node {
        case .literal: []
        case .path(let steps): [steps]
        case .call(_, let arguments): arguments.flatMap(\.paths)
        case .negate(let operand), .not(let operand): operand.paths
        case .binary(_, let left, let right): left.paths + right.paths
        }
    }
}

/// One step of a path.
public enum PathStep: Hashable, Sendable {
    /// `.name`, or the first name.
    case name(String)
    /// `[n]`: a row, from 0; negative from the end.
    case index(Int)
}

extension [PathStep] {
    /// The path as written.
    public var text: String {
        enumerated().map { position, step in
            switch step {
            case .name(let name): position == 0 ? name : ".\(name)"
            case .index(let index): "[\(index)]"
            }
        }.joined()
    }
}

/// Operators with two operands.
public enum ValueOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    /// Division of doubles; by zero there is no value.
    case divide = "/"
    case modulo = "%"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and
    case or
}

/// The functions of expressions.
public enum ValueFunction: String, Hashable, Sendable, CaseIterable {
    /// count(table): its rows.
    case count
    /// prior(x): x for the period before.
    case prior
    /// delta(x): x / prior(x) − 1.
    case delta
    /// change(x): x − prior(x).
    case change
    /// plural(n, one, many): the text that suits the number.
    case plural
    /// coalesce(x, …): the first that is not missing.
    case coalesce
    /// if(condition, x, y).
    case `if`
    /// abs(x).
    case abs
    /// round(x[, digits]), half away from zero.
    case round
    /// min(x, …): the smallest that is not missing.
    case min
    /// max(x, …): the largest that is not missing.
    case max
    /// upper(text).
    case upper
    /// lower(text).
    case lower
    /// capitalize(text): its first letter large.
    case capitalize
    /// concat(x, …): the texts of all, missing ones skipped.
    case concat

    /// How many arguments it takes.
    public var arity: ClosedRange<Int> {
        switch self {
        case .count, .prior, .delta, .change, .abs, .upper, .lower, .capitalize: 1...1
        case .plural, .if: 3...3
        case .round: 1...2
        case .coalesce, .min, .max, .concat: 1...100
        }
    }
}
