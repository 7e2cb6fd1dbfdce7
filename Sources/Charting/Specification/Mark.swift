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
}
