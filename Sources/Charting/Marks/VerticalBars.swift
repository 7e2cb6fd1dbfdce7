/// Bars that grow upwards from categories below.
enum VerticalBars {
    static func draw(
        _ data: BarData, bars: [BarMark.Bar], mode: ChartSpecification.Stacking, colors: [ChartColor]?,
        valueChannel: Channel?, into drawing: inout ChartDrawing
    ) {
        let specification = drawing.specification
        let isStacked = mode == .stacked || mode == .normalized
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width, top: drawing.top + 12, bottom: drawing.height)
        var labels = data.series.count > 1 ? data.series.map { SeriesLabel(text: $0.label, color: $0.color) } : []
        let thresholds = drawing.thresholdLabels
        let thresholdKeys = drawing.isNarrow ? drawing.thresholdKeys : []
        if mode == .grouped || drawing.isNarrow || drawing.panel != nil {
            frame.top += drawing.placeLegend(labels + thresholdKeys)
            labels = []
        }
        if isStacked { labels = shares(data, labels: labels, bars: bars) }
        let showsThresholdsRight = !drawing.isNarrow && !thresholds.isEmpty
        let right =
            labels.map { label in label.detail.map { label.text + " " + $0 } ?? label.text }
            + (showsThresholdsRight ? thresholds : [])
        frame.right -= right.isEmpty ? 2 : drawing.endLabelWidth(right)
        let names = CategoryLabels(
            data.axis.labels, isSequence: data.axis.isSequence,
            step: drawing.expectedWidth(frame.right, axis: 50) / Double(max(1, data.axis.count)))
        drawing.makeRoom(for: names)
        frame.bottom = drawing.height - names.height

        let earlier = isStacked ? [] : data.earlier.flatMap { $0.compactMap { $0 } }
        let ends = bars.flatMap { [$0.from, $0.to] } + earlier
        let (low, high) = (ends.min() ?? 0, ends.max() ?? 1)
        var axis = ValueAxis(
            values: ends + drawing.thresholdValues(low: min(low, 0), high: high), channel: drawing.shared(valueChannel),
            includesZero: specification.zero ?? true,
            count: drawing.tickCount(frame.height), format: drawing.format, isShare: mode == .normalized)
        // Values below negative bars stand between them and the names; small charts make room for them in all or in none.
        let hasNegative = axis.domain.low < 0 && (low < 0 || drawing.panel != nil)
        axis.place(from: frame.bottom - (hasNegative && !isStacked ? 16 : 0), to: frame.top)
        drawing.outside = bars.count { axis.isOutside($0.to) }
        frame.left = drawing.valueAxisRoom(axis)
        if frame.width < 20 { frame.right = drawing.width }
        let wide = frame.width / Double(max(1, data.axis.count))
        let band = BandScale(
            count: data.axis.count, range: frame.left, frame.right,
            paddingInner: wide > 6 ? (mode == .grouped ? 0.2 : isStacked ? 0.28 : 0.34) : wide > 3 ? 0.2 : 0,
            paddingOuter: data.axis.count > 30 ? 0 : 0.17)

