#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Columnar

/// Shares of a whole as a ring of few slices, each named beside it; the rest is one slice.
enum DonutMark {
    /// A slice of the ring; angles in radians from the top, clockwise.
    private struct Slice {
        var label: String
        var value: Double
        /// The share of the whole as it reads.
        var percent: String
        var color: ChartColor
        var from: Double
        var to: Double
        var middle: Double { (from + to) / 2 }
        var isRight: Bool { sin(middle) >= 0 }
    }

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard
            let data = BarData(
                category: specification.names, value: specification.measure,
                specification: ChartSpecification(.bar, showsComparison: false), input: input, limit: .max)
        else { return drawing.say("No data in this period") }
        let known = data.axis.keys.indices.compactMap { index in data.values[0][index].map { (index, $0) } }
        if let below = known.first(where: { $0.1 < 0 }) {
            return drawing.say(
                "A donut shows parts of a whole, but \(data.axis.labels[below.0]) is negative (\(drawing.full(below.1))). Bars can show it"
            )
        }
        let total = known.reduce(0) { $0 + $1.1 }
        guard total > 0 else {
            return drawing.say(
                known.isEmpty
                    ? "No values in this period: \(data.valueLabel) is empty in every row"
                    : "Nothing to share out: \(data.valueLabel) is zero in every row")
        }
        let slices = slices(known.filter { $0.1 > 0 }, data, total: total, specification: specification)
        if drawing.size.height == nil { drawing.height = drawing.top + (drawing.isNarrow ? 190 : 240) }
        let texts = slices.map { [$0.label, $0.percent] }
        let isStacked = drawing.isNarrow
        let widest =
            texts.map { lines in
                isStacked
                    ? max(drawing.textWidth(lines[0]), drawing.textWidth(lines[1]))
                    : drawing.textWidth(lines.joined(separator: " "))
            }.max() ?? 0
        let leader = drawing.isNarrow ? 14.0 : 26
        let height = drawing.height - drawing.top
        let room = min(widest, max(20, drawing.width / 2 - leader - 46))
        let radius = max(20, min(height / 2 - 12, drawing.width / 2 - room - leader - 4))
        let center = (x: drawing.width / 2, y: drawing.top + height / 2)
        for slice in slices {
            drawing.svg.path(
                ring(slice, center: center, outer: radius, inner: radius * 0.6, isWhole: slices.count == 1),
                ["f-\(slice.color.name)", "s-paper"], attributes: slices.count == 1 ? " fill-rule=\"evenodd\"" : "",
                title: "\(SVGText.isolated(slice.label)): \(drawing.full(slice.value)), \(slice.percent)")
        }
        drawTotal(total, data.valueLabel, center: center, room: radius * 1.1, drawing: &drawing)
        for isRight in [true, false] {
            drawLabels(
                slices.filter { $0.isRight == isRight }, isRight, center, radius, leader, room, isStacked, &drawing)
        }
        drawing.sentences = [
            "Donut of \(data.valueLabel) by \(data.categoryLabel), \(drawing.full(total)) in all.",
            ChartWords.capitalized(
                ChartWords.list(
                    slices.map { "\(SVGText.isolated($0.label)) \($0.percent) (\(drawing.full($0.value)))" })) + ".",
        ]
    }

    /// Largest first unless the names have an order of their own or the author's; the smallest beyond the limit together.
    private static func slices(
        _ known: [(Int, Double)], _ data: BarData, total: Double, specification: ChartSpecification
    ) -> [Slice] {
        let names = known.map { data.axis.keys[$0.0].text }
        let channel = specification.names
        let isOrdered =
            channel?.sort != nil || channel?.order.isEmpty == false || SeriesPalette.naturalOrder(of: names) != nil
        let limit = min(8, max(2, specification.limit ?? 6))
        let ranked = known.sorted { (-$0.1, $0.0) < (-$1.1, $1.0) }
        var kept = known.count > limit ? Array(ranked.prefix(limit - 1)) : ranked
        if isOrdered { kept.sort { $0.0 < $1.0 } }
        let rest = known.count - kept.count
        let colors = SeriesPalette.colors(for: kept.map { data.axis.keys[$0.0].text }, scale: channel?.scale)
        var parts = zip(kept, colors).map { (data.axis.labels[$0.0], $0.1, $1) }
        if rest > 0 {
            parts.append(("\(rest) others", total - kept.reduce(0) { $0 + $1.1 }, SeriesPalette.rest(beside: colors)))
        }
        var angle = 0.0
        return parts.map { label, value, color in
            let share = max(0, value / total)
            let from = angle
            angle += share * 2 * .pi
            return Slice(
                label: label, value: value, percent: ValueText.share(share, isAll: parts.count == 1), color: color,
                from: from, to: angle)
        }
    }

    private static func ring(
        _ slice: Slice, center: (x: Double, y: Double), outer: Double, inner: Double, isWhole: Bool
    ) -> SVGPath {
        func point(_ angle: Double, _ radius: Double) -> (Double, Double) {
            (center.x + sin(angle) * radius, center.y - cos(angle) * radius)
        }
        var path = SVGPath()
        if isWhole {
            // An arc cannot end where it starts, so a whole ring is two circles of two halves each.
            for radius in [outer, inner] {
                path.move(center.x, center.y - radius)
                path.arc(radius: radius, isLarge: false, isClockwise: true, center.x, center.y + radius)
                path.arc(radius: radius, isLarge: false, isClockwise: true, center.x, center.y - radius)
                path.close()
            }
            return path
        }
        let isLarge = slice.to - slice.from > .pi
        // A slice thinner than a hair still has two ends.
        let to = max(slice.to, slice.from + 0.003)
        let (a, b) = (point(slice.from, outer), point(to, outer))
        let (c, d) = (point(to, inner), point(slice.from, inner))
        path.move(a.0, a.1)
        path.arc(radius: outer, isLarge: isLarge, isClockwise: true, b.0, b.1)
        path.line(c.0, c.1)
        path.arc(radius: inner, isLarge: isLarge, isClockwise: false, d.0, d.1)
        path.close()
        return path
    }

    private static func drawTotal(
        _ total: Double, _ label: String, center: (x: Double, y: Double), room: Double, drawing: inout ChartDrawing
    ) {
        // Shares as input add up to one, which is no news.
        guard abs(total - 1) > 0.01 else { return }
        let text = drawing.short(total)
        guard TextMetrics.width(text, size: 15, isBold: true) <= room else { return }
        let hasName = drawing.textWidth(label) <= room
        drawing.svg.open(["h", "x-ink", "c"])
        drawing.svg.text(text, x: center.x, y: center.y + (hasName ? -1 : 5))
        drawing.svg.close()
        if hasName { drawing.svg.text(label, x: center.x, y: center.y + 16, color: .muted, anchor: .middle) }
    }

    private static func drawLabels(
        _ slices: [Slice], _ isRight: Bool, _ center: (x: Double, y: Double), _ radius: Double, _ leader: Double,
        _ room: Double, _ isStacked: Bool, _ drawing: inout ChartDrawing
    ) {
        let gap = isStacked ? ChartDrawing.lineHeight * 2 : ChartDrawing.lineHeight + 1
        let places = LabelLayout.spread(
            slices.map { center.y - cos($0.middle) * (radius + 6) }, gap: gap, low: drawing.top + gap / 2,
            high: drawing.height - gap / 2)
        let side: Double = isRight ? 1 : -1
        let x = center.x + side * (radius + leader)
        var lines = SVGPath()
        for (slice, y) in zip(slices, places) {
            lines.move(center.x + sin(slice.middle) * (radius + 1), center.y - cos(slice.middle) * (radius + 1))
            lines.line(x - side * 4, y)
            // The share is what must stay whole.
            let texts =
                isStacked
                ? [
                    TextMetrics.fitted(slice.label, width: room + 0.5, size: ChartDrawing.fontSize), slice.percent,
                ] : [drawing.named(slice.label, slice.percent, room: room + 0.5)]
            for (line, text) in texts.enumerated() {
                drawing.svg.text(
                    text, x: x,
                    y: y + ChartDrawing.middle + (Double(line) - Double(texts.count - 1) / 2) * ChartDrawing.lineHeight,
                    color: line == 0 ? .ink : .muted, anchor: isRight ? .start : .end,
                    full: "\(SVGText.isolated(slice.label)): \(drawing.full(slice.value))")
            }
        }
        drawing.svg.path(lines, ["r", "s-muted"], attributes: " stroke-width=\".8\"")
    }
}
