/// What one visual property of a chart reads: a column, and how its values are scaled, ordered, named and formatted.
///
/// A channel is written as a bare column name wherever nothing else needs saying.
public struct Channel: Hashable, Sendable, ExpressibleByStringLiteral {
    /// How a channel's values become positions or colours; without one the column's type decides.
    public enum ScaleKind: String, Hashable, Sendable, CaseIterable {
        /// Equal differences are equal distances.
        case linear
        /// Equal ratios are equal distances; for values of one sign.
        case log
        /// Instants or days on the report's calendar.
        case time
        /// Categories, each with a band of its own.
        case band
        /// Categories, each at a point.
        case point
        /// Ordered levels: one hue from light to dark.
        case ordinal
        /// Names without an order: distinct hues.
        case categorical
    }

    /// The order of categories.
    public enum Sort: String, Hashable, Sendable, CaseIterable {
        /// As the rows come.
        case data
        /// By name or time.
        case ascending
        /// By name or time, last first.
        case descending
        /// By the sum of the other axis' values, smallest first.
        case value
        /// By the sum of the other axis' values, largest first.
        case descendingValue = "-value"
    }

    /// The column's name; case does not matter.
    public var column: String
    /// The name shown for it; nil for the column's own name in words.
    public var label: String?
    /// How its values read: a d3-format specifier for numbers, strftime for times; nil for a good default.
    public var format: String?
    /// How values become positions or colours; nil for what suits the column's type.
    public var scale: ScaleKind?
    /// The lowest value shown; nil for what the data needs.
    public var minimum: Double?
    /// The highest value shown; nil for what the data needs.
    public var maximum: Double?
    /// Categories in their order, as text; those not named come behind. Empty for `sort`.
    public var order: [String]
    /// The order of categories without a place in `order`.
    public var sort: Sort?

    /// What a property reads.
    public init(
        _ column: String, label: String? = nil, format: String? = nil, scale: ScaleKind? = nil,
        minimum: Double? = nil, maximum: Double? = nil, order: [String] = [], sort: Sort? = nil
    ) {
        self.column = column
        self.label = label
        self.format = format
        self.scale = scale
        self.minimum = minimum
        self.maximum = maximum
        self.order = order
        self.sort = sort
    }

    /// A bare column name.
    public init(stringLiteral value: String) { self.init(value) }
}
