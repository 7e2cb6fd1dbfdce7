import Columnar
import QueryPlan

/// Turns optimised logical plans into one physical plan, sharing what is equal.
///
/// Equal sub-plans become one node; aggregations over the same rows with the same keys share one hash table.
struct PhysicalPlanner {
    /// A stream of rows under construction.
    private struct Stream {
        var origin: PhysicalPlan.Origin
        var stages: [PhysicalPlan.Stage]
        /// The stream's columns over the last stage's input.
        var columns: [Expression]

        /// True when the stream is all of a node's result, unchanged.
        func isWhole(_ node: PhysicalPlan.Node) -> Bool {
            switch node.sink {
            case .aggregate, .build: return false
            default: break
            }
            guard stages.count == 1, stages[0].predicates.isEmpty, columns.count == node.schema.count else {
                return false
            }
            return columns.enumerated().allSatisfy { place, column in
                if case .column(place, _, _) = column { true } else { false }
            }
        }
    }

    /// The rows that are grouped, and by what: over the scan's or node's own columns, so that queries that name other columns of the
    /// same rows share a table too.
    private struct GroupingKey: Hashable {
        var keys: [Expression]
        var origin: PhysicalPlan.Origin
        var stages: [PhysicalPlan.Stage]
    }

    private(set) var plan = PhysicalPlan()
    private let bytes: [String: Int]
    private var nodes: [LogicalPlan: Int] = [:]
    private var builds: [LogicalPlan: [[Expression]: Int]] = [:]
    private var aggregations: [GroupingKey: Int] = [:]
    private var sharedSizes: [SharedPlan: Int] = [:]
    private var request = ""

    /// A planner; `schemas` are the sources' columns and `bytes` their sizes, for choosing join sides.
    init(schemas: [String: Schema], bytes: [String: Int]) {
        plan.columns = schemas
        self.bytes = bytes
    }

    /// Adds a request, whose plan has been optimised.
    mutating func add(_ id: String, _ logical: LogicalPlan) {
        request = id
        plan.results[id] = node(for: logical)
        plan.resultNames[id] = logical.schema.names
    }

    /// Keeps what comes from sharing nodes with what came before, as a new time zone demands.
    mutating func forgetSharing() {
        nodes = [:]
        builds = [:]
        aggregations = [:]
    }

    /// Narrows each source to the columns that some pipeline reads, and `times`, a column that is always read.
    mutating func finish(times: [String: String]) -> PhysicalPlan {
        for (source, schema) in plan.columns {
            let origin = PhysicalPlan.Origin.source(source)
            var used: Set<Int> = []
            if let time = times[source].flatMap({ schema.index(of: $0) }) { used.insert(time) }
            for node in plan.nodes {
                for pipeline in node.pipelines where pipeline.origin == origin {
                    for stage in pipeline.stages { used.formUnion(stage.columns.filter { $0 < schema.count }) }
                }
            }
            let kept = used.sorted()
            var places = [Int](repeating: 0, count: schema.count)
            for (place, index) in kept.enumerated() { places[index] = place }
            let narrowed = Schema(kept.map { schema.fields[$0] })
            plan.columns[source] = narrowed
            change(origin, from: schema.count, to: narrowed) { places[$0] }
        }
        // An aggregation may have grown after its first reader was planned.
        for node in plan.nodes.indices {
            let schema = plan.nodes[node].schema
            guard case .aggregate = plan.nodes[node].sink else { continue }
            change(.node(node), from: nil, to: schema) { $0 }
        }
        return plan
    }

    /// Moves every pipeline that starts at `origin` over to other columns; `width` is how many there were, nil for as many as
    /// the pipeline thinks.
    private mutating func change(
        _ origin: PhysicalPlan.Origin, from width: Int?, to schema: Schema, _ place: @escaping (Int) -> Int
    ) {
        for node in plan.nodes.indices {
            for pipeline in plan.nodes[node].pipelines.indices
            where plan.nodes[node].pipelines[pipeline].origin == origin {
                let before = width ?? plan.nodes[node].pipelines[pipeline].stages[0].input.count
                for stage in plan.nodes[node].pipelines[pipeline].stages.indices {
                    plan.nodes[node].pipelines[pipeline].stages[stage].change(before, to: schema, place)
                }
                if case .aggregate(let shape) = plan.nodes[node].sink {
                    let shift = schema.count - before
                    let move: (Int) -> Int = { $0 < before ? place($0) : $0 + shift }
                    plan.nodes[node].sink = .aggregate(
                        AggregationPlan(
                            keys: shape.keys.map { Named($0.name, $0.value.movingColumns(move)) },
                            aggregates: shape.aggregates.map {
                                Named($0.name, $0.value.mapping { $0.movingColumns(move) })
                            }))
                }
            }
        }
    }

