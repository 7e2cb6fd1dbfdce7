extension SVGPath {
    /// How many shapes there are.
    static let symbols = 6

    /// The shape that tells a series apart besides its colour, filled, of about the area of a circle of that radius: disc, square,
    /// triangle, diamond, cross, triangle pointing down.
    static func symbol(_ index: Int, x: Double, y: Double, radius r: Double) -> SVGPath {
        var path = SVGPath()
        path.addSymbol(index, x: x, y: y, radius: r)
        return path
    }

    /// Adds a shape; see `symbol(_:x:y:radius:)`.
    mutating func addSymbol(_ index: Int, x: Double, y: Double, radius r: Double) {
        switch index % SVGPath.symbols {
        case 0:
            move(x - r, y)
            arc(radius: r, isLarge: true, isClockwise: true, x + r, y)
            arc(radius: r, isLarge: true, isClockwise: true, x - r, y)
        case 1:
            let half = r * 0.9
            rect(x - half, y - half, half * 2, half * 2)
            return
        case 2, 5:
            let up: Double = index % SVGPath.symbols == 2 ? 1 : -1
            move(x, y - up * r * 1.3)
            line(x + r * 1.2, y + up * r * 0.8)
            line(x - r * 1.2, y + up * r * 0.8)
        case 3:
            move(x, y - r * 1.35)
            line(x + r * 1.15, y)
            line(x, y + r * 1.35)
            line(x - r * 1.15, y)
        default:
            let (long, short) = (r * 1.2, r * 0.42)
            move(x - short, y - long)
            for point in [
                (short, -long), (short, -short), (long, -short), (long, short), (short, short), (short, long),
                (-short, long), (-short, short), (-long, short), (-long, -short), (-short, -short),
            ] { line(x + point.0, y + point.1) }
        }
        close()
    }
}
