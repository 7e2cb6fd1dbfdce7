/// Axes, grids and what stands behind the data: marks like the others, drawn from scales.
extension ChartDrawing {
    /// The value axis at the left with its light grid.
    mutating func drawValueAxis(_ axis: ValueAxis, frame: Frame) {
        var path = SVGPath()
        for tick in axis.ticks {
            if let y = axis(tick) { path.horizontal(frame.left, frame.right, y: Self.crisp(y)) }
        }
        svg.path(path, ["s-grid"])
        svg.open(["x-ink", "e"])
        for (tick, text) in zip(axis.ticks, axis.texts) {
            if let y = axis(tick) { svg.text(text, x: frame.left - 8, y: y + Self.middle) }
        }
        svg.close()
    }

    /// The value axis below, for horizontal bars and scatter plots; labels that would meet are thinned.
    mutating func drawValueAxisBelow(_ axis: ValueAxis, frame: Frame, hasGrid: Bool) {
        if hasGrid {
            var path = SVGPath()
            for tick in axis.ticks {
                if let x = axis(tick) { path.vertical(frame.top, frame.bottom, x: Self.crisp(x)) }
            }
            svg.path(path, ["s-grid"])
        }
        drawLabelsBelow(
            zip(axis.ticks, axis.texts).compactMap { tick, text in axis(tick).map { ($0, text) } }, frame: frame)
    }

    /// Labels centred below positions, left to right, skipping those that would touch the one before or leave the drawing.
    mutating func drawLabelsBelow(_ labels: [(x: Double, text: String)], frame: Frame, thins: Bool = true) {
        svg.open(["x-ink", "c"])
        var end = -Double.infinity
        for (x, text) in labels where !text.isEmpty {
            let half = textWidth(text) / 2
            let center = max(half, min(width - half, x))
            guard !thins || center - half > end + 8, abs(center - x) < half + 1 else { continue }
            svg.text(text, x: center, y: frame.bottom + 19)
            end = center + half
        }
        svg.close()
    }

    /// Every how many labels are drawn below bands `step` apart, and how they read there.
    func thinned(_ labels: [String], step: Double) -> Int {
        LabelLayout.stride(needed: (labels.map { textWidth($0) }.max() ?? 0) + 8, step: step)
    }

    /// The line that bars and areas stand on.
    mutating func drawBaseline(_ axis: ValueAxis, frame: Frame) {
        var path = SVGPath()
        path.horizontal(frame.left, frame.right, y: Self.crisp(axis.base))
        svg.path(path, ["s-axis"])
    }

    /// Threshold bands and reference lines; returns their labels with where they want to stand at the right.
    mutating func drawThresholds(_ axis: ValueAxis, frame: Frame) -> [(y: Double, text: String)] {
        var labels: [(y: Double, text: String)] = []
        for band in specification.bands {
            let low = max(band.from ?? axis.domain.low, axis.domain.low)
            let high = min(band.to ?? axis.domain.high, axis.domain.high)
            guard low < high, let bottom = axis(low), let top = axis(high) else { continue }
            svg.rect(x: frame.left, y: min(top, bottom), width: frame.width, height: abs(bottom - top), ["f-shade"])
            if let label = band.label { labels.append(((top + bottom) / 2, label)) }
        }
        return labels
    }

    /// Reference lines; returns their labels with where they want to stand at the right.
    mutating func drawReferences(_ axis: ValueAxis, frame: Frame) -> [(y: Double, text: String)] {
        var labels: [(y: Double, text: String)] = []
        var path = SVGPath()
        for reference in specification.references where reference.value.isFinite {
            guard let y = axis(reference.value), y >= frame.top - 1, y <= frame.bottom + 1 else { continue }
            path.horizontal(frame.left, frame.right, y: Self.crisp(y))
            labels.append((y, reference.label ?? short(reference.value)))
        }
        svg.path(path, ["s-alert", "d"])
        return labels
    }

    /// The values that references and bands add to an axis over `low...high`.
    func thresholdValues(low: Double, high: Double) -> [Double] {
        var values = specification.references.map(\.value)
        for band in specification.bands {
            // A band beyond the data needs its near end and enough of itself to be seen; others the axis shows anyway.
            if let from = band.from, from >= high {
                values += [from, min(band.to ?? .infinity, from + max(abs(from - low) * 0.15, abs(from) * 0.05))]
            } else if let to = band.to, to <= low {
                values += [to, max(band.from ?? -.infinity, to - max(abs(high - to) * 0.15, abs(to) * 0.05))]
            }
        }
        return values.filter(\.isFinite)
    }

    /// The middle of a pixel, so that a thin line is sharp.
    static func crisp(_ value: Double) -> Double { value.rounded(.down) + 0.5 }
}
