import Columnar

/// Areas one on top of the other: for each position a span per series.
struct AreaStack {
    /// The positions of all series in order.
    let positions: [(number: Double?, scalar: Scalar)]
    /// The spans of each series, one for each position.
    let layers: [[(low: Double, high: Double)]]

    /// Stacks series; a value that a series lacks counts as nothing. Negative values stack below zero. Normalized values are
    /// shares of the position's sum of magnitudes.
    init(_ lines: [LineSeries], isNormalized: Bool) {
        var places: [Scalar: Int] = [:]
        var positions: [(number: Double?, scalar: Scalar)] = []
        for line in lines {
            for point in line.points where places[point.scalar] == nil && !(point.scalar.isNull && point.y == nil) {
                places[point.scalar] = positions.count
                positions.append((point.number, point.scalar))
            }
        }
        let order = positions.indices.sorted {
            (positions[$0].number ?? Double($0), $0) < (positions[$1].number ?? Double($1), $1)
        }
        var values = lines.map { _ in [Double](repeating: 0, count: positions.count) }
        for (index, line) in lines.enumerated() {
            for point in line.points {
                if let place = places[point.scalar] { values[index][place] += point.y ?? 0 }
            }
        }
        var above = [Double](repeating: 0, count: positions.count)
        var below = above
        var totals = above
        for layer in values { for (place, value) in layer.enumerated() { totals[place] += abs(value) } }
        var layers: [[(low: Double, high: Double)]] = []
        for layer in values {
            layers.append(
                order.map { place in
                    let total = totals[place]
                    let value = isNormalized ? (total > 0 ? layer[place] / total : 0) : layer[place]
                    if value < 0 {
                        below[place] += value
                        return (below[place] - value, below[place])
                    }
                    above[place] += value
                    return (above[place] - value, above[place])
                })
        }
        self.positions = order.map { positions[$0] }
        self.layers = layers
    }

    /// The lowest and highest ends and zero.
    var extent: [Double] {
        let ends = layers.joined().flatMap { [$0.low, $0.high] }
        return [0, ends.min() ?? 0, ends.max() ?? 1]
    }

    /// The middle of each series at the last position; nil where it has nothing there.
    var lastMiddles: [Double?] { layers.map { $0.last.map { ($0.low + $0.high) / 2 } } }
}
