import Columnar

/// What bars show: a value for each category and series, stacked, grouped or alone.
struct BarData {
    /// The categories.
    let axis: CategoryAxis
    /// The series; one when there is no series channel.
    let series: [SeriesSet.Series]
    /// Series left out.
    let omittedSeries: Int
    /// Values by series and category; rows that share both add up. Nil where there is no row with a value.
    let values: [[Double?]]
    /// The comparison's values by series and category.
    let earlier: [[Double?]]
    /// What the values are called.
    let valueLabel: String
    /// What the categories are called.
    let categoryLabel: String

    /// Reads the category channel and the value channel; nil when a column is missing.
    init?(
        category: Channel?, value: Channel?, specification: ChartSpecification, input: ChartInput, limit: Int
    ) {
        guard let x = ChannelValues(category, in: input.table, zone: input.zone),
            let y = ChannelValues(value, in: input.table, zone: input.zone)
        else { return nil }
        valueLabel = y.label
        categoryLabel = x.label
        var axis = CategoryAxis(x, input: input, weights: y.numbers, limit: limit)
        if let whole = input.whole, let x = ChannelValues(category, in: whole, zone: input.zone),
            let y = ChannelValues(value, in: whole, zone: input.zone)
        {
            axis = CategoryAxis(x, input: input, weights: y.numbers, limit: limit)
        }
        let addsUp =
            specification.stacking == nil || specification.stacking == .stacked || specification.stacking == .normalized
        let set = SeriesSet(
            specification.series, in: input.table, input: input, name: y.label, limit: 8, mergesRest: addsUp)
        self.axis = axis
        let (positions, count) = (axis.places, axis.count)
        // A series that is the category itself only colours the bars.
        let sameColumn = specification.series?.column.lowercased() == category?.column.lowercased()
        if sameColumn {
            series = [SeriesSet.Series(key: .null, label: y.label, color: .accent)]
            omittedSeries = 0
        } else {
            omittedSeries = set.omitted
            series = set.series
        }
        func collect(_ table: Table, shift: ComparisonShift?, names: [SeriesSet.Series]) -> [[Double?]] {
            var result = names.map { _ in [Double?](repeating: nil, count: count) }
            guard let x = ChannelValues(category, in: table, zone: input.zone),
                let y = ChannelValues(value, in: table, zone: input.zone)
            else { return result }
            let kinds = sameColumn ? nil : ChannelValues(specification.series, in: table, zone: input.zone)
            let places = Dictionary(
                names.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
            let rest = names.last?.label.hasSuffix(" others") == true ? names.count - 1 : nil
            for row in x.scalars.indices {
                let key = shift.map { $0.scalar(x.scalars[row]) } ?? x.scalars[row]
                guard let place = positions[key], let number = y.numbers[row] else { continue }
                guard let index = kinds.map({ places[$0.scalars[row]] ?? rest }) ?? 0 else { continue }
                result[index][place] = (result[index][place] ?? 0) + number
            }
            return result
        }
        values = collect(input.table, shift: nil, names: series)
        if specification.showsComparison, let table = input.comparison {
            earlier = collect(table, shift: ComparisonShift(input), names: series)
        } else {
            earlier = []
        }
    }

    /// True when no category has a value.
    var isEmpty: Bool { values.allSatisfy { $0.allSatisfy { $0 == nil } } }

    /// The colour of a bar: its series', or, in a chart of one series, its phase's or level's own when categories are such.
    func color(series index: Int, category: Int, colors: [ChartColor]?) -> ChartColor {
        series.count == 1 ? colors?[category] ?? series[index].color : series[index].color
    }

    /// The sum of a category's values over all series; nil where there is none.
    func total(_ category: Int) -> Double? {
        let known = values.compactMap { $0[category] }
        return known.isEmpty ? nil : known.reduce(0, +)
    }
}
