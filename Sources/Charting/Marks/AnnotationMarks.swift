import Columnar

/// Notes at points, and other texts that must find a free place.
extension ChartDrawing {
    /// The notes of the specification, each a ring at its point and a text beside it that covers no other; where nothing is free the
    /// ring alone stands, with the note as its tooltip.
    ///
    /// `place` tells where a note points; nil for a note outside what is shown, which is named below the chart. `isAbove` for marks that stand below their values, as
    /// bars do, so that the room above them is free.
    mutating func drawAnnotations(
        frame: Frame, isAbove: Bool = false, _ place: (Annotation) -> (x: Double, y: Double)?
    ) {
        for annotation in specification.annotations {
            guard let (x, y) = place(annotation), x >= frame.left - 1, x <= frame.right + 1, y >= frame.top - 14,
                y <= frame.bottom + 1
            else {
                if !isOfAnotherPeriod(annotation.x) { unplaced.append(annotation.text) }
                continue
            }
            let text = TextMetrics.fitted(
                annotation.text, width: frame.width, size: Self.fontSize, isBold: true)
            let half = textWidth(text, isBold: true) / 2
            let center = max(frame.left + half, min(frame.right - half, x))
            var candidates: [TextPlace] = []
            for distance in stride(from: 18.0, through: 82, by: 16) {
                let (above, below) = (y - distance + 8, y + distance)
                for baseline in isAbove ? [above, below] : [below, above] {
                    let places = [
                        TextPlace(x: x + 10, y: baseline, anchor: .start),
                        TextPlace(x: x - 10, y: baseline, anchor: .end),
                        TextPlace(x: center, y: baseline, anchor: .middle),
                    ]
                    candidates += isAbove ? places.reversed() : places
                }
            }
            let isWritten = writeFree(
                text, at: candidates, within: frame, color: .ink, isBold: true, full: annotation.text)
            svg.circle(
                x: x, y: y, radius: 4, ["r", "s-alert", "k"], title: isWritten ? nil : annotation.text)
            sentences.append("Note: \(annotation.text)" + (annotation.text.hasSuffix(".") ? "" : "."))
        }
    }

    /// Whether a place is a time outside the period that the chart is of: what is noted there belongs to another run of the report.
    func isOfAnotherPeriod(_ place: String) -> Bool {
        guard let domain = input.timeDomain, let instant = TimestampText.microseconds(place, zone: input.zone) else {
            return false
        }
        return !(domain.from..<max(domain.from, domain.to)).contains(instant)
    }

    /// Where along x notes and upright rules stand.
    var notedPlaces: [String] { specification.annotations.map(\.x) + specification.layers.compactMap(\.at) }

    /// Writes a text at the first place inside the frame where it covers no other text; false when there is none.
    @discardableResult
    mutating func writeFree(
        _ text: String, at places: [TextPlace], within frame: Frame, color: ChartColor, isBold: Bool = false,
        full: String? = nil
    ) -> Bool {
        for place in places {
            let box = TextBox(
                text, x: place.x, y: place.y, anchor: place.anchor, size: Self.fontSize, isBold: isBold)
            guard box.left >= frame.left - 0.5, box.right <= frame.right + 0.5, box.top >= top - 2,
                box.bottom <= frame.bottom + 1, !svg.boxes.contains(where: box.meets)
            else { continue }
            svg.text(
                text, x: place.x, y: place.y, color: color, anchor: place.anchor, isBold: isBold, hasHalo: true,
                full: full)
            return true
        }
        return false
    }
}
