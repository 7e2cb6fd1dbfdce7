public import Columnar
import DataFormats
import Diagnostics
public import QueryPlan
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs logical plans on this machine: every source is scanned once for all requests, in parallel, split by split.
///
/// Splits are cut by bytes and their partial results merge in split order, so results are the same, to the bit, at any number of
/// threads. A class because it remembers what it has found out about sources for as long as it lives; make one a run.
public final class LocalEngine: QueryBackend {
    /// The size of splits when it is asked for.
    private let splitBytes: Int?
    /// The most groups of one table when they are asked for.
    private let groupsOfOneTable: Int?
    private let opened = Mutex<[SourceDeclaration: OpenSource]>([:])

    /// An engine that cuts files by their size; see `SplitPlanner`.
    public init() { (splitBytes, groupsOfOneTable) = (nil, nil) }

    /// An engine that cuts files into splits of `splitBytes`; results of integer and text aggregates do not depend on it, and doubles
    /// only in their last bits. No result depends on `groupsOfOneTable`, see `RunResources`.
    package init(splitBytes: Int, groupsOfOneTable: Int? = nil) {
        self.splitBytes = splitBytes
        self.groupsOfOneTable = groupsOfOneTable
    }

    /// The engine's name and version.
    public var identity: String { "local 1" }

    /// Finds a source's files and its schema, reading at most a bounded sample of rows; remembered for later calls.
    public func describe(_ source: SourceDeclaration) async throws -> SourceDescription { try open(source).description }