    // MARK: - Nodes

    /// The most rows that are picked out of an order; more are sorted whole, which can spill.
    private static let mostTopRows = 100_000

    /// The node whose result is the plan's.
    private mutating func node(for logical: LogicalPlan) -> Int {
        if let known = nodes[logical] {
            note(known)
            return known
        }
        let made: Int
        switch logical {
        case .shared(let shared): made = node(for: shared.plan)
        case .sort(let keys, let input): made = sink(.sort(keys), over: input, schema: logical.schema)
        case .limit(let count?, let offset, .sort(let keys, let input))
        where count <= PhysicalPlanner.mostTopRows - min(offset, PhysicalPlanner.mostTopRows):
            let top = LogicalPlan.limit(count: count + offset, offset: 0, .sort(keys, input))
            if offset == 0 {
                made = sink(.top(keys, count: count), over: input, schema: logical.schema)
            } else {
                made = sink(.limit(count: count, offset: offset), over: top, schema: logical.schema)
            }
        case .limit(let count, let offset, let input):
            made = sink(.limit(count: count, offset: offset), over: input, schema: logical.schema)
        case .window(let windows, let input): made = sink(.window(windows), over: input, schema: logical.schema)
        default: made = sink(.collect, over: logical, schema: logical.schema)
        }
        nodes[logical] = made
        return made
    }

    private mutating func sink(_ sink: PhysicalPlan.Sink, over input: LogicalPlan, schema: Schema) -> Int {
        var pipelines: [PhysicalPlan.Pipeline] = []
        let inputs: [LogicalPlan]
        if case .union(let parts) = input, case .collect = sink { inputs = parts } else { inputs = [input] }
        for part in inputs {
            var stream = stream(of: part)
            // A result that is nothing but another node's is that node; an aggregation may still grow, so it never is.
            if case .collect = sink, inputs.count == 1, case .node(let node) = stream.origin,
                stream.isWhole(plan.nodes[node])
            {
                return node
            }
            stream.stages[stream.stages.count - 1].outputs = stream.columns
            pipelines.append(PhysicalPlan.Pipeline(origin: stream.origin, stages: stream.stages))
        }
        return append(PhysicalPlan.Node(pipelines: pipelines, sink: sink, schema: schema))
    }

    private mutating func append(_ node: PhysicalPlan.Node) -> Int {
        plan.nodes.append(node)
        note(plan.nodes.count - 1)
        return plan.nodes.count - 1
    }

    /// Records that the current request needs a node and all that it needs.
    private mutating func note(_ node: Int) {
        guard !plan.nodes[node].requests.contains(request) else { return }
        plan.nodes[node].requests.append(request)
        for dependency in plan.nodes[node].dependencies { note(dependency) }
    }

    // MARK: - Streams

    private mutating func stream(of logical: LogicalPlan) -> Stream {
        switch logical {
        case .scan(let source, let schema):
            let whole = plan.columns[source] ?? schema
            return Stream(
                origin: .source(source), stages: [PhysicalPlan.Stage(input: whole)],
                columns: schema.fields.map { field in
                    .column(index: whole.index(of: field.name) ?? 0, name: field.name, type: field.type)
                })
        case .filter(let predicate, let input):
            var stream = stream(of: input)
            let columns = stream.columns
            stream.stages[stream.stages.count - 1].predicates += predicate.conjuncts.map { part in
                part.replacingColumns { columns[$0] }
            }
            return stream
        case .project(let columns, let input):
            var stream = stream(of: input)
            let sizes = stream.columns.map(\.nodeCount)
            if columns.contains(where: { $0.value.nodeCount(replacing: sizes) > Expression.largestCopy }) {
                // What would be written out again and again is computed first, and kept.
                let kept = node(for: input)
                stream = whole(kept)
            }
            let below = stream.columns
            stream.columns = columns.map { column in column.value.replacingColumns { below[$0] } }
            return stream
        case .aggregate(let keys, let aggregates, let input): return aggregate(keys, aggregates, input)
        case .distinct(let input):
            let keys = input.schema.fields.enumerated().map { index, field in
                Named(field.name, Expression.column(index: index, name: field.name, type: field.type))
            }
            return aggregate(keys, [], input)
        case .join(let kind, let left, let right, let keys, let condition):
            return join(kind, left, right, keys, condition)
        case .values, .sort, .limit, .window, .union, .shared:
            if case .values(let rows, let schema) = logical { return values(rows, schema, logical) }
            let node = node(for: logical)
            return whole(node)
        }
    }

