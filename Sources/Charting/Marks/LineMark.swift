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
            !labels.isEmpty
            && (drawing.panel != nil
                || drawing.isNarrow
                    && drawing.endLabelWidth(labels.map(\.text)) > drawing.width * 0.2)
        var frame = ChartDrawing.Frame(
            left: 0, right: drawing.width, top: drawing.top + 6, bottom: drawing.height)
        if usesLegend {
            for index in labels.indices where !isStacked {
                labels[index].key = .line(dash: lines.count > 1 ? index : 0)
            }
        }
        // On small screens labels of references and bands would lie over the lines.
        let keys = drawing.isNarrow ? drawing.thresholdKeys : []
        frame.top += drawing.placeLegend((usesLegend ? labels : []) + keys)
        if usesLegend { labels = [] }
        let thresholds = drawing.thresholdLabels
        let hasRoomAtRight = !usesLegend && !drawing.isNarrow
        let right = labels.map(\.text) + (hasRoomAtRight ? thresholds : [])
        frame.right -= right.isEmpty ? 6 : drawing.endLabelWidth(right)
        let names = drawing.categoryLabels(x, width: drawing.expectedWidth(frame.right, axis: 50), limit: nil)
        drawing.makeRoom(for: names)
        frame.bottom = drawing.height - (names?.height ?? CategoryLabels.lineRoom)
        let values = stack?.extent ?? (lines.flatMap(\.values) + earlier.flatMap(\.values))
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        var axis = ValueAxis(
            values: values
                + (stacking == .normalized && isStacked ? [] : drawing.thresholdValues(low: low, high: high)),
            channel: drawing.shared(specification.y),
            includesZero: specification.zero ?? (isArea ? true : nil), count: drawing.tickCount(frame.height),
            format: drawing.format, isShare: stacking == .normalized && isStacked)
        axis.place(from: frame.bottom, to: frame.top)
        frame.left = drawing.valueAxisRoom(axis)
        if frame.width < 20 { frame.right = drawing.width }
        var position = PositionAxis(
            x, input: input, noted: drawing.notedPlaces, count: max(2, Int(frame.width / (drawing.isNarrow ? 76 : 84))))
        position.place(from: frame.left, to: frame.right)

        // Behind the data
        var notes = drawing.drawThresholds(axis, frame: frame)
        drawing.drawPositionAxis(position, names: names, frame: frame, hasGrid: true)
        drawing.drawValueAxis(axis, frame: frame)
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
            for (index, line) in lines.enumerated() {
                if isArea { drawArea(line, position, axis, frame, drawing: &drawing) }
                // Where a legend stands for names at the lines' ends, colour must not be all that tells them apart.
                drawing.svg.path(
                    path(line, position, axis, frame),
                    ["l", "s-\(line.color.name)"] + (usesLegend ? ChartStyle.dash(index) : []))
            }
            for index in labels.indices {
                let source = index < lines.count ? lines[index] : earlier.first
                labels[index].y = source?.values.last.flatMap { axis($0) } ?? frame.bottom
            }
        }
        drawing.outside =
            stack.map { $0.layers.joined().count { axis.isOutside($0.high) } }
            ?? lines.reduce(0) { $0 + $1.values.count { axis.isOutside($0) } }
        drawTips(lines, position: position, axis: axis, drawing: &drawing)
        // A series without a value has no end to stand at.
        labels = labels.enumerated().filter { $0.offset >= lines.count || !lines[$0.offset].values.isEmpty }.map(
            \.element)
        if hasRoomAtRight { labels += notes.map { SeriesLabel(text: $0.text, color: .muted, y: $0.place) } }
        drawing.drawEndLabels(labels, frame: frame)
        let note = set.omitted > 0 ? "\(set.omitted) more series not shown" : nil
        describe(lines, earlier: earlier, y: y, position: position, isStacked: isStacked, drawing: &drawing)
        drawing.drawAnnotations(frame: frame) { annotation in
            guard let point = position.find(annotation.x),
                let value = annotation.y ?? value(of: lines.first, at: point.number, point.scalar),
                let y = axis(value)
            else { return nil }
            return (point.x, y)
        }
        drawing.noteOutside()
        if let note { drawing.footnote(note) }
    }

    /// The names of the lines, where there is something to tell apart.
    static func endLabels(
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
}
