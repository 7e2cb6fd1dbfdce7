/// How large a chart is drawn. Coordinates are CSS pixels at the size it is meant to be seen.
package struct ChartSize: Hashable, Sendable {
    /// The width of the drawing.
    package var width: Double
    /// The height; nil for one that suits the mark and the number of categories.
    package var height: Double?
    /// True for small screens: fewer ticks, larger type, labels below instead of beside.
    package var isNarrow: Bool

    /// A size; without a height the mark chooses.
    package init(width: Double, height: Double? = nil, isNarrow: Bool = false) {
        self.width = width
        self.height = height
        self.isNarrow = isNarrow
    }

    /// The whole column of a page.
    package static let wide = ChartSize(width: 992)
    /// Half a column.
    package static let half = ChartSize(width: 476)
    /// The whole column of a phone.
    package static let narrow = ChartSize(width: 358, isNarrow: true)
    /// In a key figure.
    package static let sparkline = ChartSize(width: 120, height: 28)
}
