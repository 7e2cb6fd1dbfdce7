import Columnar
import Diagnostics
import QueryPlan

/// Any text as a query: parsed, resolved, optimised and printed, never run.
///
/// What must hold: a plan or at least one diagnostic, every diagnostic inside the text, and an optimised plan with the same columns.
struct QueryTarget: FuzzTarget {
    private let context = PlanningContext(tables: [
        "t": .source(
            SourceTable(
                name: "t",
                schema: Schema([
                    Field("id", .string), Field("n", .int64), Field("x", .double),
                    Field("d", .decimal(precision: 10, scale: 2)),
                    Field("b", .boolean), Field("day", .date), Field("at", .timestamp),
                ]))),
        "u": .source(SourceTable(name: "u", schema: Schema([Field("id", .string), Field("score", .double)]))),
    ])

    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        let text = SourceText(path: "q", text: String(decoding: bytes, as: UTF8.self))
        let planned = QueryPlanner.plan(text, range: nil, context: context)
        guard let plan = planned.plan else {
            precondition(planned.diagnostics.hasErrors, "a query without a plan must say why")
            return
        }
        let optimized = Optimizer.optimize(plan)
        precondition(
            optimized.schema.fields.map(\.type) == plan.schema.fields.map(\.type)
                && optimized.schema.names == plan.schema.names, "the optimiser changed the columns")
        _ = optimized.formatted()
        _ = optimized.fingerprint
    }
}