    /// Runs all requests together; see `QueryBackend`.
    ///
    /// A request shares steps with others, and fails with a step whose expression has no value, whoever's that is. When several fail in
    /// expressions they are run once more, in one scan and with steps of their own, so that only those fail that must.
    public func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions
    ) async throws -> RunOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = try await run(requests, sources: sources, options: options, sharing: true)
        let failed = requests.filter { outcome.results[$0.id]?.isFailureOfExpression ?? false }
        if failed.count > 1 {
            var options = options
            (options.digestsInputs, options.progress) = (false, nil)
            let before = (clock.now - start).components
            let again = try await run(failed, sources: sources, options: options, sharing: false)
            outcome.results.merge(again.results) { $1 }
            outcome.timings += again.timings.map {
                $0.delayed(by: Double(before.seconds) + Double(before.attoseconds) * 1e-18)
            }
        }
        return outcome
    }

    private func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions, sharing: Bool
    ) async throws -> RunOutcome {
        var results: [String: Result<Table, QueryFailure>] = [:]
        var outcome = try await run(requests, sources: sources, options: options, sharing: sharing) {
            id, schema, result in
            results[id] = result.flatMap { (rows) in
                do throws(QueryFailure) {
                    var batches: [RecordBatch] = []
                    for index in 0..<rows.batchCount { batches.append(try rows.batch(at: index).named(schema)) }
                    return .success(Table(schema: schema, batches: batches))
                } catch {
                    return .failure(error)
                }
            }
        }
        outcome.results = results
        return outcome
    }

    /// Runs one request and hands over its rows; see `QueryBackend`.
    public func stream(
        _ request: QueryRequest, sources: [SourceDeclaration], options: RunOptions, _ writer: any TableWriter
    ) async throws -> [SourceUsage] {
        let outcome = try await run([request], sources: sources, options: options, sharing: true) { _, schema, result in
            let rows = try result.get()
            try writer.begin(schema)
            for index in 0..<rows.batchCount { try writer.write(rows.batch(at: index).named(schema)) }
            try writer.end()
        }
        return outcome.sources
    }

    /// Runs requests and hands over each one's rows; the outcome is without results.
    private func run(
        _ requests: [QueryRequest], sources: [SourceDeclaration], options: RunOptions, sharing: Bool,
        _ take: (String, Schema, Result<NodeResult, QueryFailure>) throws -> Void
    ) async throws -> RunOutcome {
        let clock = ContinuousClock()
        let start = clock.now
        let memory = options.memory ?? LocalEngine.defaultMemory
        if memory < MemoryBudget.smallLimit { LargeMemory.keepFreedMemory(within: memory) }
        let (plan, zones, open, unplanned) = plan(requests, sources, sharing: sharing)
        let used = sources.filter { open[$0.name] != nil }
        let threads = options.threads ?? LocalEngine.coreCount
        let needed = open.mapValues { plan.neededFiles(of: $0, zones: zones) }
        let inputs = open.flatMap { name, source in
            source.files.indices.filter { needed[name]?[$0] ?? true }.map { source.files[$0] }
        }
        let progress = options.progress.map { report in
            ProgressCounter(total: inputs.reduce(0) { $0 + $1.bytes }, report: report)
        }
        let resources = resources(memory)
        let executor = Executor(
            plan, sources: open, zones: zones, threads: threads, progress: progress, resources: resources, start: start)
        async let digests = options.digestsInputs ? LocalEngine.digests(of: inputs, cache: options.digestCache) : [:]
        let planned = clock.now - start
        try await executor.run()
        for request in requests {
            let (schema, result) =
                unplanned[request.id].map { (Schema([]), .failure($0)) } ?? executor.result(of: request.id)
            try take(request.id, schema, result)
        }
        let sums = try await digests
        var usages: [SourceUsage] = []
        for declaration in used {
            guard let source = open[declaration.name], source.failure == nil else { continue }
            usages.append(LocalEngine.usage(source, executor.tallies[declaration.name] ?? SourceTally(), sums))
        }
        let planning = StageTiming(
            stage: "plan", start: 0,
            seconds: Double(planned.components.seconds) + Double(planned.components.attoseconds) * 1e-18)
        return RunOutcome(results: [:], sources: usages, timings: [planning] + executor.timings)
    }

    /// Says how the requests would run; see `QueryBackend`.
    public func explain(
        _ requests: [QueryRequest], sources: [SourceDeclaration], running options: RunOptions?
    ) async throws -> String {
        let memory = options?.memory ?? LocalEngine.defaultMemory
        let (plan, zones, open, _) = plan(requests, sources, sharing: true)
        for source in open.values.sorted(by: { $0.declaration.name < $1.declaration.name }) {
            if let failure = source.failure { throw DiagnosticsError(failure.diagnostic) }
        }
        let explanation = PlanExplanation(plan: plan, sources: open, zones: zones, requests: requests)
        guard let options else { return explanation.text }
        let resources = resources(memory)
        let executor = Executor(
            plan, sources: open, zones: zones, threads: options.threads ?? LocalEngine.coreCount, progress: nil,
            resources: resources)
        try await executor.run()
        for request in requests { _ = try executor.result(of: request.id).1.get() }
        return explanation.text(measures: executor.measures, budget: resources.budget)
    }

    private func resources(_ memory: Int?) -> RunResources {
        var resources = RunResources(budget: MemoryBudget(limit: memory), folder: SpillFolder())
        if let groupsOfOneTable { resources.groupsOfOneTable = groupsOfOneTable }
        return resources
    }

    // MARK: - Planning

    /// The size of a source's splits. The budget has no part in it, so that results agree to the last bit whatever it is.
    private func splitBytes(_ files: [DataFile]) -> Int {
        splitBytes ?? SplitPlanner.targetBytes(total: files.reduce(0) { $0 + $1.bytes })
    }

    /// The physical plan, each node's zone, the sources it needs, and failures of requests that need an unknown source.
    ///
    /// - Parameter sharing: whether requests share steps beside scans.
    private func plan(
        _ requests: [QueryRequest], _ sources: [SourceDeclaration], sharing: Bool
    ) -> (PhysicalPlan, [Int: ZoneRules], [String: OpenSource], [String: QueryFailure]) {
        var open: [String: OpenSource] = [:]
        var failures: [String: QueryFailure] = [:]
        let optimized = requests.map { Optimizer.optimize($0.plan) }
        for (request, plan) in zip(requests, optimized) {
            for name in plan.sources where open[name] == nil {
                guard let declaration = sources.first(where: { $0.name == name }) else {
                    failures[request.id] = Executor.bug("the source '\(name)' was not declared")
                    continue
                }
                do {
                    let source = try self.open(declaration)
                    open[name] = try source.cut(into: splitBytes(source.files))
                } catch {
                    let diagnostic =
                        (error as? DiagnosticsError)?.diagnostics.first
                        ?? Diagnostic("unreadable-source", .error, "the source '\(name)' cannot be read")
                    open[name] = OpenSource(declaration, failure: QueryFailure(fault: .data, diagnostic: diagnostic))
                }
            }
        }
        // Zones are part of what a plan means: requests of different zones share scans, but not nodes.
        var zones: [ZoneRules] = []
        for request in requests where !zones.contains(request.zone) { zones.append(request.zone) }
        var nodeZones: [Int: ZoneRules] = [:]
        var planner = PhysicalPlanner(
            schemas: LocalEngine.schemas(of: optimized, open),
            bytes: open.mapValues { $0.files.reduce(0) { $0 + $1.bytes } })
        for zone in zones {
            let before = planner.plan.nodes.count
            planner.forgetSharing()
            for (request, plan) in zip(requests, optimized) where request.zone == zone && failures[request.id] == nil {
                if !sharing { planner.forgetSharing() }
                planner.add(request.id, plan)
            }
            for node in before..<planner.plan.nodes.count { nodeZones[node] = zone }
        }
        let plan = planner.finish(times: open.compactMapValues(\.declaration.timeColumn))
        return (plan, nodeZones, open, failures)
    }

    /// Every source's columns; a source that cannot be read has those that the plans expect.
    private static func schemas(of plans: [LogicalPlan], _ open: [String: OpenSource]) -> [String: Schema] {
        var schemas = open.mapValues(\.description.schema)
        var seen: Set<SharedPlan> = []
        func visit(_ plan: LogicalPlan) {
            if case .shared(let shared) = plan, seen.insert(shared).inserted { visit(shared.plan) }
            if case .scan(let source, let schema) = plan {
                var known = schemas[source] ?? Schema([])
                for field in schema.fields where known.index(of: field.name) == nil { known.fields.append(field) }
                schemas[source] = known
            }
            plan.inputs.forEach(visit)
        }
        plans.forEach(visit)
        return schemas
    }

    private func open(_ declaration: SourceDeclaration) throws -> OpenSource {
        if let known = opened.withLock({ $0[declaration] }) { return known }
        let source = try OpenSource(declaration)
        opened.withLock { $0[declaration] = source }
        return source
    }

    // MARK: - Outcome

    private static func digests(of files: [DataFile], cache path: String?) async throws -> [ExactText: String] {
        let cache = path.map { DigestCache(path: $0) }
        defer { cache?.save() }
        return try await withThrowingTaskGroup(of: (ExactText, String).self) { group in
            for file in files.sorted(by: { $0.bytes > $1.bytes }) {
                group.addTask {
                    try Task.checkCancellation()
                    do throws(DataError) {
                        let path = file.absolutePath
                        if let cache { return (ExactText(path), try cache.sha256(ofFileAt: path)) }
                        return (ExactText(path), try FileDigest.sha256(ofFileAt: path))
                    } catch {
                        throw DiagnosticsError(error.diagnostic)
                    }
                }
            }
            var sums: [ExactText: String] = [:]
            for try await (path, sum) in group { sums[path] = sum }
            return sums
        }
    }

    private static func usage(_ source: OpenSource, _ tally: SourceTally, _ sums: [ExactText: String]) -> SourceUsage {
        var description = source.description
        var rejectedRows = [Int](repeating: 0, count: source.files.count)
        for (file, _) in tally.rejected { rejectedRows[file] += 1 }
        for (index, file) in source.files.enumerated() {
            if tally.scans > 0, let rows = tally.rows[index] {
                description.files[index].rows = rows
                description.files[index].rejectedRows = rejectedRows[index]
            }
            description.files[index].sha256 = sums[ExactText(file.absolutePath)]
        }
        return SourceUsage(
            description: description, scans: tally.scans,
            rowsWithoutTime: source.declaration.timeColumn == nil ? nil : tally.withoutTime,
            rejected: tally.rejected.map { _, row in
                RejectedInput(path: row.path, line: row.line, column: row.field, reason: row.reason, text: row.raw)
            })
    }

    /// A quarter of the memory that the process may use, in bytes: the machine's, or less where a control group limits it.
    private static let defaultMemory = max(64 << 20, min(machineMemory, controlGroupMemory ?? machineMemory) / 4)
    private static let machineMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    /// The limit of a container, such as `memory.max` of cgroups version 2; nil where there is none.
    private static var controlGroupMemory: Int? {
        for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
            guard let file = fopen(path, "r") else { continue }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 32)
            // The word `max` is no number, and there is no limit then.
            guard fgets(&line, Int32(line.count), file) != nil, case let limit = strtol(line, nil, 10), limit > 0
            else { continue }
            return limit
        }
        return nil
    }
    private static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

extension Result where Failure == QueryFailure {
    /// Whether an expression had no value on some row.
    fileprivate var isFailureOfExpression: Bool {
        guard case .failure(let failure) = self else { return false }
        return failure.fault == .query || failure.expression != nil
    }
}
