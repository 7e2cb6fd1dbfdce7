import Columnar

/// The points of one line or area in the order of x.
struct LineSeries {
    /// A row: its x, and y where there is one.
    struct Point {
        var number: Double?
        var scalar: Scalar
        var y: Double?
    }

    var label: String
    var color: ChartColor
    var points: [Point]

    /// The rows of each series, sorted by x where x has an order; rows without x are left out, and several rows at one x of one
    /// series are kept in their order.
    static func make(
        _ table: Table, specification: ChartSpecification, input: ChartInput, set: SeriesSet, shift: (Double) -> Double
    ) -> [LineSeries] {
        guard let x = ChannelValues(specification.x, in: table, zone: input.zone),
            let y = ChannelValues(specification.y, in: table, zone: input.zone)
        else { return [] }
        var lines = set.series.map { LineSeries(label: $0.label, color: $0.color, points: []) }
        let isCategory = x.kind == .category
        for row in x.scalars.indices {
            if !isCategory, x.numbers[row] == nil { continue }
            guard let index = set.membership[row] else { continue }
            lines[index].points.append(
                Point(number: x.numbers[row].map(shift), scalar: x.scalars[row], y: y.numbers[row]))
        }
        if !isCategory {
            for index in lines.indices {
                let order = lines[index].points.indices.sorted {
                    (lines[index].points[$0].number ?? 0, $0) < (lines[index].points[$1].number ?? 0, $1)
                }
                lines[index].points = order.map { lines[index].points[$0] }
                if x.kind == .time { lines[index].points = gapped(lines[index].points) }
            }
        }
        return lines
    }

    /// The values there are.
    var values: [Double] { points.compactMap(\.y) }

    /// With a point without a value wherever a regular series misses rows, so that an hour without data is a gap and not a
    /// straight line through it. A series is regular when four of five steps are about its shortest one; a step of 23 or 25
    /// hours among days is no gap.
    static func gapped(_ points: [Point]) -> [Point] {
        guard points.count >= 5 else { return points }
        let steps = zip(points.dropFirst(), points).compactMap { next, point -> Double? in
            guard let to = next.number, let from = point.number, to > from else { return nil }
            return to - from
        }
        guard let shortest = steps.min(), steps.filter({ $0 < shortest * 1.5 }).count * 5 >= steps.count * 4 else {
            return points
        }
        var result: [Point] = []
        for point in points {
            if let last = result.last?.number, let number = point.number, number - last >= shortest * 1.5 {
                result.append(Point(number: last + shortest, scalar: .null, y: nil))
            }
            result.append(point)
        }
        return result
    }
}
