import Columnar

extension LayeredMark {
    /// A line across the whole chart at a value.
    struct Rule: Hashable {
        var value: Double
        /// What it means; the value itself where nobody said.
        var name: String
        /// What stands at the line.
        var text: String
    }

    /// The most lines that one layer's column gives.
    private static let mostRules = 8

    /// The horizontal rules: at their value, or at each distinct value of their column.
    static func rules(_ drawing: ChartDrawing) -> [Rule] {
        var rules: [Rule] = []
        for layer in drawing.specification.layers where layer.kind == .rule {
            if let value = layer.value, value.isFinite {
                let name = layer.label ?? drawing.short(value)
                rules.append(Rule(value: value, name: name, text: name))
            }
            guard let y = ChannelValues(layer.y, in: drawing.input.scaleTable, zone: drawing.input.zone) else {
                continue
            }
            var seen: Set<Double> = []
            for value in y.numbers.compactMap({ $0 }) where seen.count < mostRules && seen.insert(value).inserted {
                let name = layer.label ?? y.label
                rules.append(Rule(value: value, name: name, text: "\(name) \(drawing.short(value))"))
            }
        }
        return rules
    }

    /// Draws horizontal rules and returns their labels.
    static func draw(
        _ rules: [Rule], _ axis: ValueAxis, _ frame: ChartDrawing.Frame, _ drawing: inout ChartDrawing
    ) -> [ThresholdNote] {
        var path = SVGPath()
        var notes: [ThresholdNote] = []
        for rule in rules {
            guard let y = axis(rule.value), y >= frame.top - 1, y <= frame.bottom + 1 else {
                drawing.unplaced.append(rule.text)
                continue
            }
            path.horizontal(frame.left, frame.right, y: ChartDrawing.crisp(y))
            notes.append(ThresholdNote(place: y, text: rule.text))
        }
        drawing.svg.path(path, ["s-ink", "d"])
        return notes
    }

    /// Draws the rules that stand upright at a position, each named at its top.
    static func drawUprightRules(_ position: PositionAxis, _ frame: ChartDrawing.Frame, _ drawing: inout ChartDrawing) {
        for layer in drawing.specification.layers where layer.kind == .rule {
            guard let at = layer.at else { continue }
            guard let x = position.find(at)?.x, x >= frame.left - 1, x <= frame.right + 1 else {
                if !drawing.isOfAnotherPeriod(at) { drawing.unplaced.append(layer.label ?? at) }
                continue
            }
            var path = SVGPath()
            path.vertical(frame.top, frame.bottom, x: ChartDrawing.crisp(x))
            drawing.svg.path(path, ["s-ink", "d"], title: layer.label)
            guard let label = layer.label else { continue }
            var places: [TextPlace] = []
            for y in [frame.top + 10, frame.top + 28, frame.top + 46] {
                places.append(TextPlace(x: x + 5, y: y, anchor: .start))
                places.append(TextPlace(x: x - 5, y: y, anchor: .end))
            }
            drawing.writeFree(
                TextMetrics.fitted(label, width: frame.width / 2, size: ChartDrawing.fontSize), at: places,
                within: frame, color: .muted, full: label)
        }
    }
}
