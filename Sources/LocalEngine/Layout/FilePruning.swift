import Columnar
import DataFormats
import QueryPlan

/// Tells which files of a source a pass may leave out, because their folders say that none of their rows is wanted.
///
/// The filters themselves are evaluated over the folders' values, one row a file; whatever they say of other columns counts as
/// "maybe". A file is left out when some filter of every pipeline is not true for it. A filter that fails on the folders' values
/// leaves nothing out: it will fail, or not, where the rows are.
struct FilePruning {
    let source: OpenSource
    /// The columns that are read of the source, which the pipelines' first stages are over.
    let schema: Schema

    /// For each file, whether one of some pipelines needs it.
    ///
    /// Complexity: O(files × filters over folders).
    func neededFiles(_ pipelines: [(pipeline: PhysicalPlan.Pipeline, zone: ZoneRules)]) -> [Bool] {
        let count = source.files.count
        let everything = [Bool](repeating: true, count: count)
        guard !source.partitions.fields.isEmpty else { return everything }
        var needed = [Bool](repeating: false, count: count)
        for (pipeline, zone) in pipelines {
            guard let first = pipeline.stages.first else { return everything }
            let mine = files(where: first.predicates, zone)
            for file in needed.indices where mine[file] { needed[file] = true }
        }
        return needed
    }

    /// The files for which none of some filters is known not to be true.
    private func files(where predicates: [Expression], _ zone: ZoneRules) -> [Bool] {
        var kept = [Bool](repeating: true, count: source.files.count)
        for predicate in predicates {
            if let test = RangeTest(predicate), let spans = source.timeSpans,
                schema.fields[test.column].name.lowercased() == source.declaration.timeColumn?.lowercased()
            {
                for (file, span) in spans.enumerated() {
                    if let span, span.upperBound <= test.lower || span.lowerBound > test.upper { kept[file] = false }
                }
            }
            let overFolders = predicate.restricted(to: { source.partitions.index(of: schema.fields[$0].name) != nil })
            guard let known = overFolders, let rows = try? evaluate(known, zone) else { continue }
            for file in kept.indices where !rows[file] { kept[file] = false }
        }
        return kept
    }

    private func evaluate(_ predicate: Expression, _ zone: ZoneRules) throws -> [Bool] {
        let program = try ExpressionProgram([predicate], input: schema, zone: zone)
        var result = [Bool](repeating: false, count: source.files.count)
        let places = schema.fields.map { source.partitions.index(of: $0.name) }
        // As many rows at once as a scan's batches have.
        for start in stride(from: 0, to: result.count, by: 4096) {
            let files = start..<min(result.count, start + 4096)
            let columns = zip(schema.fields, places).map { field, place in
                let column = Column(
                    field.type, files.map { file in place.map { source.partitions.values[file][$0] } ?? .null })
                if field.type == .string, column.bytes == nil { column.bytes = ByteBuffer(capacity: 64) }
                return column
            }
            program.begin(columns, rowCount: files.count)
            defer { program.end() }
            if let selection = try program.select(0) {
                for row in 0..<selection.count { result[start + Int(selection.rows[row])] = true }
            } else {
                for file in files { result[file] = true }
            }
        }
        return result
    }
}

extension PhysicalPlan {
    /// For each file of a source, whether some of its pipelines need it: all of them, or those given.
    func neededFiles(of source: OpenSource, riders: [PipelineRun.Rider]? = nil, zones: [Int: ZoneRules]) -> [Bool] {
        FilePruning(source: source, schema: columns[source.declaration.name] ?? Schema([]))
            .neededFiles(pipelines(over: source, riders: riders, zones: zones))
    }

    /// For each of a source's Parquet files, whether some of the given pipelines need its row groups; see `RowGroupPruning`.
    func neededGroups(
        of source: OpenSource, riders: [PipelineRun.Rider], files: [Bool], zones: [Int: ZoneRules]
    ) -> [Int: [Bool]] {
        RowGroupPruning(source: source, schema: columns[source.declaration.name] ?? Schema([]))
            .neededGroups(
                pipelines(over: source, riders: riders, zones: zones).map {
                    $0.pipeline.stages.first?.predicates ?? []
                },
                among: files)
    }

    private func pipelines(
        over source: OpenSource, riders: [PipelineRun.Rider]?, zones: [Int: ZoneRules]
    ) -> [(pipeline: Pipeline, zone: ZoneRules)] {
        let origin = Origin.source(source.declaration.name)
        return nodes.indices.flatMap { node in
            nodes[node].pipelines.indices.compactMap { index -> (Pipeline, ZoneRules)? in
                let pipeline = nodes[node].pipelines[index]
                let rider = PipelineRun.Rider(node: node, pipeline: index)
                guard pipeline.origin == origin, riders?.contains(rider) ?? true else { return nil }
                return (pipeline, zones[node] ?? .utc)
            }
        }
    }
}
