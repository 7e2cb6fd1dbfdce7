import Columnar

/// Lines and areas through the rows in the order of x, labelled at their ends.
enum LineMark {
    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone),
            let y = ChannelValues(specification.y, in: input.table, zone: input.zone)
        else { return drawing.say("No data in this period") }
        let isArea = specification.mark == .area
        let set = SeriesSet(
            specification.series, in: input.table, input: input, name: y.label, limit: isArea ? 8 : 24,
            mergesRest: isArea && specification.stacking != ChartSpecification.Stacking.none)
        let lines = LineSeries.make(input.table, specification: specification, input: input, set: set) { $0 }
        guard lines.contains(where: { !$0.values.isEmpty }) else {
            return drawing.say("No values in this period: \(y.label) is empty in every row")
        }
        var earlier: [LineSeries] = []
        if specification.showsComparison, let table = input.comparison, table.rowCount > 0 {
            let shift = ComparisonShift(input)
            let earlierSet = SeriesSet(
                specification.series, in: table, input: input, name: y.label, limit: 24, mergesRest: false)
            earlier = LineSeries.make(table, specification: specification, input: input, set: earlierSet) {
                x.kind == .time ? shift($0) : $0
            }
        }
        let stacking = specification.stacking ?? (isArea && lines.count > 1 ? .stacked : .none)
        let isStacked = isArea && (stacking == .stacked || stacking == .normalized)
        if isStacked { earlier = [] }
        let stack = isStacked ? AreaStack(lines, isNormalized: stacking == .normalized) : nil

        // Layout
        var labels = endLabels(lines, earlier: earlier, drawing: drawing)
        let usesLegend =
            drawing.isNarrow && !labels.isEmpty && drawing.endLabelWidth(labels.map(\.text)) > drawing.width * 0.2
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width, top: drawing.top + 6, bottom: drawing.height - 28)
        if usesLegend {
            let legend = labels
            let height = drawing.legendHeight(legend)
            if drawing.size.height == nil { drawing.height += height }
            frame.top += height
            frame.bottom = drawing.height - 28
            drawing.drawLegend(legend, top: drawing.top, isLine: !isStacked)
            labels = []
        }
        let thresholds =
            specification.references.map { $0.label ?? drawing.short($0.value) }
            + specification.bands.compactMap(\.label)
        let hasRoomAtRight = !usesLegend && !drawing.isNarrow
        let right = labels.map(\.text) + (hasRoomAtRight ? thresholds : [])
        frame.right -= right.isEmpty ? 6 : drawing.endLabelWidth(right)
        let values = stack?.extent ?? (lines.flatMap(\.values) + earlier.flatMap(\.values))
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        var axis = ValueAxis(
            values: values + (isStacked ? [] : drawing.thresholdValues(low: low, high: high)), channel: specification.y,
            includesZero: specification.zero ?? (isArea ? true : nil), count: drawing.tickCount(frame.height),
            format: drawing.format, isShare: stacking == .normalized && isStacked)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = (axis.texts.map { drawing.textWidth($0) }.max() ?? 0) + 10
        if frame.width < 20 { frame.right = drawing.width }
        var position = PositionAxis(x, input: input, count: max(2, Int(frame.width / (drawing.isNarrow ? 76 : 84))))
        position.place(from: frame.left, to: frame.right)

        // Behind the data
        var notes = drawing.drawThresholds(axis, frame: frame)
        let marks = position.marks(
            count: max(2, Int(frame.width / (drawing.isNarrow ? 76 : 84)))
        ) { TextMetrics.width($0, size: ChartDrawing.fontSize) }
        var grid = SVGPath()
        for place in marks.grid where place > frame.left + 1 && place < frame.right - 1 {
            grid.vertical(frame.top, frame.bottom, x: ChartDrawing.crisp(place))
        }
        drawing.svg.path(grid, ["s-grid"])
        drawing.drawValueAxis(axis, frame: frame)
        drawing.drawLabelsBelow(marks.labels, frame: frame)
        notes += drawing.drawReferences(axis, frame: frame)
        if isArea || axis.domain.low < 0 && axis.domain.high > 0 { drawing.drawBaseline(axis, frame: frame) }

        // The data
        for line in earlier {
            let color = earlier.count > 1 ? lines.first { $0.label == line.label }?.color ?? .quiet : .quiet
            drawing.svg.path(
                path(line, position, axis, frame), ["q", "s-\(color.name)"],
                attributes: earlier.count > 1 ? " stroke-opacity=\".45\"" : "")
        }
        if let stack {
            drawAreas(stack, lines: lines, position: position, axis: axis, drawing: &drawing)
            for index in labels.indices where index < stack.lastMiddles.count {
                labels[index].y = stack.lastMiddles[index].flatMap { axis($0) } ?? frame.bottom
            }
        } else {
            for line in lines {
                if isArea { drawArea(line, position, axis, frame, drawing: &drawing) }
                drawing.svg.path(path(line, position, axis, frame), ["l", "s-\(line.color.name)"])
            }
            for index in labels.indices {
                let source = index < lines.count ? lines[index] : earlier.first
                labels[index].y = source?.values.last.flatMap { axis($0) } ?? frame.bottom
            }
        }
        drawTips(lines, position: position, axis: axis, drawing: &drawing)
        drawAnnotations(lines, x: x, position: position, axis: axis, frame: frame, drawing: &drawing)
        if hasRoomAtRight {
            labels += notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.y) }
        } else {
            for note in notes where note.y > frame.top + 12 {
                drawing.svg.text(
                    note.text, x: frame.right - 2, y: note.y - 5, color: .muted, anchor: .end, hasHalo: true)
            }
        }
        // A series without a value has no end to stand at.
        labels = labels.enumerated().filter { $0.offset >= lines.count || !lines[$0.offset].values.isEmpty }.map(
            \.element)
        drawing.drawEndLabels(labels, frame: frame)
        let note =
            axis.isLogRefused
            ? "Linear scale: values of zero or of both signs have no logarithm"
            : set.omitted > 0 ? "\(set.omitted) more series not shown" : nil
        describe(lines, earlier: earlier, y: y, position: position, isStacked: isStacked, drawing: &drawing)
        if let note { drawing.footnote(note) }
    }

    /// The names of the lines, where there is something to tell apart.
    private static func endLabels(
        _ lines: [LineSeries], earlier: [LineSeries], drawing: ChartDrawing
    ) -> [SeriesLabel] {
        if lines.count > 1 || drawing.specification.series != nil {
            return lines.map { SeriesLabel(text: $0.label, color: $0.color) }
        }
        guard earlier.contains(where: { !$0.values.isEmpty }) else { return [] }
        return [
            SeriesLabel(text: drawing.input.periodLabel, color: lines[0].color, isBold: true),
            SeriesLabel(text: drawing.input.comparisonLabel, color: .quiet),
        ]
    }

    /// A line with gaps at nulls; a point between two gaps becomes a dot. Far more points than pixels are reduced to each
    /// pixel column's first, lowest, highest and last, which draws the same picture.
    private static func path(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> SVGPath {
        var path = SVGPath()
        for run in runs(line, position, axis, frame) {
            let points = run.count > Int(frame.width) * 2 ? reduced(run) : run
            for (index, point) in points.enumerated() {
                if points.count == 1 {
                    path.dot(point.x, point.y)
                } else if index == 0 {
                    path.move(point.x, point.y)
                } else {
                    path.line(point.x, point.y)
                }
            }
        }
        return path
    }

    /// The stretches of a line without gaps, as positions.
    private static func runs(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> [[(x: Double, y: Double)]] {
        var runs: [[(x: Double, y: Double)]] = []
        var run: [(x: Double, y: Double)] = []
        for point in line.points {
            if let x = position(point.number, point.scalar), let y = point.y.flatMap({ axis($0) }),
                x >= frame.left - 0.5, x <= frame.right + 0.5
            {
                run.append((x, max(frame.top, min(frame.bottom, y))))
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }

    /// Per column of two pixels the first, lowest, highest and last point, in their order (M4, Jugel et al., VLDB 2014).
    static func reduced(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var result: [(x: Double, y: Double)] = []
        var start = 0
        while start < points.count {
            let column = (points[start].x / 2).rounded(.down)
            var end = start
            var (lowest, highest) = (start, start)
            while end < points.count, (points[end].x / 2).rounded(.down) == column {
                if points[end].y < points[lowest].y { lowest = end }
                if points[end].y > points[highest].y { highest = end }
                end += 1
            }
            for index in Set([start, lowest, highest, end - 1]).sorted() { result.append(points[index]) }
            start = end
        }
        return result
    }

    private static func drawArea(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame,
        drawing: inout ChartDrawing
    ) {
        var path = SVGPath()
        for run in runs(line, position, axis, frame) where run.count > 1 {
            let points = run.count > Int(frame.width) * 2 ? reduced(run) : run
            path.move(points[0].x, axis.base)
            for point in points { path.line(point.x, point.y) }
            path.line(points[points.count - 1].x, axis.base)
            path.close()
        }
        drawing.svg.path(path, ["f-\(line.color.name)"], attributes: " fill-opacity=\".18\"")
    }

    private static func drawAreas(
        _ stack: AreaStack, lines: [LineSeries], position: PositionAxis, axis: ValueAxis, drawing: inout ChartDrawing
    ) {
        for (index, layer) in stack.layers.enumerated() {
            var path = SVGPath()
            let points = zip(stack.positions, layer).compactMap { place, span -> (Double, Double, Double)? in
                guard let x = position(place.number, place.scalar), let low = axis(span.low), let high = axis(span.high)
                else { return nil }
                return (x, low, high)
            }
            guard let first = points.first else { continue }
            if points.count == 1 {
                path.rect(first.0 - 6, min(first.1, first.2), 12, abs(first.1 - first.2))
            } else {
                path.move(first.0, first.2)
                for point in points.dropFirst() { path.line(point.0, point.2) }
                for point in points.reversed() { path.line(point.0, point.1) }
                path.close()
            }
            drawing.svg.path(
                path, ["f-\(lines[index].color.name)", "s-paper"], title: points.count <= 400 ? lines[index].label : nil
            )
        }
    }

    /// Invisible dots that say their value when pointed at, while they are few.
    private static func drawTips(
        _ lines: [LineSeries], position: PositionAxis, axis: ValueAxis, drawing: inout ChartDrawing
    ) {
        guard lines.reduce(0, { $0 + $1.points.count }) <= 40, drawing.specification.mark == .line else { return }
        for line in lines {
            let shows = line.points.count <= 14
            drawing.svg.open(["f-\(line.color.name)"] + (shows ? [] : ["v"]))
            for point in line.points {
                guard let value = point.y, let y = axis(value), let x = position(point.number, point.scalar) else {
                    continue
                }
                let name = lines.count > 1 ? line.label + ", " : ""
                drawing.svg.circle(
                    x: x, y: y, radius: shows ? 3 : 6, [],
                    title: "\(name)\(position.text(point.number, point.scalar)): \(drawing.full(value))")
            }
            drawing.svg.close()
        }
    }

    private static func drawAnnotations(
        _ lines: [LineSeries], x: ChannelValues, position: PositionAxis, axis: ValueAxis, frame: ChartDrawing.Frame,
        drawing: inout ChartDrawing
    ) {
        for annotation in drawing.specification.annotations {
            let instant = TimestampText.microseconds(annotation.x, zone: drawing.input.zone).map(Double.init)
            let number = x.kind == .time ? instant : Double(annotation.x)
            let nearest = lines.first?.points.filter { $0.y != nil }.min { a, b in
                abs((a.number ?? .infinity) - (number ?? 0)) < abs((b.number ?? .infinity) - (number ?? 0))
            }
            let named = lines.first?.points.first { $0.scalar.text == annotation.x }
            let point = x.kind == .category ? named : nearest
            guard let place = position(x.kind == .category ? nil : number, point?.scalar ?? .null), place >= frame.left,
                place <= frame.right, let value = annotation.y ?? point?.y, let y = axis(value)
            else { continue }
            drawing.svg.circle(x: place, y: y, radius: 4, ["r", "s-alert", "k"])
            let width = drawing.textWidth(annotation.text, isBold: true)
            let below = y + 18 > frame.bottom - 2 ? y - 10 : y + 18
            let anchor: SVGWriter.Anchor
            var left = place
            if place + 10 + width < frame.right {
                (anchor, left) = (.start, place + 10)
            } else if place - 10 - width > frame.left {
                (anchor, left) = (.end, place - 10)
            } else {
                let half = min(width, frame.width) / 2
                (anchor, left) = (.middle, max(frame.left + half, min(frame.right - half, place)))
            }
            drawing.svg.text(
                TextMetrics.fitted(annotation.text, width: frame.width, size: ChartDrawing.fontSize, isBold: true),
                x: left,
                y: below, color: .ink, anchor: anchor, isBold: true, hasHalo: true, full: annotation.text)
        }
    }

    private static func describe(
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
        let before = earlier.flatMap(\.values)
        if lines.count == 1, !before.isEmpty {
            let mean = before.reduce(0, +) / Double(before.count)
            let now = lines[0].values.reduce(0, +) / Double(max(1, lines[0].values.count))
            drawing.sentences.append(
                "On average \(drawing.full(now)), \(drawing.input.comparisonLabel) \(drawing.full(mean)).")
        }
    }
}
