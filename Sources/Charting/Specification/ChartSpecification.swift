/// What a chart shows and how, independent of its data: a mark, the columns its properties read, and options.
///
/// `problems(for:)` says what does not fit a table's columns. Drawing a specification with problems is safe: the chart
/// says that it cannot be drawn.
public struct ChartSpecification: Hashable, Sendable {
    /// Which way bars grow.
    public enum Orientation: String, Hashable, Sendable, CaseIterable {
        /// Upwards, categories along x.
        case vertical
        /// To the right, categories along y; the better way for long names.
        case horizontal
    }

    /// How several series share one position.
    public enum Stacking: String, Hashable, Sendable, CaseIterable {
        /// On top of each other without regard, as lines are.
        case none
        /// One on top of the other; negative values below zero.
        case stacked
        /// Stacked, as shares of the position's total.
        case normalized
        /// Side by side.
        case grouped
    }

    /// What is drawn.
    public var mark: Mark
    /// The horizontal position, or the categories of horizontal bars (see `orientation`). The bins' lower bound of a histogram.
    public var x: Channel?
    /// The vertical position: the values; the count of a histogram of ready bins; the second category of a heat map.
    public var y: Channel?
    /// Tells several lines, areas or bars apart; the phase of a cascade, the slices of a donut, the lines of a slope chart. YAML:
    /// `series` or `color`.
    public var series: Channel?
    /// The value behind the colour of a heat map or calendar, or the weight of a cascade, donut or flow; when nil, a heat map reads
    /// `series` (its colour) and the others `y`.
    public var value: Channel?
    /// The upper bound of a histogram's ready bins; null is unbounded.
    public var upper: Channel?
    /// The size of points and bubbles, by area.
    public var size: Channel?
    /// Where a flow starts.
    public var from: Channel?
    /// Where a flow ends.
    public var to: Channel?
    /// The columns of a box plot's ready numbers; empty for boxes of raw rows in `y`.
    public var quantiles: [BoxPart: Channel]
    /// One small chart for each value of this column, all along the same scales; for positional marks.
    public var facet: Channel?
    /// Marks drawn over this one, first below last.
    public var layers: [ChartLayer]
    /// Which way bars grow; nil for vertical with times and few short names, horizontal with long or many names.
    public var orientation: Orientation?
    /// How series share a position; nil for what suits the mark: areas and bars stack, lines do not.
    public var stacking: Stacking?
    /// The question the chart answers.
    public var title: String?
    /// Unit and basis, the line below the title.
    public var caption: String?
    /// The unit of the values, such as `π`; shown in descriptions and tooltips.
    public var unit: String?
    /// How values read (a d3-format specifier) on labels and the value axis; nil for a good default.
    public var format: String?
    /// Whether the value axis includes zero; nil for bars, areas and histograms yes, lines and points only when close.
    public var zero: Bool?
    /// Whether values stand at the bars; nil for wherever there is room.
    public var showsValues: Bool?
    /// Whether the comparison period is drawn when there is one.
    public var showsComparison: Bool
    /// Lines across the chart at a value.
    public var references: [ReferenceLine]
    /// Shaded stretches of values.
    public var bands: [ThresholdBand]
    /// Notes at points of the chart.
    public var annotations: [Annotation]
    /// How many bins a histogram of raw values aims at; nil for a number that suits the count of rows.
    public var bins: Int?
    /// The most categories drawn; the rest is counted below, or becomes one called “others” where values add up (donut, flow).
    /// Nil for as many as there is room for.
    public var limit: Int?

    /// A chart of `mark`; every other option has a good default.
    public init(
        _ mark: Mark, x: Channel? = nil, y: Channel? = nil, series: Channel? = nil, value: Channel? = nil,
        upper: Channel? = nil, size: Channel? = nil, from: Channel? = nil, to: Channel? = nil,
        quantiles: [BoxPart: Channel] = [:], facet: Channel? = nil, layers: [ChartLayer] = [],
        orientation: Orientation? = nil, stacking: Stacking? = nil,
        title: String? = nil, caption: String? = nil, unit: String? = nil, format: String? = nil, zero: Bool? = nil,
        showsValues: Bool? = nil, showsComparison: Bool = true, references: [ReferenceLine] = [],
        bands: [ThresholdBand] = [], annotations: [Annotation] = [], bins: Int? = nil, limit: Int? = nil
    ) {
        self.mark = mark
        self.x = x
        self.y = y
        self.series = series
        self.value = value
        self.upper = upper
        self.size = size
        self.from = from
        self.to = to
        self.quantiles = quantiles
        self.facet = facet
        self.layers = layers
        self.orientation = orientation
        self.stacking = stacking
        self.title = title
        self.caption = caption
        self.unit = unit
        self.format = format
        self.zero = zero
        self.showsValues = showsValues
        self.showsComparison = showsComparison
        self.references = references
        self.bands = bands
        self.annotations = annotations
        self.bins = bins
        self.limit = limit
    }

    /// The channel of a colour or weight, wherever the author wrote it.
    var measure: Channel? {
        switch mark {
        case .heatmap: value ?? series
        case .cascade, .donut, .calendar, .flow: value ?? y
        default: value
        }
    }

    /// The channel of the names that a cascade or donut shows.
    var names: Channel? { series ?? x }
}
