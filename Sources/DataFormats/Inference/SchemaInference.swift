package import Columnar
import Dispatch
import Synchronization

/// Finds the columns and types of a source from a bounded sample of its files.
///
/// Columns are those of all files together, in the order in which files name them: every header of a delimited source's first
/// 10,000 files is looked at, and in NDJSON the sampled records. Types come from the first 1,000 records within the first
/// megabyte of the first eight files, the last one, eight spread evenly between them, and up to 32 others that name a column
/// first. A column's type is the narrowest that all its non-null sample values fit: boolean (`true`, `false`), bigint, decimal(38, 0) for
/// integers beyond it, double (integers and doubles together too), date, timestamp (date and timestamp together too), else string. A column without values is
/// a string. In NDJSON, JSON strings are only dates, timestamps or strings, and arrays and objects are strings. Parquet files tell their
/// columns and types: see `ParquetInference`.
package enum SchemaInference {
    /// The most bytes of a file that are looked at, unless its first line is longer.
    package static let sampleBytes = 1 << 20
    /// The most records of a file that are looked at.
    package static let sampleRows = 1000
    /// The most headers that are looked at.
    static let maximumHeaders = 10_000

    /// What was found.
    package struct Finding: Hashable, Sendable {
        /// The columns, in the order in which files name them.
        package var schema: Schema
        /// Sentences about columns that only some files have.
        package var remarks: [String]
        /// Whether rows may have columns that no sampled record has: NDJSON beyond the sample.
        package var isPartial = false
        /// What is wrong with the first record, when no record of an NDJSON source's sample tells a column.
        package var fault: DataError?
    }

    /// The columns as they come together.
    private struct Columns: Sendable {
        var names: [String] = []
        private var places: [String: Int] = [:]
        var guesses: [TypeGuess] = []

        mutating func place(of name: String) -> Int {
            let key = name.lowercased()
            if let known = places[key] { return known }
            places[key] = names.count
            names.append(name)
            guesses.append(TypeGuess())
            return names.count - 1
        }

        /// Takes over what another file's values are.
        mutating func add(_ other: Columns) {
            for (name, guess) in zip(other.names, other.guesses) { guesses[place(of: name)].add(guess) }
        }
    }

    /// What a file's first records tell.
    private struct Sample: Sendable {
        var columns = Columns()
        /// Whether those are all of its records, where it matters.
        var isWhole = true
    }

    /// The schema of some files of one format; see `inferring(files:format:zone:)`.
    package static func infer(files: [DataFile], format: FileFormat, zone: ZoneRules = .utc) throws(DataError) -> Schema
    {
        try inferring(files: files, format: format, zone: zone).schema
    }

    /// The schema of some files of one format. Empty files of text contribute nothing; without any column the schema is empty.
    ///
    /// Throws `DataError` for files that cannot be read and headers that are wrong. Records that do not fit are passed over.
    package static func inferring(
        files: [DataFile], format: FileFormat, zone: ZoneRules = .utc
    ) throws(DataError) -> Finding {
        // A text of no bytes has no rows; a Parquet file of no bytes has lost them.
        if format == .parquet {
            var columns = ParquetInference()
            for file in files.prefix(maximumHeaders) { try columns.add(file.parquetMetadata(), path: file.path) }
            return columns.finding
        }
        let files = files.filter { $0.bytes > 0 }
        var columns = Columns()
        var sampled = spread(files.count)
        var remarks: [String] = []
        if case .csv(let delimiter) = format {
            let headed = Array(files.prefix(maximumHeaders))
            readAhead(headed, delimiter: delimiter)
            var counts: [Int] = []
            var total = 0
            var extra = 0
            for (index, file) in headed.enumerated() {
                let names = try file.columnNames(delimiter: delimiter)
                if names.isEmpty { continue }
                total += 1
                let before = columns.names.count
                for name in names {
                    let place = columns.place(of: name)
                    if place == counts.count { counts.append(0) }
                    counts[place] += 1
                }
                if columns.names.count > before, extra < 32, sampled.insert(index).inserted { extra += 1 }
            }
            remarks = zip(columns.names, counts).filter { $1 < total }.prefix(10).map { name, count in
                "column '\(name)' stands in \(count) of \(total) files, and is null in the others"
            }
        }
        var isWhole = sampled.count == files.count
        for sample in try samples(of: sampled.sorted().map { files[$0] }, format, zone) {
            columns.add(sample.columns)
            if !sample.isWhole { isWhole = false }
        }
        return Finding(
            schema: Schema(columns.names.indices.map { Field(columns.names[$0], columns.guesses[$0].type) }),
            remarks: remarks, isPartial: format == .ndjson && !isWhole,
            fault: columns.names.isEmpty && format == .ndjson ? firstFault(in: sampled.sorted().map { files[$0] }) : nil
        )
    }

    /// What reading the first records of NDJSON files stumbles over; nil when they are all in order.
    private static func firstFault(in files: [DataFile]) -> DataError? {
        for file in files {
            do throws(DataError) {
                let reader = try SplitReader(
                    file: file, split: FileSplit(fileIndex: 0, index: 0, range: 0..<file.bytes),
                    specification: ScanSpecification(
                        fields: [], format: .ndjson, zone: .utc, badRows: .error, batchRows: sampleRows))
                _ = try reader.nextBatch()
            } catch {
                return error
            }
        }
        return nil
    }

    /// The files whose values are looked at: the first eight, the last, and eight between them.
    private static func spread(_ count: Int) -> Set<Int> {
        if count <= 17 { return Set(0..<count) }
        return Set(0..<8).union([count - 1]).union((1...8).map { 7 + (count - 8) * $0 / 9 })
    }

    /// Reads headers on several threads; what is wrong with one shows when it is asked for.
    private static func readAhead(_ files: [DataFile], delimiter: UInt8) {
        let pieces = min(files.count, 8)
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            for index in stride(from: piece, to: files.count, by: pieces) {
                _ = try? files[index].columnNames(delimiter: delimiter)
            }
        }
    }

    /// Reads the samples of files side by side. Throws what is wrong with the first of those that cannot be read.
    private static func samples(
        of files: [DataFile], _ format: FileFormat, _ zone: ZoneRules
    ) throws(DataError) -> [Sample] {
        let samples = Mutex([Int: Result<Sample, DataError>]())
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let sample = Result { () throws(DataError) in try SchemaInference.sample(files[index], format, zone) }
            samples.withLock { $0[index] = sample }
        }
        let found = samples.withLock { $0 }
        var all: [Sample] = []
        for index in files.indices {
            if let sample = try found[index]?.get() { all.append(sample) }
        }
        return all
    }

    private static func sample(
        _ file: DataFile, _ format: FileFormat, _ zone: ZoneRules
    ) throws(DataError) -> Sample {
        var sample = Sample()
        switch format {
        case .csv(let delimiter):
            let input = try file.text()
            let header = try file.landmarks.header(delimiter: delimiter) { () throws(DataError) in input }
            let places = header.names.map { sample.columns.place(of: $0) }
            // Splits of a compressed file cannot end anywhere; the reader's own end does.
            let range =
                input is FileInput
                ? header.dataStart..<max(header.dataStart, min(file.bytes, header.dataStart + sampleBytes))
                : 0..<file.bytes
            guard !range.isEmpty, !places.isEmpty else { return sample }
            let reader = try SplitReader(
                file: file, split: FileSplit(fileIndex: 0, index: 0, range: range),
                specification: ScanSpecification(
                    fields: header.names.map { Field($0, .string) }, format: format, zone: zone, badRows: .quarantine,
                    batchRows: sampleRows), chunkBytes: RecordChunk.defaultSize,
                sampleEnd: header.dataStart + sampleBytes)
            // A batch ends wherever a row is set aside and wherever memory ends.
            var rows = 0
            while rows < sampleRows, let batch = try reader.nextBatch() {
                let count = min(batch.rowCount, sampleRows - rows)
                for (index, place) in places.enumerated() {
                    let values = batch.columns[index]
                    for row in 0..<count where !values.isNull(at: row) {
                        sample.columns.guesses[place].add(field: values.stringBytes(at: row))
                    }
                }
                rows += count
            }
            return sample
        case .parquet: return sample
        case .ndjson:
            // Records mostly name their members in one order.
            var known: [(key: [UInt8], place: Int)] = []
            var record = 0
            // Of each column the last record that names it, and what was known before that: of a key that stands twice the last value counts.
            var named: [(record: Int, guess: TypeGuess)] = []
            sample.isWhole = try JSONSample.read(file) { member, key, kind, text in
                if member == 0 { record += 1 }
                let place: Int
                if member < known.count, known[member].key == key {
                    place = known[member].place
                } else {
                    place = sample.columns.place(of: String(decoding: key, as: UTF8.self))
                    if member < known.count { known[member] = (key, place) }
                    if member == known.count { known.append((key, place)) }
                }
                if place == named.count { named.append((0, TypeGuess())) }
                if named[place].record == record {
                    sample.columns.guesses[place] = named[place].guess
                } else {
                    named[place] = (record, sample.columns.guesses[place])
                }
                if let kind { sample.columns.guesses[place].add(kind: kind, text: text) }
            }
            return sample
        }
    }
}
