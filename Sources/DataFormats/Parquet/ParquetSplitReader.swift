import Columnar

/// Reads the rows of one split: of the row groups in its range, or of its parts of them.
///
/// A class because it owns an open file and memory that it uses again from batch to batch; use it from one task at a time.
final class ParquetSplitReader: BatchReader {
    private(set) var rowsRead = 0
    private(set) var rejected: [RejectedRow] = []

    private let file: DataFile
    private let specification: ScanSpecification
    private let schema: Schema
    /// The builder's column of each wanted field; a field that is wanted twice is read once.
    private let sources: [Int]
    /// Where the values of each of the builder's columns come from; nil for one that the file does not have.
    private let columns: [ParquetSource?]
    private let metadata: ParquetMetadata
    private let input: FileInput
    private let decompressor = ParquetDecompressor()
    private let noBytes = ByteBuffer(capacity: 64)
    private var builder: BatchBuilder
    /// The row groups that are left, and which of their rows.
    private var groups: ArraySlice<(index: Int, rows: Range<Int>)>
    /// The current row group, its readers for each of the builder's columns, and its rows that are left.
    private var group = 0
    private var readers: [(any ParquetRowReader)?] = []
    private var rowsLeft = 0
    /// The rows of its batches.
    private var batchRows = 1
    /// The loaders of columns that are only filled when somebody reads them; none where bad rows must be found before a batch is handed on.
    private var loaders: [Loader] = []
    /// The rows of the batch whose columns may still be filled.
    private var pendingRows = 0
    /// What went wrong while a column was filled.
    private var failure: DataError?

    /// Fills one of the builder's columns for the batch that was handed on last.
    private final class Loader: ColumnLoader {
        weak var reader: ParquetSplitReader?
        let index: Int
        /// Whether the column of the current batch has not been filled.
        var isPending = false

        init(_ index: Int) { self.index = index }

        func load(_ column: Column) { reader?.load(self, column) }
    }
    /// The first of the rows that are left, counted in the whole file.
    private var nextRow = 0

    /// A reader of the rows that belong to the split's range, in row groups for which `groups`, where it is given, is true.
    ///
    /// Throws `DataError` when the file cannot be read, or a wanted column is missing, nested or of a type that cannot be turned into the
    /// wanted one.
    init(
        file: DataFile, split: FileSplit, specification: ScanSpecification, groups needed: [Bool]? = nil
    ) throws(DataError) {
        self.file = file
        self.specification = specification
        schema = Schema(specification.fields)
        let map = FieldMap(specification)
        let unique = map.fields
        sources = map.places
        builder = BatchBuilder(fields: unique, capacity: specification.batchRows)
        let metadata = try file.parquetMetadata()
        self.metadata = metadata
        var columns: [ParquetSource?] = []
        for field in unique {
            guard let node = metadata.column(named: field.name) else {
                guard specification.allowsMissingColumns else {
                    throw .missingColumn(path: file.path, name: field.name, available: metadata.columns.map(\.name))
                }
                columns.append(nil)
                continue
            }
            do throws(ParquetFault) {
                columns.append(try ParquetSource(node, wanted: field.type, zone: specification.zone))
            } catch {
                throw .badParquet(path: file.path, place: ParquetPlace(column: node.name), fault: error)
            }
        }
        self.columns = columns
        input = try FileInput(file)
        if specification.badRows == .error { loaders = unique.indices.map { Loader($0) } }
        var places: [(index: Int, rows: Range<Int>)] = []
        for index in metadata.rowGroups.indices where needed?[index] ?? true {
            let rows = metadata.rows(ofRowGroup: index, in: split.range, fileBytes: file.bytes)
            if !rows.isEmpty { places.append((index, rows)) }
        }
        groups = places[...]
        for loader in loaders { loader.reader = self }
    }

    var isGuess: Bool { false }

    func seam() throws(DataError) -> SplitSeam? { nil }

    func nextBatch() throws(DataError) -> RecordBatch? {
        if let failure { throw failure }
        passOver()
        builder.release()
        while true {
            if rowsLeft == 0 {
                guard let next = groups.popFirst() else {
                    readers = []
                    return nil
                }
                try begin(next.index, next.rows)
                continue
            }
            let count = min(rowsLeft, batchRows)
            builder.prepare(bytes: noBytes)
            var faults: [(row: Int, field: Int, fault: RowFault)] = []
            for index in columns.indices where loaders.isEmpty { try fill(index, count, &faults) }
            for loader in loaders {
                loader.isPending = true
                builder.columns[loader.index].loader = loader
            }
            pendingRows = count
            builder.rows = count
            rowsLeft -= count
            nextRow += count
            if !faults.isEmpty { try settle(faults, firstRow: nextRow - count) }
            if builder.rows == 0 { continue }
            builder.seal()
            rowsRead += builder.rows
            return RecordBatch(schema: schema, columns: sources.map { builder.columns[$0] }, rowCount: builder.rows)
        }
    }

