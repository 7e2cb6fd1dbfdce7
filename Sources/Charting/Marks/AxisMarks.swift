/// Axes, grids and what stands behind the data: marks like the others, drawn from scales.
extension ChartDrawing {
    /// The value axis at the left with its light grid.
    mutating func drawValueAxis(_ axis: ValueAxis, frame: Frame) {
        var path = SVGPath()
        for tick in axis.ticks {
            if let y = axis(tick) { path.horizontal(frame.left, frame.right, y: Self.crisp(y)) }
        }
        svg.path(path, ["s-grid"])
        guard panel?.showsValues != false else { return }
        svg.open(["x-ink", "e"])
        for (tick, text) in zip(axis.ticks, axis.texts) {
            if let y = axis(tick) { svg.text(text, x: frame.left - 8, y: y + Self.middle) }
        }
        svg.close()
    }

    /// The room that the value axis' texts take at the left, with `gap` to the frame; remembered for small multiples.
    mutating func valueAxisRoom(_ axis: ValueAxis, gap: Double = 10) -> Double {
        isLogRefused = isLogRefused || axis.isLogRefused
        let room = (axis.texts.map { textWidth($0) }.max() ?? 0) + gap
        axisRoom = room
        valueDomain = axis.domain
        return panel?.showsValues == false ? FacetRenderer.innerStart : room
    }

    /// The value axis below, for horizontal bars and scatter plots; labels that would meet are thinned.
    mutating func drawValueAxisBelow(_ axis: ValueAxis, frame: Frame, hasGrid: Bool) {
        isLogRefused = isLogRefused || axis.isLogRefused
        if hasGrid {
            var path = SVGPath()
            for tick in axis.ticks {
                if let x = axis(tick) { path.vertical(frame.top, frame.bottom, x: Self.crisp(x)) }
            }
            svg.path(path, ["s-grid"])
        }
        drawLabelsBelow(
            zip(axis.ticks, axis.texts).compactMap { tick, text in axis(tick).map { ($0, text) } },
            bottom: frame.bottom)
    }

    /// Labels centred below positions, left to right, skipping those that would touch the one before or leave the drawing.
    mutating func drawLabelsBelow(_ labels: [(x: Double, text: String)], bottom: Double) {
        svg.open(["x-ink", "c"])
        var end = -Double.infinity
        for (x, text) in labels where !text.isEmpty {
            let half = textWidth(text) / 2
            let center = max(half, min(width - half, x))
            guard center - half > end + 8, abs(center - x) < half + 1 else { continue }
            svg.text(text, x: center, y: bottom + 19)
            end = center + half
        }
        svg.close()
    }

    /// Every how many labels are drawn below bands `step` apart.
    func thinned(_ labels: [String], step: Double) -> Int {
        LabelLayout.stride(needed: (labels.map { textWidth($0) }.max() ?? 0) + 8, step: step)
    }

    /// How the names of a channel of categories stand below a frame about `width` wide; nil for numbers and times.
    func categoryLabels(_ x: ChannelValues, width: Double, limit: Int?) -> CategoryLabels? {
        guard x.kind == .category,
            let values = ChannelValues(x.channel, in: input.scaleTable, zone: input.zone)
        else { return nil }
        let axis = CategoryAxis(values, input: input, limit: limit)
        return CategoryLabels(
            axis.labels, isSequence: axis.isSequence, step: width / (Double(axis.count) - (axis.count > 1 ? 0.4 : 0)))
    }

    /// Grows a chart that chooses its own height by what names below take over one line.
    mutating func makeRoom(for names: CategoryLabels?) {
        guard size.height == nil, let names else { return }
        height += names.height - CategoryLabels.lineRoom
    }

    /// The position axis below: names of categories, or ticks of numbers and times with their grid.
    mutating func drawPositionAxis(
        _ position: PositionAxis, names: CategoryLabels?, frame: Frame, hasGrid: Bool, labelWidth: Double? = nil
    ) {
        isLogRefused = isLogRefused || position.isLogRefused
        if let names, let (axis, scale) = position.categories {
            names.draw(
                centers: (0..<axis.count).map { scale.center($0) }, step: scale.step, bottom: frame.bottom, into: &self)
            return
        }
        let count = max(2, Int(frame.width / (labelWidth ?? (isNarrow ? 76 : 84))))
        let marks = position.marks(count: count) { TextMetrics.width($0, size: Self.fontSize) }
        if hasGrid {
            var grid = SVGPath()
            for place in marks.grid where place > frame.left + 1 && place < frame.right - 1 {
                grid.vertical(frame.top, frame.bottom, x: Self.crisp(place))
            }
            svg.path(grid, ["s-grid"])
        }
        drawLabelsBelow(marks.labels, bottom: frame.bottom)
    }

    /// The line that bars and areas stand on.
    mutating func drawBaseline(_ axis: ValueAxis, frame: Frame) {
        var path = SVGPath()
        path.horizontal(frame.left, frame.right, y: Self.crisp(axis.base))
        svg.path(path, ["s-axis"])
    }

