import Columnar

/// The boxes of a box plot by category.
struct BoxData {
    /// The categories; nil when all rows make one box.
    let axis: CategoryAxis?
    /// The box of each category; nil where it has no value.
    let boxes: [BoxStatistics?]
    /// What the values are called.
    let valueLabel: String
    /// What the categories are called; empty for one box.
    let categoryLabel: String

    /// Reads raw values, or the ready columns where the specification has them; nil when a column is missing. Several rows of ready
    /// numbers for one category: the last counts.
    init?(_ specification: ChartSpecification, input: ChartInput, limit: Int) {
        let x = ChannelValues(specification.x, in: input.table, zone: input.zone)
        let all = ChannelValues(specification.x, in: input.scaleTable, zone: input.zone)
        let parts = specification.quantiles.mapValues { ChannelValues($0, in: input.table, zone: input.zone) }
        let raw = ChannelValues(specification.y, in: input.table, zone: input.zone)
        let medians = parts[.median] ?? nil
        let axis = all.map {
            CategoryAxis(
                $0, input: input,
                weights: input.whole == nil ? (raw ?? medians)?.numbers : nil, limit: limit)
        }
        self.axis = axis
        categoryLabel = x?.label ?? ""
        let count = axis?.count ?? 1
        func place(_ row: Int) -> Int? { x.map { axis?.places[$0.scalars[row]] } ?? 0 }
        if specification.quantiles.isEmpty {
            guard let raw else { return nil }
            valueLabel = raw.label
            var values = [[Double]](repeating: [], count: count)
            for (row, number) in raw.numbers.enumerated() {
                if let number, let place = place(row) { values[place].append(number) }
            }
            boxes = values.map { BoxStatistics($0) }
        } else {
            guard let medians else { return nil }
            valueLabel = raw?.label ?? medians.label
            var boxes = [BoxStatistics?](repeating: nil, count: count)
            for row in medians.numbers.indices {
                guard let place = place(row) else { continue }
                func number(_ part: BoxPart) -> Double? { (parts[part] ?? nil)?.numbers[row] }
                boxes[place] =
                    BoxStatistics(
                        low: number(.low), q1: number(.q1), median: number(.median), q3: number(.q3),
                        high: number(.high)) ?? boxes[place]
            }
            self.boxes = boxes
        }
    }

    /// The name of a box; empty for the only one.
    func label(_ index: Int) -> String { axis?.labels[index] ?? "" }
}
