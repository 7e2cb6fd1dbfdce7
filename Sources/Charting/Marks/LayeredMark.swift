import Columnar

/// Marks over the same scales: the chart's own and its layers, first below last, named in a legend.
enum LayeredMark {
    /// One layer, read from the data.
    struct Layer {
        /// What is drawn.
        enum Content {
            case lines([LineSeries], isArea: Bool)
            case points([LineSeries])
            case bars(BarData, [BarMark.Bar], ChartSpecification.Stacking)
        }

        var content: Content
        var label: String

        /// The far end of every mark.
        var values: [Double] {
            switch content {
            case .lines(let lines, _), .points(let lines): lines.flatMap(\.values)
            case .bars(_, let bars, _): bars.map(\.to)
            }
        }

        /// The values that the axis must show.
        var ends: [Double] {
            switch content {
            case .lines(let lines, let isArea): lines.flatMap(\.values) + (isArea ? [0] : [])
            case .points(let lines): lines.flatMap(\.values)
            case .bars(_, let bars, _): bars.flatMap { [$0.from, $0.to] }
            }
        }
    }

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone) else {
            return drawing.say("No data in this period")
        }
        let layers = layers(drawing, x: x)
        guard layers.contains(where: { !$0.ends.isEmpty }) else {
            return drawing.say("No values in this period: every layer is empty")
        }
        // Bars need bands, and everything over them stands on the bands' middles.
        let bands = layers.lazy.compactMap { layer -> CategoryAxis? in
            if case .bars(let data, _, _) = layer.content { data.axis } else { nil }
        }.first
        let rules = rules(drawing)
        var frame = ChartDrawing.Frame(left: 0, right: drawing.width, top: drawing.top + 8, bottom: drawing.height)
        let labels = labels(layers)
        let ruleKeys = rules.map { SeriesLabel(text: $0.text, color: .ink, key: .rule) }
        frame.top += drawing.placeLegend(
            (labels.count > 1 ? labels : []) + (drawing.isNarrow ? drawing.thresholdKeys + ruleKeys : []))
        let thresholds = drawing.thresholdLabels + rules.map(\.text)
        let showsRight = !drawing.isNarrow && !thresholds.isEmpty
        frame.right -= showsRight ? drawing.endLabelWidth(thresholds) : 4
        let names =
            bands.map {
                CategoryLabels(
                    $0.labels, isSequence: $0.isSequence,
                    step: drawing.expectedWidth(frame.right, axis: 50) / Double(max(1, $0.count)))
            } ?? drawing.categoryLabels(x, width: drawing.expectedWidth(frame.right, axis: 50), limit: nil)
        drawing.makeRoom(for: names)
        frame.bottom = drawing.height - (names?.height ?? CategoryLabels.lineRoom)
        let ends = layers.flatMap(\.ends)
        let reach =
            ends + rules.map(\.value) + drawing.thresholdValues(low: ends.min() ?? 0, high: ends.max() ?? 1)
        let standsOnZero = layers.contains { layer in
            switch layer.content {
            case .bars: true
            case .lines(_, let isArea): isArea
            case .points: false
            }
        }
        var axis = ValueAxis(
            values: reach, channel: drawing.shared(specification.y),
            includesZero: specification.zero ?? (standsOnZero ? true : nil), count: drawing.tickCount(frame.height),
            format: drawing.format)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = drawing.valueAxisRoom(axis)
        if frame.width < 20 { frame.right = drawing.width }
        var position =
            bands.map { PositionAxis(bands: $0, values: x, zone: input.zone) }
            ?? PositionAxis(
                x, input: input, noted: drawing.notedPlaces,
                count: max(2, Int(frame.width / (drawing.isNarrow ? 76 : 84))))
        position.place(from: frame.left, to: frame.right)

        var notes = drawing.drawThresholds(axis, frame: frame)
        drawing.drawPositionAxis(position, names: names, frame: frame, hasGrid: bands == nil)
        drawing.drawValueAxis(axis, frame: frame)
        var order = 0
        for layer in layers {
            draw(layer, from: order, of: labels, position, axis, frame, &drawing)
            order += Self.names(of: layer).count
        }
        if standsOnZero || axis.domain.low < 0 && axis.domain.high > 0 { drawing.drawBaseline(axis, frame: frame) }
        notes += drawing.drawReferences(axis, frame: frame)
        notes += draw(rules, axis, frame, &drawing)
        drawUprightRules(position, frame, &drawing)
        if showsRight {
            drawing.drawEndLabels(notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) }, frame: frame)
        }
        describe(layers, rules, x, position, &drawing)
        drawing.outside = layers.reduce(0) { $0 + $1.values.count { axis.isOutside($0) } }
        drawing.noteOutside()
        drawing.drawAnnotations(frame: frame, isAbove: bands != nil) { annotation in
            guard let point = position.find(annotation.x),
                let value = annotation.y ?? value(of: layers.first, at: point), let y = axis(value)
            else { return nil }
            return (point.x, y)
        }
    }

    /// The chart's own mark and its layers but for rules.
    private static func layers(_ drawing: ChartDrawing, x: ChannelValues) -> [Layer] {
        let (specification, input) = (drawing.specification, drawing.input)
        let own = ChartLayer(
            ChartLayer.Kind(rawValue: specification.mark.rawValue) ?? .line, y: specification.y,
            series: specification.series)
        return ([own] + specification.layers.filter { $0.kind != .rule }).compactMap { layer in
            guard let y = ChannelValues(layer.y, in: input.table, zone: input.zone) else { return nil }
            var part = ChartSpecification(.line, x: specification.x, y: layer.y, series: layer.series)
            part.stacking = layer == own ? specification.stacking : nil
            part.showsComparison = false
            let label = layer.label ?? y.label
            if layer.kind == .bar {
                guard
                    let data = BarData(
                        category: part.x, value: part.y, specification: part, input: input, limit: 1000)
                else { return nil }
                let stacking = data.series.count == 1 ? .none : part.stacking ?? .stacked
                let mode = stacking == .none && data.series.count > 1 ? .grouped : stacking
                return Layer(content: .bars(data, BarMark.bars(data, mode: mode), mode), label: label)
            }
            let set = SeriesSet(
                layer.series, in: input.table, input: input, name: label, limit: 8, mergesRest: false)
            let lines = LineSeries.make(input.table, specification: part, input: input, set: set) { $0 }
            return Layer(
                content: layer.kind == .point ? .points(lines) : .lines(lines, isArea: layer.kind == .area),
                label: label)
        }
    }

    /// The names of a layer's series; the layer's own where there is one series.
    private static func names(of layer: Layer) -> [(label: String, color: ChartColor)] {
        switch layer.content {
        case .lines(let lines, _), .points(let lines):
            lines.count == 1 ? [(layer.label, .accent)] : lines.map { ($0.label, $0.color) }
        case .bars(let data, _, _):
            data.series.count == 1 ? [(layer.label, .accent)] : data.series.map { ($0.label, $0.color) }
        }
    }

    /// The legend of all layers. Layers of one series have a hue each in their order, so that none shares another's.
    private static func labels(_ layers: [Layer]) -> [SeriesLabel] {
        var labels: [SeriesLabel] = []
        for (place, layer) in layers.enumerated() {
            let names = Self.names(of: layer)
            for (index, name) in names.enumerated() {
                var label = SeriesLabel(text: name.label, color: names.count == 1 ? .hue(place) : name.color)
                switch layer.content {
                case .lines(_, let isArea): label.key = isArea ? .area : .line(dash: names.count > 1 ? index : 0)
                case .points: label.key = .symbol(index)
                case .bars: label.key = .area
                }
                labels.append(label)
            }
        }
        return labels
    }

    private static func draw(
        _ layer: Layer, from order: Int, of labels: [SeriesLabel], _ position: PositionAxis, _ axis: ValueAxis,
        _ frame: ChartDrawing.Frame, _ drawing: inout ChartDrawing
    ) {
        switch layer.content {
        case .lines(let lines, let isArea):
            for (index, line) in lines.enumerated() {
                var line = line
                line.color = labels[order + index].color
                if isArea { LineMark.drawArea(line, position, axis, frame, drawing: &drawing) }
                let dash = lines.count > 1 ? ChartStyle.dash(index) : []
                drawing.svg.path(
                    LineMark.path(line, position, axis, frame), ["l", "s-\(line.color.name)"] + dash)
                tips(line, layer, lines.count, position, axis, frame, &drawing)
            }
        case .points(let lines):
            for (index, line) in lines.enumerated() {
                var path = SVGPath()
                let isFew = line.points.count <= 60
                let color = labels[order + index].color.name
                for point in line.points {
                    guard let x = position(point.number, point.scalar), let value = point.y, axis.shows(value),
                        let y = axis(value)
                    else { continue }
                    path.addSymbol(index, x: x, y: y, radius: isFew ? 4 : 2.5)
                    if isFew {
                        let name = lines.count > 1 ? line.label : layer.label
                        drawing.svg.path(
                            path, ["f-\(color)"],
                            title: "\(name), \(position.text(point.number, point.scalar)): \(drawing.full(value))")
                        path = SVGPath()
                    }
                }
                drawing.svg.path(path, ["f-\(color)"])
            }
        case .bars(let data, let bars, let mode):
            drawBars(data, bars, mode, layer, labels[order...], position, axis, frame, &drawing)
        }
    }

    private static func drawBars(
        _ data: BarData, _ bars: [BarMark.Bar], _ mode: ChartSpecification.Stacking, _ layer: Layer,
        _ labels: ArraySlice<SeriesLabel>, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame,
        _ drawing: inout ChartDrawing
    ) {
        guard let band = position.categories?.scale else { return }
        let count = mode == .grouped ? data.series.count : 1
        let inner = BandScale(count: count, range: 0, band.bandwidth, paddingInner: count > 1 ? 0.08 : 0)
        let thickness = min(inner.bandwidth, count > 1 ? 48 : 96)
        let isStacked = mode == .stacked || mode == .normalized
        for bar in bars {
            guard let to = axis(bar.to) else { continue }
            let from = axis(bar.from) ?? axis.base
            let start =
                band(bar.category) + (count > 1 ? inner(bar.series) : 0) + (inner.bandwidth - thickness) / 2
            var path = SVGPath()
            let (low, high) = (max(frame.top, min(frame.bottom, from)), max(frame.top, min(frame.bottom, to)))
            if isStacked || axis.isOutside(bar.to) {
                path.rect(start, min(low, high), thickness, abs(high - low))
            } else {
                path.bar(from: low, to: high, at: start, thickness: thickness, isVertical: true)
            }
            let color = labels[labels.startIndex + bar.series].color.name
            let name = data.series.count > 1 ? data.series[bar.series].label : layer.label
            drawing.svg.path(
                path, ["f-\(color)"] + (isStacked ? ["s-paper"] : []),
                title: bars.count <= 60
                    ? "\(name), \(data.axis.labels[bar.category]): \(drawing.full(bar.value))" : nil)
        }
    }

    /// What a line says when pointed at, while its points are few.
    private static func tips(
        _ line: LineSeries, _ layer: Layer, _ count: Int, _ position: PositionAxis, _ axis: ValueAxis,
        _ frame: ChartDrawing.Frame, _ drawing: inout ChartDrawing
    ) {
        guard line.points.count <= 40 else { return }
        let shows = line.points.count <= 14
        drawing.svg.open(["f-\(line.color.name)"] + (shows ? [] : ["v"]))
        for point in line.points {
            guard let value = point.y, axis.shows(value), let y = axis(value),
                let x = position(point.number, point.scalar)
            else { continue }
            drawing.svg.circle(
                x: x, y: y, radius: shows ? 3 : 6, [],
                title:
                    "\(count > 1 ? line.label : layer.label), \(position.text(point.number, point.scalar)): \(drawing.full(value))"
            )
        }
        drawing.svg.close()
    }

    /// The first layer's value at a position, for annotations that name none.
    private static func value(
        of layer: Layer?, at point: (number: Double?, scalar: Scalar, x: Double)
    ) -> Double? {
        switch layer?.content {
        case .lines(let lines, _), .points(let lines):
            LineMark.value(of: lines.first, at: point.number, point.scalar)
        case .bars(let data, let bars, _):
            data.axis.places[point.scalar].flatMap { place in
                bars.filter { $0.category == place }.map(\.to).max()
            }
        case nil: nil
        }
    }

    private static func describe(
        _ layers: [Layer], _ rules: [Rule], _ x: ChannelValues, _ position: PositionAxis,
        _ drawing: inout ChartDrawing
    ) {
        let kinds = layers.map { layer in
            switch layer.content {
            case .lines(_, let isArea): "\(layer.label) as \(isArea ? "an area" : "a line")"
            case .points: "\(layer.label) as dots"
            case .bars: "\(layer.label) as bars"
            }
        }
        var sentences = ["Chart of \(ChartWords.list(kinds)) by \(x.label)."]
        for layer in layers {
            var items: [(String, Double)] = []
            switch layer.content {
            case .lines(let lines, _), .points(let lines):
                for line in lines {
                    let name = lines.count > 1 ? line.label + ", " : ""
                    items += line.points.compactMap { point in
                        point.y.map { (name + position.text(point.number, point.scalar), $0) }
                    }
                }
            case .bars(let data, let bars, _):
                items = bars.map { bar in
                    let name = data.series.count > 1 ? data.series[bar.series].label + ", " : ""
                    return (name + data.axis.labels[bar.category], bar.value)
                }
            }
            guard let high = items.max(by: { $0.1 < $1.1 }), let low = items.min(by: { $0.1 < $1.1 }) else { continue }
            let label = ChartWords.capitalized(layer.label)
            sentences.append(
                "\(label): highest \(drawing.full(high.1)) at \(high.0), lowest \(drawing.full(low.1)) at \(low.0).")
        }
        for rule in rules {
            sentences.append("\(ChartWords.capitalized(rule.name)) is a line at \(drawing.full(rule.value)).")
        }
        if let sentence = drawing.thresholdSentence { sentences.append(sentence) }
        drawing.sentences = sentences
    }
}
