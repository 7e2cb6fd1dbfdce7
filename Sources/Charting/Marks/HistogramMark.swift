import Columnar

/// How often values fall into bins, the bins' edges written between the bars.
enum HistogramMark {
    /// A bin as drawn; an upper end of nil is unbounded.
    private struct Bin {
        var lower: Double?
        var upper: Double?
        var count: Double
    }

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone) else {
            return drawing.say("No data in this period")
        }
        let bins = bins(x, table: input.table, drawing: drawing)
        let earlier = input.comparison.flatMap { table -> [Bin]? in
            guard specification.showsComparison, specification.y != nil else { return nil }
            return ChannelValues(specification.x, in: table, zone: input.zone).map {
                self.bins($0, table: table, drawing: drawing)
            }
        }
        guard !bins.isEmpty else { return drawing.say("No values in this period: \(x.label) is empty in every row") }
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width - 8, top: drawing.top + 12, bottom: drawing.height - 28)
        let thresholds = drawing.thresholdLabels
        if drawing.isNarrow { frame.top += drawing.placeLegend(drawing.thresholdKeys) }
        frame.bottom = drawing.height - 28
        if !drawing.isNarrow, !thresholds.isEmpty { frame.right = drawing.width - drawing.endLabelWidth(thresholds) }
        let matched = bins.map { bin in earlier?.first { $0.lower == bin.lower && $0.upper == bin.upper }?.count }
        var axis = ValueAxis(
            values: bins.map(\.count) + matched.compactMap { $0 } + [0]
                + drawing.thresholdValues(low: 0, high: bins.map(\.count).max() ?? 1),
            channel: drawing.shared(specification.y), includesZero: true,
            count: drawing.tickCount(frame.height), format: drawing.format)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = drawing.valueAxisRoom(axis, gap: 14)
        var notes = drawing.drawThresholds(axis, frame: frame)
        drawing.drawValueAxis(axis, frame: frame)
        let step = frame.width / Double(bins.count)
        let gap = step > 6 ? 2.0 : step > 3 ? 1 : 0
        var path = SVGPath()
        var comparison = SVGPath()
        drawing.outside = bins.count { axis.isOutside($0.count) }
        for (index, bin) in bins.enumerated() {
            guard let top = axis(bin.count).map(axis.clamped) else { continue }
            let left = frame.left + Double(index) * step
            var bar = SVGPath()
            if axis.isOutside(bin.count) {
                // A bar that is cut off has no round end.
                bar.rect(left + gap / 2, top, step - gap, frame.bottom - top)
            } else {
                bar.bar(from: frame.bottom, to: top, at: left + gap / 2, thickness: step - gap, isVertical: true)
            }
            if bins.count <= 60 {
                drawing.svg.path(bar, ["f-accent"], title: "\(name(bin, x)): \(drawing.full(bin.count))")
            } else {
                path.append(bar)
            }
            if let y = matched[index].flatMap({ axis.shows($0) ? axis($0) : nil }) {
                comparison.horizontal(left, left + step, y: ChartDrawing.crisp(y))
            }
        }
        drawing.svg.path(path, ["f-accent"])
        drawing.drawBaseline(axis, frame: frame)
        drawing.svg.path(comparison, ["s-ink"], attributes: " stroke-opacity=\".65\"")
        notes += drawing.drawReferences(axis, frame: frame)
        let texts = drawing.shorts(bins.map(\.count))
        if specification.showsValues ?? (drawing.panel == nil),
            (texts.map { drawing.textWidth($0, isBold: true) }.max() ?? 0) < step - 4
        {
            drawing.svg.open(["x-ink", "c", "b"])
            for (index, bin) in bins.enumerated() {
                let raised = max(bin.count, matched[index].map { $0 < bin.count * 1.12 ? $0 : bin.count } ?? 0)
                if axis.domain.low <= bin.count, let y = axis(raised).map(axis.clamped) {
                    drawing.svg.text(texts[index], x: frame.left + (Double(index) + 0.5) * step, y: y - 6)
                }
            }
            drawing.svg.close()
        }
        let format = x.channel.format.flatMap { try? NumberFormat($0) }
        var edges = bins.enumerated().map { index, bin in
            (frame.left + Double(index) * step, bin.lower.map { edge($0, format) } ?? "−∞")
        }
        let last = bins[bins.count - 1].upper
        edges.append((frame.right, last.map { edge($0, format) } ?? "∞"))
        if bins.count == 1, let only = bins[0].lower, bins[0].upper == only {
            edges = [((frame.left + frame.right) / 2, edge(only, format))]
        }
        drawing.drawLabelsBelow(edges, bottom: frame.bottom)
        if !drawing.isNarrow {
            drawing.drawEndLabels(
                notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) }, frame: frame)
        }
        // Ready bins are named by what they count; their bounds' columns say nothing.
        let what = specification.y.map { $0.label ?? ChannelValues.words($0.column) } ?? x.label
        let total = bins.reduce(0) { $0 + $1.count }
        var sentences = ["Histogram of \(what), \(drawing.full(total)) in \(bins.count) bins."]
        if let most = bins.max(by: { $0.count < $1.count }) {
            let share = total > 0 ? " (" + ValueText.share(most.count / total) + ")" : ""
            sentences.append("Most, \(drawing.full(most.count))\(share), are \(name(most, x)).")
        }
        if let sentence = drawing.thresholdSentence { sentences.append(sentence) }
        drawing.sentences = sentences
        drawing.noteOutside()
        drawing.drawAnnotations(frame: frame, isAbove: true) { annotation in
            guard let value = Double(annotation.x),
                let index = bins.firstIndex(where: { bin in
                    value >= bin.lower ?? -.infinity && (value < bin.upper ?? .infinity || value == bin.lower)
                }) ?? (value == bins[bins.count - 1].upper ? bins.count - 1 : nil),
                let y = axis(annotation.y ?? bins[index].count)
            else { return nil }
            // Bins are drawn equally wide, so a value stands within its own.
            let (lower, upper) = (bins[index].lower, bins[index].upper)
            let share = lower.flatMap { low in upper.map { $0 > low ? (value - low) / ($0 - low) : 0.5 } } ?? 0.5
            return (frame.left + (Double(index) + (annotation.y == nil ? 0.5 : share)) * step, y)
        }
    }

    /// Ready bins from rows, or bins of raw values.
    private static func bins(_ x: ChannelValues, table: Table, drawing: ChartDrawing) -> [Bin] {
        let specification = drawing.specification
        guard let y = ChannelValues(specification.y, in: table, zone: drawing.input.zone) else {
            let values = x.numbers.compactMap { $0 }
            guard !values.isEmpty else { return [] }
            // Small multiples share the bins of all rows.
            let all = ChannelValues(x.channel, in: drawing.input.scaleTable, zone: drawing.input.zone) ?? x
            let bins = Bins(all.numbers.compactMap { $0 }, count: specification.bins ?? Bins.sturges(values.count))
            return bins.counting(values).map { Bin(lower: $0.lower, upper: $0.upper, count: Double($0.count)) }
        }
        let upper = ChannelValues(specification.upper, in: table, zone: drawing.input.zone)
        let rows = x.numbers.indices.sorted { (x.numbers[$0] ?? -.infinity, $0) < (x.numbers[$1] ?? -.infinity, $1) }
        return rows.enumerated().map { place, row in
            let next = place + 1 < rows.count ? x.numbers[rows[place + 1]] : nil
            return Bin(
                lower: x.numbers[row], upper: upper.map { $0.numbers[row] } ?? next, count: max(0, y.numbers[row] ?? 0))
        }
    }

    private static func edge(_ value: Double, _ format: NumberFormat?) -> String {
        ValueText.short(
            value, format: format ?? (abs(value) < 1000 ? NumberFormat(type: "r", precision: 6, trim: true) : nil))
    }

    private static func name(_ bin: Bin, _ x: ChannelValues) -> String {
        let format = x.channel.format.flatMap { try? NumberFormat($0) }
        switch (bin.lower, bin.upper) {
        case (let lower?, let upper?):
            return "\(ValueText.full(lower, format: format)) to \(ValueText.full(upper, format: format))"
        case (let lower?, nil): return "\(ValueText.full(lower, format: format)) and more"
        case (nil, let upper?): return "below \(ValueText.full(upper, format: format))"
        case (nil, nil): return "any value"
        }
    }
}