        var notes = drawing.drawThresholds(axis, frame: frame)
        drawing.drawValueAxis(axis, frame: frame)
        notes += drawing.drawReferences(axis, frame: frame)
        names.draw(
            centers: (0..<data.axis.count).map { band.center($0) }, step: band.step, bottom: frame.bottom,
            into: &drawing)
        let inner =
            mode == .grouped
            ? BandScale(count: data.series.count, range: 0, band.bandwidth, paddingInner: 0.08)
            : BandScale(count: 1, range: 0, band.bandwidth)
        // A lone category does not need a bar as broad as the chart.
        let thickness = min(inner.bandwidth, mode == .grouped ? 48 : 96)
        func start(_ bar: BarMark.Bar) -> Double {
            band(bar.category) + (mode == .grouped ? inner(bar.series) : 0) + (inner.bandwidth - thickness) / 2
        }
        drawBars(bars, data, mode, colors, axis, frame, thickness, start, &drawing)
        if axis.domain.low < 0 || !isStacked { drawing.drawBaseline(axis, frame: frame) }
        drawComparison(
            data, isStacked: isStacked, axis: axis, thickness: thickness, bars: bars, start: start, drawing: &drawing)
        drawValues(bars, data, mode, axis, frame, band, thickness, start, &drawing)
        if showsThresholdsRight {
            labels += notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) }
        }
        for index in labels.indices where isStacked && index < data.series.count {
            let last = bars.last { $0.series == index && $0.category == data.axis.count - 1 }
            labels[index].y = last.flatMap { axis(($0.from + $0.to) / 2) } ?? frame.bottom
        }
        drawing.drawEndLabels(labels, frame: frame)
        let zone = drawing.input.zone
        drawing.drawAnnotations(frame: frame, isAbove: true) { annotation in
            guard let category = data.axis.find(annotation.x, zone: zone),
                let value = annotation.y ?? bars.filter({ $0.category == category }).map(\.to).max(),
                let y = axis(value)
            else { return nil }
            return (band.center(category), y)
        }
    }

    /// The bars themselves: one element each with a tooltip while they are few, one path a colour when they are many.
    private static func drawBars(
        _ bars: [BarMark.Bar], _ data: BarData, _ mode: ChartSpecification.Stacking, _ colors: [ChartColor]?,
        _ axis: ValueAxis, _ frame: ChartDrawing.Frame, _ thickness: Double, _ start: (BarMark.Bar) -> Double,
        _ drawing: inout ChartDrawing
    ) {
        let isStacked = mode == .stacked || mode == .normalized
        var paths: [ChartColor: SVGPath] = [:]
        var order: [ChartColor] = []
        for bar in bars {
            let from = axis(bar.from) ?? axis.base
            guard let to = axis(bar.to) else { continue }
            let (low, high) = (axis.clamped(from), axis.clamped(to))
            let color = data.color(series: bar.series, category: bar.category, colors: colors)
            var path = SVGPath()
            // A bar that is cut off has no round end.
            if isStacked || axis.isOutside(bar.to) {
                path.rect(start(bar), min(low, high), thickness, abs(high - low))
            } else {
                path.bar(from: low, to: high, at: start(bar), thickness: thickness, isVertical: true)
            }
            guard bars.count > 60 else {
                drawing.svg.path(
                    path, ["f-\(color.name)"] + (isStacked ? ["s-paper"] : []),
                    title: BarMark.tip(bar, data, mode: mode, drawing: drawing))
                continue
            }
            if paths[color] == nil { order.append(color) }
            paths[color, default: SVGPath()].append(path)
        }
        for color in order { drawing.svg.path(paths[color] ?? SVGPath(), ["f-\(color.name)"]) }
    }

    private static func drawComparison(
        _ data: BarData, isStacked: Bool, axis: ValueAxis, thickness: Double, bars: [BarMark.Bar],
        start: (BarMark.Bar) -> Double, drawing: inout ChartDrawing
    ) {
        guard !isStacked else { return }
        var path = SVGPath()
        let over = thickness > 12 ? 4.0 : 1
        for (series, values) in data.earlier.enumerated() {
            for (category, value) in values.enumerated() {
                guard let value, axis.shows(value), let y = axis(value) else { continue }
                let bar = BarMark.Bar(series: series, category: category, from: 0, to: 0, value: 0)
                path.horizontal(start(bar) - over, start(bar) + thickness + over, y: ChartDrawing.crisp(y))
            }
        }
        drawing.svg.path(path, ["s-ink"], attributes: " stroke-opacity=\".65\"")
    }

    private static func drawValues(
        _ bars: [BarMark.Bar], _ data: BarData, _ mode: ChartSpecification.Stacking, _ axis: ValueAxis,
        _ frame: ChartDrawing.Frame, _ band: BandScale, _ thickness: Double, _ start: (BarMark.Bar) -> Double,
        _ drawing: inout ChartDrawing
    ) {
        guard mode != .normalized, mode != .stacked, drawing.specification.showsValues ?? (drawing.panel == nil)
        else { return }
        let texts = drawing.shorts(bars.map(\.value))
        let widest = texts.map { drawing.textWidth($0, isBold: true) }.max() ?? 0
        let room = mode == .grouped ? thickness * 1.08 : band.step - 4
        guard widest <= room, bars.count <= 60 || drawing.specification.showsValues == true else { return }
        drawing.svg.open(["x-ink", "c", "b"])
        for (bar, text) in zip(bars, texts) {
            guard let tip = axis(bar.to).map(axis.clamped) else { continue }
            // A bar of which nothing is drawn has no place for its value.
            if axis.isOutside(bar.to), tip == axis.clamped(axis(bar.from) ?? axis.base) { continue }
            var y = bar.to < 0 ? tip + 14 : tip - 6
            // The comparison's line must not strike through the number.
            if bar.series < data.earlier.count,
                let earlier = data.earlier[bar.series][bar.category].flatMap({ axis($0) }),
                axis.clamped(earlier) == earlier, earlier < y + 4, earlier > y - 14, bar.to >= 0
            {
                y = earlier - 5
            }
            // A bar that is cut off fills the frame up to its top.
            let highest = frame.top - (axis.isOutside(bar.to) ? 6 : 2)
            drawing.svg.text(text, x: start(bar) + thickness / 2, y: max(highest, min(frame.bottom + 14, y)))
        }
        drawing.svg.close()
    }

    /// Labels of stacked series with their share of everything; the largest share is bold.
    private static func shares(_ data: BarData, labels: [SeriesLabel], bars: [BarMark.Bar]) -> [SeriesLabel] {
        let sums = data.values.map { $0.reduce(0) { $0 + ($1 ?? 0) } }
        let total = sums.reduce(0, +)
        guard total > 0, sums.allSatisfy({ $0 >= 0 }) else { return labels }
        return labels.enumerated().map { index, label in
            var label = label
            label.detail = ValueText.share(sums[index] / total)
            return label
        }
    }
}
