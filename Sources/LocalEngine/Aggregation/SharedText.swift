import Columnar

/// One worker's way to the codes of a scan's text column, made once a batch and shared by all that group, count or order by it.
///
/// A dictionary of its own keeps the worker from waiting for others: the pass's catalogue is only asked for texts that the worker
/// has not met before. A class because its readers share it; it belongs to one worker.
final class SharedText: @unchecked Sendable {
    /// The pass's coding.
    let catalog: TextCatalog
    private let dictionary = TextDictionary()
    /// The catalogue's code of each of the dictionary's.
    @exclusivity(unchecked) private var catalogCodes: [UInt32] = [0]
    /// The catalogue's codes of texts that are a prefix and a number, as far as this worker has met them: they need not be in the dictionary.
    @exclusivity(unchecked) private var numbered = NumberedTexts()
    @exclusivity(unchecked) private var isNumbered = true
    /// Numbered texts that the catalogue was asked for.
    @exclusivity(unchecked) private var asked = 0
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

    deinit { numbered.release() }

    /// What the worker's texts and the pass's take, in bytes, roughly.
    var bytes: Int { dictionary.size + catalogCodes.capacity * 4 + numbered.bytes + catalog.bytes }

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
        let met = dictionary.count + asked
        return catalog.isWorthSharing && (sampledRows < 4096 || met * 2 < sampledRows || met < 4096)
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
            let values = Operand(column.loaded).access(StringView.self)
            if numbered.capacity > 0, column.dictionary == nil, column.validity == nil {
                try numberedCodes(values.values, values.bytes, into: buffer.values)
            } else {
                try dictionaryCodes(column, values.values, values.bytes, into: buffer.values)
            }
            sampledRows &+= rowCount
            isCoded = true
        }
        return UnsafePointer(buffer.values)
    }

    /// The codes of rows by way of the worker's dictionary.
    private func dictionaryCodes(
        _ column: Column, _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>,
        into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if let texts = column.dictionary, let numbers = column.codes {
            try translateCodes(numbers, of: texts, UnsafePointer(column.validity), into: codes)
        } else if let validity = column.validity {
            for row in 0..<rowCount { codes[row] = validity[row] == 0 ? 0 : try dictionary.code(views[row], base) }
        } else {
            try dictionary.codes(views, base, count: rowCount, into: codes)
        }
        try nameNewTexts()
        catalogCodes.withUnsafeBufferPointer { translation in
            for row in 0..<rowCount { codes[row] = translation[Int(codes[row])] }
        }
        if isNumbered, column.dictionary == nil { readNumbers() }
    }

    /// Learns the catalogue's codes of the dictionary's new texts.
    private func nameNewTexts() throws(EvaluationError) {
        if catalogCodes.count < dictionary.count {
            try catalog.add(dictionary, from: catalogCodes.count, to: &catalogCodes)
        }
    }

    /// Takes over the catalogue's codes of numbered texts, when there are more than here.
    private func readNumbers() {
        guard let more = catalog.numbered(beyond: numbered.capacity) else { return }
        numbered.release()
        numbered = more
    }

    /// The codes of rows that are numbered for the most part: one look-up a row, where the dictionary's code would have to be translated.
    private func numberedCodes(
        _ views: UnsafePointer<StringView>, _ base: UnsafePointer<UInt8>, into codes: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        if numbered.find(views, base, count: rowCount, into: codes) { return }
        var rows: [(row: Int, number: Int)] = []
        var fresh: [(view: StringView, number: Int)] = []
        var others: [Int] = []
        for row in 0..<rowCount where codes[row] == 0 {
            let view = views[row]
            let number = numbered.number(base + (view.length == 0 ? 0 : Int(view.offset)), view.length)
            guard number < numbered.capacity else {
                others.append(row)
                continue
            }
            rows.append((row, number))
            if numbered.code(number) == 0 {
                numbered.set(number, to: SharedText.asking)
                fresh.append((view, number))
            }
        }
        if !fresh.isEmpty { try ask(fresh, base) }
        for (row, number) in rows { codes[row] = numbered.code(number) }
        if !others.isEmpty {
            for row in others { codes[row] = try dictionary.code(views[row], base) }
            try nameNewTexts()
            for row in others { codes[row] = catalogCodes[Int(codes[row])] }
            let known = numbered.capacity
            readNumbers()
            if numbered.capacity == known, others.count > max(rowCount, 4096) / 2 { stopReadingNumbers() }
        }
    }

    /// Stands for the code of a text that the catalogue is about to be asked for.
    private static let asking = UInt32.max

    /// Learns the catalogue's codes of numbered texts.
    private func ask(
        _ texts: [(view: StringView, number: Int)], _ base: UnsafePointer<UInt8>
    ) throws(EvaluationError) {
        do throws(EvaluationError) {
            let found = try catalog.codes(texts.map(\.view), base)
            for (text, code) in zip(texts, found) { numbered.set(text.number, to: code) }
            asked += texts.count
        } catch {
            stopReadingNumbers()
            throw error
        }
    }

    /// Goes on with the dictionary alone, for a column whose later texts are others.
    private func stopReadingNumbers() {
        numbered.release()
        numbered = NumberedTexts()
        isNumbered = false
    }
}
