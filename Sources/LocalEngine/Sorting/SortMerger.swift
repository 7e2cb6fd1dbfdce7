import Columnar
import QueryPlan
import Synchronization

/// Orders all rows: in memory as long as they fit, else by merging sorted runs in a file.
///
/// Rows with equal keys keep their input order either way, so the result is the same. The external merge sort of Knuth, TAOCP 3, 5.4.
final class SortMerger: SplitMerger, @unchecked Sendable {
    private let schema: Schema
    private let keys: [SortKey]
    private let zone: ZoneRules
    private let resources: RunResources
    private let share: MemoryShare
    private var batches: [RecordBatch] = []
    private var bytes = 0
    /// Sorted runs in input order.
    private var runs: [SpilledBatches] = []
    private let spilling = Atomic(false)
    /// More than this is sorted in runs whatever the budget: a text column holds at most 4 GiB.
    private static let mostBytes = 2 << 30

    init(schema: Schema, keys: [SortKey], zone: ZoneRules, _ resources: RunResources) {
        self.schema = schema
        self.keys = keys
        self.zone = zone
        self.resources = resources
        share = MemoryShare(resources.budget)
    }

    var wantsRows: Bool { spilling.load(ordering: .relaxed) }

    var usage: MergeUsage { MergeUsage(peakBytes: share.peak, spilledBytes: runs.reduce(0) { $0 + $1.bytes }) }

    func append(_ state: SplitState) throws(QueryFailure) {
        switch state {
        case .batches(let next):
            batches += next
            for batch in next { bytes += BatchBlock.size(of: batch.columns) }
            share.set(bytes)
            // Sorting in memory takes about as much again.
            if bytes > SortMerger.mostBytes || (resources.budget.isTight && bytes > resources.budget.portion) {
                spilling.store(true, ordering: .relaxed)
                try spill()
            } else if wantsRows {
                try spill()
            }
        case .runs(let more):
            spilling.store(true, ordering: .relaxed)
            try spill()
            runs += more
        default: break
        }
    }

    /// Sorts the rows in memory into runs of a portion each.
    private func spill() throws(QueryFailure) {
        if batches.isEmpty { return }
        let writer = RunWriter(schema: schema, keys: keys, zone: zone, resources)
        var part: [RecordBatch] = []
        var size = 0
        for index in batches.indices {
            part.append(batches[index])
            size += BatchBlock.size(of: batches[index].columns)
            batches[index] = RecordBatch(schema: Schema([]), columns: [], rowCount: 0)
            if size < resources.budget.portion, index + 1 < batches.count { continue }
            runs.append(try writer.run(of: part))
            part = []
            size = 0
        }
        batches = []
        bytes = 0
        share.set(0)
    }

    func finish(threads: Int) async throws -> NodeResult {
        if runs.isEmpty {
            if batches.isEmpty { return .batches([]) }
            let sorted = try BatchSorter.sorted(batches, schema: schema, by: keys, zone: zone)
            return .batches([sorted], held: share)
        }
        try spill()
        return .spilled(try RunMerge(schema: schema, keys: keys, zone: zone, resources).merged(runs))
    }
}

/// Sorts rows and writes them to the file.
struct RunWriter {
    /// Rows of a run that are read back at a time.
    static let blockRows = 2048

    let schema: Schema
    let keys: [SortKey]
    let zone: ZoneRules
    let resources: RunResources

    init(schema: Schema, keys: [SortKey], zone: ZoneRules, _ resources: RunResources) {
        self.schema = schema
        self.keys = keys
        self.zone = zone
        self.resources = resources
    }

    /// The rows of some batches in order.
    func run(of batches: [RecordBatch]) throws(QueryFailure) -> SpilledBatches {
        var run = SpilledBatches(schema: schema, file: try resources.folder.open())
        let sorted = try QueryFailure.of { () throws(EvaluationError) in
            try BatchSorter.sorted(batches, schema: schema, by: keys, zone: zone)
        }
        for start in stride(from: 0, to: sorted.rowCount, by: RunWriter.blockRows) {
            let rows = (start..<min(start + RunWriter.blockRows, sorted.rowCount)).map { UInt32($0) }
            let columns = try QueryFailure.of { () throws(EvaluationError) in
                var columns: [Column] = []
                for column in sorted.columns { columns.append(try BatchSorter.gather(column, rows)) }
                return columns
            }
            try run.append(columns, rowCount: rows.count)
        }
        return run
    }
}
