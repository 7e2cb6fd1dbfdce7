import Columnar
import DataFormats
import QueryPlan

/// A run in words: which sources are scanned in which order, what rides on each scan, and each request's logical plan.
struct PlanExplanation {
    let plan: PhysicalPlan
    let sources: [String: OpenSource]
    let zones: [Int: ZoneRules]
    let requests: [QueryRequest]

    /// How the requests would run.
    var text: String {
        var text = ""
        var scans = 0
        for wave in waves() {
            guard case .source(let name) = wave.origin else { continue }
            scans += 1
            text += scan(scans, of: name, wave, splitCount: sources[name]?.splits.count ?? 0)
            for rider in wave.riders { text += line(rider) }
        }
        return text + logicalPlans
    }

    /// How the requests have run: every pass in order, with what each operator took.
    func text(measures: [PassMeasure], budget: MemoryBudget) -> String {
        var text = ""
        var scans = 0
        var seen: Set<String> = []
        for pass in measures {
            let time = "\(PlanExplanation.seconds(pass.seconds)): \(count(pass.rows, "row"))"
            switch pass.origin {
            case .source(let name):
                scans += 1
                let wave = Wave(origin: pass.origin, riders: pass.riders, isAgain: !seen.insert(name).inserted)
                text += scan(scans, of: name, wave, splitCount: sources[name]?.splits.count ?? 0)
                text += "  took \(time), \(ByteCount.text(pass.bytes))"
                if pass.seconds > 0 {
                    text += ", \(ByteCount.text(Int(Double(pass.bytes) / pass.seconds))) a second"
                }
                text += "\n"
            case .node(let node):
                text += "Pass over the result of: \(plan.nodes[node].sink.name)\n  took \(time)\n"
            }
            for rider in pass.riders {
                text += line(rider)
                guard let measure = pass.operators[rider] else { continue }
                text += "    \(count(measure.rowsIn, "row")) in, \(measure.rowsOut) out"
                text += " · \(PlanExplanation.seconds(measure.seconds))"
                text += " · memory \(ByteCount.text(measure.peakBytes))"
                text += " · spilled \(ByteCount.text(measure.spilledBytes))\n"
            }
        }
        text += "Memory: at most \(ByteCount.text(budget.peak)) held"
        if let limit = budget.limit { text += " of \(ByteCount.text(limit))" }
        return text + "\n" + logicalPlans
    }

    private func scan(_ number: Int, of name: String, _ wave: Wave, splitCount: Int) -> String {
        guard let source = sources[name] else { return "" }
        let bytes = source.files.reduce(0) { $0 + $1.bytes }
        let needed = plan.neededFiles(of: source, riders: wave.riders, zones: zones)
        let read = plan.columns[name] ?? Schema([])
        var text = "Scan \(number): \(name), \(source.format.title), \(count(source.files.count, "file")), "
        text += "\(bytes) bytes, \(count(splitCount, "split"))\n"
        text += "  reads \(read.count) of \(count(source.description.schema.count, "column")): "
        text += read.names.joined(separator: ", ") + "\n"
        if !source.partitions.fields.isEmpty {
            let pruned = source.files.indices.filter { !needed[$0] }
            let left = pruned.reduce(0) { $0 + source.files[$1].bytes }
            text += "  leaves out \(count(pruned.count, "file")), \(left) bytes, by folders: "
            text += source.partitions.fields.map(\.name).joined(separator: ", ") + "\n"
        }
        if wave.isAgain { text += "  again: these need a result of the scan before\n" }
        return text
    }

    private func line(_ rider: PipelineRun.Rider) -> String {
        let item = plan.nodes[rider.node]
        return "  \(describe(item, pipeline(rider))) for \(item.requests.joined(separator: ", "))\n"
    }

    private var logicalPlans: String {
        var text = ""
        for request in requests {
            text += "\n\(request.id)\n"
            text += Optimizer.optimize(request.plan).formatted().split(separator: "\n").map { "  \($0)\n" }.joined()
        }
        return text
    }

    /// `0.31 s`, `4.2 ms`
    private static func seconds(_ value: Double) -> String {
        value < 0.1 ? "\((value * 10_000).rounded() / 10) ms" : "\((value * 100).rounded() / 100) s"
    }

    private struct Wave {
        var origin: PhysicalPlan.Origin
        var riders: [PipelineRun.Rider]
        var isAgain: Bool
    }

    /// The scans in the order in which the executor makes them.
    private func waves() -> [Wave] {
        var done = Set(plan.literals.keys)
        var finished: Set<PipelineRun.Rider> = []
        var waves: [Wave] = []
        var seen: Set<String> = []
        while true {
            let ready = plan.nodes.indices.filter { !done.contains($0) }.flatMap { node in
                plan.nodes[node].pipelines.indices.map { PipelineRun.Rider(node: node, pipeline: $0) }.filter { rider in
                    !finished.contains(rider) && pipeline(rider).dependencies.isSubset(of: done)
                }
            }
            if ready.isEmpty { return waves }
            var riding = ready.filter { if case .node = pipeline($0).origin { true } else { false } }
            if riding.isEmpty {
                let order = WaveOrder(plan: plan) { done.contains($0) }
                guard let source = order.nextSources(ready: ready, in: sources.keys.sorted(), isAlone: true).first
                else {
                    return waves
                }
                riding = ready.filter { pipeline($0).origin == .source(source) }
                waves.append(Wave(origin: .source(source), riders: riding, isAgain: !seen.insert(source).inserted))
            }
            finished.formUnion(riding)
            for node in Set(riding.map(\.node)) {
                let all = plan.nodes[node].pipelines.indices.map { PipelineRun.Rider(node: node, pipeline: $0) }
                if finished.isSuperset(of: all) { done.insert(node) }
            }
        }
    }

    private func pipeline(_ rider: PipelineRun.Rider) -> PhysicalPlan.Pipeline {
        plan.nodes[rider.node].pipelines[rider.pipeline]
    }

    private func describe(_ node: PhysicalPlan.Node, _ pipeline: PhysicalPlan.Pipeline) -> String {
        var text = node.sink.name
        if case .aggregate(let shape) = node.sink {
            text = "aggregate " + shape.aggregates.map(\.value.sql).joined(separator: ", ")
            if !shape.keys.isEmpty { text += " by " + shape.keys.map(\.value.sql).joined(separator: ", ") }
        }
        for stage in pipeline.stages {
            if let all = Expression.conjunction(stage.predicates) { text += " where \(all.sql)" }
            if let probe = stage.probe {
                text +=
                    probe.keys.isEmpty
                    ? " beside another result" : " joined on \(probe.keys.map(\.sql).joined(separator: ", "))"
            }
        }
        return text
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
