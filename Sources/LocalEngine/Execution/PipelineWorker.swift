import Columnar
import QueryPlan

/// One worker's machinery for one pipeline: takes batches, filters and joins them, and feeds the sink.
///
/// A class because it keeps programs and scratch from batch to batch; it belongs to one worker.
final class PipelineWorker {
    let node: Int
    private let pipeline: PhysicalPlan.Pipeline
    private let sink: SplitSink
    /// Tests on ranges of the first stage, and where its expressions are in the shared program.
    private let ranges: [RangeTest]
    private let rangeIndex: Int?
    private let restIndex: Int?
    private let firstIndex: Int
    private let later: [LaterStage]
    /// The join that ends each stage but the last.
    private let joins: [JoinProbe]
    /// Time spent, over all splits.
    private(set) var nanoseconds: UInt64 = 0

    private struct LaterStage {
        var program: ExpressionProgram
        var predicate: Int?
        var first: Int
    }

    /// Machinery for a pipeline whose first-stage expressions are added to `shared`.
    init(
        node: Int, _ pipeline: PhysicalPlan.Pipeline, of plan: PhysicalPlan, zone: ZoneRules,
        results: [Int: NodeResult],
        collector: WindowCollector?, texts: [Int: SharedText], resources: RunResources,
        wantsRows: @escaping () -> Bool, bound: @escaping () -> [Column]?, shared: inout [Expression]
    ) throws(EvaluationError) {
        self.node = node
        self.pipeline = pipeline
        sink = SplitSink(
            plan.nodes[node].sink, schema: PipelineWorker.inputSchema(pipeline), zone: zone, resources: resources,
            collector: collector,
            coding: { expression in
                // Only a pipeline that reads the scan directly sees its columns.
                guard pipeline.stages.count == 1, case .column(let index, _, .string) = expression,
                    let text = texts[index], text.isWorthSharing
                else { return nil }
                return text
            }, wantsRows: wantsRows, bound: bound)
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
        var joins: [JoinProbe] = []
        for (index, stage) in pipeline.stages.enumerated().dropFirst() {
            let before = pipeline.stages[index - 1]
            guard let probe = before.probe, let table = results[probe.build]?.joinTable else {
                throw EvaluationError(.unsupported, in: "JOIN")
            }
            // A semi or anti join's condition sees the other side's columns, which its output does not have.
            let input = Schema(before.input.fields + probe.buildSchema.fields)
            var expressions: [Expression] = []
            func add(_ expression: Expression?) -> Int? {
                guard let expression else { return nil }
                expressions.append(expression)
                return expressions.count - 1
            }
            let condition = add(probe.condition)
            let predicate = add(Expression.conjunction(stage.predicates))
            let start = expressions.count
            expressions += stage.probe?.keys ?? stage.outputs
            let program = try ExpressionProgram(expressions, input: input, zone: zone)
            later.append(LaterStage(program: program, predicate: predicate, first: start))
            let carried = pipeline.stages[index...].reduce(into: probe.condition?.columns ?? []) {
                $0.formUnion($1.columns.filter { $0 < input.count })
            }
            joins.append(
                JoinProbe(
                    probe.kind, table, width: before.input.count, carried: carried,
                    condition: condition.map { (program, $0) }))
        }
        self.later = later
        self.joins = joins
    }

    /// Rows that have come to the sink, over all splits.
    var rowsTaken: Int { sink.rowsTaken }

    /// Starts a split.
    func begin(split: Int, givesRows: Bool) { sink.begin(split: split, givesRows: givesRows) }

    /// Ends the split and gives its state away.
    func finishSplit() throws(QueryFailure) -> SplitState { try sink.finish() }

    /// Takes a batch on which the shared program has begun. `extent` tells a column's extent in this batch.
    func take(
        _ columns: [Column], rowCount: Int, shared: ExpressionProgram, extent: (Int) -> ColumnExtent
    ) throws(QueryFailure) {
        let start = OperatorClock.now
        defer { nanoseconds &+= OperatorClock.now &- start }
        try QueryFailure.of { () throws(EvaluationError) in
            try evaluate(columns, rowCount: rowCount, shared: shared, extent: extent)
        }
        if let failure = sink.failure { throw failure }
    }

    private func evaluate(
        _ columns: [Column], rowCount: Int, shared: ExpressionProgram, extent: (Int) -> ColumnExtent
    ) throws(EvaluationError) {
        if sink.isFull { return }
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
        try pass(0, columns, rowCount: rowCount, selection: selection, program: shared, first: firstIndex)
    }

    /// The columns that a pipeline feeds its sink with.
    static func inputSchema(_ pipeline: PhysicalPlan.Pipeline) -> Schema {
        Schema(
            pipeline.stages[pipeline.stages.count - 1].outputs.enumerated().map { index, expression in
                if case .column(_, let name, let type) = expression { return Field(name, type) }
                return Field("column \(index + 1)", expression.type)
            })
    }

    /// Joins a stage's filtered rows, or hands them to the sink behind the last stage.
    private func pass(
        _ index: Int, _ columns: [Column], rowCount: Int, selection: Selection?, program: ExpressionProgram, first: Int
    ) throws(EvaluationError) {
        let stage = pipeline.stages[index]
        guard let probe = stage.probe else {
            return try sink.take(rowCount: rowCount, selection: selection, program: program, first: first)
        }
        var keys: [Column] = []
        for key in probe.keys.indices { keys.append(try program.value(first + key, on: selection)) }
        try joins[index].join(
            Array(columns[..<stage.input.count]), keys: keys, rowCount: rowCount, selection: selection
        ) { (columns, rowCount, selection) throws(EvaluationError) in
            try next(index + 1, columns, rowCount: rowCount, selection: selection)
        }
    }

    /// Filters the rows that come into a later stage.
    private func next(
        _ index: Int, _ columns: [Column], rowCount: Int, selection: Selection?
    ) throws(EvaluationError) {
        if sink.isFull { return }
        let stage = later[index - 1]
        let missing = max(0, stage.program.input.count - columns.count)
        let columns = columns + Array(repeating: Column.unread, count: missing)
        stage.program.begin(columns, rowCount: rowCount)
        var selection = selection
        if let predicate = stage.predicate { selection = try stage.program.select(predicate, from: selection) }
        if selection?.count == 0 { return }
        try pass(
            index, columns, rowCount: rowCount, selection: selection, program: stage.program, first: stage.first)
    }
}
