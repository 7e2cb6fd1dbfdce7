import Reports

/// What the bars and tints of a column are measured by: the values of the rows shown.
struct ColumnRange {
    /// The smallest value; nil when there is none.
    private let low: Double?
    private let high: Double?
    /// Steps of a tint, so that a style sheet can name each.
    static let steps = 8

    /// Values that are missing or not finite do not count. Complexity: O(values).
    init(_ values: [Double?]) {
        let known = values.compactMap { $0 }.filter(\.isFinite)
        low = known.min()
        high = known.max()
    }

    /// The classes that tint a cell: `heat-1` to `heat-8`, with `below` for a diverging value under zero; none at the pale end.
    ///
    /// A column of one value has no range and no tint.
    func tint(_ value: Double, _ heat: TableCell.Heat) -> [String] {
        guard let low, let high, value.isFinite else { return [] }
        let share: Double
        switch heat {
        case .sequential:
            guard high > low else { return [] }
            share = (value / 2 - low / 2) / (high / 2 - low / 2)
        case .diverging:
            let largest = max(abs(low), abs(high))
            guard largest > 0 else { return [] }
            share = abs(value) / largest
        }
        let step = Int((share * Double(ColumnRange.steps)).rounded())
        guard step > 0 else { return [] }
        return ["heat-\(min(step, ColumnRange.steps))"] + (heat == .diverging && value < 0 ? ["below"] : [])
    }

    /// The cell with a bar from zero: to the right for positive values, to the left for negative ones.
    func bar(_ value: Double?) -> String {
        let start = min(0, low ?? 0)
        let span = max(0, high ?? 0) - start
        guard let value, value.isFinite, span > 0, span.isFinite else { return "<td class=\"bar\"></td>" }
        func place(_ value: Double) -> Double { (((value - start) / span) * 1000).rounded() / 10 }
        let from = min(place(0), place(value))
        let x = from == 0 ? "" : " x=\"\(from)\""
        let width = ((max(place(0), place(value)) - from) * 10).rounded() / 10
        return "<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\">"
            + "<rect\(x) width=\"\(width)\" height=\"6\"\(value < 0 ? " class=\"negative\"" : "")/></svg></td>"
    }
}
