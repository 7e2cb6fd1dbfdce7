import Columnar

/// Reads the entries of one leaf of a nested column: repetition level, definition level, and a value where there is one.
///
/// A class because it goes through the leaf's pages; use it from one thread at a time.
final class ParquetLeafReader {
    let node: ParquetSchemaNode
    private let reader: ParquetColumnReader
    private let repetitions: UnsafeMutablePointer<UInt32>
    private let definitions: UnsafeMutablePointer<UInt32>
    private let values: Column
    /// Entries in memory, and the next one.
    private var count = 0
    private var next = 0
    /// The place of the next value in `values`.
    private var nextValue = 0

    /// Entries decoded at a time.
    private static let chunk = 4096

    init(_ reader: ParquetColumnReader) {
        self.reader = reader
        node = reader.node
        repetitions = .allocate(capacity: ParquetLeafReader.chunk)
        definitions = .allocate(capacity: ParquetLeafReader.chunk)
        values = Column(type: reader.kind.type, capacity: ParquetLeafReader.chunk)
    }

    deinit {
        repetitions.deallocate()
        definitions.deallocate()
    }

    /// The page that is being read, counted from 1.
    var pageNumber: Int { reader.pageNumber }

    /// The definition level of the next entry.
    ///
    /// - Throws: `ParquetFault` when there is none, or `DataError` of reading.
    func definition() throws -> Int {
        guard try fill() else { throw ParquetFault.truncated("the column") }
        return Int(definitions[next])
    }

    /// The repetition level of the next entry; 0 when there is none, as if another row began.
    func repetition() throws -> Int { try fill() ? Int(repetitions[next]) : 0 }

    /// Passes over the next entry, and returns its value's place in `column`; nil when there is no value.
    func take() throws -> Int? {
        let level = try definition()
        next += 1
        if level < node.definition { return nil }
        nextValue += 1
        return nextValue - 1
    }

    /// The column of the values that `take` has told of last.
    var column: Column { values }

    /// Makes sure that an entry is in memory; false when there are no more.
    private func fill() throws -> Bool {
        if next < count { return true }
        next = 0
        nextValue = 0
        count = 0
        guard let taken = try reader.nextEntries(ParquetLeafReader.chunk, repetitions, definitions) else {
            return false
        }
        var valid = 0
        for index in 0..<taken {
            guard definitions[index] <= node.definition, repetitions[index] <= node.repeated else {
                throw ParquetFault.malformed("a level is higher than the schema allows")
            }
            valid += (Int(definitions[index]) == node.definition).bit
        }
        values.removeAll()
        values.bytes = nil
        try reader.nextValues(valid, into: values)
        values.count = valid
        count = taken
        return true
    }
}
