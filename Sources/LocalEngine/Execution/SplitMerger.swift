import Columnar
import Diagnostics
import QueryPlan

/// Brings the states of one pipeline's splits together.
///
/// States are appended in split order, one at a time. Results do not depend on what is in memory and what was spilled. A class,
/// because it is reached from all workers; what runs at the same time says so.
protocol SplitMerger: AnyObject, Sendable {
    /// Whether splits that are started from now on should hand over rows instead of states: partitioned or in order, in files where
    /// memory is tight.
    var wantsRows: Bool { get }

    /// Of a merger of the first rows of an order: the keys that the rows of any split to come must be before, as soon as they are known.
    var bound: [Column]? { get }

    /// Takes the next split's state.
    func append(_ state: SplitState) throws(QueryFailure)

    /// Does work that was put off by `append` and that several workers can do at once.
    func help() throws(QueryFailure)

    /// After all splits: what the node holds.
    func finish(threads: Int) async throws -> NodeResult

    /// What the merging has taken, for explanations.
    var usage: MergeUsage { get }
}

extension SplitMerger {
    /// Most take all rows.
    var bound: [Column]? { nil }

    /// Most do everything when they are handed a state.
    func help() throws(QueryFailure) {}
}

/// What keeping a node's rows or groups has taken.
struct MergeUsage: Sendable {
    /// The most memory held, in bytes.
    var peakBytes = 0
    /// Bytes written to the temporary folder.
    var spilledBytes = 0
}

/// Where a run's operators find memory and disk, and how they count what they take.
struct RunResources: Sendable {
    let budget: MemoryBudget
    let folder: SpillFolder
    /// More groups than this are partitioned: a table of them no longer fits a processor's cache.
    var groupsOfOneTable = 200_000
}

extension PhysicalPlan.Sink {
    /// A merger for this sink; nil for windows, whose rows stay with the workers that collected them. Groups may come in any order where
    /// nobody can see it (`hidesOrder`).
    func makeMerger(
        schema: Schema, zone: ZoneRules, hidesOrder: Bool, resources: RunResources,
        coding: @escaping @Sendable (Expression) -> TextCoding?
    ) -> (any SplitMerger)? {
        switch self {
        case .aggregate(let shape):
            AggregationMerger(shape, inputSchema: schema, hidesOrder: hidesOrder, coding: coding, resources)
        case .sort(let keys): SortMerger(schema: schema, keys: keys, zone: zone, resources)
        case .top: TopMerger(resources)
        case .collect: RowsMerger(schema: schema, .all, resources)
        case .limit(let count, let offset): RowsMerger(schema: schema, .part(count: count, offset: offset), resources)
        case .build(let keys): RowsMerger(schema: schema, .joinSide(keys: keys), resources)
        case .window: nil
        }
    }
}

extension RunResources {
    /// The failure of an operator that cannot spill.
    func exceeded(by what: String) -> QueryFailure {
        QueryFailure(
            fault: .resources,
            diagnostic: Diagnostic(
                "memory-exceeded", .error,
                "\(what) need more memory than the budget of \(ByteCount.text(budget.limit ?? 0))",
                help: "raise it with --memory or limits.memory in trinity.yaml, or filter or aggregate these rows first"
            ))
    }
}
