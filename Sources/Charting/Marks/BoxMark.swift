import Columnar

/// The spread of values in each category: box from quartile to quartile, median, whiskers and what lies beyond them.
enum BoxMark {
    /// Boxes upright or lying: turns a place along the values and one across into a point.
    private struct Layout {
        var isTurned: Bool
        var axis: ValueAxis
        var band: BandScale
        var thickness: Double

        func move(_ path: inout SVGPath, _ value: Double, _ across: Double) {
            isTurned ? path.move(value, across) : path.move(across, value)
        }

        func line(_ path: inout SVGPath, _ value: Double, _ across: Double) {
            isTurned ? path.line(value, across) : path.line(across, value)
        }
    }

    /// Outliers that are still drawn one by one with a tooltip each.
    private static let mostTips = 40

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        let isTurned =
            specification.orientation.map { $0 == .horizontal }
            ?? BarMark.isHorizontal(drawing, category: specification.x)
        // Each name needs room to be read; times and numbers may be many and thin.
        let isText = ChannelValues(specification.x, in: input.table, zone: input.zone)?.type == .string
        let limit =
            specification.limit
            ?? (isTurned ? (drawing.isNarrow ? 16 : 24) : isText ? max(4, Int(drawing.namesWidth / 24)) : 200)
        guard let data = BoxData(specification, input: input, limit: max(1, limit)) else {
            return drawing.say("No data in this period")
        }
        let known = data.boxes.compactMap { $0 }
        guard !known.isEmpty else {
            return drawing.say("No values in this period: \(data.valueLabel) is empty in every row")
        }
        let values = known.flatMap { [$0.low, $0.high] + $0.outliers }
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let reach = values + drawing.thresholdValues(low: low, high: high)
        let colors = colors(data, specification: specification)
        if isTurned {
            drawTurned(data, reach, colors, &drawing)
        } else {
            drawUpright(data, reach, colors, &drawing)
        }
        describe(data, &drawing)
        drawing.noteOutside()
        if let omitted = data.axis?.omitted, omitted > 0 { drawing.footnote("\(omitted) more not shown") }
    }

    private static func drawUpright(
        _ data: BoxData, _ reach: [Double], _ colors: [ChartColor], _ drawing: inout ChartDrawing
    ) {
        var frame = ChartDrawing.Frame(left: 0, right: drawing.width, top: drawing.top + 8, bottom: drawing.height)
        let thresholds = drawing.thresholdLabels
        if drawing.isNarrow { frame.top += drawing.placeLegend(drawing.thresholdKeys) }
        frame.right -= drawing.isNarrow || thresholds.isEmpty ? 2 : drawing.endLabelWidth(thresholds)
        let names = data.axis.map {
            CategoryLabels(
                $0.labels, isSequence: $0.isSequence,
                step: drawing.expectedWidth(frame.right, axis: 50) / Double(max(1, data.boxes.count)))
        }
        drawing.makeRoom(for: names)
        frame.bottom = drawing.height - (names?.height ?? 8)
        var axis = ValueAxis(
            values: reach, channel: drawing.shared(drawing.specification.y ?? drawing.specification.quantiles[.median]),
            includesZero: drawing.specification.zero, count: drawing.tickCount(frame.height), format: drawing.format)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = drawing.valueAxisRoom(axis)
        let band = BandScale(
            count: data.boxes.count, range: frame.left, frame.right, paddingInner: 0.4, paddingOuter: 0.2)
        let layout = Layout(isTurned: false, axis: axis, band: band, thickness: min(54, band.bandwidth))
        var notes = drawing.drawThresholds(axis, frame: frame)
        drawing.drawValueAxis(axis, frame: frame)
        notes += drawing.drawReferences(axis, frame: frame)
        names?.draw(
            centers: data.boxes.indices.map { band.center($0) }, step: band.step, bottom: frame.bottom, into: &drawing)
        drawBoxes(data, layout, colors, frame, &drawing)
        if !drawing.isNarrow {
            drawing.drawEndLabels(notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) }, frame: frame)
        }
        annotate(data, layout, frame, &drawing)
    }

    private static func drawTurned(
        _ data: BoxData, _ reach: [Double], _ colors: [ChartColor], _ drawing: inout ChartDrawing
    ) {
        let top = drawing.top + (drawing.thresholdLabels.isEmpty ? 2 : ChartDrawing.lineHeight)
        let row = data.boxes.count > 10 ? 28.0 : 38
        if drawing.size.height == nil {
            drawing.height = top + row * Double(data.boxes.count) + CategoryLabels.lineRoom
        }
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width - 8, top: top, bottom: drawing.height - CategoryLabels.lineRoom)
        let longest = data.boxes.indices.map { drawing.textWidth(String(data.label($0).prefix(80))) }.max() ?? 0
        let room = min(longest, drawing.width * (drawing.isNarrow ? 0.36 : 0.32))
        frame.left = room > 0 ? room + 12 : 4
        var axis = ValueAxis(
            values: reach, channel: drawing.shared(drawing.specification.y ?? drawing.specification.quantiles[.median]),
            includesZero: drawing.specification.zero, count: max(2, Int(frame.width / 90)), format: drawing.format)
        axis.place(from: frame.left + 4, to: max(frame.left + 20, frame.right))
        drawing.valueDomain = axis.domain
        let band = BandScale(
            count: data.boxes.count, range: frame.top, frame.bottom, paddingInner: 0.4, paddingOuter: 0.2)
        let layout = Layout(isTurned: true, axis: axis, band: band, thickness: min(26, band.bandwidth))
        var notes = drawing.drawThresholds(axis, frame: frame, isTurned: true)
        drawing.drawValueAxisBelow(axis, frame: frame, hasGrid: true)
        notes += drawing.drawReferences(axis, frame: frame, isTurned: true)
        drawing.svg.open(["x-ink"])
        for index in data.boxes.indices where band.step >= 13 || index % 2 == 0 {
            drawing.svg.text(
                TextMetrics.fitted(data.label(index), width: room + 0.5, size: ChartDrawing.fontSize), x: 0,
                y: band.center(index) + ChartDrawing.middle, full: data.label(index))
        }
        drawing.svg.close()
        drawBoxes(data, layout, colors, frame, &drawing)
        drawing.drawNotesAbove(notes, frame: frame)
        annotate(data, layout, frame, &drawing)
    }

    private static func drawBoxes(
        _ data: BoxData, _ layout: Layout, _ colors: [ChartColor], _ frame: ChartDrawing.Frame,
        _ drawing: inout ChartDrawing
    ) {
        let (first, last) = layout.isTurned ? (frame.left, frame.right) : (frame.top, frame.bottom)
        func along(_ value: Double) -> Double? { layout.axis(value).map { max(first, min(last, $0)) } }
        func shows(_ value: Double) -> Bool { layout.axis.shows(value) }
        drawing.outside += data.boxes.compactMap { $0 }.count { box in
            ([box.low, box.high] + box.outliers).contains { layout.axis.isOutside($0) }
        }
        let outliers = data.boxes.reduce(0) { $0 + ($1?.outliers.count ?? 0) }
        for (index, box) in data.boxes.enumerated() {
            guard let box, let low = along(box.low), let q1 = along(box.q1), let median = along(box.median),
                let q3 = along(box.q3), let high = along(box.high)
            else { continue }
            let center = layout.band.center(index)
            let half = layout.thickness / 2
            let color = colors[index].name
            var whiskers = SVGPath()
            for (inner, end, value) in [(q1, low, box.low), (q3, high, box.high)] where inner != end {
                layout.move(&whiskers, inner, center)
                layout.line(&whiskers, end, center)
                // A whisker that is cut off has no end to show.
                guard shows(value) else { continue }
                layout.move(&whiskers, end, center - half / 2)
                layout.line(&whiskers, end, center + half / 2)
            }
            drawing.svg.path(whiskers, ["r", "s-\(color)"])
            var body = SVGPath()
            let (start, length) = (min(q1, q3), max(1, abs(q3 - q1)))
            // Of a box that lies beyond the axis nothing is drawn.
            let isBeyond = q1 == q3 && !shows(box.q1) && !shows(box.q3)
            if layout.isTurned {
                body.rect(start, center - half, length, half * 2)
            } else {
                body.rect(center - half, start, half * 2, length)
            }
            drawing.svg.path(
                isBeyond ? SVGPath() : body, ["u", "f-\(color)", "s-\(color)"],
                title: tip(box, data.label(index), drawing))
            var line = SVGPath()
            if shows(box.median) {
                layout.move(&line, median, center - half)
                layout.line(&line, median, center + half)
            }
            drawing.svg.path(line, ["k", "s-ink"])
            var dots = SVGPath()
            var seen: Set<Int> = []
            for value in box.outliers where shows(value) {
                guard let place = along(value) else { continue }
                if outliers <= mostTips {
                    drawing.svg.circle(
                        x: layout.isTurned ? place : center, y: layout.isTurned ? center : place, radius: 2.5,
                        ["f-\(color)"],
                        title: (data.axis == nil ? "" : SVGText.isolated(data.label(index)) + ": ")
                            + drawing.full(value))
                } else if seen.insert(Int(place * 2)).inserted {
                    if layout.isTurned { dots.dot(place, center) } else { dots.dot(center, place) }
                }
            }
            drawing.svg.path(dots, ["o", "s-\(color)"], attributes: " stroke-width=\"4\"")
        }
    }

    private static func annotate(
        _ data: BoxData, _ layout: Layout, _ frame: ChartDrawing.Frame, _ drawing: inout ChartDrawing
    ) {
        let zone = drawing.input.zone
        drawing.drawAnnotations(frame: frame) { annotation in
            let index = data.axis.map { $0.find(annotation.x, zone: zone) } ?? 0
            guard let index, let value = annotation.y ?? data.boxes[index]?.median, let along = layout.axis(value)
            else { return nil }
            let center = layout.band.center(index)
            return layout.isTurned ? (along, center) : (center, along)
        }
    }

    /// Phases and levels have their own colours, everything else one.
    private static func colors(_ data: BoxData, specification: ChartSpecification) -> [ChartColor] {
        let names = data.axis?.keys.map(\.text) ?? []
        let isKnown = names.contains { SeriesPalette.phase($0) != nil } || SeriesPalette.levels(of: names) != nil
        return isKnown
            ? SeriesPalette.colors(for: names, scale: specification.x?.scale)
            : [ChartColor](repeating: .accent, count: data.boxes.count)
    }

    private static func tip(_ box: BoxStatistics, _ label: String, _ drawing: ChartDrawing) -> String {
        var text = label.isEmpty ? "" : SVGText.isolated(label) + ": "
        text += "median \(drawing.full(box.median)), half between \(drawing.full(box.q1)) and \(drawing.full(box.q3))"
        text += ", whiskers \(drawing.full(box.low)) to \(drawing.full(box.high))"
        if let count = box.count {
            text += "; \(ValueText.full(Double(count), format: nil)) \(count == 1 ? "value" : "values")"
            if !box.outliers.isEmpty { text += ", \(box.outliers.count) beyond the whiskers" }
        }
        return text
    }

    private static func describe(_ data: BoxData, _ drawing: inout ChartDrawing) {
        let known = data.boxes.enumerated().compactMap { index, box in box.map { (index, $0) } }
        var text = "Box plot of \(data.valueLabel)"
        if data.axis != nil {
            text += " by \(data.categoryLabel), \(known.count) \(known.count == 1 ? "box" : "boxes")"
        }
        var sentences = [text + "."]
        if known.count <= 6 {
            sentences += known.map { ChartWords.capitalized(tip($0.1, data.label($0.0), drawing)) + "." }
        }
        if known.count > 1, let high = known.max(by: { $0.1.median < $1.1.median }),
            let low = known.min(by: { $0.1.median < $1.1.median })
        {
            sentences.append(
                "Highest median \(drawing.full(high.1.median)) at \(SVGText.isolated(data.label(high.0))), lowest \(drawing.full(low.1.median)) at \(SVGText.isolated(data.label(low.0)))."
            )
            if let widest = known.max(by: { $0.1.q3 - $0.1.q1 < $1.1.q3 - $1.1.q1 }) {
                sentences.append("The middle half is widest at \(data.label(widest.0)).")
            }
        }
        if let sentence = drawing.thresholdSentence { sentences.append(sentence) }
        drawing.sentences = sentences
    }
}
