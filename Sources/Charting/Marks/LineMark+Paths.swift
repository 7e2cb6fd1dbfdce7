extension LineMark {
    /// A line with gaps at nulls; a point between two gaps becomes a dot. Far more points than pixels are reduced to each
    /// pixel column's first, lowest, highest and last, which draws the same picture.
    static func path(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> SVGPath {
        var path = SVGPath()
        for run in runs(line, position, axis, frame) {
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

    /// The stretches of a line without gaps, as positions.
    static func runs(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame
    ) -> [[(x: Double, y: Double)]] {
        var runs: [[(x: Double, y: Double)]] = []
        var run: [(x: Double, y: Double)] = []
        for point in line.points {
            if let x = position(point.number, point.scalar), let y = point.y.flatMap({ axis($0) }),
                x >= frame.left - 0.5, x <= frame.right + 0.5
            {
                run.append((x, max(frame.top, min(frame.bottom, y))))
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

    static func drawArea(
        _ line: LineSeries, _ position: PositionAxis, _ axis: ValueAxis, _ frame: ChartDrawing.Frame,
        drawing: inout ChartDrawing
    ) {
        var path = SVGPath()
        for run in runs(line, position, axis, frame) where run.count > 1 {
            let points = run.count > Int(frame.width) * 2 ? reduced(run) : run
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
                path.rect(first.0 - 6, min(first.1, first.2), 12, abs(first.1 - first.2))
            } else {
                path.move(first.0, first.2)
                for point in points.dropFirst() { path.line(point.0, point.2) }
                for point in points.reversed() { path.line(point.0, point.1) }
                path.close()
            }
            drawing.svg.path(
                path, ["f-\(lines[index].color.name)", "s-paper"], title: points.count <= 400 ? lines[index].label : nil
            )
        }
    }
}
