/// Sentences about data, for descriptions that are read out instead of seen.
enum ChartWords {
    /// How a run of values develops: the means of its first and last third against its spread.
    static func trend(_ values: [Double]) -> String? {
        guard values.count >= 3, let low = values.min(), let high = values.max() else { return nil }
        guard high > low else { return "constant" }
        let third = max(1, values.count / 3)
        let first = values.prefix(third).reduce(0) { $0 + $1 / Double(third) }
        let last = values.suffix(third).reduce(0) { $0 + $1 / Double(third) }
        let change = (last - first) / (high - low)
        if change > 0.25 { return "rising" }
        if change < -0.25 { return "falling" }
        return "about level"
    }

    /// A list in words: `a, b and c`; long lists are cut.
    static func list(_ items: [String], limit: Int = 12) -> String {
        guard items.count > 1 else { return items.first ?? "" }
        if items.count > limit {
            return items.prefix(limit).joined(separator: ", ") + " and \(items.count - limit) more"
        }
        return items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
    }

    /// With a capital first letter.
    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
