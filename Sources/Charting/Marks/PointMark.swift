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
        let sizes = sizes(drawing)
        if drawing.size.height == nil { drawing.height += 40 }
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width - 8, top: drawing.top + 22, bottom: drawing.height)
        let isShaped = sizes == nil
        frame.top += drawing.placeLegend(
            (set.series.count > 1
                ? set.series.enumerated().map {
                    SeriesLabel(
                        text: $0.element.label, color: $0.element.color,
                        key: isShaped ? .symbol($0.offset) : .bubble(dash: $0.offset))
                } : []) + (drawing.isNarrow ? drawing.thresholdKeys : []))
        let showsSizes = sizes.map { $0.largest > 0 && drawing.panel == nil } ?? false
        if showsSizes {
            if drawing.size.height == nil { drawing.height += sizeLegendRoom(sizes) }
            frame.top += sizeLegendRoom(sizes)
        }
        let thresholds = drawing.thresholdLabels
        if !drawing.isNarrow, !thresholds.isEmpty {
            frame.right = drawing.width - drawing.endLabelWidth(thresholds)
        }
        let names = drawing.categoryLabels(x, width: drawing.expectedWidth(frame.right, axis: 60), limit: 60)
        drawing.makeRoom(for: names)
        let showsNames = drawing.panel == nil
        if !showsNames { frame.top -= 16 }
        frame.bottom = drawing.height - (names?.height ?? CategoryLabels.lineRoom) - (showsNames ? 16 : 0)
        var axis = ValueAxis(
            values: values + drawing.thresholdValues(low: low, high: high), channel: drawing.shared(y.channel),
            includesZero: specification.zero, count: drawing.tickCount(frame.height), format: drawing.format)
        // Bubbles at the ends must not be cut off.
        let inset = sizes.map { _ in min(largestRadius(drawing), frame.height / 4) } ?? 0
        axis.place(from: frame.bottom - inset, to: frame.top + inset)
        frame.left = drawing.valueAxisRoom(axis)
        var position = PositionAxis(
            x, input: input, noted: drawing.notedPlaces, count: max(2, Int(frame.width / 90)), limit: 60)
        position.place(from: frame.left + max(6, inset), to: frame.right - max(6, inset))
        var shown = drawing.drawThresholds(axis, frame: frame)
        drawing.drawPositionAxis(position, names: names, frame: frame, hasGrid: true, labelWidth: 90)
        drawing.drawValueAxis(axis, frame: frame)
        shown += drawing.drawReferences(axis, frame: frame)
        if showsNames {
            // Two measures against each other need both their names.
            let top = frame.top - 10
            drawing.svg.text(
                "↑ " + TextMetrics.fitted(y.label, width: drawing.width - 20, size: 13), x: 0, y: top, color: .muted)
            drawing.svg.text(
                TextMetrics.fitted(x.label, width: drawing.width - 20, size: 13) + " →", x: frame.right,
                y: drawing.height - 5, color: .muted, anchor: .end)
        }
        if let sizes, showsSizes {
            drawSizeLegend(sizes, top: frame.top - 22 - sizeLegendRoom(sizes), drawing: &drawing)
        }
        drawDots(x, y, sizes, set: set, position: position, axis: axis, frame: frame, drawing: &drawing)
        if !drawing.isNarrow {
            drawing.drawEndLabels(shown.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) }, frame: frame)
        }
        describe(x, y, sizes, set: set, position: position, drawing: &drawing)
        // The name of x stands lower than names of places do.
        let omitted = position.categories?.axis.omitted ?? 0
        let notes = [
            omitted > 0 ? "\(omitted) more not shown" : nil,
            drawing.unsized == 0
                ? nil
                : "\(drawing.unsized) \(drawing.unsized == 1 ? "row" : "rows") without a size above zero not shown",
        ].compactMap { $0 }
        if showsNames, drawing.outside > 0 || !notes.isEmpty { drawing.height += 4 }
        drawing.noteOutside()
        for note in notes { drawing.footnote(note) }
        drawing.drawAnnotations(frame: frame) { annotation in
            guard let point = position.find(annotation.x) else { return nil }
            let nearest = y.numbers.indices.filter { y.numbers[$0] != nil }.min { a, b in
                distance(x, a, point) < distance(x, b, point)
            }
            guard let value = annotation.y ?? nearest.flatMap({ y.numbers[$0] }), let top = axis(value) else {
                return nil
            }
            return (point.x, top)
        }
    }

    /// How far a row lies from a position along x; infinite in another category.
    private static func distance(
        _ x: ChannelValues, _ row: Int, _ point: (number: Double?, scalar: Scalar, x: Double)
    ) -> Double {
        guard let number = point.number else { return x.scalars[row] == point.scalar ? 0 : .infinity }
        return x.numbers[row].map { abs($0 - number) } ?? .infinity
    }

    private static func drawDots(
        _ x: ChannelValues, _ y: ChannelValues, _ sizes: Sizes?, set: SeriesSet, position: PositionAxis,
        axis: ValueAxis, frame: ChartDrawing.Frame, drawing: inout ChartDrawing
    ) {
        let count = y.numbers.count
        let isFew = count <= 60
        let width = count > 2000 ? 3.5 : count > 400 ? 5 : 6
        var paths = set.series.map { _ in SVGPath() }
        var seen = set.series.map { _ in Set<Int>() }
        // Large bubbles first, so that small ones lie on top of them.
        let rows = y.numbers.indices.sorted {
            (-(sizes?.values.numbers[$0] ?? 0), $0) < (-(sizes?.values.numbers[$1] ?? 0), $1)
        }
        for row in rows {
            guard let value = y.numbers[row], let top = axis(value),
                let left = position(x.numbers[row], x.scalars[row])
            else { continue }
            guard axis.shows(value), left >= frame.left, left <= frame.right else {
                drawing.outside += 1
                continue
            }
            guard let series = set.membership[row] else { continue }
            let name = set.series.count > 1 ? SVGText.isolated(set.series[series].label) + ", " : ""
            let place = "\(name)\(position.text(x.numbers[row], x.scalars[row])): \(drawing.full(value))"
            if let sizes {
                // A bubble of nothing and one that is not known have no size to show.
                guard let size = sizes.values.numbers[row], size > 0 else {
                    drawing.unsized += 1
                    continue
                }
                let key = Int(left * 2) * 100_000 + Int(top * 2)
                guard isFew || count <= 600 || seen[series].insert(key).inserted else { continue }
                let color = set.series[series].color.name
                drawing.svg.circle(
                    x: left, y: top, radius: sizes.radius(size, largest: largestRadius(drawing)),
                    ["u", "f-\(color)", "s-\(color)"] + ChartStyle.dash(series),
                    title: isFew ? "\(place), \(sizes.values.label) \(sizes.text(size))" : nil)
            } else if isFew {
                drawing.svg.path(
                    SVGPath.symbol(series, x: left, y: top, radius: 4),
                    ["f-\(set.series[series].color.name)", "s-paper"], title: place)
            } else {
                // Dots of one series on the same half pixel are one dot.
                let key = Int(left * 2) * 100_000 + Int(top * 2)
                guard seen[series].insert(key).inserted else { continue }
                if series == 0 {
                    paths[series].dot(left, top)
                } else {
                    paths[series].addSymbol(series, x: left, y: top, radius: width / 2)
                }
            }
        }
        for (index, series) in set.series.enumerated() {
            drawing.svg.path(
                paths[index], index == 0 ? ["o", "s-\(series.color.name)"] : ["f-\(series.color.name)"],
                attributes: index == 0
                    ? " stroke-width=\"\(SVGText.coordinate(width))\"" : "")
        }
    }

    private static func describe(
        _ x: ChannelValues, _ y: ChannelValues, _ sizes: Sizes?, set: SeriesSet, position: PositionAxis,
        drawing: inout ChartDrawing
    ) {
        let pairs = y.numbers.indices.compactMap { row in
            y.numbers[row].map { (x.numbers[row], x.scalars[row], $0) }
        }
        let kind = sizes == nil ? "Scatter plot" : "Bubble chart"
        var text =
            "\(kind) of \(y.label) against \(x.label), \(ValueText.full(Double(pairs.count), format: nil)) points"
        if set.series.count > 1 { text += " in \(ChartWords.list(set.series.map(\.label)))" }
        var sentences = [text + "."]
        if let high = pairs.max(by: { $0.2 < $1.2 }), let low = pairs.min(by: { $0.2 < $1.2 }) {
            sentences.append(
                "Highest \(drawing.full(high.2)) at \(position.text(high.0, high.1)), lowest \(drawing.full(low.2)) at \(position.text(low.0, low.1))."
            )
        }
        if let sizes,
            let largest = y.numbers.indices.filter({ y.numbers[$0] != nil }).max(by: {
                (sizes.values.numbers[$0] ?? -.infinity, -$0) < (sizes.values.numbers[$1] ?? -.infinity, -$1)
            }), let size = sizes.values.numbers[largest], size > 0
        {
            let name =
                set.series.count > 1
                ? set.membership[largest].map { SVGText.isolated(set.series[$0].label) + ", " } ?? "" : ""
            sentences.append(
                "The largest bubble, \(sizes.values.label) \(sizes.text(size)), is at \(name)\(position.text(x.numbers[largest], x.scalars[largest]))."
            )
        }
        if let sentence = drawing.thresholdSentence { sentences.append(sentence) }
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