    private func whole(_ node: Int) -> Stream {
        let schema = plan.nodes[node].schema
        return Stream(
            origin: .node(node), stages: [PhysicalPlan.Stage(input: schema)],
            columns: schema.fields.enumerated().map { .column(index: $0, name: $1.name, type: $1.type) })
    }

    private mutating func values(_ rows: [[Scalar]], _ schema: Schema, _ logical: LogicalPlan) -> Stream {
        if let known = nodes[logical] {
            note(known)
            return whole(known)
        }
        let node = append(PhysicalPlan.Node(pipelines: [], sink: .collect, schema: schema))
        plan.literals[node] = Table(schema, rows: rows)
        nodes[logical] = node
        return whole(node)
    }

    private mutating func aggregate(
        _ keys: [Named<Expression>], _ aggregates: [Named<AggregateExpression>], _ input: LogicalPlan
    ) -> Stream {
        var stream = stream(of: input)
        let columns = stream.columns
        let keyValues = keys.map { key in Named(key.name, key.value.replacingColumns { columns[$0] }) }
        let key = GroupingKey(keys: keyValues.map(\.value), origin: stream.origin, stages: stream.stages)
        let node: Int
        if let known = aggregations[key] {
            node = known
            note(node)
        } else {
            let shape = AggregationPlan(keys: keyValues, aggregates: [])
            stream.stages[stream.stages.count - 1].outputs = shape.expressions
            node = append(
                PhysicalPlan.Node(
                    pipelines: [PhysicalPlan.Pipeline(origin: stream.origin, stages: stream.stages)],
                    sink: .aggregate(shape), schema: shape.schema))
            aggregations[key] = node
        }
        guard case .aggregate(var shape) = plan.nodes[node].sink else { return whole(node) }
        var positions: [Int] = []
        for aggregate in aggregates {
            let value = aggregate.value.mapping { $0.replacingColumns { columns[$0] } }
            if let known = shape.aggregates.firstIndex(where: { $0.value == value }) {
                positions.append(shape.keys.count + known)
            } else {
                positions.append(shape.keys.count + shape.aggregates.count)
                shape.aggregates.append(Named(aggregate.name, value))
            }
        }
        plan.nodes[node].sink = .aggregate(shape)
        plan.nodes[node].schema = shape.schema
        let last = plan.nodes[node].pipelines[0].stages.count - 1
        plan.nodes[node].pipelines[0].stages[last].outputs = shape.expressions
        let schema = shape.schema
        // Later requests may add aggregates to this node: its columns stay where they are, so earlier readers are not disturbed.
        return Stream(
            origin: .node(node), stages: [PhysicalPlan.Stage(input: schema)],
            columns: (Array(shape.keys.indices) + positions).enumerated().map { place, index in
                .column(
                    index: index, name: place < keys.count ? keys[place].name : schema.fields[index].name,
                    type: schema.fields[index].type)
            })
    }

    // MARK: - Joins

