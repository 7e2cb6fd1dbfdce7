/// A mark drawn over a chart's own, along the same scales.
public struct ChartLayer: Hashable, Sendable {
    /// What a layer can draw.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A line through the rows in the order of x.
        case line
        /// A line filled down to zero.
        case area
        /// A bar for each position.
        case bar
        /// A dot for each row.
        case point
        /// A line across the whole chart: at `value`, at each distinct value of `y` (at most eight), or upright at `at`.
        case rule
    }

    /// What is drawn.
    public var kind: Kind
    /// The column of the values; a rule needs none.
    public var y: Channel?
    /// Tells several lines, bars or dots of the layer apart.
    public var series: Channel?
    /// Where a horizontal rule stands.
    public var value: Double?
    /// Where an upright rule stands: a category, a number or a time, as in an annotation.
    public var at: String?
    /// What the layer is called; nil for its column's name.
    public var label: String?

    /// A layer.
    public init(
        _ kind: Kind, y: Channel? = nil, series: Channel? = nil, value: Double? = nil, at: String? = nil,
        label: String? = nil
    ) {
        self.kind = kind
        self.y = y
        self.series = series
        self.value = value
        self.at = at
        self.label = label
    }
}
