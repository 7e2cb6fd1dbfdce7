import Columnar

/// Small multiples: one small chart for each value of a column, all along the same scales, wrapped to the width.
enum FacetRenderer {
    /// The most small charts; the rest is counted below.
    private static let mostPanels = 12
    /// A small chart is at least this wide, so that a narrow drawing has one column.
    private static let leastWidth = 210.0
    /// The space between small charts.
    private static let gap = 20.0
    /// Where the frame of a small chart without texts at its left starts.
    static let innerStart = 2.0
    /// The room of a small chart's name.
    private static let nameRoom = 22.0

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let facet = ChannelValues(specification.facet, in: input.table, zone: input.zone) else {
            return drawing.say("No data in this period")
        }
        let y = ChannelValues(specification.y, in: input.table, zone: input.zone)
        let axis = CategoryAxis(facet, input: input, weights: y?.numbers, limit: specification.limit ?? mostPanels)
        let columns = columns(axis.count, drawing: drawing)
        let rows = (axis.count + columns - 1) / columns
        let parts = parts(axis, facet, input)
        let each = each(specification, input: input, width: drawing.width / Double(columns))

        // Once to find what the shared value axis must span, then again along it.
        let free = FacetPanel(showsValues: true)
        let trial = parts.map { panel($0, each, width: drawing.width / Double(columns), free) }
        let domains = trial.compactMap(\.valueDomain)
        var shared = free
        if let low = domains.map(\.low).min(), let high = domains.map(\.high).max(), low < high {
            shared.valueDomain = (low, high)
        }
        shared.besideBars = (
            trial.map(\.besideBars.values).max() ?? 0, trial.map(\.besideBars.changes).max() ?? 0
        )
        // The shared axis has other texts than those of the trial; the other frames start two pixels in.
        let axisRoom = zip(parts, trial).first { $1.valueDomain != nil }.map {
            panel($0.0, each, width: drawing.width / Double(columns), shared).axisRoom
        }
        let room = max(0, (axisRoom ?? 0) - innerStart)
        let legend = trial.map(\.legend).max { $0.count < $1.count } ?? []
        var top = drawing.top
        if !legend.isEmpty {
            drawing.drawLegend(legend, top: top)
            top += drawing.legendHeight(legend)
        }
        // The first of each row has the axis' texts at its left; the inner frames are equally wide.
        let inner = (drawing.width - room - gap * Double(columns - 1)) / Double(columns)
        shared.inner = inner
        let panels = parts.indices.map { index in
            let isFirst = index % columns == 0
            shared.showsValues = isFirst
            return panel(parts[index], each, width: inner + (isFirst ? room : 0), shared)
        }
        let height = panels.map(\.height).max() ?? 0
        var sentences: [String] = []
        for (index, panel) in panels.enumerated() {
            let (row, column) = (index / columns, index % columns)
            let x = column == 0 ? 0 : room + Double(column) * (inner + gap)
            let y = top + Double(row) * (height + nameRoom + 8)
            let name = axis.labels[index]
            drawing.svg.text(
                TextMetrics.fitted(name, width: panel.width - (column == 0 ? room : 0), size: 13, isBold: true),
                x: column == 0 ? room : x, y: y + 13, color: .ink, isBold: true, full: name)
            drawing.svg.add(panel.svg, x: x, y: y + nameRoom)
            let rest = panel.sentences.dropFirst()
            sentences.append(
                ChartWords.capitalized(name) + ": "
                    + (rest.isEmpty ? panel.sentences : Array(rest)).prefix(2).joined(separator: " "))
        }
        drawing.height = top + Double(rows) * (height + nameRoom + 8)
        let what = panels.first?.sentences.first ?? ""
        drawing.sentences =
            ["Small multiples by \(facet.label), \(axis.count) on the same scales. Each: \(what)"] + sentences
        if axis.omitted > 0 { drawing.footnote("\(axis.omitted) more not shown") }
        drawing.outside = panels.reduce(0) { $0 + $1.outside }
        drawing.noteOutside()
        drawing.isLogRefused = panels.contains { $0.isLogRefused }
        // A note belongs to the small charts that have its place: only one that has none anywhere is lost.
        let unplaced = panels.map { Set($0.unplaced) }
        drawing.unplaced = (panels.first?.unplaced ?? []).filter { name in unplaced.allSatisfy { $0.contains(name) } }
    }

    /// The rows and the comparison's rows of each small chart.
    private static func parts(_ axis: CategoryAxis, _ facet: ChannelValues, _ input: ChartInput) -> [ChartInput] {
        func split(_ table: Table?) -> [[[Scalar]]] {
            var parts = [[[Scalar]]](repeating: [], count: axis.count)
            guard let table, let index = table.schema.index(of: facet.channel.column) else { return parts }
            for row in table.rows {
                if let place = axis.places[row[index]] { parts[place].append(row) }
            }
            return parts
        }
        let now = split(input.table)
        let earlier = split(input.comparison)
        return now.indices.map { place in
            var part = input
            part.whole = input.table
            part.table = Table(input.table.schema, rows: now[place])
            part.comparison = input.comparison.map { Table($0.schema, rows: earlier[place]) }
            return part
        }
    }

    /// Balanced columns: as many as fit, but no more than the last row can fill well.
    private static func columns(_ count: Int, drawing: ChartDrawing) -> Int {
        let fitting = max(1, min(4, Int((drawing.width + gap) / (leastWidth + gap))))
        let most = max(1, min(count, fitting))
        let rows = (max(1, count) + most - 1) / most
        return (max(1, count) + rows - 1) / rows
    }

    /// What every small chart is asked for: bars and boxes lie in all of them or in none.
    private static func each(_ whole: ChartSpecification, input: ChartInput, width: Double) -> ChartSpecification {
        var specification = whole
        specification.facet = nil
        specification.limit = nil
        if specification.mark == .box || specification.mark == .bar, specification.layers.isEmpty {
            let drawing = ChartDrawing(specification, input: input, size: ChartSize(width: width, isNarrow: true))
            let isLying = BarMark.isHorizontal(drawing, category: specification.x)
            specification.orientation = isLying ? .horizontal : .vertical
        }
        return specification
    }

    /// One small chart, drawn in a drawing of its own.
    private static func panel(
        _ input: ChartInput, _ specification: ChartSpecification, width: Double, _ facet: FacetPanel
    ) -> ChartDrawing {
        // Rows of names decide their own height; everything else shares one.
        let isRows =
            (specification.mark == .box || specification.mark == .bar) && specification.layers.isEmpty
            && specification.orientation == .horizontal
        var panel = ChartDrawing(
            specification, input: input,
            size: ChartSize(width: width, height: isRows ? nil : 170, isNarrow: true))
        panel.top = 2
        panel.panel = facet
        if input.table.rowCount == 0 {
            panel.say("No data in this period")
        } else {
            ChartRenderer.draw(&panel)
        }
        return panel
    }
}
