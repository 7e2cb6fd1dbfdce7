import Columnar

/// A dot for each row, larger by area where a size is given.
enum PointMark {
    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone),
            let y = ChannelValues(specification.y, in: input.table, zone: input.zone)
        else { return drawing.say("No data in this period") }
        let values = y.numbers.indices.compactMap { x.kind == .category || x.numbers[$0] != nil ? y.numbers[$0] : nil }
        guard let low = values.min(), let high = values.max() else {
            return drawing.say("No values in this period: \(y.label) is empty in every row")
        }
        let set = SeriesSet(
            specification.series, in: input.table, input: input, name: y.label, limit: 8, mergesRest: true)
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width - 8, top: drawing.top + 22, bottom: drawing.height - 44)
        let labels = set.series.count > 1 ? set.series.map { SeriesLabel(text: $0.label, color: $0.color) } : []
        if drawing.size.height == nil {
            drawing.height += 40 + drawing.legendHeight(labels)
            frame.bottom = drawing.height - 44
        }
        drawing.drawLegend(labels, top: drawing.top)
        frame.top += drawing.legendHeight(labels)
        let notes =
            specification.references.map { $0.label ?? drawing.short($0.value) }
            + specification.bands.compactMap(\.label)
        if !drawing.isNarrow, !notes.isEmpty { frame.right = drawing.width - drawing.endLabelWidth(notes) }
        var axis = ValueAxis(
            values: values + drawing.thresholdValues(low: low, high: high), channel: y.channel,
            includesZero: specification.zero, count: drawing.tickCount(frame.height), format: drawing.format)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = (axis.texts.map { drawing.textWidth($0) }.max() ?? 0) + 10
        var position = PositionAxis(x, input: input, count: max(2, Int(frame.width / 90)), limit: 60)
        position.place(from: frame.left + 6, to: frame.right - 6)
        var shown = drawing.drawThresholds(axis, frame: frame)
        let marks = position.marks(count: max(2, Int(frame.width / 90))) {
            TextMetrics.width($0, size: ChartDrawing.fontSize)
        }
        var grid = SVGPath()
        for place in marks.grid + (x.kind == .number ? marks.labels.map(\.x) : []) {
            grid.vertical(frame.top, frame.bottom, x: ChartDrawing.crisp(place))
        }
        drawing.svg.path(grid, ["s-grid"])
        drawing.drawValueAxis(axis, frame: frame)
        drawing.drawLabelsBelow(marks.labels, frame: frame)
        shown += drawing.drawReferences(axis, frame: frame)
        // Two measures against each other need both their names.
        drawing.svg.text(
            "↑ " + TextMetrics.fitted(y.label, width: drawing.width - 20, size: 13), x: 0, y: frame.top - 10,
            color: .muted)
        drawing.svg.text(
            TextMetrics.fitted(x.label, width: drawing.width - 20, size: 13) + " →", x: frame.right,
            y: frame.bottom + 39,
            color: .muted, anchor: .end)
        drawDots(x, y, set: set, position: position, axis: axis, frame: frame, drawing: &drawing)
        if drawing.isNarrow {
            for note in shown {
                drawing.svg.text(
                    note.text, x: frame.right - 2, y: note.y - 5, color: .muted, anchor: .end, hasHalo: true)
            }
        } else {
            drawing.drawEndLabels(shown.map { SeriesLabel(text: $0.text, color: .muted, y: $0.y) }, frame: frame)
        }
        describe(x, y, set: set, position: position, drawing: &drawing)
    }

    private static func drawDots(
        _ x: ChannelValues, _ y: ChannelValues, set: SeriesSet, position: PositionAxis, axis: ValueAxis,
        frame: ChartDrawing.Frame, drawing: inout ChartDrawing
    ) {
        let sizes = ChannelValues(drawing.specification.size, in: drawing.input.table, zone: drawing.input.zone)
        let largest = sizes?.numbers.compactMap { $0 }.max() ?? 0
        let count = y.numbers.count
        let isFew = count <= 60
        var paths = set.series.map { _ in SVGPath() }
        var seen = set.series.map { _ in Set<Int>() }
        for row in y.numbers.indices {
            guard let value = y.numbers[row], let top = axis(value),
                let left = position(x.numbers[row], x.scalars[row]),
                top >= frame.top - 1, top <= frame.bottom + 1, left >= frame.left, left <= frame.right
            else { continue }
            guard let series = set.membership[row] else { continue }
            if isFew || sizes != nil && count <= 600 {
                let share = sizes.map { largest > 0 ? max(0, $0.numbers[row] ?? 0) / largest : 0 }
                let radius = share.map { max(2, $0.squareRoot() * 16) } ?? 4
                let name = set.series.count > 1 ? set.series[series].label + ", " : ""
                drawing.svg.circle(
                    x: left, y: top, radius: radius, ["f-\(set.series[series].color.name)"],
                    attributes: " fill-opacity=\".7\"",
                    title: isFew
                        ? "\(name)\(position.text(x.numbers[row], x.scalars[row])): \(drawing.full(value))" : nil)
                continue
            }
            // Dots of one series on the same half pixel are one dot.
            let key = Int(left * 2) * 100_000 + Int(top * 2)
            if seen[series].insert(key).inserted { paths[series].dot(left, top) }
        }
        let width = count > 2000 ? 3.5 : count > 400 ? 5 : 6
        for (series, path) in zip(set.series, paths) {
            drawing.svg.path(
                path, ["o", "s-\(series.color.name)"], attributes: " stroke-width=\"\(SVGText.coordinate(width))\"")
        }
    }

    private static func describe(
        _ x: ChannelValues, _ y: ChannelValues, set: SeriesSet, position: PositionAxis, drawing: inout ChartDrawing
    ) {
        let pairs = y.numbers.indices.compactMap { row in
            y.numbers[row].map { (x.numbers[row], x.scalars[row], $0) }
        }
        var text =
            "Scatter plot of \(y.label) against \(x.label), \(ValueText.full(Double(pairs.count), format: nil)) points"
        if set.series.count > 1 { text += " in \(ChartWords.list(set.series.map(\.label)))" }
        var sentences = [text + "."]
        if let high = pairs.max(by: { $0.2 < $1.2 }), let low = pairs.min(by: { $0.2 < $1.2 }) {
            sentences.append(
                "Highest \(drawing.full(high.2)) at \(position.text(high.0, high.1)), lowest \(drawing.full(low.2)) at \(position.text(low.0, low.1))."
            )
        }
        let numbers = pairs.compactMap { pair in pair.0.map { ($0, pair.2) } }
        if x.kind == .number, let r = correlation(numbers) {
            sentences.append("Correlation \(NumberFormat(type: "f", precision: 2).format(r)).")
        }
        drawing.sentences = sentences
    }

    /// Pearson's coefficient; nil for fewer than three points or no spread.
    private static func correlation(_ pairs: [(Double, Double)]) -> Double? {
        guard pairs.count > 2 else { return nil }
        let count = Double(pairs.count)
        let meanX = pairs.reduce(0) { $0 + $1.0 / count }
        let meanY = pairs.reduce(0) { $0 + $1.1 / count }
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (x, y) in pairs {
            xx += (x - meanX) * (x - meanX)
            yy += (y - meanY) * (y - meanY)
            xy += (x - meanX) * (y - meanY)
        }
        let r = xy / (xx * yy).squareRoot()
        return r.isFinite ? r : nil
    }
}
