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
                guard let value = point.y, axis.shows(value), let y = axis(value),
                    let x = position(point.number, point.scalar)
                else { continue }
                let name = lines.count > 1 ? SVGText.isolated(line.label) + ", " : ""
                drawing.svg.circle(
                    x: x, y: y, radius: shows ? 3 : 6, [],
                    title: "\(name)\(position.text(point.number, point.scalar)): \(drawing.full(value))")
            }
            drawing.svg.close()
        }
    }

    /// A line's value at a position, or at the position nearest to it where positions are numbers or times.
    static func value(of line: LineSeries?, at number: Double?, _ scalar: Scalar) -> Double? {
        guard let line else { return nil }
        guard let number else { return line.points.first { $0.scalar == scalar && $0.y != nil }?.y }
        return line.points.filter { $0.y != nil }.min { a, b in
            abs((a.number ?? .infinity) - number) < abs((b.number ?? .infinity) - number)
        }?.y
    }

    /// Where the sum of stacked areas is highest and lowest.
    private static func totals(_ lines: [LineSeries], position: PositionAxis, drawing: ChartDrawing) -> String? {
        var sums: [Scalar: (point: LineSeries.Point, sum: Double)] = [:]
        var order: [Scalar] = []
        for point in lines.flatMap(\.points) {
            guard let value = point.y else { continue }
            if sums[point.scalar] == nil { order.append(point.scalar) }
            sums[point.scalar] = (point, (sums[point.scalar]?.sum ?? 0) + value)
        }
        let known = order.compactMap { sums[$0] }
        guard known.count > 1, let high = known.max(by: { $0.sum < $1.sum }),
            let low = known.min(by: { $0.sum < $1.sum })
        else { return nil }
        func text(_ item: (point: LineSeries.Point, sum: Double)) -> String {
            "\(drawing.full(item.sum)) at \(position.text(item.point.number, item.point.scalar))"
        }
        return "Together highest \(text(high)), lowest \(text(low))."
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
        if isStacked, lines.count > 1, let sentence = totals(lines, position: position, drawing: drawing) {
            drawing.sentences.insert(sentence, at: 1)
        }
        if let sentence = drawing.thresholdSentence { drawing.sentences.append(sentence) }
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
