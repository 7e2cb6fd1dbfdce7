public import Columnar

/// A single value of an analyzer and how it reads.
public struct ValueDescription: Hashable, Sendable {
    /// How a change of the value is told.
    public enum Change: String, Hashable, Sendable, CaseIterable {
        /// As a share of the earlier value.
        case relative
        /// As a difference in the value's own unit.
        case absolute
        /// Not at all.
        case none
    }

    /// Which direction is welcome.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// More is better.
        case up
        /// Less is better.
        case down
        /// Neither.
        case none
    }

    /// The name in expressions, such as `average_resonance`.
    public var name: String
    /// The type; null where there is nothing to compute from.
    public var type: DataType
    /// What it is, for people.
    public var label: String
    /// The unit shown behind it; nil for none.
    public var unit: String?
    /// A d3-format specifier; nil for text.
    public var format: String?
    /// One sentence: what is measured, and over what.
    public var description: String
    /// How its change is told.
    public var change: Change
    /// Which direction is welcome.
    public var good: Direction

    /// A described value.
    public init(
        _ name: String, _ type: DataType, _ label: String, unit: String? = nil, format: String? = nil,
        change: Change = .relative, good: Direction = .none, _ description: String
    ) {
        self.name = name
        self.type = type
        self.label = label
        self.unit = unit
        self.format = format
        self.change = change
        self.good = good
        self.description = description
    }
}

/// A table of an analyzer and how it reads.
public struct TableDescription: Hashable, Sendable {
    /// The name in expressions and `from=`, such as `phase_distribution`.
    public var name: String
    /// One sentence: what a row is, and in what order rows come.
    public var description: String
    /// The columns in order.
    public var columns: [ColumnDescription]

    /// A described table.
    public init(_ name: String, _ columns: [ColumnDescription], _ description: String) {
        self.name = name
        self.columns = columns
        self.description = description
    }

    /// The table's schema.
    public var schema: Schema { Schema(columns.map { Field($0.name, $0.type) }) }
}

/// A column of an analyzer's table and how it reads.
public struct ColumnDescription: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The type.
    public var type: DataType
    /// The heading.
    public var label: String
    /// The unit; nil for none.
    public var unit: String?
    /// A d3-format specifier for numbers, strftime for times; nil for the type's own form.
    public var format: String?

    /// A described column.
    public init(_ name: String, _ type: DataType, _ label: String, unit: String? = nil, format: String? = nil) {
        self.name = name
        self.type = type
        self.label = label
        self.unit = unit
        self.format = format
    }
}

/// Something that `show: standard` shows, written as the cell that an author would write.
public struct StandardItem: Hashable, Sendable {
    /// The kind of cell.
    public enum Kind: String, Hashable, Sendable {
        case keyFigures = "kpi"
        case chart
        case table
    }

    /// The kind of cell.
    public var kind: Kind
    /// The item's name in `show:` lists; the cell's id is `<analyze cell>-<id>`.
    public var id: String
    /// The analyzer's table that a chart or table shows; nil for key figures.
    public var from: String?
    /// The cell's body, as in a notebook. Key figures list the analyzer's value names, bare.
    public var yaml: String

    /// A standard item.
    public init(_ kind: Kind, _ id: String, from: String? = nil, yaml: String) {
        self.kind = kind
        self.id = id
        self.from = from
        self.yaml = yaml
    }
}
