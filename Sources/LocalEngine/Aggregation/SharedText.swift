import Columnar

/// One worker's way to the codes of a scan's text column, made once a batch and shared by all that group, count or order by it.
///
/// A dictionary of its own keeps the worker from waiting for others: the pass's catalogue is only asked for texts that the worker
/// has not met before. A class because its readers share it; it belongs to one worker.
final class SharedText: @unchecked Sendable {
    /// The pass's coding.
    let catalog: TextCatalog
    private let dictionary = TextDictionary()
    /// The catalogue's code of each of the worker's.
    @exclusivity(unchecked) private var catalogCodes: [UInt32] = [0]
    @exclusivity(unchecked) private var column: Column?
    @exclusivity(unchecked) private var rowCount = 0
    @exclusivity(unchecked) private var buffer = CodeBuffer(count: 1)
    @exclusivity(unchecked) private var isCoded = false
    /// The first rows met, and how many texts they brought: columns of which every row brings a new one are not worth sharing.
    @exclusivity(unchecked) private var sampledRows = 0
    /// The worker's codes of the texts of a column's dictionary, 0 for those that no row has had yet.
    @exclusivity(unchecked) private var translation: [UInt32] = []
    @exclusivity(unchecked) private var translated: Column?

    init(_ catalog: TextCatalog) { self.catalog = catalog }

    /// What the worker's texts and the pass's take, in bytes, roughly.
    var bytes: Int { dictionary.size + catalogCodes.capacity * 4 + catalog.bytes }

    /// Starts a batch. Nothing is coded until somebody asks.
    func begin(_ column: Column, rowCount: Int) {
        self.column = column
        self.rowCount = rowCount
        isCoded = false
    }

    /// Ends a batch: lets go of its column.
    func end() {
        column = nil
        isCoded = false
    }

    /// Whether grouping should still share the column; asked at the start of a split.
    var isWorthSharing: Bool {
        catalog.isWorthSharing && (sampledRows < 4096 || dictionary.count * 2 < sampledRows || dictionary.count < 4096)
    }

    /// The worker's codes of rows that have the texts of a column's dictionary: each text is looked up once.
    private func translateCodes(
        _ numbers: UnsafePointer<UInt32>, of texts: Column, _ validity: UnsafePointer<UInt8>?,
        into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if translated !== texts {
            translation = [UInt32](repeating: 0, count: texts.count)
            translated = texts
        }
        if validity != nil { codes.update(repeating: 0, count: rowCount) }
        let (dictionary, values) = (dictionary, Operand(texts).access(StringView.self))
        try translate(
            numbers, rowCount, nil, validity: validity, through: &translation, into: codes
        ) { (number) throws(EvaluationError) in try dictionary.code(values.values[number], values.bytes) }
    }

    /// The catalogue's codes of all rows of the batch; 0 is null.
    func codes() throws(EvaluationError) -> UnsafePointer<UInt32> {
        if !isCoded, let column {
            if buffer.count < rowCount { buffer = CodeBuffer(count: rowCount) }
            let codes = buffer.values
            let values = Operand(column.loaded).access(StringView.self)
            let dictionary = dictionary
            if let texts = column.dictionary, let numbers = column.codes {
                try translateCodes(numbers, of: texts, UnsafePointer(column.validity), into: codes)
            } else if let validity = column.validity {
                for row in 0..<rowCount {
                    codes[row] = validity[row] == 0 ? 0 : try dictionary.code(values.values[row], values.bytes)
                }
            } else {
                try dictionary.codes(values.values, values.bytes, count: rowCount, into: codes)
            }
            if catalogCodes.count < dictionary.count {
                try catalog.add(dictionary, from: catalogCodes.count, to: &catalogCodes)
            }
            catalogCodes.withUnsafeBufferPointer { translation in
                for row in 0..<rowCount { codes[row] = translation[Int(codes[row])] }
            }
            sampledRows &+= rowCount
            isCoded = true
        }
        return UnsafePointer(buffer.values)
    }
}