    /// Starts a row group at some of its rows.
    private func begin(_ index: Int, _ part: Range<Int>) throws(DataError) {
        group = index
        let rows = metadata.rowGroups[index]
        readers = []
        for column in columns {
            guard let column else {
                readers.append(nil)
                continue
            }
            do throws(ParquetFault) {
                let reader = try column.reader(input, rows, zone: specification.zone, decompressor)
                reader.skip(part.lowerBound)
                readers.append(reader)
            } catch {
                throw .badParquet(
                    path: file.path, place: ParquetPlace(column: column.node.name, rowGroup: index + 1), fault: error)
            }
        }
        rowsLeft = part.count
        batchRows = rowsAtATime(rows)
        nextRow = rows.firstRow + part.lowerBound
    }

    /// The bytes of values that a batch should not have more of.
    private static let mostBatchBytes = 64 << 20

    /// The rows of a batch of a row group: fewer where its values are long.
    private func rowsAtATime(_ group: ParquetMetadata.RowGroup) -> Int {
        let bytes = columns.reduce(0) { total, column in
            total + (column.map { $0.uncompressedBytes(in: group) } ?? 0)
        }
        let average = max(1, bytes / max(1, group.rowCount))
        return max(1, min(specification.batchRows, ParquetSplitReader.mostBatchBytes / average))
    }

    /// Lets readers of columns that nobody has read pass over the last batch's rows.
    private func passOver() {
        for loader in loaders where loader.isPending {
            loader.isPending = false
            builder.columns[loader.index].loader = nil
            readers[loader.index]?.skip(pendingRows)
        }
    }

    /// Fills a column of the last batch; nulls when that fails, which the next call for a batch tells.
    private func load(_ loader: Loader, _ column: Column) {
        guard loader.isPending else { return }
        loader.isPending = false
        do throws(DataError) {
            var faults: [(row: Int, field: Int, fault: RowFault)] = []
            try fill(loader.index, pendingRows, column, &faults)
            if !faults.isEmpty { try settle(faults, firstRow: nextRow - pendingRows) }
        } catch {
            failure = failure ?? error
            column.dictionary = nil
            clear(column, pendingRows)
        }
    }

    private func clear(_ column: Column, _ count: Int) {
        guard column.type != .null else { return }
        column.makeValidity().update(repeating: 0, count: count)
        column.values.initializeMemory(as: UInt8.self, repeating: 0, count: count * column.type.width)
        if column.type == .string { column.bytes = noBytes }
    }

    /// Fills one of the builder's columns with the next `count` rows.
    private func fill(
        _ index: Int, _ count: Int, _ faults: inout [(row: Int, field: Int, fault: RowFault)]
    ) throws(DataError) {
        try fill(index, count, builder.columns[index], &faults)
    }

    private func fill(
        _ index: Int, _ count: Int, _ column: Column, _ faults: inout [(row: Int, field: Int, fault: RowFault)]
    ) throws(DataError) {
        guard let source = columns[index], let reader = readers[index] else {
            clear(column, count)
            return
        }
        do {
            if column.type == .string { column.bytes = nil }
            let found = try source.fill(column, count, from: reader)
            if column.type == .string, column.bytes == nil { column.bytes = noBytes }
            for fault in found { faults.append((fault.row, index, fault.fault)) }
        } catch let fault as ParquetFault {
            throw .badParquet(
                path: file.path,
                place: ParquetPlace(
                    column: source.node.name, rowGroup: group + 1,
                    page: reader.pageNumber > 0 ? reader.pageNumber : nil), fault: fault)
        } catch let error as DataError {
            throw error
        } catch {
            throw .unreadable(path: file.path, reason: "\(error)")
        }
    }

    /// Throws the first fault or sets the rows aside, by the policy. Rows count from 1 as lines, columns as the schema has them.
    private func settle(
        _ faults: [(row: Int, field: Int, fault: RowFault)], firstRow: Int
    ) throws(DataError) {
        let ordered = faults.sorted { ($0.row, $0.field) < ($1.row, $1.field) }
        var rows: [Int] = []
        for fault in ordered where fault.row != rows.last {
            let node = columns[fault.field]?.node
            let place = metadata.columns.firstIndex { $0.name == node?.name } ?? 0
            let row = RejectedRow(
                path: file.path, line: firstRow + fault.row + 1, column: place + 1,
                field: builder.fields[fault.field].name, fault: fault.fault, raw: "",
                hasLines: false)
            if specification.badRows == .error { throw .badRow(row) }
            rejected.append(row)
            rows.append(fault.row)
        }
        builder.remove(rows)
    }
}
