/// A label that names something drawn, with its colour.
struct SeriesLabel {
    var text: String
    var color: ChartColor
    /// Where it would stand best, for labels at the right.
    var y: Double = 0
    var isBold = false
    /// Behind the name, quieter, such as a share.
    var detail: String?
}

extension ChartDrawing {
    /// The height that a legend of these labels takes on top of the chart.
    func legendHeight(_ labels: [SeriesLabel]) -> Double {
        labels.isEmpty ? 0 : Double(legendRows(labels).count) * 20 + 6
    }

    /// A legend below the title, as many rows as it needs.
    mutating func drawLegend(_ labels: [SeriesLabel], top: Double, left: Double = 0, isLine: Bool = false) {
        for (row, items) in legendRows(labels).enumerated() {
            var x = left
            let y = top + Double(row) * 20 + 8
            for label in items {
                if isLine {
                    var path = SVGPath()
                    path.horizontal(x, x + 14, y: y)
                    svg.path(path, ["s-\(label.color.name)", "k"])
                } else {
                    svg.rect(x: x, y: y - 5, width: 10, height: 10, ["f-\(label.color.name)"], attributes: " rx=\"2\"")
                }
                let room = width - x - 20
                svg.text(
                    TextMetrics.fitted(label.text, width: room, size: Self.fontSize), x: x + (isLine ? 19 : 15),
                    y: y + Self.middle, color: label.isBold ? .ink : .muted, full: label.text)
                x += legendWidth(label)
            }
        }
    }

    private func legendWidth(_ label: SeriesLabel) -> Double { textWidth(label.text) + 36 }

    private func legendRows(_ labels: [SeriesLabel]) -> [[SeriesLabel]] {
        var rows: [[SeriesLabel]] = []
        var used = Double.infinity
        for label in labels {
            let needed = legendWidth(label)
            if used + needed - 16 > width {
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
            let text = label.detail.map { label.text + " " + $0 } ?? label.text
            svg.text(
                TextMetrics.fitted(text, width: available + 1, size: Self.fontSize, isBold: label.isBold),
                x: frame.right + 10,
                y: y + Self.middle, color: label.color, isBold: label.isBold, full: text)
        }
    }
}
