import Columnar
import QueryPlan

/// One worker's machinery for one pipeline: takes batches, filters and joins them, and feeds the sink's state of the current split.
///
/// A class because it keeps programs and scratch from batch to batch; it belongs to one worker.
final class PipelineWorker {
    let node: Int
    private let pipeline: PhysicalPlan.Pipeline
    private let sink: PhysicalPlan.Sink
    private let schema: Schema
    private let zone: ZoneRules
    /// Tests on ranges of the first stage, and where its expressions are in the shared program.
    private let ranges: [RangeTest]
    private let rangeIndex: Int?
    private let restIndex: Int?
    private let firstIndex: Int
    private let later: [LaterStage]
    private let tables: [JoinTable?]
    private let scratch = JoinScratch()
    /// For each stage but the last: the incoming columns that something behind its probe reads.
    private let carried: [Set<Int>]
    private let collector: WindowCollector?
    /// The worker's codings of the scan's text columns.
    private let texts: [Int: SharedText]
    private let resources: RunResources
    private let windowShare: MemoryShare
    private var state = SplitState.nothing
    /// Whether rows are given away as they are, because they are too many to group or to keep unsorted in memory.
    private var givesRows = false
    private var writer: PartitionWriter?
    private var split = 0
    private var keptRows = 0
    /// Rows that have come to the sink, over all splits.
    private(set) var rowsTaken = 0
    /// Time spent, over all splits.
    private(set) var nanoseconds: UInt64 = 0

    private struct LaterStage {
        var program: ExpressionProgram
        var predicate: Int?
        var first: Int
        /// The probe's condition over the joined row.
        var condition: Int?
    }

    /// Machinery for a pipeline whose first-stage expressions are added to `shared`.
    init(
        node: Int, _ pipeline: PhysicalPlan.Pipeline, of plan: PhysicalPlan, zone: ZoneRules,
        results: [Int: NodeResult],
        collector: WindowCollector?, texts: [Int: SharedText], resources: RunResources,
        shared: inout [Expression]
    ) throws(EvaluationError) {
        self.texts = texts
        self.resources = resources
        windowShare = MemoryShare(resources.budget)
        self.node = node
        self.pipeline = pipeline
        sink = plan.nodes[node].sink
        schema = plan.nodes[node].schema
        self.zone = zone
        self.collector = collector
        let first = pipeline.stages[0]
        var ranges: [RangeTest] = []
        var rangeParts: [Expression] = []
        var rest: [Expression] = []
        for part in first.predicates {
            // A range test behind a part that may fail must not hide the failure: only leading ones are pulled forward.
            if let test = RangeTest(part), rest.isEmpty {
                ranges.append(test)
                rangeParts.append(part)
            } else {
                rest.append(part)
            }
        }
        self.ranges = ranges
        func share(_ expression: Expression?) -> Int? {
            guard let expression else { return nil }
            shared.append(expression)
            return shared.count - 1
        }
        rangeIndex = share(Expression.conjunction(rangeParts))
        restIndex = share(Expression.conjunction(rest))
        firstIndex = shared.count
        shared += first.probe?.keys ?? first.outputs
        var later: [LaterStage] = []
        var tables: [JoinTable?] = []
        var carried: [Set<Int>] = []
        for (index, stage) in pipeline.stages.enumerated() {
            if let probe = stage.probe {
                tables.append(results[probe.build]?.joinTable)
                let width = stage.input.count + probe.buildSchema.count
                carried.append(
                    pipeline.stages[(index + 1)...].reduce(into: probe.condition?.columns ?? []) {
                        $0.formUnion($1.columns.filter { $0 < width })
                    })
            }
            guard index > 0 else { continue }
            let before = pipeline.stages[index - 1].probe
            // A semi or anti join's condition sees the other side's columns, which its output does not have.
            let input = Schema(
                pipeline.stages[index - 1].input.fields + (before?.buildSchema.fields ?? []))
            var expressions: [Expression] = []
            var predicate: Int?
            var condition: Int?
            if let text = before?.condition {
                condition = expressions.count
                expressions.append(text)
            }
            if let all = Expression.conjunction(stage.predicates) {
                predicate = expressions.count
                expressions.append(all)
            }
            let start = expressions.count
            expressions += stage.probe?.keys ?? stage.outputs
            later.append(
                LaterStage(
                    program: try ExpressionProgram(expressions, input: input, zone: zone), predicate: predicate,
                    first: start, condition: condition))
        }
        self.later = later
        self.tables = tables
        self.carried = carried
    }