    private mutating func join(
        _ kind: JoinKind, _ left: LogicalPlan, _ right: LogicalPlan, _ keys: [JoinKey], _ condition: Expression?
    ) -> Stream {
        // An inner join keeps the smaller side in memory and streams the larger one.
        if kind == .inner, size(left) < size(right), !left.hasExactlyOneRow || !right.hasExactlyOneRow {
            let leftWidth = left.schema.count
            let rightWidth = right.schema.count
            var stream = hashJoin(
                .inner, streaming: right, building: left, keys: keys.map { JoinKey($0.right, $0.left) },
                condition: condition?.movingColumns { $0 < leftWidth ? rightWidth + $0 : $0 - leftWidth })
            stream.columns = Array(stream.columns[rightWidth...]) + Array(stream.columns[..<rightWidth])
            return stream
        }
        return hashJoin(kind, streaming: left, building: right, keys: keys, condition: condition)
    }

    /// How many bytes the scans below a plan read; an aggregation's result counts as small.
    private mutating func size(_ plan: LogicalPlan) -> Int {
        if case .shared(let shared) = plan {
            if let known = sharedSizes[shared] { return known }
            let size = size(shared.plan)
            sharedSizes[shared] = size
            return size
        }
        if case .aggregate(let keys, _, _) = plan, keys.isEmpty { return 0 }
        if case .scan(let source, _) = plan { return bytes[source] ?? 0 }
        var total = 0
        // Far above any size, and far below where a sum could overflow: shared plans are counted as often as they are read.
        for input in plan.inputs { total = min(1 << 60, total + size(input)) }
        if case .aggregate = plan { return total / 8 }
        return total
    }

    private mutating func hashJoin(
        _ kind: JoinKind, streaming: LogicalPlan, building: LogicalPlan, keys: [JoinKey], condition: Expression?
    ) -> Stream {
        let rightKeys = keys.map(\.right)
        let build: Int
        if let known = builds[building]?[rightKeys] {
            build = known
            note(build)
        } else {
            var right = stream(of: building)
            let columns = right.columns
            let outputs = rightKeys.map { key in key.replacingColumns { columns[$0] } } + columns
            right.stages[right.stages.count - 1].outputs = outputs
            build = append(
                PhysicalPlan.Node(
                    pipelines: [PhysicalPlan.Pipeline(origin: right.origin, stages: right.stages)],
                    sink: .build(keys: keys.count), schema: building.schema))
            builds[building, default: [:]][rightKeys] = build
        }
        var left = stream(of: streaming)
        if case .source(let source) = left.origin, isNarrow(streaming.schema), reads(build, source) {
            // The rows have to wait for a result of their own source: few bytes are kept rather than read and parsed again.
            let kept = node(for: streaming)
            left = whole(kept)
        }
        let columns = left.columns
        // The probe's output is the columns that came in, then the other side's.
        let last = left.stages.count - 1
        let input = left.stages[last].input
        let width = input.count
        let leftWidth = columns.count
        left.stages[last].probe = PhysicalPlan.Probe(
            kind: kind, build: build, keys: keys.map { key in key.left.replacingColumns { columns[$0] } },
            condition: condition.map { condition in
                condition.replacingColumns { index in
                    if index < leftWidth { return columns[index] }
                    let field = building.schema.fields[index - leftWidth]
                    return .column(index: width + index - leftWidth, name: field.name, type: field.type)
                }
            }, buildSchema: building.schema)
        let output = kind.keepsRightColumns ? Schema(input.fields + building.schema.fields) : input
        left.stages.append(PhysicalPlan.Stage(input: output))
        if kind.keepsRightColumns {
            left.columns += building.schema.fields.enumerated().map { index, field in
                .column(index: width + index, name: field.name, type: field.type)
            }
        }
        note(build)
        return left
    }

    /// True when a row takes so little that keeping it is cheaper than reading it twice: at most two numbers.
    private func isNarrow(_ schema: Schema) -> Bool {
        let widths = schema.fields.map { field -> Int in
            switch field.type {
            case .boolean: 1
            case .date: 4
            case .int64, .double, .timestamp: 8
            default: 1 << 20
            }
        }
        return (1...16).contains(widths.reduce(0, +))
    }

    /// True when a node's result comes from a source, directly or through other nodes.
    private func reads(_ node: Int, _ source: String) -> Bool {
        var seen: Set<Int> = [node]
        var open = [node]
        while let next = open.popLast() {
            if plan.nodes[next].pipelines.contains(where: { $0.origin == .source(source) }) { return true }
            open += plan.nodes[next].dependencies.filter { seen.insert($0).inserted }
        }
        return false
    }
}
