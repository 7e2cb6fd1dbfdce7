import Columnar

/// Bands from names to names, each as wide as its value (a Sankey diagram).
enum FlowMark {
    private static let nodeWidth = 12.0
    private static let gap = 12.0

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let from = ChannelValues(specification.from, in: input.table, zone: input.zone),
            let to = ChannelValues(specification.to, in: input.table, zone: input.zone),
            let value = ChannelValues(specification.measure, in: input.table, zone: input.zone)
        else { return drawing.say("No data in this period") }
        let limit = max(2, specification.limit ?? (drawing.isNarrow ? 10 : 14))
        let graph = FlowGraph(from: from, to: to, value: value, input: input, limit: limit)
        guard !graph.links.isEmpty else {
            return drawing.say(
                graph.negativeRows > 0
                    ? "A flow shows amounts above zero: \(value.label) has none in this period"
                    : "No values in this period: \(value.label) is empty or zero in every row")
        }
        let isChain = graph.columns > 2
        let fullest = (0..<graph.columns).map { column in graph.nodes.count { $0.column == column } }.max() ?? 1
        let heading = isChain ? 4.0 : 24
        if drawing.size.height == nil {
            let needed = Double(fullest) * (drawing.isNarrow ? 40 : 34) + 60
            drawing.height = drawing.top + heading + max(drawing.isNarrow ? 200 : 220, min(520, needed))
        }
        let layout = FlowLayout(graph, top: drawing.top + heading, bottom: drawing.height - 8, gap: gap)
        let places = columns(graph, drawing: drawing)
        drawLinks(graph, layout, places, drawing: &drawing)
        for (index, node) in graph.nodes.enumerated() {
            let (top, height) = layout.nodes[index]
            drawing.svg.rect(
                x: places[node.column], y: top, width: nodeWidth, height: max(1, height), ["f-\(node.color.name)"],
                title: nodeTip(node, graph, drawing: drawing))
        }
        drawLabels(graph, layout, places, drawing: &drawing)
        if !isChain {
            drawing.svg.text(
                TextMetrics.fitted(from.label, width: drawing.width / 2 - 8, size: ChartDrawing.fontSize), x: 0,
                y: drawing.top + 8, color: .muted, full: from.label)
            drawing.svg.text(
                TextMetrics.fitted(to.label, width: drawing.width / 2 - 8, size: ChartDrawing.fontSize),
                x: drawing.width, y: drawing.top + 8, color: .muted, anchor: .end, full: to.label)
        }
        describe(graph, from, to, value, drawing: &drawing)
        if graph.negativeRows > 0 {
            drawing.footnote(
                graph.negativeRows == 1
                    ? "1 row below zero not shown" : "\(graph.negativeRows) rows below zero not shown")
        }
    }

    /// The left edge of each column. Two columns have their names outside, chains beside the nodes to the right but for the last.
    private static func columns(_ graph: FlowGraph, drawing: ChartDrawing) -> [Double] {
        func room(_ column: Int) -> Double {
            let widest =
                graph.nodes.filter { $0.column == column }
                .map { node in lines(node, drawing: drawing).map { drawing.textWidth($0) }.max() ?? 0 }.max()
                ?? 0
            return min(widest, drawing.width * 0.3) + 8
        }
        guard graph.columns > 2 else { return [room(0), drawing.width - room(1) - nodeWidth] }
        let step = (drawing.width - nodeWidth) / Double(graph.columns - 1)
        return (0..<graph.columns).map { Double($0) * step }
    }

    private static func drawLinks(
        _ graph: FlowGraph, _ layout: FlowLayout, _ places: [Double], drawing: inout ChartDrawing
    ) {
        // Wide bands first, so that narrow ones stay visible.
        let order = graph.links.indices.sorted {
            (-graph.links[$0].value, $0) < (-graph.links[$1].value, $1)
        }
        for index in order {
            let link = graph.links[index]
            let (source, target) = (graph.nodes[link.source], graph.nodes[link.target])
            let (left, right) = (places[source.column] + nodeWidth, places[target.column])
            let middle = (left + right) / 2
            let band = layout.links[index]
            let height = max(0.4, band.height)
            var path = SVGPath()
            path.move(left, band.source)
            path.curve(middle, band.source, middle, band.target, right, band.target)
            path.line(right, band.target + height)
            path.curve(middle, band.target + height, middle, band.source + height, left, band.source + height)
            path.close()
            var title: String?
            if graph.links.count <= 80 {
                let share = ValueText.share(link.value / source.outgoing)
                let (start, end) = (SVGText.isolated(source.label), SVGText.isolated(target.label))
                title = "\(start) to \(end): \(drawing.full(link.value)), \(share) of \(start)"
            }
            drawing.svg.path(path, ["u", "f-\(source.color.name)", "s-\(source.color.name)"], title: title)
        }
    }

    /// The name and the value of a node; one line where there is room, two on small screens.
    private static func lines(
        _ node: FlowGraph.Node, room: Double = .infinity, drawing: ChartDrawing
    ) -> [String] {
        let value = drawing.short(node.value)
        guard drawing.isNarrow else { return [drawing.named(node.label, value, room: room)] }
        return [
            room.isFinite ? TextMetrics.fitted(node.label, width: room, size: ChartDrawing.fontSize) : node.label,
            value,
        ]
    }

    private static func drawLabels(
        _ graph: FlowGraph, _ layout: FlowLayout, _ places: [Double], drawing: inout ChartDrawing
    ) {
        let isChain = graph.columns > 2
        let gap = ChartDrawing.lineHeight * (drawing.isNarrow ? 2 : 1)
        let (low, high) = (drawing.top + (isChain ? 0 : 18) + gap / 2, drawing.height - gap / 2)
        let fitting = max(1, Int((high - low) / gap) + 1)
        // The last column of a chain has its names at its left, as the drawing ends there: they share a gap with those of the column
        // before, so both are moved apart together.
        var groups = (0..<graph.columns).map { [$0] }
        if isChain { groups = groups.dropLast(2) + [[graph.columns - 2, graph.columns - 1]] }
        for group in groups {
            let nodes = graph.nodes.indices.filter { group.contains(graph.nodes[$0].column) }
            // Names there is no room for stand in the tooltips alone.
            let shown = nodes.sorted { (-graph.nodes[$0].value, $0) < (-graph.nodes[$1].value, $1) }.prefix(fitting)
                .sorted { (layout.nodes[$0].top, $0) < (layout.nodes[$1].top, $1) }
            let wanted = shown.map { layout.nodes[$0].top + layout.nodes[$0].height / 2 }
            for (node, y) in zip(shown, LabelLayout.spread(wanted, gap: gap, low: low, high: high)) {
                let column = graph.nodes[node].column
                let isLeft = isChain ? column == graph.columns - 1 : column == 0
                let x = isLeft ? places[column] - 8 : places[column] + nodeWidth + 8
                let room = isChain ? places[1] - places[0] - nodeWidth - 16 : isLeft ? x : drawing.width - x
                let whole = lines(graph.nodes[node], drawing: drawing)
                let texts = lines(graph.nodes[node], room: room + 0.5, drawing: drawing)
                for (line, text) in texts.enumerated() {
                    let offset = (Double(line) - Double(texts.count - 1) / 2) * ChartDrawing.lineHeight
                    drawing.svg.text(
                        text, x: x, y: y + offset + ChartDrawing.middle, color: line == 0 || isChain ? .ink : .muted,
                        anchor: isLeft ? .end : .start, hasHalo: isChain, full: whole[line])
                }
            }
        }
    }

    private static func nodeTip(_ node: FlowGraph.Node, _ graph: FlowGraph, drawing: ChartDrawing) -> String {
        let share = ValueText.share(node.value / graph.total)
        let verb = node.outgoing == 0 || graph.columns == 2 && node.column == 1 ? "arrive at" : "leave"
        let name = SVGText.isolated(node.label)
        let text = "\(name): \(drawing.full(node.value)) \(verb) it, \(share) of all"
        return graph.columns > 2 && node.incoming > 0 && node.outgoing > 0
            ? "\(name): \(drawing.full(node.incoming)) in, \(drawing.full(node.outgoing)) out" : text
    }

    private static func describe(
        _ graph: FlowGraph, _ from: ChannelValues, _ to: ChannelValues, _ value: ChannelValues,
        drawing: inout ChartDrawing
    ) {
        func name(_ link: FlowGraph.Link) -> String {
            let (source, target) = (
                SVGText.isolated(graph.nodes[link.source].label), SVGText.isolated(graph.nodes[link.target].label)
            )
            return source == target ? "\(source) staying \(target)" : "\(source) to \(target)"
        }
        func share(_ part: Double, of whole: Double) -> String {
            ValueText.share(whole > 0 ? part / whole : 0)
        }
        let sum = graph.columns > 2 ? "" : ", \(drawing.full(graph.total)) in all"
        // Columns that are called From and To say nothing about what lies between them.
        let isNamed = from.label.lowercased() != "from" || to.label.lowercased() != "to"
        let ends = isNamed ? " from \(from.label) to \(to.label)" : ""
        var sentences = ["Flow of \(value.label)\(ends)\(sum)."]
        let ranked = graph.links.enumerated().sorted { (-$0.element.value, $0.offset) < (-$1.element.value, $1.offset) }
            .map(\.element)
        let largest = ranked.prefix(3).map { link in
            "\(name(link)) with \(drawing.full(link.value))"
                + (graph.columns > 2 ? "" : " (\(share(link.value, of: graph.total)))")
        }
        sentences.append("The widest \(largest.count == 1 ? "band is" : "bands are") \(ChartWords.list(largest)).")
        if graph.columns == 2 {
            let names = Set(graph.nodes.filter { $0.column == 0 }.map(\.label))
            let staying = graph.links.filter { graph.nodes[$0.source].label == graph.nodes[$0.target].label }
            if !staying.isEmpty, names.count > 1 {
                let sum = staying.reduce(0) { $0 + $1.value }
                sentences.append("\(share(sum, of: graph.total)) stay where they are.")
            }
        }
        drawing.sentences = sentences
    }
}
