import Columnar

/// A colour for each pair of categories, more of the value being further from the ground.
enum HeatmapMark {
    /// How many shades there are; cells of one shade are one path.
    static let shades = 12
    /// How strong each shade is: even steps for cells without text.
    static let evenRamp = (0..<shades).map { 0.07 + 0.93 * Double($0) / Double(shades - 1) }
    /// Steps that keep the text in each cell at a contrast of 4.5 : 1, light and dark, with `textColor(_:)`.
    static let textRamp = [0.07, 0.15, 0.23, 0.31, 0.39, 0.47, 0.56, 0.725, 0.86, 0.9, 0.95, 1]

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        guard let x = ChannelValues(specification.x, in: input.table, zone: input.zone),
            let y = ChannelValues(specification.y, in: input.table, zone: input.zone),
            let value = ChannelValues(specification.measure, in: input.table, zone: input.zone)
        else { return drawing.say("No data in this period") }
        let columns = CategoryAxis(x, input: input, weights: value.numbers, limit: specification.limit ?? 200)
        let rows = CategoryAxis(y, input: input, weights: value.numbers, limit: specification.limit ?? 40)
        var cells = [Double?](repeating: nil, count: columns.count * rows.count)
        for row in value.numbers.indices {
            guard let column = columns.places[x.scalars[row]], let line = rows.places[y.scalars[row]],
                let number = value.numbers[row]
            else { continue }
            let cell = line * columns.count + column
            cells[cell] = (cells[cell] ?? 0) + number
        }
        let known = cells.compactMap { $0 }
        guard let least = known.min(), let most = known.max() else {
            return drawing.say("No values in this period: \(value.label) is empty in every row")
        }
        let nameRoom = min(rows.labels.map { drawing.textWidth(String($0.prefix(60))) }.max() ?? 0, drawing.width * 0.3)
        var frame = ChartDrawing.Frame(left: nameRoom + 10, right: drawing.width, top: drawing.top + 2, bottom: 0)
        let cellHeight = max(16, min(drawing.isNarrow ? 24 : 30, 280 / Double(max(1, rows.count))))
        let legendRoom = 28.0
        let names =
            columns.isSequence
            ? nil : CategoryLabels(columns.labels, isSequence: false, step: frame.width / Double(columns.count))
        let below = names?.height ?? CategoryLabels.lineRoom
        if drawing.size.height == nil {
            drawing.height = frame.top + cellHeight * Double(rows.count) + below + legendRoom
        }
        frame.bottom = drawing.height - below - legendRoom
        let across = BandScale(count: columns.count, range: frame.left, frame.right)
        let down = BandScale(count: rows.count, range: frame.top, frame.bottom)
        let gap = across.step > 8 ? 1.5 : across.step > 4 ? 0.8 : 0
        // Counts start at nothing; other values at their lowest.
        let base = least >= 0 && least < most * 0.6 ? 0 : least
        func shade(_ value: Double) -> Int { self.shade(value, base: base, most: most) }
        var paths = [SVGPath](repeating: SVGPath(), count: shades)
        var empty = SVGPath()
        for (cell, value) in cells.enumerated() {
            let (column, row) = (cell % columns.count, cell / columns.count)
            let place = (across(column), down(row), across.step - gap, down.step - gap)
            if let value {
                paths[shade(value)].rect(place.0, place.1, place.2, place.3)
            } else {
                empty.rect(place.0, place.1, place.2, place.3)
            }
        }
        let hasTexts = cells.count <= 48 && specification.showsValues != false
        let ramp = hasTexts ? textRamp : evenRamp
        drawing.svg.path(empty, ["f-shade"])
        for (index, path) in paths.enumerated() {
            drawing.svg.path(path, ["f-accent"], attributes: " fill-opacity=\"\(SVGText.coordinate(ramp[index]))\"")
        }
        if cells.count <= 48 { drawTips(cells, columns, rows, across, down, gap, shade, &drawing) }
        drawing.svg.open(["x-ink"])
        for (index, label) in rows.labels.enumerated() where down.step >= 12 || index % 2 == 0 {
            drawing.svg.text(
                TextMetrics.fitted(label, width: nameRoom + 0.5, size: ChartDrawing.fontSize), x: 0,
                y: down.center(index) + ChartDrawing.middle, full: label)
        }
        drawing.svg.close()
        if let names {
            names.draw(
                centers: (0..<columns.count).map { across.center($0) }, step: across.step, bottom: frame.bottom - 2,
                into: &drawing)
        } else {
            drawTimes(columns, across: across, frame: frame, drawing: &drawing)
        }
        drawKey(least: base, most: most, ramp: ramp, right: frame.right, drawing: &drawing)
        describe(x, y, value, columns, rows, cells, &drawing)
    }

    /// The shade of a value between what counts as nothing and the most.
    static func shade(_ value: Double, base: Double, most: Double) -> Int {
        guard most > base else { return shades - 1 }
        return max(0, min(shades - 1, Int((value - base) / (most - base) * Double(shades))))
    }

    /// The colour of text on a shade of `textRamp`.
    static func textColor(_ shade: Int) -> ChartColor { shade <= 6 ? .ink : shade == 7 ? .onMiddle : .paper }

    /// Times and numbers along the columns; hours read best every six.
    private static func drawTimes(
        _ columns: CategoryAxis, across: BandScale, frame: ChartDrawing.Frame, drawing: inout ChartDrawing
    ) {
        var stride = drawing.thinned(columns.labels, step: across.step)
        if columns.count == 24, stride > 1 { stride = stride <= 3 ? 3 : stride <= 6 ? 6 : 12 }
        var labels = columns.labels.enumerated().filter { $0.offset % stride == 0 }.map {
            (x: across.center($0.offset), text: $0.element)
        }
        // The last hour closes the day where there is room for it.
        if stride > 1, columns.count == 24, let last = columns.labels.last {
            labels.append((across.center(columns.count - 1), last))
        }
        drawing.drawLabelsBelow(labels, bottom: frame.bottom - 2)
    }

    /// The scale of shades from least to most, below up to `right`.
    static func drawKey(
        least: Double, most: Double, ramp: [Double], right: Double, drawing: inout ChartDrawing
    ) {
        let y = drawing.height - 8
        let high = drawing.short(most)
        let low = drawing.short(least)
        var x = right - drawing.textWidth(high) - 6 - 84
        drawing.svg.text(low, x: x - 6, y: y, color: .muted, anchor: .end)
        for index in 0..<6 {
            var path = SVGPath()
            path.rect(x, y - 10, 14, 10)
            drawing.svg.path(
                path, ["f-accent"], attributes: " fill-opacity=\"\(SVGText.coordinate(ramp[index * 11 / 5]))\"")
            x += 14
        }
        drawing.svg.text(high, x: x + 6, y: y, color: .muted)
    }

    /// The value in each cell where it fits, with its tooltip.
    private static func drawTips(
        _ cells: [Double?], _ columns: CategoryAxis, _ rows: CategoryAxis, _ across: BandScale, _ down: BandScale,
        _ gap: Double, _ shade: (Double) -> Int, _ drawing: inout ChartDrawing
    ) {
        let texts = cells.map { $0.map { drawing.short($0) } ?? "" }
        let fits = (texts.map { drawing.textWidth($0) }.max() ?? 0) < across.step - 8 && down.step >= 18
        for (cell, value) in cells.enumerated() {
            guard let value else { continue }
            let (column, row) = (cell % columns.count, cell / columns.count)
            if fits, drawing.specification.showsValues != false {
                drawing.svg.text(
                    texts[cell], x: across.center(column), y: down.center(row) + ChartDrawing.middle,
                    color: textColor(shade(value)), anchor: .middle,
                    full:
                        "\(SVGText.isolated(rows.labels[row])), \(SVGText.isolated(columns.labels[column])): \(drawing.full(value))"
                )
            } else {
                drawing.svg.rect(
                    x: across(column), y: down(row), width: across.step - gap, height: down.step - gap, ["v"],
                    title:
                        "\(SVGText.isolated(rows.labels[row])), \(SVGText.isolated(columns.labels[column])): \(drawing.full(value))"
                )
            }
        }
    }

    private static func describe(
        _ x: ChannelValues, _ y: ChannelValues, _ value: ChannelValues, _ columns: CategoryAxis, _ rows: CategoryAxis,
        _ cells: [Double?], _ drawing: inout ChartDrawing
    ) {
        var sentences = ["Heat map of \(value.label) by \(y.label) and \(x.label)."]
        let known = cells.enumerated().compactMap { cell, value in value.map { (cell, $0) } }
        func place(_ cell: Int) -> String {
            "\(SVGText.isolated(rows.labels[cell / columns.count])), \(SVGText.isolated(columns.labels[cell % columns.count]))"
        }
        if let most = known.max(by: { $0.1 < $1.1 }), let least = known.min(by: { $0.1 < $1.1 }) {
            sentences.append(
                "Most \(drawing.full(most.1)) at \(place(most.0)); least \(drawing.full(least.1)) at \(place(least.0))."
            )
        }
        drawing.sentences = sentences
        let omitted = [(columns.omitted, "column"), (rows.omitted, "row")].filter { $0.0 > 0 }
            .map { count, word in "\(count) more \(word)\(count == 1 ? "" : "s")" }
        if !omitted.isEmpty { drawing.footnote(ChartWords.list(omitted) + " not shown") }
    }
}
