#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Columnar

/// The Glyph Weaver's cascade: the phases as concentric rings in their order, foundation inside, each ring as heavy as its
/// share, named at the right with leader lines.
enum CascadeMark {
    /// A ring's name, its share of the whole and how that changed.
    private struct Label {
        var name: String
        var share: String
        var change: String
    }

    /// The most rings; the smallest beyond it are one.
    private static let mostRings = 8

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        let phase = specification.series ?? specification.x
        guard
            let data = BarData(
                category: phase, value: specification.measure,
                specification: ChartSpecification(.bar, series: nil, showsComparison: specification.showsComparison),
                input: input, limit: .max)
        else { return drawing.say("No data in this period") }
        // The phases are there even when nothing is in them; others come behind as outer rings.
        let all = data.values[0].map { $0 ?? 0 }
        if let below = all.indices.first(where: { all[$0] < 0 }) {
            return drawing.say(
                "A cascade shows parts of a whole, but \(SVGText.isolated(data.axis.labels[below])) is negative (\(drawing.full(all[below]))). Bars can show it"
            )
        }
        let total = all.reduce(0, +)
        guard total > 0 else { return drawing.say("No values in this period") }
        let before = data.earlier.first.map { $0.map { max(0, $0 ?? 0) } } ?? []
        let earlierTotal = before.reduce(0, +)
        // The heaviest keep a ring each, in their order.
        let kept =
            all.count <= mostRings
            ? Array(all.indices)
            : all.indices.sorted { (-all[$0], $0) < (-all[$1], $1) }.prefix(mostRings - 1).sorted()
        func ringed(_ values: [Double]) -> [Double] {
            guard !values.isEmpty else { return [] }
            let single = kept.map { values[$0] }
            return kept.count == values.count ? single : single + [max(0, values.reduce(0, +) - single.reduce(0, +))]
        }
        let (counts, earlier) = (ringed(all), ringed(before))
        var names = kept.map { data.axis.labels[$0] }
        var colors = SeriesPalette.colors(for: kept.map { data.axis.keys[$0].text }, scale: phase?.scale)
        if kept.count < all.count {
            names.append("\(all.count - kept.count) others")
            colors.append(SeriesPalette.rest(beside: colors))
        }
        let isAll = counts.count { $0 > 0 } == 1
        let shares = counts.map { $0 / total }

        if drawing.size.height == nil { drawing.height = drawing.top + (drawing.isNarrow ? 200 : 250) }
        let texts = shares.indices.map { index -> Label in
            let change =
                earlierTotal > 0
                ? BarMark.change(shares[index], earlier[index] / earlierTotal, format: NumberFormat(type: "%")) ?? ""
                : ""
            return Label(name: names[index], share: ValueText.share(shares[index], isAll: isAll), change: change)
        }
        let longest = texts.map { drawing.textWidth($0.name + " " + $0.share) }.max() ?? 0
        let longestChange = texts.map { $0.change.isEmpty ? 0 : drawing.textWidth($0.change) + 8 }.max() ?? 0
        var labelRoom = longest + longestChange
        let showsChange = labelRoom < drawing.width * 0.45
        if !showsChange { labelRoom = min(longest, drawing.width * 0.42) }
        let leader = drawing.isNarrow ? 18.0 : 34
        let radius = max(24, min((drawing.height - drawing.top - 8) / 2, (drawing.width - labelRoom - leader - 12) / 2))
        // Rings and labels together stand in the middle of the room.
        let used = radius * 2 + leader + 8 + labelRoom
        let centerX = max(radius + 2, (drawing.width - used) / 2 + radius)
        let centerY = drawing.top + (drawing.height - drawing.top) / 2
        let step = radius / (Double(shares.count) + 0.55)
        let heaviest = shares.max() ?? 1
        var rings: [(radius: Double, weight: Double)] = []
        for (index, share) in shares.enumerated() {
            let weight = max(share > 0 ? 1.5 : 1, step * 0.78 * share / heaviest)
            let ring = step * (Double(index) + 1) - step * 0.05
            rings.append((ring, weight))
            drawing.svg.circle(
                x: centerX, y: centerY, radius: ring, ["r", "s-\(colors[index].name)"] + (share > 0 ? [] : ["d"]),
                attributes: " stroke-width=\"\(SVGText.coordinate(weight))\"",
                title: "\(drawing.named(texts[index].name, texts[index].share)), \(drawing.full(counts[index]))")
        }
        drawLabels(texts, rings, colors, showsChange, labelRoom, (centerX, centerY), radius, leader, &drawing)
        let parts = ChartWords.list(texts.map { drawing.named($0.name, $0.share) })
        // Shares as input add up to one, which is no news.
        let whole = abs(total - 1) < 0.01 ? "" : " of " + drawing.full(total)
        drawing.sentences = [
            "Cascade of \(names.count) rings, \(SVGText.isolated(names[0])) inside, each as heavy as its share: \(parts)\(whole)."
        ]
    }

    private static func drawLabels(
        _ texts: [Label], _ rings: [(radius: Double, weight: Double)], _ colors: [ChartColor],
        _ showsChange: Bool, _ room: Double, _ center: (x: Double, y: Double), _ radius: Double, _ leader: Double,
        _ drawing: inout ChartDrawing
    ) {
        let x = center.x + radius + leader
        let gap = min(44, (radius * 2 - 30) / Double(max(1, texts.count - 1)))
        // Outer rings stand higher, so that no leader crosses another.
        let top = center.y - gap * Double(texts.count - 1) / 2
        let places = texts.indices.map { top + gap * Double(texts.count - 1 - $0) }
        var lines = SVGPath()
        for (index, ring) in rings.enumerated() {
            // The point of the ring that faces its label, but never behind the ring's own shoulder.
            let height = max(-ring.radius * 0.8, min(ring.radius * 0.8, places[index] - center.y))
            let edge = (ring.radius * ring.radius - height * height).squareRoot()
            lines.move(center.x + edge, center.y + height)
            lines.line(x - 4, places[index])
        }
        drawing.svg.path(lines, ["r", "s-muted"], attributes: " stroke-width=\".8\"")
        for (index, ring) in rings.enumerated() {
            let height = max(-ring.radius * 0.8, min(ring.radius * 0.8, places[index] - center.y))
            let edge = (ring.radius * ring.radius - height * height).squareRoot()
            drawing.svg.circle(x: center.x + edge, y: center.y + height, radius: 1.8, ["f-muted"])
            let y = places[index] + ChartDrawing.middle
            let label = texts[index]
            let text = drawing.named(label.name, label.share, room: room + 1)
            drawing.svg.text(text, x: x, y: y, color: .ink, full: drawing.named(label.name, label.share))
            if showsChange, !label.change.isEmpty {
                drawing.svg.text(label.change, x: x + drawing.textWidth(text) + 8, y: y, color: .muted)
            }
        }
    }
}
