/// A small line without axes; its last point is dotted.
enum SparklineMark {
    static func draw(into drawing: inout ChartDrawing) {
        let (specification, input) = (drawing.specification, drawing.input)
        drawing.height = drawing.size.height ?? 28
        let channel = specification.y ?? specification.value
        guard let y = ChannelValues(channel, in: input.table, zone: input.zone) else { return }
        let values = y.numbers
        let known = values.enumerated().compactMap { index, value in value.map { (index, $0) } }
        guard let last = known.last, let low = known.map(\.1).min(), let high = known.map(\.1).max() else {
            drawing.sentences = ["No data."]
            return
        }
        let inset = 4.0
        let step = (drawing.width - 2 * inset) / Double(max(1, values.count - 1))
        let scale = LinearScale(domain: low, high, range: drawing.height - inset, inset)
        func place(_ index: Int) -> Double { values.count == 1 ? drawing.width - inset : inset + Double(index) * step }
        var path = SVGPath()
        var isOpen = false
        for (index, value) in values.enumerated() {
            guard let value else {
                isOpen = false
                continue
            }
            let isAlone = !isOpen && (index + 1 == values.count || values[index + 1] == nil)
            if isAlone {
                if index != last.0 { path.dot(place(index), scale(value)) }
            } else if isOpen {
                path.line(place(index), scale(value))
            } else {
                path.move(place(index), scale(value))
            }
            isOpen = true
        }
        drawing.svg.path(path, ["w", "s-muted"])
        drawing.svg.circle(x: place(last.0), y: scale(last.1), radius: 3, ["f-accent"])
        let labels = ChannelValues(specification.x, in: input.table, zone: input.zone).map { x in
            x.scalars.map { ValueText.category($0, channel: x.channel, zone: input.zone, among: x.scalars) }
        }
        func at(_ index: Int) -> String { labels.map { " at \($0[index])" } ?? "" }
        var text = "\(ChartWords.capitalized(y.label)): last \(drawing.full(last.1))\(at(last.0))"
        if known.count > 1, let lowest = known.first(where: { $0.1 == low }),
            let highest = known.first(where: { $0.1 == high })
        {
            text += ", lowest \(drawing.full(low))\(at(lowest.0)), highest \(drawing.full(high))\(at(highest.0))"
            if let trend = ChartWords.trend(known.map(\.1)) { text += "; \(trend)" }
        }
        drawing.sentences = [text + "."]
    }
}