    /// Threshold bands across the frame, upright where values run to the right; returns their labels with where they want to stand.
    mutating func drawThresholds(_ axis: ValueAxis, frame: Frame, isTurned: Bool = false) -> [ThresholdNote] {
        var notes: [ThresholdNote] = []
        for band in specification.bands {
            let low = max(band.from ?? axis.domain.low, axis.domain.low)
            let high = min(band.to ?? axis.domain.high, axis.domain.high)
            guard low < high, let start = axis(low), let end = axis(high) else {
                unplaced += [band.label].compactMap { $0 }
                continue
            }
            if isTurned {
                svg.rect(x: start, y: frame.top, width: end - start, height: frame.height, ["f-shade"])
            } else {
                svg.rect(x: frame.left, y: min(start, end), width: frame.width, height: abs(start - end), ["f-shade"])
            }
            if let label = band.label { notes.append(ThresholdNote(place: (start + end) / 2, text: label)) }
        }
        return notes
    }

    /// Reference lines; returns their labels with where they want to stand.
    mutating func drawReferences(_ axis: ValueAxis, frame: Frame, isTurned: Bool = false) -> [ThresholdNote] {
        var notes: [ThresholdNote] = []
        var path = SVGPath()
        for reference in specification.references where reference.value.isFinite {
            let (first, last) = isTurned ? (frame.left, frame.right) : (frame.top, frame.bottom)
            guard let place = axis(reference.value), place >= first - 1, place <= last + 1 else {
                unplaced.append(reference.label.map { "\($0) \(short(reference.value))" } ?? short(reference.value))
                continue
            }
            if isTurned {
                path.vertical(frame.top, frame.bottom, x: Self.crisp(place))
            } else {
                path.horizontal(frame.left, frame.right, y: Self.crisp(place))
            }
            notes.append(ThresholdNote(place: place, text: reference.label ?? short(reference.value)))
        }
        svg.path(path, ["s-alert", "d"])
        return notes
    }

    /// What references and bands are called where their labels stand at the right.
    var thresholdLabels: [String] {
        specification.references.map { $0.label ?? short($0.value) } + specification.bands.compactMap(\.label)
    }

    /// References and bands as parts of a legend, for charts whose marks would lie under labels inside the frame.
    var thresholdKeys: [SeriesLabel] {
        specification.references.map {
            SeriesLabel(text: $0.label ?? short($0.value), color: .alert, key: .reference)
        }
            + specification.bands.compactMap(\.label).map { SeriesLabel(text: $0, color: .shade, key: .band) }
    }

    /// Labels of upright references and bands above the frame, left to right without touching.
    mutating func drawNotesAbove(_ notes: [ThresholdNote], frame: Frame) {
        var end = -Double.infinity
        for note in notes.sorted(by: { $0.place < $1.place }) {
            let text = TextMetrics.fitted(note.text, width: width * 0.6, size: Self.fontSize)
            let half = textWidth(text) / 2
            let x = max(half, min(width - half, note.place))
            guard x - half > end + 8 else { continue }
            svg.text(text, x: x, y: frame.top - 4, color: .muted, anchor: .middle, full: note.text)
            end = x + half
        }
    }

    /// What references and bands mean, in a sentence; nil without any.
    var thresholdSentence: String? {
        let lines = specification.references.map { reference in
            reference.label.map { "\($0) at \(full(reference.value))" } ?? full(reference.value)
        }
        let bands = specification.bands.compactMap { band -> String? in
            let span =
                switch (band.from, band.to) {
                case (let from?, let to?): "\(full(from)) to \(full(to))"
                case (let from?, nil): "from \(full(from))"
                case (nil, let to?): "up to \(full(to))"
                case (nil, nil): ""
                }
            return band.label.map { "\($0), \(span)" } ?? span
        }
        var sentences: [String] = []
        if !lines.isEmpty { sentences.append("Marked by a line: \(ChartWords.list(lines)).") }
        if !bands.isEmpty { sentences.append("Shaded: \(ChartWords.list(bands)).") }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// The values that references, bands and notes add to an axis over `low...high`.
    func thresholdValues(low: Double, high: Double) -> [Double] {
        var values = specification.references.map(\.value) + specification.annotations.compactMap(\.y)
        for band in specification.bands {
            // A band beyond the data needs its near end and enough of itself to be seen; others the axis shows anyway.
            if let from = band.from, from >= high {
                values += [from, min(band.to ?? .infinity, from + max(abs(from - low) * 0.15, abs(from) * 0.05))]
            } else if let to = band.to, to <= low {
                values += [to, max(band.from ?? -.infinity, to - max(abs(high - to) * 0.15, abs(to) * 0.05))]
            }
        }
        return values.filter(\.isFinite)
    }

    /// The middle of a pixel, so that a thin line is sharp.
    static func crisp(_ value: Double) -> Double { value.rounded(.down) + 0.5 }
}
