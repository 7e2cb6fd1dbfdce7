package import Columnar
package import Diagnostics

/// Looks for columns in the headers of a source's files: each must stand in some file, in others it may be missing.
package struct HeaderSearch {
    private let source: String
    private let files: [DataFile]
    private let needed: [Bool]
    private let names: (Int) throws(DataError) -> [String]?

    /// A search in some files.
    ///
    /// - Parameters:
    ///   - source: the source's name.
    ///   - needed: for each file whether its rows are read. Those come first; the others are only looked at for what is still missing.
    ///   - names: the names of a file's columns, by its place among the files; nil where the format tells them with each row.
    package init(
        source: String, files: [DataFile], needed: [Bool], names: @escaping (Int) throws(DataError) -> [String]?
    ) {
        self.source = source
        self.files = files
        self.needed = needed
        self.names = names
    }

    /// What is wrong when a column stands in no header; nil when each stands in one, or no file has a header.
    ///
    /// Headers are read until all columns are found.
    /// - Throws: `DataError` when the header of a needed file cannot be read; a file that nobody reads may be as it likes.
    package func missing(_ fields: [Field]) throws(DataError) -> Diagnostic? {
        var missing = fields
        var available: [String] = []
        var first: DataFile?
        let order = files.indices.filter { needed[$0] } + files.indices.filter { !needed[$0] }
        for index in order where !missing.isEmpty && files[index].bytes > 0 {
            let found: [String]?
            do throws(DataError) {
                found = try names(index)
            } catch {
                if needed[index] { throw error }
                continue
            }
            guard let found, !found.isEmpty else { continue }
            first = first ?? files[index]
            let known = Set(found.map { $0.lowercased() })
            missing.removeAll { known.contains($0.name.lowercased()) }
            if !missing.isEmpty { available += found.filter { !available.contains($0) } }
        }
        guard let first, let column = missing.first else { return nil }
        var diagnostic = DataError.missingColumn(path: first.path, name: column.name, available: available).diagnostic
        if files.count > 1 { diagnostic.notes.append("no file of source '\(source)' has it") }
        return diagnostic
    }
}
