import Columnar

/// The nodes and bands of a flow, in columns.
struct FlowGraph {
    /// A name in one column.
    struct Node {
        var label: String
        var color: ChartColor
        /// Which column it stands in, from 0 at the left.
        var column: Int
        /// What arrives and what leaves.
        var incoming = 0.0
        var outgoing = 0.0
        /// What its height shows: the larger of both.
        var value: Double { max(incoming, outgoing) }
    }

    /// A band between two nodes.
    struct Link {
        var source: Int
        var target: Int
        var value: Double
    }

    private(set) var nodes: [Node] = []
    private(set) var links: [Link] = []
    /// The number of columns.
    private(set) var columns = 2
    /// Rows whose value is below zero, which a band cannot show.
    private(set) var negativeRows = 0
    /// What flows in all: in a chain what enters it, so that nothing counts once for every step.
    private(set) var total = 0.0

    /// Reads rows of `from`, `to` and a value; rows that share both ends add up, nulls and zeros are no band.
    ///
    /// Names that form chains without a circle stand in as many columns as the longest chain has steps. Where a name leads back to
    /// itself or to where it came from, there are two columns, so that every name stands at both sides. More than `limit` names in
    /// a column become one called `n others`. Complexity: O(rows + names · bands).
    init(from: ChannelValues, to: ChannelValues, value: ChannelValues, input: ChartInput, limit: Int) {
        var sums: [Pair: Double] = [:]
        var order: [Pair] = []
        for row in value.numbers.indices {
            guard let number = value.numbers[row], number != 0 else { continue }
            guard number > 0 else {
                negativeRows += 1
                continue
            }
            let pair = Pair(from: from.scalars[row], to: to.scalars[row])
            if sums[pair] == nil { order.append(pair) }
            sums[pair, default: 0] += number
        }
        guard !order.isEmpty else { return }
        let left = CategoryAxis(from, input: input, weights: value.numbers)
        let right = CategoryAxis(to, input: input, weights: value.numbers)
        let pairs = order.map { (pair: $0, value: sums[$0] ?? 0) }
        total = pairs.reduce(0) { $0 + $1.value }
        if let levels = FlowGraph.levels(order), levels.values.max() ?? 1 > 1,
            Dictionary(grouping: levels.values, by: { $0 }).values.allSatisfy({ $0.count <= limit })
        {
            buildChain(pairs, levels, left, right, from.channel.scale)
            total = nodes.reduce(0) { $0 + max(0, $1.outgoing - $1.incoming) }
        } else {
            buildTwoColumns(pairs, left, right, from.channel.scale, limit)
        }
    }

    /// A pair of ends.
    private struct Pair: Hashable {
        var from: Scalar
        var to: Scalar
    }

    /// The column of each name: the longest chain that leads to it; nil where there is a circle.
    private static func levels(_ pairs: [Pair]) -> [Scalar: Int]? {
        var next: [Scalar: [Scalar]] = [:]
        var waiting: [Scalar: Int] = [:]
        var names: [Scalar] = []
        for pair in pairs {
            for name in [pair.from, pair.to] where waiting[name] == nil {
                waiting[name] = 0
                names.append(name)
            }
            next[pair.from, default: []].append(pair.to)
            waiting[pair.to, default: 0] += 1
        }
        var levels: [Scalar: Int] = [:]
        var ready = names.filter { waiting[$0] == 0 }
        for name in ready { levels[name] = 0 }
        while let name = ready.popLast() {
            for target in next[name] ?? [] {
                levels[target] = max(levels[target] ?? 0, (levels[name] ?? 0) + 1)
                waiting[target, default: 1] -= 1
                if waiting[target] == 0 { ready.append(target) }
            }
        }
        return waiting.values.allSatisfy { $0 == 0 } ? levels : nil
    }

    private mutating func buildChain(
        _ pairs: [(pair: Pair, value: Double)], _ levels: [Scalar: Int], _ left: CategoryAxis, _ right: CategoryAxis,
        _ scale: Channel.ScaleKind?
    ) {
        var keys = left.keys.filter { levels[$0] != nil }
        keys += right.keys.filter { left.places[$0] == nil && levels[$0] != nil }
        let colors = SeriesPalette.colors(for: keys.map(\.text), scale: scale)
        var places: [Scalar: Int] = [:]
        for (index, key) in keys.enumerated() {
            places[key] = nodes.count
            let label = left.places[key].map { left.labels[$0] } ?? right.places[key].map { right.labels[$0] } ?? ""
            nodes.append(Node(label: label, color: colors[index], column: levels[key] ?? 0))
        }
        columns = (levels.values.max() ?? 1) + 1
        for (pair, value) in pairs { add(places[pair.from], places[pair.to], value) }
    }

    private mutating func buildTwoColumns(
        _ pairs: [(pair: Pair, value: Double)], _ left: CategoryAxis, _ right: CategoryAxis,
        _ scale: Channel.ScaleKind?, _ limit: Int
    ) {
        var keys = left.keys
        keys += right.keys.filter { left.places[$0] == nil }
        let colors = Dictionary(
            zip(keys, SeriesPalette.colors(for: keys.map(\.text), scale: scale)),
            uniquingKeysWith: { first, _ in first })
        func side(_ axis: CategoryAxis, column: Int, end: (Pair) -> Scalar) -> [Scalar: Int] {
            var weights: [Scalar: Double] = [:]
            for (pair, value) in pairs { weights[end(pair), default: 0] += value }
            let known = axis.keys.filter { weights[$0] != nil }
            var kept = Set(known)
            if known.count > limit {
                let ranked = known.sorted { (weights[$0] ?? 0) > (weights[$1] ?? 0) }
                kept = Set(ranked.prefix(max(1, limit - 1)))
            }
            var places: [Scalar: Int] = [:]
            for key in known where kept.contains(key) {
                places[key] = nodes.count
                nodes.append(
                    Node(
                        label: axis.labels[axis.places[key] ?? 0], color: colors[key] ?? .other, column: column))
            }
            if known.count > kept.count {
                for key in known where !kept.contains(key) { places[key] = nodes.count }
                nodes.append(Node(label: "\(known.count - kept.count) others", color: .other, column: column))
            }
            return places
        }
        let sources = side(left, column: 0) { $0.from }
        let targets = side(right, column: 1) { $0.to }
        for (pair, value) in pairs { add(sources[pair.from], targets[pair.to], value) }
    }

    private mutating func add(_ source: Int?, _ target: Int?, _ value: Double) {
        guard let source, let target else { return }
        nodes[source].outgoing += value
        nodes[target].incoming += value
        if let index = links.firstIndex(where: { $0.source == source && $0.target == target }) {
            links[index].value += value
        } else {
            links.append(Link(source: source, target: target, value: value))
        }
    }
}