    /// Starts a split.
    func begin(split: Int, givesRows: Bool) {
        self.givesRows = givesRows
        writer = nil
        self.split = split
        state = .nothing
        keptRows = 0
    }

    /// Ends the split and gives its state away.
    func finishSplit() throws(QueryFailure) -> SplitState {
        defer {
            state = .nothing
            writer = nil
        }
        if let writer { return .partitionedRows(try writer.finish()) }
        if case .batches(let batches) = state, case .sort(let keys) = sink, givesRows {
            return .run(try RunWriter(schema: inputSchema, keys: keys, zone: zone, resources).run(of: batches))
        }
        return state
    }

    /// Takes a batch on which the shared program has begun. `extent` tells a column's extent in this batch.
    func take(
        _ columns: [Column], rowCount: Int, shared: ExpressionProgram, extent: (Int) -> ColumnExtent
    ) throws(QueryFailure) {
        let start = OperatorClock.now
        defer { nanoseconds &+= OperatorClock.now &- start }
        try QueryFailure.of { () throws(EvaluationError) in
            try evaluate(columns, rowCount: rowCount, shared: shared, extent: extent)
        }
        if let failure {
            self.failure = nil
            throw failure
        }
    }

    /// What went wrong while rows were written to a file.
    private var failure: QueryFailure?

    private func evaluate(
        _ columns: [Column], rowCount: Int, shared: ExpressionProgram, extent: (Int) -> ColumnExtent
    ) throws(EvaluationError) {
        if case .limit(let count?, let offset) = sink, keptRows >= count + offset { return }
        var selection: Selection?
        var needsRange = false
        for range in ranges {
            switch range.verdict(extent(range.column)) {
            case .none: return
            case .some: needsRange = true
            case .all: break
            }
        }
        if needsRange, let rangeIndex { selection = try shared.select(rangeIndex) }
        if let restIndex { selection = try shared.select(restIndex, from: selection) }
        if selection?.count == 0 { return }
        if pipeline.stages[0].probe != nil {
            try probe(0, columns, rowCount: rowCount, selection: selection, program: shared, first: firstIndex)
        } else {
            try feed(rowCount: rowCount, selection: selection, program: shared, first: firstIndex)
        }
    }

    // MARK: - Sinks

    private func feed(
        rowCount: Int, selection: Selection?, program: ExpressionProgram, first: Int
    ) throws(EvaluationError) {
        rowsTaken &+= selection?.count ?? rowCount
        switch sink {
        case .aggregate(let shape) where givesRows:
            let columns = try values(program, first, selection)
            do throws(QueryFailure) {
                let writer =
                    writer ?? PartitionWriter(schema: inputSchema, keyCount: shape.keys.count, resources: resources)
                self.writer = writer
                try writer.append(columns, rowCount: rowCount, selection: selection)
            } catch {
                failure = failure ?? error
            }
        case .aggregate(let shape):
            let aggregation: AggregationState
            if case .aggregation(let known) = state {
                aggregation = known
            } else {
                aggregation = AggregationState(shape) { self.sharedText($0).map { .worker($0) } }
                state = .aggregation(aggregation)
            }
            try aggregation.update(
                rowCount: rowCount, selection: selection,
                value: { (index, selection) throws(EvaluationError) in try program.value(first + index, on: selection)
                },
                select: { (index, selection) throws(EvaluationError) in
                    try program.select(first + index, from: selection)
                })
        case .window:
            let columns = try values(program, first, selection)
            try collector?.append(columns, rowCount: rowCount, selection: selection, split: split)
            windowShare.set(collector?.bytes ?? 0)
            if resources.budget.isExceeded {
                failure =
                    failure
                    ?? resources.exceeded(
                        by: "the rows of a window, or of INTERSECT ALL or EXCEPT ALL, with all partitions")
            }
        case .top(let keys, let count):
            let columns = try values(program, first, selection)
            var top: TopK
            if case .top(let known) = state {
                top = known
            } else {
                top = try TopK(schema: inputSchema, by: keys, limit: count, zone: zone)
            }
            state = .nothing
            try top.update(columns, rowCount: rowCount, selection: selection)
            state = .top(top)
        case .collect, .sort, .limit, .build:
            var columns: [Column] = []
            for column in try values(program, first, selection) {
                columns.append(try column.compacted(selection, rowCount: rowCount))
            }
            let count = selection?.count ?? rowCount
            let batch = RecordBatch(schema: inputSchema, columns: columns, rowCount: count)
            keptRows += count
            if case .batches(var batches) = state {
                state = .nothing
                batches.append(batch)
                state = .batches(batches)
            } else {
                state = .batches([batch])
            }
        }
    }

