/// Bars that grow to the right from names at the left.
enum HorizontalBars {
    static func draw(
        _ data: BarData, bars: [BarMark.Bar], mode: ChartSpecification.Stacking, colors: [ChartColor]?,
        valueChannel: Channel?, into drawing: inout ChartDrawing
    ) {
        let specification = drawing.specification
        let isStacked = mode == .stacked || mode == .normalized
        let grouped = mode == .grouped ? Double(data.series.count) : 1
        var top = drawing.top
        if data.series.count > 1 {
            let labels = data.series.map { SeriesLabel(text: $0.label, color: $0.color) }
            // The rows below decide the height, the legend's included.
            let height = drawing.height
            top += drawing.placeLegend(labels)
            drawing.height = height
        }
        if !drawing.thresholdLabels.isEmpty { top += ChartDrawing.lineHeight }
        let rowHeight = grouped > 1 ? grouped * 18 + 14 : data.axis.count > 12 ? 26.0 : data.axis.count > 6 ? 32 : 40
        // Values stand at the bars, so an axis is drawn only where they cannot.
        let showsValues = !isStacked && specification.showsValues != false
        let bottom = showsValues ? 4.0 : 28
        if drawing.size.height == nil { drawing.height = top + rowHeight * Double(data.axis.count) + bottom }
        var frame = ChartDrawing.Frame(left: 0, right: drawing.width, top: top, bottom: drawing.height - bottom)
        let longest = data.axis.labels.map { drawing.textWidth(String($0.prefix(80))) }.max() ?? 0
        let nameRoom = min(longest, drawing.width * (drawing.isNarrow ? 0.36 : 0.32))
        frame.left = nameRoom + 12

        let texts = drawing.shorts(bars.map(\.value))
        let changes = bars.map { bar in
            bar.series < data.earlier.count && !isStacked
                ? BarMark.change(bar.value, data.earlier[bar.series][bar.category], format: drawing.format) : nil
        }
        drawing.besideBars = (
            texts.map { drawing.textWidth($0, isBold: true) }.max() ?? 0,
            (changes.compactMap { $0 }.map { drawing.textWidth($0) }.max() ?? -8) + 8
        )
        // Small charts make room for the widest of all, so that their scales are the same.
        let valueRoom = max(drawing.besideBars.values, drawing.panel?.besideBars.values ?? 0)
        var changeRoom = max(drawing.besideBars.changes, drawing.panel?.besideBars.changes ?? 0)
        if frame.width - valueRoom - changeRoom < drawing.width * 0.2 { changeRoom = 0 }
        frame.right -= showsValues ? valueRoom + changeRoom + 12 : 6
        let earlier = isStacked ? [] : data.earlier.flatMap { $0.compactMap { $0 } }
        let reach = bars.flatMap { [$0.from, $0.to] } + earlier
        let ends = reach + drawing.thresholdValues(low: reach.min() ?? 0, high: reach.max() ?? 1)
        let valueChannel = drawing.shared(valueChannel)
        var axis = ValueAxis(
            values: ends, channel: valueChannel,
            includesZero: specification.zero ?? true, count: max(2, Int(frame.width / 90)), format: drawing.format,
            isShare: mode == .normalized)
        if showsValues, case .linear(let scale) = axis.scale, valueChannel?.maximum == nil {
            // Without an axis round ends only waste room.
            axis = ValueAxis(
                values: [],
                channel: Channel(
                    "", minimum: max(scale.domain.low, ends.min().map { min($0, 0) } ?? 0),
                    maximum: ends.max().map { max($0, 0) }),
                includesZero: true, count: 2, format: drawing.format)
        }
        drawing.valueDomain = axis.domain
        let negative = axis.domain.low < 0
        axis.place(
            from: frame.left + (negative && showsValues ? valueRoom + 8 : 0), to: max(frame.left + 20, frame.right))
        drawing.outside = bars.count { axis.isOutside($0.to) }
        let band = BandScale(
            count: data.axis.count, range: frame.top, frame.bottom, paddingInner: mode == .grouped ? 0.25 : 0.36,
            paddingOuter: 0.12)
        var notes = drawing.drawThresholds(axis, frame: frame, isTurned: true)
        if !showsValues { drawing.drawValueAxisBelow(axis, frame: frame, hasGrid: true) }

        drawing.svg.open(["x-ink"])
        for (index, label) in data.axis.labels.enumerated() {
            // Long names take two lines where the rows are high enough.
            let lines = TextMetrics.wrapped(
                label, width: nameRoom + 0.5, size: ChartDrawing.fontSize,
                limit: band.step >= 2 * ChartDrawing.lineHeight ? 2 : 1)
            for (line, text) in lines.enumerated() {
                let offset = (Double(line) - Double(lines.count - 1) / 2) * ChartDrawing.lineHeight
                drawing.svg.text(
                    text, x: 0, y: band.center(index) + offset + ChartDrawing.middle,
                    full: text.hasSuffix("…") ? label : nil)
            }
        }
        drawing.svg.close()
        let inner = BandScale(count: Int(grouped), range: 0, band.bandwidth, paddingInner: grouped > 1 ? 0.08 : 0)
        let thickness = min(inner.bandwidth, 30)
        func start(_ series: Int, _ category: Int) -> Double {
            band(category) + (mode == .grouped ? inner(series) : 0) + (inner.bandwidth - thickness) / 2
        }
        for bar in bars {
            guard let to = axis(bar.to).map(axis.clamped) else { continue }
            let from = axis.clamped(axis(bar.from) ?? axis.base)
            var path = SVGPath()
            // A bar that is cut off has no round end.
            if isStacked || axis.isOutside(bar.to) {
                path.rect(min(from, to), start(bar.series, bar.category), abs(to - from), thickness)
            } else {
                path.bar(
                    from: from, to: to, at: start(bar.series, bar.category), thickness: thickness, isVertical: false)
            }
            let color = data.color(series: bar.series, category: bar.category, colors: colors)
            drawing.svg.path(
                path, ["f-\(color.name)"] + (isStacked ? ["s-paper"] : []),
                title: bars.count <= 60 ? BarMark.tip(bar, data, mode: mode, drawing: drawing) : nil)
        }
        if negative {
            var zero = SVGPath()
            zero.vertical(frame.top, frame.bottom, x: ChartDrawing.crisp(axis.base))
            drawing.svg.path(zero, ["s-axis"])
        }
        drawComparison(data, isStacked, axis, thickness, start, &drawing)
        notes += drawing.drawReferences(axis, frame: frame, isTurned: true)
        drawing.drawNotesAbove(notes, frame: frame)
        if showsValues { drawValues(bars, data, axis, texts, changes, changeRoom > 0, thickness, start, &drawing) }
        let zone = drawing.input.zone
        drawing.drawAnnotations(frame: frame) { annotation in
            guard let category = data.axis.find(annotation.x, zone: zone),
                let value = annotation.y ?? bars.filter({ $0.category == category }).map(\.to).max(),
                let x = axis(value)
            else { return nil }
            return (x, band.center(category))
        }
    }

