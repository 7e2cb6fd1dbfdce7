extension LineMark {
    /// A line with gaps at nulls, cut where it leaves the frame; a point between two gaps becomes a dot. Far more points than pixels are reduced to each
    /// pixel column's first, lowest, highest and last, which draws the same picture.
    static func path(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> SVGPath {
        var path = SVGPath()
        for run in runs(line, position, axis, frame).flatMap({ cut($0, frame.top, frame.bottom) }) {
            let points = run.count > Int(frame.width) * 2 ? reduced(run) : run
            for (index, point) in points.enumerated() {
                if points.count == 1 {
                    path.dot(point.x, point.y)
                } else if index == 0 {
                    path.move(point.x, point.y)
                } else {
                    path.line(point.x, point.y)
                }
            }
        }
        return path
    }

    /// The parts of a stretch between two heights, each ending where the line crosses one.
    static func cut(_ run: [(x: Double, y: Double)], _ top: Double, _ bottom: Double) -> [[(x: Double, y: Double)]] {
        guard run.contains(where: { isBeyond($0.y, top, bottom) }) else { return [run] }
        var parts: [[(x: Double, y: Double)]] = []
        var part: [(x: Double, y: Double)] = []
        for point in crossed(run, top, bottom) {
            if !isBeyond(point.y, top, bottom) {
                part.append(point)
            } else if !part.isEmpty {
                parts.append(part)
                part = []
            }
        }
        if !part.isEmpty { parts.append(part) }
        // A crossing alone is where a line only touches the edge.
        return run.count == 1 ? parts : parts.filter { $0.count > 1 }
    }

    /// A stretch held between two heights, as the edge of an area is: where it lies beyond one it runs along it.
    static func held(_ run: [(x: Double, y: Double)], _ top: Double, _ bottom: Double) -> [(x: Double, y: Double)] {
        guard run.contains(where: { isBeyond($0.y, top, bottom) }) else { return run }
        return crossed(run, top, bottom).map { ($0.x, max(top, min(bottom, $0.y))) }
    }

    /// A stretch with a further point wherever it crosses one of two heights.
    private static func crossed(
        _ run: [(x: Double, y: Double)], _ top: Double, _ bottom: Double
    ) -> [(x: Double, y: Double)] {
        var result: [(x: Double, y: Double)] = []
        for point in run {
            if let last = result.last {
                // In the order in which the line meets them.
                for edge in last.y < point.y ? [top, bottom] : [bottom, top]
                where min(last.y, point.y) < edge && edge < max(last.y, point.y) {
                    let share = (edge - last.y) / (point.y - last.y)
                    result.append((last.x + share * (point.x - last.x), edge))
                }
            }
            result.append(point)
        }
        return result
    }

    private static func isBeyond(_ y: Double, _ top: Double, _ bottom: Double) -> Bool {
        y < top - LineMark.slack || y > bottom + LineMark.slack
    }

    /// What rounding may move a point at the very edge by, in pixels.
    private static let slack = 0.01

    /// The stretches of a line without gaps, as positions, which may lie above or below the frame.
    static func runs(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> [[(x: Double, y: Double)]] {
        var runs: [[(x: Double, y: Double)]] = []
        var run: [(x: Double, y: Double)] = []
        for point in line.points {
            if let x = position(point.number, point.scalar), let y = point.y.flatMap({ axis($0) }),
                x >= frame.left - 0.5, x <= frame.right + 0.5
            {
                run.append((x, y))
            } else if !run.isEmpty {
                runs.append(run)
                run = []
            }
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }

    /// Per column of two pixels the first, lowest, highest and last point, in their order (M4, Jugel et al., VLDB 2014).
    static func reduced(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var result: [(x: Double, y: Double)] = []
        var start = 0
        while start < points.count {
            let column = (points[start].x / 2).rounded(.down)
            var end = start
            var (lowest, highest) = (start, start)
            while end < points.count, (points[end].x / 2).rounded(.down) == column {
                if points[end].y < points[lowest].y { lowest = end }
                if points[end].y > points[highest].y { highest = end }
                end += 1
            }
            for index in Set([start, lowest, highest, end - 1]).sorted() { result.append(points[index]) }
            start = end
        }
        return result
    }

    /// How wide the area of a value without neighbours is.
    private static let loneWidth = 12.0

    static func drawArea(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame,
        drawing: inout ChartDrawing
    ) {
        var path = SVGPath()
        for run in runs(line, position, axis, frame) {
            // A value between two gaps has no width of its own.
            if run.count == 1 {
                let y = axis.clamped(run[0].y)
                let half = LineMark.loneWidth / 2
                path.rect(
                    max(frame.left, run[0].x - half), min(y, axis.base), LineMark.loneWidth, abs(axis.base - y))
                if y == run[0].y {
                    drawing.svg.circle(x: run[0].x, y: y, radius: 3, ["f-\(line.color.name)"])
                }
                continue
            }
            let points = held(run.count > Int(frame.width) * 2 ? reduced(run) : run, frame.top, frame.bottom)
            path.move(points[0].x, axis.base)
            for point in points { path.line(point.x, point.y) }
            path.line(points[points.count - 1].x, axis.base)
            path.close()
        }
        drawing.svg.path(path, ["f-\(line.color.name)"], attributes: " fill-opacity=\".18\"")
    }

    static func drawAreas(
        _ stack: AreaStack, lines: [LineSeries], position: PositionAxis, axis: ValueAxis, drawing: inout ChartDrawing
    ) {
        for (index, layer) in stack.layers.enumerated() {
            var path = SVGPath()
            let points = zip(stack.positions, layer).compactMap { place, span -> (Double, Double, Double)? in
                guard let x = position(place.number, place.scalar), let low = axis(span.low), let high = axis(span.high)
                else { return nil }
                return (x, low, high)
            }
            guard let first = points.first else { continue }
            if points.count == 1 {
                let (low, high) = (axis.clamped(first.1), axis.clamped(first.2))
                path.rect(first.0 - loneWidth / 2, min(low, high), loneWidth, abs(low - high))
            } else {
                let (top, bottom) = (axis.clamped(-.infinity), axis.clamped(.infinity))
                let upper = held(points.map { (x: $0.0, y: $0.2) }, top, bottom)
                let lower = held(points.map { (x: $0.0, y: $0.1) }, top, bottom)
                path.move(upper[0].x, upper[0].y)
                for point in upper.dropFirst() { path.line(point.x, point.y) }
                for point in lower.reversed() { path.line(point.x, point.y) }
                path.close()
            }
            drawing.svg.path(
                path, ["f-\(lines[index].color.name)", "s-paper"], title: points.count <= 400 ? lines[index].label : nil
            )
        }
    }
}
