import Columnar

/// Two positions and a line between them for each series, named at both ends.
enum SlopeMark {
    /// A series with its two values.
    private struct Line {
        var label: String
        var color: ChartColor
        var from: Double?
        var to: Double?
    }

    static func draw(into drawing: inout ChartDrawing) {
        guard let y = ChannelValues(drawing.specification.y, in: drawing.input.table, zone: drawing.input.zone) else {
            return drawing.say("No data in this period")
        }
        guard let (ends, all, skipped) = lines(y, drawing: drawing) else {
            return drawing.say(
                drawing.specification.x == nil
                    ? "No period before to compare with"
                    : "A slope chart compares two positions; there is only one in this period")
        }
        let known = all.filter { $0.from != nil || $0.to != nil }
        guard !known.isEmpty else {
            return drawing.say("No values in this period: \(y.label) is empty in every row")
        }
        let limit = max(1, drawing.specification.limit ?? (drawing.isNarrow ? 12 : 16))
        let shown = Array(known.prefix(limit))
        if drawing.size.height == nil {
            drawing.height = drawing.top + 28 + max(190, Double(shown.count) * 22 + 20)
        }
        let values = shown.flatMap { [$0.from, $0.to] }.compactMap { $0 }
        var axis = ValueAxis(
            values: values, channel: y.channel, includesZero: drawing.specification.zero ?? false, count: 5,
            format: drawing.format)
        // Nothing is read off an axis here, so the values use the whole height.
        if drawing.specification.zero != true, case .linear = axis.scale, let low = values.min(),
            let high = values.max(), low < high
        {
            axis = ValueAxis(
                values: values,
                channel: Channel(
                    y.channel.column, minimum: y.channel.minimum ?? low, maximum: y.channel.maximum ?? high),
                includesZero: false, count: 5, format: drawing.format)
        }
        let (top, bottom) = (drawing.top + 40, drawing.height - 14)
        axis.place(from: bottom, to: top)
        draw(shown, ends, axis, y, &drawing)
        describe(shown, ends, y, &drawing)
        if known.count > shown.count { drawing.footnote("\(known.count - shown.count) more not shown") }
        if skipped > 0 {
            drawing.footnote(
                skipped == 1 ? "1 position between not shown" : "\(skipped) positions between not shown")
        }
    }

    /// The lines between the first and last position, or from the comparison to the period where there is no position; nil where
    /// there are no two ends.
    private static func lines(
        _ y: ChannelValues, drawing: ChartDrawing
    ) -> (ends: (String, String), lines: [Line], skipped: Int)? {
        let (specification, input) = (drawing.specification, drawing.input)
        let set = SeriesSet(
            specification.series, in: input.table, input: input, name: y.label, limit: .max, mergesRest: false)
        var lines = set.series.map { Line(label: $0.label, color: $0.color) }
        func add(_ value: Double?, to end: WritableKeyPath<Line, Double?>, of index: Int) {
            guard let value else { return }
            lines[index][keyPath: end] = (lines[index][keyPath: end] ?? 0) + value
        }
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone) else {
            guard let table = input.comparison, let before = ChannelValues(specification.y, in: table, zone: input.zone)
            else { return nil }
            let names = ChannelValues(specification.series, in: table, zone: input.zone)
            let places = Dictionary(
                set.series.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
            for row in y.numbers.indices {
                if let index = set.membership[row] { add(y.numbers[row], to: \.to, of: index) }
            }
            for row in before.numbers.indices {
                if let index = names.map({ places[$0.scalars[row]] }) ?? 0 {
                    add(before.numbers[row], to: \.from, of: index)
                }
            }
            return ((input.comparisonLabel, input.periodLabel), lines, 0)
        }
        let axis = CategoryAxis(x, input: input, weights: y.numbers)
        guard axis.count > 1 else { return nil }
        for row in y.numbers.indices {
            guard let index = set.membership[row], let place = axis.places[x.scalars[row]] else { continue }
            if place == 0 { add(y.numbers[row], to: \.from, of: index) }
            if place == axis.count - 1 { add(y.numbers[row], to: \.to, of: index) }
        }
        return ((axis.labels[0], axis.labels[axis.count - 1]), lines, axis.count - 2)
    }

