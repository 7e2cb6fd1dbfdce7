import Columnar
import DataFormats
import QueryPlan

/// Tells which files of a source a run may leave out, because their folders say that none of their rows is wanted.
///
/// They are those that the local engine leaves out. The filters over the source are evaluated over the folders' values, one row a file, by the
/// engine that reads files here; whatever they say of other columns counts as "maybe". A filter that fails on the folders' values leaves
/// nothing out.
struct SourcePruning {
    let declaration: SourceDeclaration
    /// What the folders of each file tell.
    let partitions: PartitionColumns
    /// For each file the time that its folders promise; nil when nothing is declared.
    let timeSpans: [Range<Int64>?]?
    let fileCount: Int
    /// Evaluates the filters.
    let reader: any QueryBackend

    /// A plan's filter over the source.
    private struct Filter: Hashable {
        var conjuncts: [Expression]
        var schema: Schema
        var zone: ZoneRules
    }

    /// For each file, whether some plan needs it. Complexity: O(files × filters over folders).
    func neededFiles(_ plans: [(plan: LogicalPlan, zone: ZoneRules)]) async -> [Bool] {
        let everything = [Bool](repeating: true, count: fileCount)
        guard !partitions.fields.isEmpty else { return everything }
        var filters: Set<Filter> = []
        for (plan, zone) in plans { collect(plan, zone, [], into: &filters) }
        if filters.contains(where: \.conjuncts.isEmpty) { return everything }
        var needed = [Bool](repeating: false, count: fileCount)
        for filter in filters {
            let mine = await files(filter)
            for file in needed.indices where mine[file] { needed[file] = true }
        }
        return needed
    }

    /// The filters that stand right above the scans of the source.
    private func collect(
        _ plan: LogicalPlan, _ zone: ZoneRules, _ conjuncts: [Expression], into filters: inout Set<Filter>
    ) {
        switch plan {
        case .scan(let source, let schema) where source == declaration.name:
            filters.insert(Filter(conjuncts: conjuncts, schema: schema, zone: zone))
        case .filter(let predicate, let input):
            collect(input, zone, conjuncts + predicate.conjuncts, into: &filters)
        case .shared(let shared): collect(shared.plan, zone, [], into: &filters)
        default: for input in plan.inputs { collect(input, zone, [], into: &filters) }
        }
    }

    /// The files for which no part of a filter is known not to be true.
    private func files(_ filter: Filter) async -> [Bool] {
        var kept = [Bool](repeating: true, count: fileCount)
        for conjunct in filter.conjuncts {
            if let test = RangeTest(conjunct), let timeSpans,
                filter.schema.fields[test.column].name.lowercased() == declaration.timeColumn?.lowercased()
            {
                for (file, span) in timeSpans.enumerated() {
                    if let span, span.upperBound <= test.lower || span.lowerBound > test.upper { kept[file] = false }
                }
            }
            let overFolders = conjunct.restricted(to: { partitions.index(of: filter.schema.fields[$0].name) != nil })
            guard let overFolders, let passing = await evaluate(overFolders, filter) else { continue }
            for file in kept.indices where !passing.contains(file) { kept[file] = false }
        }
        return kept
    }

    /// The files whose folders' values pass a condition; nil when it cannot be evaluated over them.
    private func evaluate(_ condition: Expression, _ filter: Filter) async -> Set<Int>? {
        let places = filter.schema.fields.map { partitions.index(of: $0.name) }
        let rows = (0..<fileCount).map { file in
            places.map { place in place.map { partitions.values[file][$0] } ?? .null } + [.int64(Int64(file))]
        }
        let schema = Schema(filter.schema.fields + [Field("file", .int64)])
        let number = Expression.column(index: filter.schema.count, name: "file", type: .int64)
        let plan = LogicalPlan.project(
            [Named("file", number)], .filter(condition, .values(rows, schema: schema)))
        let outcome = try? await reader.run(
            [QueryRequest(id: "files", plan: plan, zone: filter.zone)], sources: [], options: RunOptions())
        guard case .success(let table)? = outcome?.results["files"] else { return nil }
        return Set(table.column(0).compactMap { $0.asInt64.map(Int.init) })
    }
}
