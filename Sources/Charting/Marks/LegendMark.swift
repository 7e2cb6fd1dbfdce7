/// A label that names something drawn, with its colour.
struct SeriesLabel {
    var text: String
    var color: ChartColor
    /// Where it would stand best, for labels at the right.
    var y: Double = 0
    var isBold = false
    /// Behind the name, quieter, such as a share.
    var detail: String?
    /// What stands before the name in a legend.
    var key = Key.area

    /// The picture of a series in a legend.
    enum Key: Hashable {
        case area
        case line(dash: Int)
        case symbol(Int)
        case bubble(dash: Int)
        /// A reference line, a rule of a layer, and a shaded band.
        case reference, rule, band
    }
}

extension ChartDrawing {
    /// The height that a legend of these labels takes on top of the chart.
    func legendHeight(_ labels: [SeriesLabel]) -> Double {
        labels.isEmpty ? 0 : Double(legendRows(labels).count) * 20 + 6
    }

    /// A legend at the top, which then starts below it; a small chart leaves it to the whole. A chart that chooses its own height grows.
    mutating func placeLegend(_ labels: [SeriesLabel]) -> Double {
        legend = labels
        guard panel == nil, !labels.isEmpty else { return 0 }
        let room = legendHeight(labels)
        if size.height == nil { height += room }
        drawLegend(labels, top: top)
        return room
    }

    /// A legend below the title, as many rows as it needs.
    mutating func drawLegend(_ labels: [SeriesLabel], top: Double, left: Double = 0) {
        for (row, items) in legendRows(labels).enumerated() {
            var x = left
            let y = top + Double(row) * 20 + 8
            for label in items {
                switch label.key {
                case .line(let dash):
                    var path = SVGPath()
                    path.horizontal(x, x + 24, y: y)
                    svg.path(path, ["s-\(label.color.name)", "k"] + ChartStyle.dash(dash))
                case .symbol(let index):
                    svg.path(SVGPath.symbol(index, x: x + 6, y: y, radius: 5), ["f-\(label.color.name)"])
                case .bubble(let dash):
                    svg.circle(
                        x: x + 6, y: y, radius: 6,
                        ["u", "f-\(label.color.name)", "s-\(label.color.name)"] + ChartStyle.dash(dash))
                case .reference, .rule:
                    var path = SVGPath()
                    path.horizontal(x, x + 24, y: Self.crisp(y))
                    svg.path(path, [label.key == .rule ? "s-ink" : "s-alert", "d"])
                case .band:
                    svg.rect(x: x, y: y - 5.5, width: 11, height: 11, ["f-shade", "s-axis"])
                case .area:
                    svg.rect(x: x, y: y - 5, width: 10, height: 10, ["f-\(label.color.name)"], attributes: " rx=\"2\"")
                }
                let start = x + keyWidth(label)
                svg.text(
                    TextMetrics.fitted(label.text, width: width - start, size: Self.fontSize), x: start,
                    y: y + Self.middle, color: label.isBold ? .ink : .muted, full: label.text)
                x += legendWidth(label)
            }
        }
    }

    private func keyWidth(_ label: SeriesLabel) -> Double {
        switch label.key {
        case .line, .reference, .rule: 30
        case .area, .symbol, .band: 16
        case .bubble: 18
        }
    }

    private func legendWidth(_ label: SeriesLabel) -> Double { keyWidth(label) + textWidth(label.text) + 20 }

    private func legendRows(_ labels: [SeriesLabel]) -> [[SeriesLabel]] {
        var rows: [[SeriesLabel]] = []
        var used = Double.infinity
        for label in labels {
            let needed = legendWidth(label)
            if used + needed - 20 > width {
                rows.append([label])
                used = needed
            } else {
                rows[rows.count - 1].append(label)
                used += needed
            }
        }
        return rows
    }

    /// The width labels at the right take, with the gap before them; at most a third of the drawing.
    func endLabelWidth(_ labels: [String]) -> Double {
        guard let longest = labels.map({ textWidth($0, isBold: true) }).max() else { return 0 }
        return min(longest, width * 0.3) + 10
    }

    /// Labels at the right of the frame, moved apart until none touches another; those there is no room for are left out,
    /// the last first, and counted.
    mutating func drawEndLabels(_ labels: [SeriesLabel], frame: Frame) {
        let room = max(1, Int(frame.height / Self.lineHeight) + 1)
        var shown = labels
        if labels.count > room {
            shown = Array(labels.prefix(max(1, room - 1)))
            shown.append(SeriesLabel(text: "\(labels.count - shown.count) more", color: .muted, y: frame.bottom))
        }
        let places = LabelLayout.spread(
            shown.map(\.y), gap: Self.lineHeight, low: frame.top + 4, high: frame.bottom - 2)
        let available = width - frame.right - 10
        for (label, y) in zip(shown, places) {
            let text =
                label.detail.map { named(label.text, $0, room: available + 1, isBold: label.isBold) }
                ?? TextMetrics.fitted(label.text, width: available + 1, size: Self.fontSize, isBold: label.isBold)
            let full = label.detail.map { named(label.text, $0) } ?? label.text
            svg.text(
                text, x: frame.right + 10, y: y + Self.middle, color: label.color, isBold: label.isBold, full: full)
        }
    }
}
