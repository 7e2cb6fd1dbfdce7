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
            }
        }
        return lines
    }

    /// The values there are.
    var values: [Double] { points.compactMap(\.y) }
}
