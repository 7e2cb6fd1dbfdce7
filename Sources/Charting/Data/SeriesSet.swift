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
    /// The series of each row; nil for rows of a series that is left out.
    let membership: [Int?]
    /// Series left out.
    let omitted: Int

    /// The series of a channel, at most `limit`. Where `mergesRest`, rows of further ones belong to a last series called
    /// `n others`, which makes sense for values that add up; else they are left out and counted.
    ///
    /// Order: `channel.order`, else a natural order (phases, levels), else by name where the channel sorts, else as the rows
    /// come. Without a channel all rows make one series in the accent colour.
    init(_ channel: Channel?, in table: Table, input: ChartInput, name: String, limit: Int, mergesRest: Bool) {
        guard let values = ChannelValues(channel, in: table, zone: input.zone) else {
            series = [Series(key: .null, label: name, color: .accent)]
            membership = [Int?](repeating: 0, count: table.rowCount)
            omitted = 0
            return
        }
        // Series are names even when they are written as numbers.
        let all = input.whole.flatMap { ChannelValues(channel, in: $0, zone: input.zone) } ?? values
        var ordered = values.channel
        if ordered.order.isEmpty, ordered.sort == nil,
            let levels = SeriesPalette.levels(of: Array(Set(all.scalars.filter { !$0.isNull }.map(\.text))))
        {
            ordered.order = levels
        }
        let named = ChannelValues(ordered, in: input.whole ?? table, zone: input.zone) ?? all
        let axis = CategoryAxis(named, input: input)
        let colors = SeriesPalette.colors(for: axis.keys.map(\.text), scale: values.channel.scale)
        var list: [Series] = []
        let isCut = axis.count > limit
        for index in 0..<(isCut ? max(1, mergesRest ? limit - 1 : limit) : axis.count) {
            list.append(Series(key: axis.keys[index], label: axis.labels[index], color: colors[index]))
        }
        let shown = list.count
        if isCut, mergesRest {
            list.append(
                Series(
                    key: .null, label: "\(axis.count - shown) others",
                    color: SeriesPalette.rest(beside: list.map(\.color))))
        }
        series = list
        omitted = isCut && !mergesRest ? axis.count - shown : 0
        membership = values.scalars.map { scalar in
            guard let place = axis.places[scalar] else { return nil }
            return place < shown ? place : mergesRest ? shown : nil
        }
    }
}
