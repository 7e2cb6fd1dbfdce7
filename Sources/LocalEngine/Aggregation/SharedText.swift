import Columnar

/// One worker's codes for a text column of a scan, made once a batch and shared by all that group, count or order by it.
///
/// The dictionary grows over all batches that the worker sees, so its codes differ from worker to worker; whoever keeps them
/// beyond a split translates them by their texts. A class because its readers share it; it belongs to one worker.
final class SharedText: @unchecked Sendable {
    /// Beyond this many texts a column is no longer shared for grouping: nearly every row would add one.
    static let limit = 500_000

    let dictionary = TextDictionary()
    @exclusivity(unchecked) private var column: Column?
    @exclusivity(unchecked) private var rowCount = 0
    @exclusivity(unchecked) private var buffer = CodeBuffer(count: 1)
    @exclusivity(unchecked) private var isCoded = false

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
    var isWorthSharing: Bool { dictionary.count < SharedText.limit }

    /// The codes of all rows of the batch; 0 is null.
    func codes() throws(EvaluationError) -> UnsafePointer<UInt32> {
        if !isCoded, let column {
            if buffer.count < rowCount { buffer = CodeBuffer(count: rowCount) }
            let codes = buffer.values
            let values = Operand(column).access(StringView.self)
            let dictionary = dictionary
            if let validity = column.validity {
                for row in 0..<rowCount {
                    codes[row] = validity[row] == 0 ? 0 : try dictionary.code(values.values[row], values.bytes)
                }
            } else {
                try dictionary.codes(values.values, values.bytes, count: rowCount, into: codes)
            }
            isCoded = true
        }
        return UnsafePointer(buffer.values)
    }
}

/// A split's own dense numbers for the texts of a shared column, in order of first appearance in the split.
///
/// Texts are numbered as they appear in the split, so the numbers do not depend on which worker read it.
final class SplitText {
    let shared: SharedText
    /// This split's number for each of the worker's codes; 0 for none yet.
    @exclusivity(unchecked) private var numbers: [UInt32] = []
    /// The worker's code of each number; number 0 is null.
    @exclusivity(unchecked) private(set) var codes: [UInt32] = [0]

    init(_ shared: SharedText) { self.shared = shared }

    /// Numbers in use, the null's included.
    var count: Int { codes.count }

    /// The memory that the numbers take, in bytes.
    var size: Int { numbers.capacity * 4 + codes.capacity * 4 + views.capacity * 8 + bytes.capacity }

    /// The texts of all numbers, after `seal`.
    private(set) var views: [StringView] = []
    private(set) var bytes = ByteBuffer(capacity: 64)

    /// Copies the texts of all numbers out of the worker's dictionary, which goes on growing while this split is merged elsewhere.
    func seal() {
        numbers = []
        let dictionary = shared.dictionary
        var total = 0
        for code in codes { total += Int(dictionary.views[Int(code)].length) }
        let bytes = ByteBuffer(capacity: total)
        var views = [StringView](repeating: StringView(offset: 0, length: 0), count: codes.count)
        let (source, target, known) = (dictionary.bytes.base, bytes.base, dictionary.views)
        var position = 0
        for (number, code) in codes.enumerated() {
            let view = known[Int(code)]
            (target + position).update(from: source + Int(view.offset), count: Int(view.length))
            views[number] = StringView(offset: UInt32(truncatingIfNeeded: position), length: view.length)
            position += Int(view.length)
        }
        bytes.count = position
        self.views = views
        self.bytes = bytes
    }

    /// The numbers of the selected rows of the current batch.
    func encode(
        rowCount: Int, selection: Selection?, into target: UnsafeMutablePointer<UInt32>
    ) throws(EvaluationError) {
        let source = try shared.codes()
        let needed = shared.dictionary.count
        if numbers.count < needed {
            numbers.append(contentsOf: repeatElement(0, count: max(needed, numbers.count * 2) - numbers.count))
        }
        var codes = codes
        self.codes = []
        numbers.withUnsafeMutableBufferPointer { numbers in
            guard let numbers = numbers.baseAddress else { return }
            forEachRow(rowCount, selection, validity: nil) { row in
                let code = source[row]
                var number = numbers[Int(code)]
                if number == 0, code != 0 {
                    number = UInt32(truncatingIfNeeded: codes.count)
                    codes.append(code)
                    numbers[Int(code)] = number
                }
                target[row] = number
            }
        }
        self.codes = codes
    }
}
