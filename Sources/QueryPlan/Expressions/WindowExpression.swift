public import Columnar

/// What a window expression computes.
public enum WindowFunction: Hashable, Sendable {
    /// 1, 2, 3 … in order within the partition.
    case rowNumber
    /// The rank with gaps.
    case rank
    /// The rank without gaps.
    case denseRank
    /// The rank with gaps as a share: (rank − 1) / (rows of the partition − 1), 0 for a single row.
    case percentRank
    /// The share of the partition's rows up to the row's last peer.
    case cumeDist
    /// The number of the row's part when the partition is cut into that many parts, as equal as can be, larger ones first.
    case ntile(Int)
    /// The expression's value `offset` rows before (negative: behind) in the partition; `fallback` where there is no such row.
    /// With `ignoresNulls` only rows where the expression is not null are counted.
    case lag(Expression, offset: Int, fallback: Expression, ignoresNulls: Bool = false)
    /// The expression's value in the frame's row of that number, from 1; null where the frame has fewer rows. With `ignoresNulls` only rows
    /// where the expression is not null are counted.
    case nthValue(Expression, Int, ignoresNulls: Bool = false)
    /// An aggregate over the frame.
    case aggregate(AggregateExpression)

    /// Whether the result depends on the frame; the others see the whole partition.
    public var readsFrame: Bool {
        switch self {
        case .nthValue, .aggregate: true
        default: false
        }
    }
}

/// One `function OVER (PARTITION BY … ORDER BY … frame)`. `lead` is `lag` with a negative offset.
public struct WindowExpression: Hashable, Sendable {
    /// What is computed.
    public var function: WindowFunction
    /// Rows with equal values belong together; nulls are equal here.
    public var partitionBy: [Expression]
    /// The order within a partition.
    public var orderBy: [SortKey]
    /// The rows that the function sees; `WindowFrame.partition` for functions that read no frame.
    public var frame: WindowFrame
    /// The type of the result.
    public var type: DataType

    /// A window expression. Without a frame: up to the row's last peer where there is an order, else the whole partition.
    public init(
        _ function: WindowFunction, partitionBy: [Expression], orderBy: [SortKey], frame: WindowFrame? = nil,
        type: DataType
    ) {
        self.function = function
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.type = type
        // Frames that mean the same are the same, so that equal windows are.
        let frame = frame ?? .running
        self.frame = !function.readsFrame || (orderBy.isEmpty && frame.unit == .range) ? .partition : frame
    }
}

extension WindowExpression {
    /// The same window expression over other expressions.
    package func mapping(_ transform: (Expression) -> Expression) -> WindowExpression {
        var window = self
        window.partitionBy = partitionBy.map(transform)
        window.orderBy = orderBy.map { $0.mapping(transform) }
        switch function {
        case .lag(let value, let offset, let fallback, let ignoresNulls):
            window.function = .lag(
                transform(value), offset: offset, fallback: transform(fallback), ignoresNulls: ignoresNulls)
        case .nthValue(let value, let number, let ignoresNulls):
            window.function = .nthValue(transform(value), number, ignoresNulls: ignoresNulls)
        case .aggregate(let aggregate): window.function = .aggregate(aggregate.mapping(transform))
        case .rowNumber, .rank, .denseRank, .percentRank, .cumeDist, .ntile: break
        }
        return window
    }

    /// Every expression that is evaluated for a row.
    package var expressions: [Expression] {
        var found: [Expression] = []
        _ = mapping {
            found.append($0)
            return $0
        }
        return found
    }

    /// The call as SQL.
    package var sql: String {
        var inside: [String] = []
        if !partitionBy.isEmpty { inside.append("PARTITION BY " + partitionBy.map(\.sql).joined(separator: ", ")) }
        if !orderBy.isEmpty { inside.append("ORDER BY " + orderBy.map(\.sql).joined(separator: ", ")) }
        if function.readsFrame, frame != (orderBy.isEmpty ? .partition : .running) { inside.append(frame.sql) }
        return "\(function.sql) OVER (\(inside.joined(separator: " ")))"
    }
}

extension WindowFunction {
    /// The call without its window, as SQL.
    fileprivate var sql: String {
        switch self {
        case .rowNumber: return "row_number()"
        case .rank: return "rank()"
        case .denseRank: return "dense_rank()"
        case .percentRank: return "percent_rank()"
        case .cumeDist: return "cume_dist()"
        case .ntile(let parts): return "ntile(\(parts))"
        case .lag(let value, let offset, let fallback, let ignoresNulls):
            var arguments = [value.sql]
            if case .literal(.null, _) = fallback {
                if offset.magnitude != 1 { arguments.append("\(offset.magnitude)") }
            } else {
                arguments += ["\(offset.magnitude)", fallback.sql]
            }
            let call = "\(offset < 0 ? "lead" : "lag")(\(arguments.joined(separator: ", ")))"
            return call + (ignoresNulls ? " IGNORE NULLS" : "")
        case .nthValue(let value, let number, let ignoresNulls):
            return "nth_value(\(value.sql), \(number))" + (ignoresNulls ? " IGNORE NULLS" : "")
        case .aggregate(let aggregate): return aggregate.sql
        }
    }
}
