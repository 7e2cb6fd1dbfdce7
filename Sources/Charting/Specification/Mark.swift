/// What a chart draws for each row or series.
public enum Mark: String, Hashable, Sendable, CaseIterable {
    /// A line through the rows in the order of x; gaps where y is null.
    case line
    /// A filled line, stacked when there are several series.
    case area
    /// A bar for each category, horizontal or vertical, grouped or stacked.
    case bar
    /// A dot for each row.
    case point
    /// How often values fall into bins: raw values, or rows that are bins already (`x` lower bound, `upper`, `y` count).
    case histogram
    /// A colour for each pair of categories.
    case heatmap
    /// A small line without axes, its last point dotted.
    case sparkline
    /// The four phases as concentric rings, foundation inside, each ring as heavy as its share.
    case cascade
    /// The spread of values in each category: quartiles, whiskers at 1.5 interquartile ranges, outliers; from raw rows, or from
    /// ready quantile columns.
    case box
    /// A colour for each day, weeks across and weekdays down.
    case calendar
    /// Shares of a whole as a ring of few slices.
    case donut
    /// Two positions joined by a line for each series.
    case slope
    /// Dots sized by a value.
    case bubble
    /// Bands from one column of names to another, as wide as their value.
    case flow

    /// True for marks drawn along a position and a value axis: they have references, bands, annotations and facets.
    package var isPositional: Bool {
        switch self {
        case .line, .area, .bar, .point, .histogram, .box, .bubble: true
        case .heatmap, .sparkline, .cascade, .calendar, .donut, .slope, .flow: false
        }
    }
}
