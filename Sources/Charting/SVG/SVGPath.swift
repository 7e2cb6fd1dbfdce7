/// The data of an SVG path.
struct SVGPath {
    /// The commands so far.
    private(set) var data = ""

    /// True when nothing is drawn.
    var isEmpty: Bool { data.isEmpty }

    private static func text(_ x: Double, _ y: Double) -> String {
        // A tenth of a pixel is finer than any screen.
        SVGText.coordinate((x * 10).rounded() / 10) + " " + SVGText.coordinate((y * 10).rounded() / 10)
    }

    /// Starts a new stretch.
    mutating func move(_ x: Double, _ y: Double) { data += "M" + SVGPath.text(x, y) }

    /// A straight line on to a point; a run of them needs one command only.
    mutating func line(_ x: Double, _ y: Double) { data += "L" + SVGPath.text(x, y) }

    /// A cubic curve on to a point, bent by two control points.
    mutating func curve(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ x: Double, _ y: Double) {
        data += "C" + [(x1, y1), (x2, y2), (x, y)].map { SVGPath.text($0, $1) }.joined(separator: " ")
    }

    /// An arc of a circle on to a point; `isLarge` for more than half of it, `isClockwise` for which way round.
    mutating func arc(radius: Double, isLarge: Bool, isClockwise: Bool, _ x: Double, _ y: Double) {
        let r = SVGText.coordinate(radius)
        data += "A\(r) \(r) 0 \(isLarge ? 1 : 0) \(isClockwise ? 1 : 0) " + SVGPath.text(x, y)
    }

    /// Closes the stretch.
    mutating func close() { data += "Z" }

    /// A horizontal line.
    mutating func horizontal(_ x1: Double, _ x2: Double, y: Double) {
        data += "M\(SVGText.coordinate(x1)) \(SVGText.coordinate(y))H\(SVGText.coordinate(x2))"
    }

    /// A vertical line.
    mutating func vertical(_ y1: Double, _ y2: Double, x: Double) {
        data += "M\(SVGText.coordinate(x)) \(SVGText.coordinate(y1))V\(SVGText.coordinate(y2))"
    }

    /// A dot, drawn by a round line end.
    mutating func dot(_ x: Double, _ y: Double) { data += "M" + SVGPath.text(x, y) + "h0" }

    /// A rectangle.
    mutating func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        guard width > 0, height > 0 else { return }
        let c = SVGText.coordinate
        data += "M\(c(x)) \(c(y))h\(c(width))v\(c(height))h\(c(-width))z"
    }

    /// A bar from `base` to `tip` with its two corners at the tip rounded; `isVertical` tells how the pair is meant.
    mutating func bar(from base: Double, to tip: Double, at start: Double, thickness: Double, isVertical: Bool) {
        let c = SVGText.coordinate
        let radius = min(2.5, thickness / 2, abs(tip - base))
        let toward: Double = tip < base ? -1 : 1
        guard radius > 0.4 else {
            if isVertical {
                rect(start, min(base, tip), thickness, abs(tip - base))
            } else {
                rect(min(base, tip), start, abs(tip - base), thickness)
            }
            return
        }
        let (turn, r) = (tip - toward * radius, radius)
        if isVertical {
            data += "M\(c(start)) \(c(base))V\(c(turn))q0 \(c(toward * r)) \(c(r)) \(c(toward * r))"
            data += "h\(c(thickness - 2 * r))q\(c(r)) 0 \(c(r)) \(c(-toward * r))V\(c(base))z"
        } else {
            data += "M\(c(base)) \(c(start))H\(c(turn))q\(c(toward * r)) 0 \(c(toward * r)) \(c(r))"
            data += "v\(c(thickness - 2 * r))q0 \(c(r)) \(c(-toward * r)) \(c(r))H\(c(base))z"
        }
    }
}

extension SVGPath {
    /// Adds another path's stretches.
    mutating func append(_ path: SVGPath) { data += path.data }
}
