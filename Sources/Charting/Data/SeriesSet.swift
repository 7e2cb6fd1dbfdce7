import Columnar

/// The series of a chart in drawing order: their names, colours and rows.
struct SeriesSet {
    /// One series.
    struct Series {
        var key: Scalar
        var label: String
        var color: ChartColor
    }

    /// The series in order.
    let series: [Series]
    /// The series of each row.
    let membership: [Int]

    /// The series of a channel, at most `limit`; rows of further ones belong to a last series called `n others`.
    ///
    /// Order: `channel.order`, else a natural order (phases, levels), else by name where the channel sorts, else as the rows
    /// come. Without a channel all rows make one series in the accent colour.
    init(_ channel: Channel?, in table: Table, input: ChartInput, name: String, limit: Int = 8) {
        guard let values = ChannelValues(channel, in: table, zone: input.zone) else {
            series = [Series(key: .null, label: name, color: .accent)]
            membership = [Int](repeating: 0, count: table.rowCount)
            return
        }
        // Series are names even when they are written as numbers.
        var ordered = values.channel
        if ordered.order.isEmpty, ordered.sort == nil,
            let levels = SeriesPalette.levels(of: Array(Set(values.scalars.filter { !$0.isNull }.map(\.text))))
        {
            ordered.order = levels
        }
        let named = ChannelValues(ordered, in: table, zone: input.zone) ?? values
        let axis = CategoryAxis(named, input: input)
        let colors = SeriesPalette.colors(for: axis.keys.map(\.text), scale: values.channel.scale)
        var list: [Series] = []
        let isCut = axis.count > limit
        for index in 0..<(isCut ? limit - 1 : axis.count) {
            list.append(Series(key: axis.keys[index], label: axis.labels[index], color: colors[index]))
        }
        if isCut { list.append(Series(key: .null, label: "\(axis.count - limit + 1) others", color: .other)) }
        series = list
        let last = list.count - 1
        membership = values.scalars.map { min(axis.places[$0] ?? last, last) }
    }
}
