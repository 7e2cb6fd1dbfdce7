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
    /// Of some files, which row groups are needed.
    private let groups: [Int: [Bool]]
    /// What is wanted of the files themselves.
    private var specification: ScanSpecification
    private let partitions: PartitionColumns
    private let isInferred: Bool
    /// For each file the time that its folders promise.
    private let timeSpans: [Range<Int64>?]?
    private let timeColumn: Int?
    private let progress: ProgressCounter?
    private let state: Mutex<State>

    private struct State {
        var rows: [Int]
        var rejected: [Int: [RejectedRow]] = [:]
        /// Rows without a time, of each file.
        var withoutTime: [Int]
        /// How splits of delimited files join.
        var seams: [Int: SplitSeam] = [:]
        /// Files in whose later splits rows did not fit, which may be because they were read from a wrong place on.
        var doubtful: Set<Int> = []
        /// The first split that could not be read to its end, as far as is known.
        var firstFailed = Int.max
        /// What has been told of as read.
        var bytes = 0
    }

    /// A scan of some columns; `timeColumn` is the one whose nulls are counted.
    init(
        files: [DataFile], splits: [FileSplit], groups: [Int: [Bool]] = [:], specification: ScanSpecification,
        partitions: PartitionColumns = .none, timeSpans: [Range<Int64>?]? = nil, timeColumn: String?,
        isInferred: Bool = false,
        progress: ProgressCounter?
    ) {
        self.files = files
        self.splits = splits
        self.groups = groups
        self.specification = specification
        self.specification.fields.removeAll { partitions.index(of: $0.name) != nil }
        self.partitions = partitions
        self.isInferred = isInferred
        self.timeSpans = timeSpans
        self.progress = progress
        let schema = Schema(specification.fields)
        self.schema = schema
        self.timeColumn = timeColumn.flatMap { schema.index(of: $0) }
        let none = [Int](repeating: 0, count: files.count)
        state = Mutex(State(rows: none, withoutTime: none))
    }

    var splitCount: Int { splits.count }

    func read(split index: Int, _ body: ([Column], Int) throws -> Void) throws {
        let split = splits[index]
        var withoutTime = 0
        var constants = ConstantColumns(
            schema, partitions: partitions, values: partitions.values.isEmpty ? [] : partitions.values[split.fileIndex])
        var opened: (any BatchReader)?
        do {
            let reader = try specification.reader(
                of: files[split.fileIndex], split: split, groups: groups[split.fileIndex])
            opened = reader
            let skipped = try skippedRows(split)
            withoutTime += skipped.withoutTime
            while let batch = try reader.nextBatch() {
                try Task.checkCancellation()
                let columns = constants.complete(batch.columns, rowCount: batch.rowCount)
                if let timeColumn {
                    let validity = UnsafePointer(columns[timeColumn].loaded.validity)
                    if let validity {
                        for row in 0..<batch.rowCount { withoutTime &+= 1 &- Int(validity[row]) }
                    }
                }
                if let timeColumn, let span = timeSpans?[split.fileIndex] {
                    try check(columns[timeColumn], rowCount: batch.rowCount, in: span, files[split.fileIndex])
                }
                try body(columns, batch.rowCount)
            }
            let rejected = reader.rejected
            let seam = split.range.count < files[split.fileIndex].bytes ? try reader.seam() : nil
            state.withLock { state in
                state.rows[split.fileIndex] += reader.rowsRead + skipped.rows
                state.bytes += split.range.count
                state.withoutTime[split.fileIndex] += withoutTime
                state.seams[index] = seam
                if !rejected.isEmpty { state.rejected[index] = rejected }
            }
            progress?.add(bytes: split.range.count, rows: reader.rowsRead + skipped.rows)
        } catch let error where !(error is CancellationError) {
            state.withLock { state in
                state.firstFailed = min(state.firstFailed, index)
                if opened?.isGuess ?? startsAtFrame(split) { state.doubtful.insert(split.fileIndex) }
            }
            guard let error = error as? DataError else { throw error }
            throw QueryFailure(fault: .data, diagnostic: explained(error))
        }
    }

    /// The rows of a split's row groups that need not be read, and how many of them have no time: their file's footer tells.
    private func skippedRows(_ split: FileSplit) throws(DataError) -> (rows: Int, withoutTime: Int) {
        guard let needed = groups[split.fileIndex] else { return (0, 0) }
        let metadata = try files[split.fileIndex].parquetMetadata()
        var skipped = (rows: 0, withoutTime: 0)
        for (index, group) in metadata.rowGroups.enumerated() where split.range.contains(group.place) {
            if needed[index] { continue }
            skipped.rows += group.rowCount
            if let timeColumn {
                skipped.withoutTime +=
                    metadata.bounds(of: schema.fields[timeColumn], rowGroup: index, zone: specification.zone)?.nulls
                    ?? 0
            }
        }
        return skipped
    }

    /// Makes sure that a file's rows lie where its folders promise: a broken promise would silently lose the rows of other files.
    private func check(_ times: Column, rowCount: Int, in span: Range<Int64>, _ file: DataFile) throws(QueryFailure) {
        let extent = ColumnExtent(times, rowCount: rowCount)
        guard extent.valid > 0, extent.smallest < span.lowerBound || extent.largest >= span.upperBound else { return }
        let time = extent.smallest < span.lowerBound ? extent.smallest : extent.largest
        throw QueryFailure(
            fault: .data,
            diagnostic: Diagnostic(
                "time-outside-folder", .error,
                "a row has the time \(TimestampText.rfc3339(microseconds: time)), but its folders promise "
                    + "\(TimestampText.rfc3339(microseconds: span.lowerBound)) to "
                    + TimestampText.rfc3339(microseconds: span.upperBound), file: file.path,
                help: "take 'time_partitions' out of the source, or put the row where it belongs"))
    }

    /// The error for people; where the type was only inferred, with the way to declare another.
    private func explained(_ error: DataError) -> Diagnostic {
        var diagnostic = error.diagnostic
        guard isInferred, case .badRow(let row) = error, let field = row.field else { return diagnostic }
        switch row.fault {
        case .notA(let type, let text), .outOfRange(let type, let text):
            let isTooLarge = if case .outOfRange = row.fault { true } else { false }
            let wider = SourceScan.wider(type, text, isTooLarge: isTooLarge)
            diagnostic.notes.append("the type of '\(field)' was inferred from the first rows of some files")
            diagnostic.help =
                "declare the source's columns with '\(field): \"\(wider.name)\"' among them ('schema:' names all that are read), "
                + "correct the row, or set 'on_bad_row: quarantine'"
        default: break
        }
        return diagnostic
    }

    /// The type to declare for a column that was inferred as `type`, where a text does not fit.
    private static func wider(_ type: DataType, _ text: String, isTooLarge: Bool) -> DataType {
        guard type == .int64 else { return .string }
        // What is too large for a bigint is an integer, which a double would round.
        let digits = DecimalNumber.maximumPrecision
        if isTooLarge, DecimalNumber(text, precision: digits, scale: 0) != nil {
            return .decimal(precision: digits, scale: 0)
        }
        return Double(text) == nil ? .string : .double
    }

    /// After a scan that is over, complete or failed: the splits to scan again, when some of this scan's may have started at wrong
    /// places; nil when all is well. See `SplitSeam`.
    ///
    /// Compressed ones become one split each, and of others no start is guessed any more. What is found depends on the files alone, so results
    /// stay the same at any number of threads.
    func replannedSplits() -> [FileSplit]? {
        var seams: [Int: [SplitSeam]] = [:]
        let known = state.withLock { $0 }
        var wrong = known.doubtful
        // Behind a failure seams are missing, and say nothing.
        for (index, split) in splits.enumerated() where index < known.firstFailed {
            if let seam = known.seams[index] { seams[split.fileIndex, default: []].append(seam) }
        }
        for (file, seams) in seams where seams.contains(where: \.isGuess) && !SplitSeam.fit(seams) {
            wrong.insert(file)
        }
        if wrong.isEmpty { return nil }
        for file in wrong { files[file].forbidGuesses() }
        progress?.add(bytes: -known.bytes, rows: -known.rows.reduce(0, +))
        var planned: [FileSplit] = []
        for split in splits {
            var range = split.range
            if wrong.contains(split.fileIndex), files[split.fileIndex].isCompressed {
                if range.lowerBound > 0 { continue }
                range = 0..<files[split.fileIndex].bytes
            }
            planned.append(FileSplit(fileIndex: split.fileIndex, index: planned.count, range: range))
        }
        return planned
    }

    /// True when a split starts at a compressed frame behind others.
    private func startsAtFrame(_ split: FileSplit) -> Bool {
        guard case .csv = specification.format else { return false }
        return split.range.lowerBound > 0 && files[split.fileIndex].isCompressed
    }

    /// The files that the scan reads.
    var scannedFiles: Set<Int> { Set(splits.map(\.fileIndex)) }

    /// The rows read of each file, those set aside in file order, and those without a time.
    func tally() -> (rows: [Int], rejected: [(file: Int, row: RejectedRow)], withoutTime: [Int]) {
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
