/// Which rows of its partition a window function sees for a row: from one bound to another, both included.
public struct WindowFrame: Hashable, Sendable {
    /// What bounds count in.
    public enum Unit: String, Hashable, Sendable {
        /// Rows of the partition in its order.
        case rows
        /// Runs of rows that are equal in the order: a bound takes its row's peers with it.
        case range
    }

    /// Where a frame starts or ends.
    public enum Bound: Hashable, Sendable {
        /// The partition's first row.
        case unboundedPreceding
        /// That many rows behind the current one; negative: before it; 0: the current row, with its peers in a `range` frame.
        case offset(Int)
        /// The partition's last row.
        case unboundedFollowing
    }

    /// What bounds count in.
    public var unit: Unit
    /// The first row.
    public var start: Bound
    /// The last row.
    public var end: Bound

    /// A frame.
    public init(_ unit: Unit, from start: Bound, to end: Bound) {
        self.unit = unit
        self.start = start
        self.end = end
    }

    /// The whole partition: what functions see without an order.
    public static let partition = WindowFrame(.rows, from: .unboundedPreceding, to: .unboundedFollowing)

    /// The partition up to the row's last peer: what functions see where there is an order and no frame is written.
    public static let running = WindowFrame(.range, from: .unboundedPreceding, to: .offset(0))
}

extension WindowFrame {
    /// The frame as SQL.
    package var sql: String {
        "\(unit == .rows ? "ROWS" : "RANGE") BETWEEN \(WindowFrame.sql(start)) AND \(WindowFrame.sql(end))"
    }

    private static func sql(_ bound: Bound) -> String {
        switch bound {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        case .offset(0): "CURRENT ROW"
        case .offset(let rows): "\(rows.magnitude) \(rows < 0 ? "PRECEDING" : "FOLLOWING")"
        }
    }
}
