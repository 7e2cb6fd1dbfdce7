/// Where the nodes and bands of a flow stand.
struct FlowLayout {
    /// The top and height of each node.
    private(set) var nodes: [(top: Double, height: Double)]
    /// The top of each band at its source and at its target, and its height.
    private(set) var links: [(source: Double, target: Double, height: Double)]

    /// Nodes of one column one above the other in their order, with `gap` between, all on one scale that fills `top...bottom` where the
    /// fullest column needs it; bands leave and arrive in the order of the nodes they join.
    ///
    /// In chains of more than two columns the order is settled first by what a node's bands join (barycentres, Sugiyama et al. 1981), so
    /// that few bands cross.
    init(_ graph: FlowGraph, top: Double, bottom: Double, gap: Double) {
        var orders = (0..<graph.columns).map { column in
            graph.nodes.indices.filter { graph.nodes[$0].column == column }
        }
        if graph.columns > 2 { FlowLayout.untangle(&orders, graph) }
        let fullest = orders.map(\.count).max() ?? 1
        let gap = min(gap, (bottom - top) * 0.4 / Double(max(1, fullest - 1)))
        var scale = Double.infinity
        for order in orders {
            let sum = order.reduce(0) { $0 + graph.nodes[$1].value }
            if sum > 0 { scale = min(scale, (bottom - top - gap * Double(order.count - 1)) / sum) }
        }
        if !scale.isFinite { scale = 0 }
        nodes = [(top: Double, height: Double)](repeating: (top, 0), count: graph.nodes.count)
        for order in orders {
            let used = order.reduce(gap * Double(order.count - 1)) { $0 + graph.nodes[$1].value * scale }
            var y = top + max(0, (bottom - top - used) / 2)
            for node in order {
                let height = graph.nodes[node].value * scale
                nodes[node] = (y, height)
                y += height + gap
            }
        }
        links = graph.links.map { (0, 0, $0.value * scale) }
        for node in graph.nodes.indices {
            var y = nodes[node].top
            for link in graph.links.indices.filter({ graph.links[$0].source == node }).sorted(by: {
                (nodes[graph.links[$0].target].top, $0) < (nodes[graph.links[$1].target].top, $1)
            }) {
                links[link].source = y
                y += links[link].height
            }
            y = nodes[node].top
            for link in graph.links.indices.filter({ graph.links[$0].target == node }).sorted(by: {
                (nodes[graph.links[$0].source].top, $0) < (nodes[graph.links[$1].source].top, $1)
            }) {
                links[link].target = y
                y += links[link].height
            }
        }
    }

    private static func untangle(_ orders: inout [[Int]], _ graph: FlowGraph) {
        for round in 0..<6 {
            var places = [Double](repeating: 0, count: graph.nodes.count)
            for order in orders { for (place, node) in order.enumerated() { places[node] = Double(place) } }
            for column in round % 2 == 0 ? Array(orders.indices) : orders.indices.reversed() {
                let wanted = orders[column].map { node -> Double in
                    var (sum, weight) = (0.0, 0.0)
                    for link in graph.links {
                        let other = link.target == node ? link.source : link.source == node ? link.target : nil
                        guard let other, (graph.nodes[other].column < column) == (round % 2 == 0) else { continue }
                        sum += places[other] * link.value
                        weight += link.value
                    }
                    return weight > 0 ? sum / weight : places[node]
                }
                let sorted = orders[column].indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
                orders[column] = sorted.map { orders[column][$0] }
                for (place, node) in orders[column].enumerated() { places[node] = Double(place) }
            }
        }
    }
}
