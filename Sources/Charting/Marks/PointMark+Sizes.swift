extension PointMark {
    /// The values behind the sizes of bubbles.
    struct Sizes {
        var values: ChannelValues
        /// The largest value of all charts that share the scale; zero without any above zero.
        var largest: Double

        /// The radius of a value: areas grow as values do. Never so small that it cannot be seen.
        func radius(_ value: Double, largest radius: Double) -> Double {
            largest > 0 ? max(2, (max(0, value) / largest).squareRoot() * radius) : 2
        }

        /// How a size reads.
        func text(_ value: Double) -> String {
            ValueText.full(value, format: values.channel.format.flatMap { try? NumberFormat($0) })
        }
    }

    /// The radius of the largest bubble.
    static func largestRadius(_ drawing: ChartDrawing) -> Double {
        drawing.panel != nil ? 12 : drawing.isNarrow ? 18 : 24
    }

    /// The sizes of a chart that has them.
    static func sizes(_ drawing: ChartDrawing) -> Sizes? {
        let (channel, input) = (drawing.specification.size, drawing.input)
        guard let values = ChannelValues(channel, in: input.table, zone: input.zone) else { return nil }
        let all = ChannelValues(channel, in: input.scaleTable, zone: input.zone) ?? values
        return Sizes(values: values, largest: max(0, all.numbers.compactMap { $0 }.max() ?? 0))
    }

    /// The height of the legend of sizes.
    static func sizeLegendRoom(_ sizes: Sizes?) -> Double { sizes == nil ? 0 : 52 }

    /// Two or three round sizes as rings with their values, and what they are called.
    static func drawSizeLegend(_ sizes: Sizes, top: Double, drawing: inout ChartDrawing) {
        let most = largestRadius(drawing)
        let ticks = LinearTicks.ticks(0, sizes.largest, 4).filter { $0 > 0 }
        var shown = ticks.isEmpty ? [sizes.largest] : [ticks[ticks.count - 1]]
        if ticks.count > 1 { shown.insert(ticks[0], at: 0) }
        let middle = top + 26
        var x = 0.0
        let name = TextMetrics.fitted(sizes.values.label, width: drawing.width * 0.4, size: ChartDrawing.fontSize)
        drawing.svg.text(
            name, x: x, y: middle + ChartDrawing.middle, color: .muted, full: sizes.values.label)
        x += drawing.textWidth(name) + 14
        for value in shown {
            let radius = sizes.radius(value, largest: most)
            let text = ValueText.short(
                value, format: sizes.values.channel.format.flatMap { try? NumberFormat($0) })
            guard x + radius * 2 + 6 + drawing.textWidth(text) <= drawing.width else { break }
            drawing.svg.circle(x: x + radius, y: middle, radius: radius, ["r", "s-muted"])
            drawing.svg.text(text, x: x + radius * 2 + 6, y: middle + ChartDrawing.middle, color: .muted)
            x += radius * 2 + 6 + drawing.textWidth(text) + 16
        }
    }
}
