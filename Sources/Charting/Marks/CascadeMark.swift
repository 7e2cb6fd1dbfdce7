#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Columnar

/// The Glyph Weaver's cascade: the phases as concentric rings in their order, foundation inside, each ring as heavy as its
/// share, named at the right with leader lines.
enum CascadeMark {
    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        let phase = specification.series ?? specification.x
        guard
            let data = BarData(
                category: phase, value: specification.measure,
                specification: ChartSpecification(.bar, series: nil, showsComparison: specification.showsComparison),
                input: input, limit: 8)
        else { return drawing.say("No data in this period") }
        // The phases are there even when nothing is in them; others come behind as outer rings.
        let counts = data.values[0].map { max(0, $0 ?? 0) }
        let total = counts.reduce(0, +)
        guard total > 0 else { return drawing.say("No values in this period") }
        let earlier = data.earlier.first.map { $0.map { max(0, $0 ?? 0) } } ?? []
        let earlierTotal = earlier.reduce(0, +)
        let names = data.axis.labels.map(ChartWords.capitalized)
        let colors = SeriesPalette.colors(for: data.axis.keys.map(\.text), scale: phase?.scale)
        let shares = counts.map { $0 / total }

        if drawing.size.height == nil { drawing.height = drawing.top + (drawing.isNarrow ? 200 : 250) }
        let texts = shares.indices.map { index -> (String, String) in
            let share = NumberFormat(type: "%", precision: shares[index] < 0.0095 && shares[index] > 0 ? 1 : 0)
                .format(shares[index])
            let change =
                earlierTotal > 0
                ? BarMark.change(shares[index], earlier[index] / earlierTotal, format: NumberFormat(type: "%")) ?? ""
                : ""
            return ("\(names[index]) \(share)", change)
        }
        let longest = texts.map { drawing.textWidth($0.0) }.max() ?? 0
        let longestChange = texts.map { $0.1.isEmpty ? 0 : drawing.textWidth($0.1) + 8 }.max() ?? 0
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
                title: "\(texts[index].0), \(drawing.full(counts[index]))")
        }
        drawLabels(texts, rings, colors, showsChange, labelRoom, (centerX, centerY), radius, leader, &drawing)
        let parts = ChartWords.list(texts.map(\.0))
        // Shares as input add up to one, which is no news.
        let whole = abs(total - 1) < 0.01 ? "" : " of " + drawing.full(total)
        drawing.sentences = [
            "Cascade of \(names.count) rings, \(names[0]) inside, each as heavy as its share: \(parts)\(whole)."
        ]
        if data.axis.omitted > 0 { drawing.footnote("\(data.axis.omitted) more not shown") }
    }

    private static func drawLabels(
        _ texts: [(String, String)], _ rings: [(radius: Double, weight: Double)], _ colors: [ChartColor],
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
            drawing.svg.text(
                TextMetrics.fitted(texts[index].0, width: room + 1, size: ChartDrawing.fontSize), x: x, y: y,
                color: .ink,
                full: texts[index].0)
            if showsChange, !texts[index].1.isEmpty {
                drawing.svg.text(
                    texts[index].1, x: x + drawing.textWidth(texts[index].0) + 8, y: y, color: .muted)
            }
        }
    }
}
