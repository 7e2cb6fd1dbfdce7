import Columnar

/// Draws charts as SVG text.
package enum ChartRenderer {
    /// The chart as SVG text, the same bytes for the same arguments.
    ///
    /// `id` must be unique on the page; characters that do not suit an id become `-`. A specification with problems and data
    /// that cannot be drawn give a chart that says so; this never fails.
    package static func svg(
        _ specification: ChartSpecification, input: ChartInput, id: String, size: ChartSize, usage: ChartUsage
    ) -> String {
        var drawing = ChartDrawing(specification, input: input, size: size)
        if usage == .standalone, specification.mark != .sparkline { drawTitle(&drawing) }
        if let problem = specification.problems(for: input.table.schema).first {
            drawing.say("This chart cannot be drawn: \(problem.message)")
        } else if input.table.rowCount == 0 {
            drawing.say("No data in this period")
        } else {
            draw(&drawing)
            drawing.noteUnplaced()
            drawing.noteLinear()
        }
        return document(drawing, id: SVGText.identifier(id), usage: usage)
    }

    /// A key figure's history, oldest first, nil where there is none; the last point is dotted.
    ///
    /// `labels` name the values' periods for the description; `name` is what the figure is.
    package static func sparkline(
        _ values: [Double?], labels: [String] = [], name: String, format: String? = nil, id: String,
        size: ChartSize = .sparkline, usage: ChartUsage
    ) -> String {
        let schema = Schema([Field("period", .string), Field("value", .double)])
        let rows: [[Scalar]] = values.enumerated().map { index, value in
            [.string(index < labels.count ? labels[index] : String(index + 1)), value.map { .double($0) } ?? .null]
        }
        return svg(
            ChartSpecification(.sparkline, x: "period", y: Channel("value", label: name, format: format), title: name),
            input: ChartInput(table: Table(schema, rows: rows)), id: id, size: size, usage: usage)
    }

    /// Draws the mark, its layers or its small multiples.
    static func draw(_ drawing: inout ChartDrawing) {
        if drawing.specification.facet != nil { return FacetRenderer.draw(into: &drawing) }
        if !drawing.specification.layers.isEmpty { return LayeredMark.draw(into: &drawing) }
        switch drawing.specification.mark {
        case .line, .area: LineMark.draw(into: &drawing)
        case .bar: BarMark.draw(into: &drawing)
        case .point, .bubble: PointMark.draw(into: &drawing)
        case .histogram: HistogramMark.draw(into: &drawing)
        case .heatmap: HeatmapMark.draw(into: &drawing)
        case .sparkline: SparklineMark.draw(into: &drawing)
        case .cascade: CascadeMark.draw(into: &drawing)
        case .box: BoxMark.draw(into: &drawing)
        case .calendar: CalendarMark.draw(into: &drawing)
        case .donut: DonutMark.draw(into: &drawing)
        case .slope: SlopeMark.draw(into: &drawing)
        case .flow: FlowMark.draw(into: &drawing)
        }
    }

    /// Title and caption on top, for charts that stand alone.
    private static func drawTitle(_ drawing: inout ChartDrawing) {
        let padding = 12.0
        var y = padding + 10
        if let title = drawing.specification.title {
            let lines = TextMetrics.wrapped(title, width: drawing.width - 4, size: 15, limit: 3, isBold: true)
            drawing.svg.open(["h", "x-ink"])
            for line in lines {
                drawing.svg.text(line, x: 0, y: y, full: line.hasSuffix("…") ? title : nil)
                y += 20
            }
            drawing.svg.close()
        }
        if let caption = drawing.specification.caption {
            for line in TextMetrics.wrapped(caption, width: drawing.width - 4, size: 13, limit: 3) {
                drawing.svg.text(line, x: 0, y: y, color: .muted, full: line.hasSuffix("…") ? caption : nil)
                y += 18
            }
        }
        guard y > padding + 10 else { return }
        drawing.top = y + 4
        drawing.height += drawing.size.height == nil ? drawing.top - 8 : 0
    }

    /// The whole SVG text around what was drawn.
    private static func document(_ drawing: ChartDrawing, id: String, usage: ChartUsage) -> String {
        let isPadded = usage == .standalone && drawing.specification.mark != .sparkline
        let margin = isPadded ? 16.0 : 0
        let width = SVGText.coordinate(drawing.width + 2 * margin)
        let height = SVGText.coordinate(drawing.height + 2 * margin)
        let origin = SVGText.coordinate(-margin)
        var svg = drawing.svg
        var ground = ""
        if isPadded {
            // A chart in an <img> cannot know what it stands on, so it brings its own ground.
            ground =
                "<rect\(svg.use(["f-paper"])) x=\"\(origin)\" y=\"\(origin)\" width=\"\(width)\" height=\"\(height)\"/>"
        }
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"trinity-chart\" id=\"\(id)\""
        text +=
            " viewBox=\"\(origin) \(origin) \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" role=\"img\""
        text += " aria-labelledby=\"\(id)-t \(id)-d\">"
        let title = drawing.specification.title ?? "\(drawing.specification.mark.rawValue) chart"
        text += "<title id=\"\(id)-t\">\(SVGText.escaped(title))</title>"
        text += "<desc id=\"\(id)-d\">\(SVGText.escaped(drawing.sentences.joined(separator: " ")))</desc>"
        if usage != .styledByPage {
            let style = ChartStyle.text(
                rules: svg.classes.compactMap(ChartStyle.rule), scope: "#\(id)", usesVariables: usage == .inline)
            text += "<style>\(style)</style>"
        }
        return text + ground + svg.body + "</svg>" + (usage == .standalone ? "\n" : "")
    }
}