    /// The worker's coding of a text column of the scan, where this pipeline reads the scan directly.
    private func sharedText(_ expression: Expression) -> SharedText? {
        guard pipeline.stages.count == 1, case .column(let index, _, .string) = expression,
            let text = texts[index], text.isWorthSharing
        else { return nil }
        return text
    }

    /// The columns that the sink is fed with.
    private lazy var inputSchema = PipelineWorker.inputSchema(pipeline)

    /// The columns that a pipeline feeds its sink with.
    static func inputSchema(_ pipeline: PhysicalPlan.Pipeline) -> Schema {
        Schema(
            pipeline.stages[pipeline.stages.count - 1].outputs.enumerated().map { index, expression in
                if case .column(_, let name, let type) = expression { return Field(name, type) }
                return Field("column \(index + 1)", expression.type)
            })
    }

    private func values(
        _ program: ExpressionProgram, _ first: Int, _ selection: Selection?
    ) throws(EvaluationError) -> [Column] {
        var columns: [Column] = []
        for index in pipeline.stages[pipeline.stages.count - 1].outputs.indices {
            columns.append(try program.value(first + index, on: selection))
        }
        return columns
    }

    // MARK: - Joins

    private func probe(
        _ index: Int, _ columns: [Column], rowCount: Int, selection: Selection?, program: ExpressionProgram, first: Int
    ) throws(EvaluationError) {
        let stage = pipeline.stages[index]
        guard let probe = stage.probe, let table = tables[index] else { return }
        if probe.keys.isEmpty, table.rowCount == 1, probe.kind == .inner || probe.kind == .left, probe.condition == nil
        {
            // One row on the other side: its values stand beside every row, and nothing is copied.
            let constants = try table.columns.enumerated().map { (place, column) throws(EvaluationError) in
                carried[index].contains(stage.input.count + place)
                    ? try column.repeated(rowCount) : Column.unread
            }
            try next(index, columns + constants, rowCount: rowCount, selection: selection)
            return
        }
        var keys: [Column] = []
        for key in probe.keys.indices { keys.append(try program.value(first + key, on: selection)) }
        var pairs = RowPairs()
        if probe.keys.isEmpty {
            try crossJoin(index, columns, rowCount: rowCount, selection: selection, table: table)
            return
        }
        table.match(keys, rowCount: rowCount, selection: selection, scratch: scratch, into: &pairs)
        try emit(index, pairs, columns, rowCount: rowCount, selection: selection, table: table)
    }

    /// Every selected row with every row of the other side, some thousand pairs at a time.
    private func crossJoin(
        _ index: Int, _ columns: [Column], rowCount: Int, selection: Selection?, table: JoinTable
    ) throws(EvaluationError) {
        let selected = selection.map { Array($0.indices) } ?? (0..<UInt32(rowCount)).map { $0 }
        let step = max(1, 32_768 / max(1, table.rowCount))
        var start = 0
        while start < selected.count {
            let part = Array(selected[start..<min(selected.count, start + step)])
            var pairs = RowPairs()
            pairs.reserve(part.count * table.rowCount)
            for row in part {
                for other in 0..<UInt32(table.rowCount) { pairs.append(row, other) }
            }
            try emit(index, pairs, columns, rowCount: rowCount, selection: Selection(part), table: table)
            start += step
        }
    }