    private static func drawValues(
        _ bars: [BarMark.Bar], _ data: BarData, _ axis: ValueAxis, _ texts: [String], _ changes: [String?],
        _ showsChanges: Bool, _ thickness: Double, _ start: (Int, Int) -> Double, _ drawing: inout ChartDrawing
    ) {
        // A line must not strike through a number.
        let hasLines = !drawing.specification.references.isEmpty
        for (index, bar) in bars.enumerated() {
            guard let to = axis(bar.to).map(axis.clamped) else { continue }
            // A bar of which nothing is drawn has no place for its value.
            if axis.isOutside(bar.to), to == axis.clamped(axis(bar.from) ?? axis.base) { continue }
            let earlier = bar.series < data.earlier.count ? data.earlier[bar.series][bar.category] : nil
            let y = start(bar.series, bar.category) + thickness / 2 + ChartDrawing.middle
            if bar.to < 0 {
                drawing.svg.text(
                    texts[index], x: to - 6, y: y, color: .ink, anchor: .end, isBold: true, hasHalo: hasLines)
                continue
            }
            let beyond =
                earlier.flatMap { axis.shows($0) ? axis($0) : nil }.map { $0 > to && $0 < to + 12 ? $0 + 6 : to + 7 }
                ?? to + 7
            drawing.svg.text(texts[index], x: beyond, y: y, color: .ink, isBold: true, hasHalo: hasLines)
            if showsChanges, let change = changes[index] {
                drawing.svg.text(
                    change, x: beyond + drawing.textWidth(texts[index], isBold: true) + 7, y: y, color: .muted)
            }
        }
    }

    private static func drawComparison(
        _ data: BarData, _ isStacked: Bool, _ axis: ValueAxis, _ thickness: Double, _ start: (Int, Int) -> Double,
        _ drawing: inout ChartDrawing
    ) {
        var comparison = SVGPath()
        if !isStacked {
            for (series, values) in data.earlier.enumerated() {
                for (category, value) in values.enumerated() {
                    guard let value, axis.shows(value), let x = axis(value) else { continue }
                    let y = start(series, category)
                    comparison.vertical(y - 3, y + thickness + 3, x: ChartDrawing.crisp(x))
                }
            }
        }
        drawing.svg.path(comparison, ["s-ink"], attributes: " stroke-opacity=\".65\"")
    }
}