    private static func draw(
        _ lines: [Line], _ ends: (String, String), _ axis: ValueAxis, _ y: ChannelValues,
        _ drawing: inout ChartDrawing
    ) {
        let values = lines.flatMap { [$0.from, $0.to] }
        let texts = drawing.shorts(values.map { $0 ?? 0 })
        let hasNames = lines.count > 1 || drawing.specification.series != nil
        // Small screens name the lines at the right only.
        func left(_ index: Int) -> String {
            hasNames && !drawing.isNarrow ? "\(lines[index].label) \(texts[index * 2])" : texts[index * 2]
        }
        func right(_ index: Int) -> String {
            hasNames ? "\(texts[index * 2 + 1]) \(lines[index].label)" : texts[index * 2 + 1]
        }
        let leftRoom = min(
            drawing.width * 0.34,
            lines.indices.filter { lines[$0].from != nil }.map { drawing.textWidth(left($0)) }.max() ?? 0)
        let rightRoom = min(
            drawing.width * (drawing.isNarrow ? 0.46 : 0.34),
            lines.indices.filter { lines[$0].to != nil }.map { drawing.textWidth(right($0)) }.max() ?? 0)
        let (from, to) = (leftRoom + 12, drawing.width - rightRoom - 12)
        let (low, high) = (drawing.top + 40, drawing.height - 14)
        var rails = SVGPath()
        rails.vertical(low - 10, high + 6, x: ChartDrawing.crisp(from))
        rails.vertical(low - 10, high + 6, x: ChartDrawing.crisp(to))
        drawing.svg.path(rails, ["s-axis"])
        let half = max(20, (to - from) / 2 - 6)
        for (text, x, anchor, room) in [
            (ends.0, from, SVGWriter.Anchor.end, from + half), (ends.1, to, .start, drawing.width - to + half),
        ] {
            // A heading longer than its labels leans over the lines, never over the drawing's edge.
            let width = drawing.textWidth(text, isBold: true)
            let beside = anchor == .end ? from : drawing.width - to
            let fitted = TextMetrics.fitted(text, width: room, size: ChartDrawing.fontSize, isBold: true)
            let place =
                width <= beside ? (x, anchor) : anchor == .end ? (0, .start) : (drawing.width, SVGWriter.Anchor.end)
            drawing.svg.text(
                fitted, x: place.0, y: drawing.top + 12, color: .ink, anchor: place.1, isBold: true, full: text)
        }
        for line in lines {
            guard let start = line.from, let end = line.to, let a = axis(start), let b = axis(end) else { continue }
            var path = SVGPath()
            path.move(from, a)
            path.line(to, b)
            let change = BarMark.change(end, start, format: drawing.format).map { ", \($0)" } ?? ""
            drawing.svg.path(
                path, ["l", "s-\(line.color.name)"],
                title:
                    "\(hasNames ? SVGText.isolated(line.label) + ": " : "")\(drawing.full(start)) to \(drawing.full(end))\(change)"
            )
        }
        for (isLeft, x) in [(true, from), (false, to)] {
            let present = lines.indices.filter { (isLeft ? lines[$0].from : lines[$0].to) != nil }
            let places = LabelLayout.spread(
                present.map { axis((isLeft ? lines[$0].from : lines[$0].to) ?? 0) ?? high },
                gap: ChartDrawing.lineHeight, low: low - 8, high: high + 4)
            for (index, y) in zip(present, places) {
                let exact = axis((isLeft ? lines[index].from : lines[index].to) ?? 0) ?? high
                drawing.svg.circle(x: x, y: exact, radius: 3.5, ["f-\(lines[index].color.name)"])
                let text = isLeft ? left(index) : right(index)
                drawing.svg.text(
                    TextMetrics.fitted(text, width: (isLeft ? leftRoom : rightRoom) + 0.5, size: ChartDrawing.fontSize),
                    x: isLeft ? x - 9 : x + 9, y: y + ChartDrawing.middle, color: lines[index].color,
                    anchor: isLeft ? .end : .start, full: text)
            }
        }
    }

    private static func describe(
        _ lines: [Line], _ ends: (String, String), _ y: ChannelValues, _ drawing: inout ChartDrawing
    ) {
        var sentences = ["Slope chart of \(y.label) from \(ends.0) to \(ends.1)."]
        let both = lines.compactMap { line in
            line.from.flatMap { from in line.to.map { (line: line, from: from, to: $0) } }
        }
        let rising = both.filter { $0.to > $0.from }
        let falling = both.filter { $0.to < $0.from }
        if both.count > 1 {
            let level = both.count - rising.count - falling.count
            sentences.append(
                "\(rising.count) of \(both.count) rise, \(falling.count) fall"
                    + (level > 0 ? ", \(level) stay level." : "."))
        }
        func move(_ item: (line: Line, from: Double, to: Double)) -> String {
            "\(SVGText.isolated(item.line.label)) from \(drawing.full(item.from)) to \(drawing.full(item.to))"
        }
        if let most = rising.max(by: { $0.to - $0.from < $1.to - $1.from }) {
            sentences.append("Largest rise: \(move(most)).")
        }
        if let most = falling.min(by: { $0.to - $0.from < $1.to - $1.from }) {
            sentences.append("Largest fall: \(move(most)).")
        }
        drawing.sentences = sentences
    }
}