    /// Applies the condition and the kind of join to matched pairs, and passes the result on.
    private func emit(
        _ index: Int, _ matched: RowPairs, _ columns: [Column], rowCount: Int, selection: Selection?, table: JoinTable
    ) throws(EvaluationError) {
        guard let probe = pipeline.stages[index].probe else { return }
        var pairs = matched
        if let condition = later[index].condition, pairs.count > 0 {
            let joined = try gather(index, pairs, columns, table)
            let program = later[index].program
            program.begin(joined, rowCount: pairs.count)
            let kept = try program.select(condition)
            if let kept {
                var filtered = RowPairs()
                filtered.reserve(kept.count)
                for place in kept.indices { filtered.append(pairs.left[Int(place)], pairs.right[Int(place)]) }
                pairs = filtered
            }
            program.end()
        }
        switch probe.kind {
        case .inner: break
        case .left:
            // Rows without a partner keep their place among the others.
            var all = RowPairs()
            all.reserve(pairs.count)
            var place = 0
            forEachRow(rowCount, selection, validity: nil) { row in
                if place >= pairs.count || pairs.left[place] != UInt32(row) {
                    all.append(UInt32(row), .max)
                } else {
                    while place < pairs.count, pairs.left[place] == UInt32(row) {
                        all.append(pairs.left[place], pairs.right[place])
                        place += 1
                    }
                }
            }
            pairs = all
        case .semi, .anti:
            var place = 0
            let wanted = probe.kind == .semi
            let chosen = Selection.filtering(selection, rowCount: rowCount) { row in
                let hasPartner = place < pairs.count && pairs.left[place] == UInt32(row)
                while place < pairs.count, pairs.left[place] == UInt32(row) { place += 1 }
                return hasPartner == wanted
            }
            if chosen.count > 0 { try next(index, columns, rowCount: rowCount, selection: chosen) }
            return
        }
        guard pairs.count > 0 else { return }
        try next(index, try gather(index, pairs, columns, table), rowCount: pairs.count, selection: nil)
    }

    /// The columns of joined rows; those that nobody reads hold nothing.
    private func gather(
        _ index: Int, _ pairs: RowPairs, _ columns: [Column], _ table: JoinTable
    ) throws(EvaluationError) -> [Column] {
        var joined: [Column] = []
        try pairs.left.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
            for (place, column) in columns.enumerated() {
                joined.append(
                    carried[index].contains(place)
                        ? try column.gathering(rows, sharingBytes: true) : Column.unread
                )
            }
        }
        try pairs.right.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
            for (place, column) in table.columns.enumerated() {
                joined.append(
                    carried[index].contains(columns.count + place)
                        ? try column.gathering(rows, sharingBytes: true) : Column.unread
                )
            }
        }
        return joined
    }

    private func next(
        _ index: Int, _ columns: [Column], rowCount: Int, selection: Selection?
    ) throws(EvaluationError) {
        let stage = later[index]
        var columns = columns
        while columns.count < stage.program.input.count { columns.append(.unread) }
        stage.program.begin(columns, rowCount: rowCount)
        var selection = selection
        if let predicate = stage.predicate { selection = try stage.program.select(predicate, from: selection) }
        if selection?.count == 0 { return }
        if pipeline.stages[index + 1].probe != nil {
            let width = pipeline.stages[index + 1].input.count
            try probe(
                index + 1, Array(columns[..<width]), rowCount: rowCount, selection: selection, program: stage.program,
                first: stage.first)
        } else {
            try feed(rowCount: rowCount, selection: selection, program: stage.program, first: stage.first)
        }
    }
}

extension Column {
    /// A stand-in for a column that nothing reads.
    static let unread = Column(type: .null, capacity: 0)

    /// The first row's value in `count` rows.
    func repeated(_ count: Int) throws(EvaluationError) -> Column {
        let rows = [UInt32](repeating: 0, count: count)
        return try rows.withUnsafeBufferPointer { (rows) throws(EvaluationError) in
            try gathering(rows, sharingBytes: true)
        }
    }
}
