package import Columnar

/// The columns that a source's folders tell, and every file's values.
///
/// A key's type is the narrowest that all its values fit, found as for fields of CSV (`SchemaInference`), unless it is declared.
/// A file that lies outside a key's folders has null.
package struct PartitionColumns: Hashable, Sendable {
    /// The columns, in the order in which the files' paths name them.
    package let fields: [Field]
    /// For each file the values of `fields`.
    package let values: [[Scalar]]

    /// No columns.
    package static let none = PartitionColumns(fields: [], values: [])

    private init(fields: [Field], values: [[Scalar]]) {
        self.fields = fields
        self.values = values
    }

    /// Finds the columns of some files. `declared` types count before what the values tell; a name that is declared is spelled so.
    ///
    /// Throws `DataError.badPartition` for a value that does not fit its declared type. Complexity: O(files × keys).
    package static func find(
        in files: [DataFile], declared: Schema? = nil, zone: ZoneRules = .utc
    ) throws(DataError) -> PartitionColumns {
        let paths = files.map { PartitionPath($0.path) }
        var names: [String] = []
        var places: [String: Int] = [:]
        var guesses: [TypeGuess] = []
        // Folders hold many files: each distinct value is looked at once.
        var seen: [Set<ExactText>] = []
        for entry in paths.lazy.flatMap(\.entries) {
            let key = entry.key.lowercased()
            let place = places[key] ?? names.count
            if place == names.count {
                places[key] = place
                names.append(entry.key)
                guesses.append(TypeGuess())
                seen.append([])
            }
            guard let value = entry.value, seen[place].insert(ExactText(value)).inserted else { continue }
            withBytes(value) { guesses[place].add(field: $0) }
        }
        if names.isEmpty { return .none }
        let fields = names.indices.map { index in
            guard let declared, let known = declared.index(of: names[index]) else {
                return Field(names[index], guesses[index].type)
            }
            return declared.fields[known]
        }
        var timestamps = TimestampParser(zone: zone)
        var known = [[ExactText: Scalar]](repeating: [:], count: fields.count)
        var values: [[Scalar]] = []
        for (file, path) in zip(files, paths) {
            var row = [Scalar](repeating: .null, count: fields.count)
            for entry in path.entries {
                guard let place = places[entry.key.lowercased()], let text = entry.value else { continue }
                if let scalar = known[place][ExactText(text)] {
                    row[place] = scalar
                    continue
                }
                let scalar = withBytes(text) { ValueText.scalar($0, as: fields[place].type, &timestamps) }
                guard let scalar else {
                    throw DataError.badPartition(
                        path: file.path, folder: entry.folder, field: fields[place], text: text)
                }
                known[place][ExactText(text)] = scalar
                row[place] = scalar
            }
            values.append(row)
        }
        return PartitionColumns(fields: fields, values: values)
    }

    /// The place of a column by its name, without regard to case.
    package func index(of name: String) -> Int? {
        fields.firstIndex { $0.name.lowercased() == name.lowercased() }
    }

    /// A text's bytes with room behind them for wide reads.
    private static func withBytes<Result>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let buffer = ByteBuffer(capacity: text.utf8.count)
        for byte in text.utf8 {
            buffer.base[buffer.count] = byte
            buffer.count += 1
        }
        return withExtendedLifetime(buffer) {
            body(UnsafeBufferPointer(start: UnsafePointer(buffer.base), count: buffer.count))
        }
    }
}
