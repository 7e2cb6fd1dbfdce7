import Columnar

extension LineMark {
    /// Invisible dots that say their value when pointed at, while they are few.
    static func drawTips(
        _ lines: [LineSeries], position: PositionAxis, axis: ValueAxis, drawing: inout ChartDrawing
    ) {
        guard lines.reduce(0, { $0 + $1.points.count }) <= 40, drawing.specification.mark == .line else { return }
        for line in lines {
            let shows = line.points.count <= 14
            drawing.svg.open(["f-\(line.color.name)"] + (shows ? [] : ["v"]))
            for point in line.points {
                guard let value = point.y, let y = axis(value), let x = position(point.number, point.scalar) else {
                    continue
                }
                let name = lines.count > 1 ? line.label + ", " : ""
                drawing.svg.circle(
                    x: x, y: y, radius: shows ? 3 : 6, [],
                    title: "\(name)\(position.text(point.number, point.scalar)): \(drawing.full(value))")
            }
            drawing.svg.close()
        }
    }

    static func drawAnnotations(
        _ lines: [LineSeries], x: ChannelValues, position: PositionAxis, axis: ValueAxis, frame: ChartDrawing.Frame,
        drawing: inout ChartDrawing
    ) {
        for annotation in drawing.specification.annotations {
            let instant = TimestampText.microseconds(annotation.x, zone: drawing.input.zone).map(Double.init)
            let number = x.kind == .time ? instant : Double(annotation.x)
            let nearest = lines.first?.points.filter { $0.y != nil }.min { a, b in
                abs((a.number ?? .infinity) - (number ?? 0)) < abs((b.number ?? .infinity) - (number ?? 0))
            }
            let named = lines.first?.points.first { $0.scalar.text == annotation.x }
            let point = x.kind == .category ? named : nearest
            guard let place = position(x.kind == .category ? nil : number, point?.scalar ?? .null), place >= frame.left,
                place <= frame.right, let value = annotation.y ?? point?.y, let y = axis(value)
            else { continue }
            drawing.svg.circle(x: place, y: y, radius: 4, ["r", "s-alert", "k"])
            let width = drawing.textWidth(annotation.text, isBold: true)
            let below = y + 18 > frame.bottom - 2 ? y - 10 : y + 18
            let anchor: SVGWriter.Anchor
            var left = place
            if place + 10 + width < frame.right {
                (anchor, left) = (.start, place + 10)
            } else if place - 10 - width > frame.left {
                (anchor, left) = (.end, place - 10)
            } else {
                let half = min(width, frame.width) / 2
                (anchor, left) = (.middle, max(frame.left + half, min(frame.right - half, place)))
            }
            drawing.svg.text(
                TextMetrics.fitted(annotation.text, width: frame.width, size: ChartDrawing.fontSize, isBold: true),
                x: left,
                y: below, color: .ink, anchor: anchor, isBold: true, hasHalo: true, full: annotation.text)
        }
    }

    /// What the lines show, in sentences.
    static func describe(
        _ lines: [LineSeries], earlier: [LineSeries], y: ChannelValues, position: PositionAxis, isStacked: Bool,
        drawing: inout ChartDrawing
    ) {
        let kind = drawing.specification.mark == .area ? "Area chart" : "Line chart"
        let first = lines.compactMap { $0.points.first }.first
        let last = lines.first?.points.last
        var text = "\(kind) of \(y.label)"
        if lines.count > 1 { text += " for \(ChartWords.list(lines.map(\.label)))" }
        if let first, let last {
            text += ", \(position.text(first.number, first.scalar)) to \(position.text(last.number, last.scalar))"
        }
        drawing.sentences = [text + "."]
        for line in lines.prefix(8) {
            let points = line.points.filter { $0.y != nil }
            guard let low = points.min(by: { ($0.y ?? 0) < ($1.y ?? 0) }), let lowest = low.y,
                let high = points.max(by: { ($0.y ?? 0) < ($1.y ?? 0) }), let highest = high.y,
                let latest = points.last?.y
            else { continue }
            let name = lines.count > 1 ? ChartWords.capitalized(line.label) + ": highest" : "Highest"
            var sentence = "\(name) \(drawing.full(highest)) at \(position.text(high.number, high.scalar))"
            sentence += ", lowest \(drawing.full(lowest)) at \(position.text(low.number, low.scalar))"
            sentence += ", last \(drawing.full(latest))"
            if let trend = ChartWords.trend(line.values) { sentence += "; \(trend)" }
            drawing.sentences.append(sentence + ".")
        }
        let before = earlier.flatMap(\.values)
        if lines.count > 1, !before.isEmpty {
            drawing.sentences.append("Thin lines show \(drawing.input.comparisonLabel).")
        }
        if lines.count == 1, !before.isEmpty {
            let mean = before.reduce(0, +) / Double(before.count)
            let now = lines[0].values.reduce(0, +) / Double(max(1, lines[0].values.count))
            drawing.sentences.append(
                "On average \(drawing.full(now)), \(drawing.input.comparisonLabel) \(drawing.full(mean)).")
        }
    }
}
