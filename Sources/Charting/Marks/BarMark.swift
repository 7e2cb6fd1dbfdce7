import Columnar

/// A bar for each category, vertical or horizontal, alone, grouped, stacked or normalized.
enum BarMark {
    /// One drawn bar.
    struct Bar {
        var series: Int
        var category: Int
        var from: Double
        var to: Double
        var value: Double
    }

    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        let channels = channels(specification, schema: input.table.schema)
        let isHorizontal = isHorizontal(drawing, category: channels.category)
        let isText = ChannelValues(channels.category, in: input.table, zone: input.zone)?.type == .string
        // Times may be many and thin; each name needs room to be read.
        let limit =
            specification.limit
            ?? (isHorizontal ? (drawing.isNarrow ? 20 : 30) : isText ? max(4, Int(drawing.namesWidth / 24)) : 1000)
        guard
            let data = BarData(
                category: channels.category, value: channels.value, specification: specification, input: input,
                limit: max(1, limit))
        else { return drawing.say("No data in this period") }
        guard !data.isEmpty else {
            return drawing.say("No values in this period: \(data.valueLabel) is empty in every row")
        }
        let stacking = data.series.count == 1 ? .none : specification.stacking ?? .stacked
        let mode = stacking == .none && data.series.count > 1 ? .grouped : stacking
        let bars = bars(data, mode: mode)
        let colors = ownColors(data, specification: specification)
        if isHorizontal {
            HorizontalBars.draw(
                data, bars: bars, mode: mode, colors: colors, valueChannel: channels.value, into: &drawing)
        } else {
            VerticalBars.draw(
                data, bars: bars, mode: mode, colors: colors, valueChannel: channels.value, into: &drawing)
        }
        drawing.noteOutside()
        if data.axis.omitted > 0 { drawing.footnote("\(data.axis.omitted) more not shown") }
        if data.omittedSeries > 0 { drawing.footnote("\(data.omittedSeries) more series not shown") }
        describe(data, mode: mode, drawing: &drawing)
    }

    /// Which channel holds the categories and which the values: as written, or the other way round for horizontal bars whose
    /// author put the names along y.
    static func channels(_ specification: ChartSpecification, schema: Schema) -> (category: Channel?, value: Channel?) {
        func isNumber(_ channel: Channel?) -> Bool {
            channel.flatMap { schema.index(of: $0.column) }.map { schema.fields[$0].type.isNumeric } ?? false
        }
        if specification.orientation == .horizontal, isNumber(specification.x), !isNumber(specification.y) {
            return (specification.y, specification.x)
        }
        return (specification.x, specification.y)
    }

    /// As asked, else horizontal when names are long or many.
    static func isHorizontal(_ drawing: ChartDrawing, category: Channel?) -> Bool {
        if let orientation = drawing.specification.orientation { return orientation == .horizontal }
        guard let values = ChannelValues(category, in: drawing.input.scaleTable, zone: drawing.input.zone),
            values.kind == .category, values.type == .string
        else { return false }
        let names = Set(values.scalars.map(\.text))
        let longest = names.map { drawing.textWidth(String($0.prefix(60))) }.max() ?? 0
        return (longest + 12) * Double(names.count) > drawing.width - 60
    }

    /// Colours of the categories themselves: phases, levels, or a series channel that is the category column.
    private static func ownColors(_ data: BarData, specification: ChartSpecification) -> [ChartColor]? {
        guard data.series.count == 1 else { return nil }
        let names = data.axis.keys.map(\.text)
        let isAsked = specification.series != nil
        let isKnown = names.contains { SeriesPalette.phase($0) != nil } || SeriesPalette.levels(of: names) != nil
        return isAsked || isKnown ? SeriesPalette.colors(for: names, scale: specification.series?.scale) : nil
    }

    static func bars(_ data: BarData, mode: ChartSpecification.Stacking) -> [Bar] {
        var bars: [Bar] = []
        for category in 0..<data.axis.count {
            let total = data.values.reduce(0) { $0 + abs($1[category] ?? 0) }
            var (above, below) = (0.0, 0.0)
            for series in data.series.indices {
                guard let value = data.values[series][category] else { continue }
                switch mode {
                case .none, .grouped:
                    bars.append(Bar(series: series, category: category, from: 0, to: value, value: value))
                case .stacked, .normalized:
                    let drawn = mode == .normalized ? (total > 0 ? value / total : 0) : value
                    let from = value < 0 ? below : above
                    if value < 0 { below += drawn } else { above += drawn }
                    bars.append(Bar(series: series, category: category, from: from, to: from + drawn, value: value))
                }
            }
        }
        return bars
    }

    /// What a bar says when pointed at.
    static func tip(_ bar: Bar, _ data: BarData, mode: ChartSpecification.Stacking, drawing: ChartDrawing) -> String {
        var text = SVGText.isolated(data.axis.labels[bar.category])
        if data.series.count > 1 { text += ", " + SVGText.isolated(data.series[bar.series].label) }
        text += ": " + drawing.full(bar.value)
        if mode == .normalized {
            text += " (" + ValueText.share(abs(bar.to - bar.from)) + ")"
        }
        if mode == .none || mode == .grouped, bar.series < data.earlier.count,
            let earlier = data.earlier[bar.series][bar.category]
        {
            text += ", \(drawing.input.comparisonLabel) \(drawing.full(earlier))"
        }
        return text
    }

    /// The change on the comparison as a short text: points for shares, else relative.
    static func change(_ now: Double, _ earlier: Double?, format: NumberFormat?) -> String? {
        guard let earlier else { return nil }
        if format?.type == "%" || format?.type == "p" {
            return NumberFormat(type: "f", precision: 1, sign: "+").format((now - earlier) * 100) + " pts"
        }
        guard earlier > 0 else { return nil }
        let change = now / earlier - 1
        guard abs(change) < 10 else { return nil }
        return NumberFormat(type: "%", precision: abs(change) < 0.1 ? 1 : 0, sign: "+").format(change)
    }

    private static func describe(_ data: BarData, mode: ChartSpecification.Stacking, drawing: inout ChartDrawing) {
        var text = "Bar chart of \(data.valueLabel) by \(data.categoryLabel)"
        if data.series.count > 1 { text += " for \(ChartWords.list(data.series.map(\.label)))" }
        var sentences = [text + "."]
        let totals = (0..<data.axis.count).compactMap { index in data.total(index).map { (index, $0) } }
        if totals.count <= 12 {
            sentences.append(
                ChartWords.capitalized(
                    ChartWords.list(totals.map { "\(SVGText.isolated(data.axis.labels[$0.0])) \(drawing.full($0.1))" }))
                    + ".")
        }
        if let high = totals.max(by: { $0.1 < $1.1 }), let low = totals.min(by: { $0.1 < $1.1 }), totals.count > 1 {
            let kind = data.series.count > 1 ? "total " : ""
            sentences.append(
                "Highest \(kind)\(drawing.full(high.1)) at \(SVGText.isolated(data.axis.labels[high.0])), lowest \(drawing.full(low.1)) at \(SVGText.isolated(data.axis.labels[low.0]))."
            )
        }
        if let sentence = drawing.thresholdSentence { sentences.append(sentence) }
        let earlier = data.earlier.flatMap { $0.compactMap { $0 } }
        if !earlier.isEmpty, data.series.count == 1 {
            sentences.append(
                ChartWords.capitalized(drawing.input.comparisonLabel) + " is marked by a line at each bar.")
        }
        drawing.sentences = sentences + drawing.sentences
    }
}
