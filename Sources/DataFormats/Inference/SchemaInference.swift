package import Columnar

/// Finds the columns and types of a source from a bounded sample of its files.
///
/// The sample is the first 1,000 records within the first megabyte of each of the first eight files and the last one. Columns
/// appear in the order in which the files name them. A column's type is the narrowest that all its non-null sample
/// values fit: boolean (`true`, `false`), bigint, double (bigint and double together too), date, timestamp (date and
/// timestamp together too), else string. A column without values is a string. In NDJSON, JSON strings are only dates,
/// timestamps or strings, and arrays and objects are strings.
package enum SchemaInference {
    package static let sampleBytes = 1 << 20
    package static let sampleRows = 1000

    /// The schema of some files of one format. Empty files contribute nothing; without any column the schema is empty.
    ///
    /// Throws `DataError` for files that cannot be read and headers that are wrong. Records that do not fit are passed over.
    package static func infer(files: [DataFile], format: FileFormat, zone: ZoneRules = .utc) throws(DataError) -> Schema
    {
        var names: [String] = []
        var places: [String: Int] = [:]
        var guesses: [TypeGuess] = []
        func place(of name: String) -> Int {
            if let known = places[name.lowercased()] { return known }
            places[name.lowercased()] = names.count
            names.append(name)
            guesses.append(TypeGuess())
            return names.count - 1
        }
        let sampled = files.count <= 9 ? files : Array(files.prefix(8)) + [files[files.count - 1]]
        for file in sampled where file.bytes > 0 {
            switch format {
            case .csv(let delimiter):
                let input = try file.text()
                let header = try file.landmarks.header(delimiter: delimiter) { () throws(DataError) in input }
                let columns = header.names.map(place(of:))
                let fields = header.names.map { Field($0, .string) }
                // One batch is all that is read of a compressed file, whose splits cannot end anywhere.
                let range =
                    input is FileInput
                    ? header.dataStart..<max(header.dataStart, min(file.bytes, header.dataStart + sampleBytes))
                    : 0..<file.bytes
                guard !range.isEmpty, !columns.isEmpty else { continue }
                let reader = try SplitReader(
                    file: file, split: FileSplit(fileIndex: 0, index: 0, range: range),
                    specification: ScanSpecification(
                        fields: fields, format: format, zone: zone, badRows: .quarantine, batchRows: sampleRows))
                guard let batch = try reader.nextBatch() else { continue }
                for (index, column) in columns.enumerated() {
                    let values = batch.columns[index]
                    for row in 0..<batch.rowCount where !values.isNull(at: row) {
                        guesses[column].add(field: values.stringBytes(at: row))
                    }
                }
            case .ndjson:
                try JSONSample.read(file) { key, kind, text in guesses[place(of: key)].add(kind: kind, text: text) }
            }
        }
        return Schema(names.indices.map { Field(names[$0], guesses[$0].type) })
    }
}
