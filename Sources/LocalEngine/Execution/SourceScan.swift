import Columnar
import DataFormats
import Diagnostics
import QueryPlan
import Synchronization

/// One pass over a source's files, split by split; counts rows and bytes and keeps what was rejected.
///
/// A class because all workers of the pass share its counters.
final class SourceScan: BatchSource, @unchecked Sendable {
    let schema: Schema
    private let files: [DataFile]
    private let splits: [FileSplit]
    private let specification: ScanSpecification
    private let timeColumn: Int?
    private let progress: ProgressCounter?
    private let state: Mutex<State>

    private struct State {
        var rows: [Int]
        var rejected: [Int: [RejectedRow]] = [:]
        var withoutTime = 0
        /// How splits of compressed delimited files join.
        var seams: [Int: SplitSeam] = [:]
        /// Files in whose later splits rows did not fit, which may be because they were read from a wrong place on.
        var doubtful: Set<Int> = []
        var hasFailed = false
    }

    /// A scan of some columns; `timeColumn` is the one whose nulls are counted.
    init(
        files: [DataFile], splits: [FileSplit], specification: ScanSpecification, timeColumn: String?,
        progress: ProgressCounter?
    ) {
        self.files = files
        self.splits = splits
        self.specification = specification
        self.progress = progress
        let schema = Schema(specification.fields)
        self.schema = schema
        self.timeColumn = timeColumn.flatMap { schema.index(of: $0) }
        state = Mutex(State(rows: Array(repeating: 0, count: files.count)))
    }

    var splitCount: Int { splits.count }

    func read(split index: Int, _ body: ([Column], Int) throws -> Void) throws {
        let split = splits[index]
        var withoutTime = 0
        do {
            let reader = try SplitReader(file: files[split.fileIndex], split: split, specification: specification)
            while let batch = try reader.nextBatch() {
                try Task.checkCancellation()
                if let timeColumn {
                    let validity = UnsafePointer(batch.columns[timeColumn].validity)
                    if let validity {
                        for row in 0..<batch.rowCount { withoutTime &+= 1 &- Int(validity[row]) }
                    }
                }
                try body(batch.columns, batch.rowCount)
            }
            let rejected = reader.rejected
            let seam = split.range.count < files[split.fileIndex].bytes ? try reader.seam() : nil
            state.withLock { state in
                state.rows[split.fileIndex] += reader.rowsRead
                state.withoutTime += withoutTime
                state.seams[index] = seam
                if !rejected.isEmpty { state.rejected[index] = rejected }
            }
            progress?.add(bytes: split.range.count, rows: reader.rowsRead)
        } catch let error as DataError {
            state.withLock { state in
                state.hasFailed = true
                if split.range.lowerBound > 0 { state.doubtful.insert(split.fileIndex) }
            }
            throw QueryFailure(fault: .data, diagnostic: error.diagnostic)
        }
    }

    /// After a scan that is over, complete or failed: the splits to scan again, when some of this scan's may have started at wrong
    /// places; nil when all is well. See `SplitSeam`.
    ///
    /// Such files become one split each. What is found depends on the files alone, so results stay the same at any number of threads.
    func replannedSplits() -> [FileSplit]? {
        var seams: [Int: [SplitSeam]] = [:]
        let (found, doubtful, hasFailed) = state.withLock { ($0.seams, $0.doubtful, $0.hasFailed) }
        var wrong: Set<Int> = []
        for (index, split) in splits.enumerated() {
            if let seam = found[index] { seams[split.fileIndex, default: []].append(seam) }
        }
        for file in doubtful where isCutByFrames(file) { wrong.insert(file) }
        // Behind a failure seams are missing, and say nothing.
        if !hasFailed {
            for (file, seams) in seams where !SplitSeam.fit(seams) { wrong.insert(file) }
        }
        if wrong.isEmpty { return nil }
        var planned: [FileSplit] = []
        for split in splits {
            var range = split.range
            if wrong.contains(split.fileIndex) {
                if range.lowerBound > 0 { continue }
                range = 0..<files[split.fileIndex].bytes
            }
            planned.append(FileSplit(fileIndex: split.fileIndex, index: planned.count, range: range))
        }
        return planned
    }

    /// True when a file's splits start at compressed frames, and not only its first one could be read.
    private func isCutByFrames(_ file: Int) -> Bool {
        if case .csv = specification.format { files[file].isCompressed } else { false }
    }

    /// The rows read of each file, those set aside in file order, and those without a time.
    func tally() -> (rows: [Int], rejected: [(file: Int, row: RejectedRow)], withoutTime: Int) {
        state.withLock { state in
            let rejected = state.rejected.sorted { $0.key < $1.key }.flatMap { index, rows in
                rows.map { (splits[index].fileIndex, $0) }
            }
            return (state.rows, rejected, state.withoutTime)
        }
    }
}

/// Counts bytes and rows over all scans of a run and tells the caller now and then.
final class ProgressCounter: Sendable {
    private let total: Int
    private let report: @Sendable (RunProgress) -> Void
    private let state = Mutex((bytes: 0, rows: 0))

    init(total: Int, report: @escaping @Sendable (RunProgress) -> Void) {
        self.total = total
        self.report = report
    }

    func add(bytes: Int, rows: Int) {
        let progress = state.withLock { state in
            state.bytes += bytes
            state.rows += rows
            return RunProgress(bytesRead: state.bytes, bytesTotal: max(total, state.bytes), rowsRead: state.rows)
        }
        report(progress)
    }
}
