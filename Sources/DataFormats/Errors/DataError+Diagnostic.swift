import Columnar
package import Diagnostics

extension DataError {
    /// The error as people read it: file, place, what was found, what was expected and what to do.
    package var diagnostic: Diagnostic {
        switch self {
        case .noSuchFile(let path, let near):
            Diagnostic(
                "no-such-file", .error, "there is no file or folder '\(path)'", file: path,
                help: near.map { "did you mean '\($0)'?" })
        case .nothingMatches(let pattern):
            Diagnostic(
                "no-data-files", .error, "no data file matches '\(pattern)'", file: pattern,
                notes: ["names that start with '.' or '_' are skipped"],
                help: "data files end in \(FileFormat.names.map { "." + $0 }.joined(separator: ", ")), "
                    + "and in .gz or .zst behind that")
        case .tooManyAlternatives(let pattern, let limit):
            Diagnostic(
                "too-many-alternatives", .error, "the braces of '\(pattern)' stand for more than \(limit) patterns",
                file: pattern, help: "use '*', or list several paths")
        case .unreadable(let path, let reason):
            Diagnostic("unreadable-file", .error, "cannot read '\(path)': \(reason)", file: path)
        case .fileChanged(let path):
            Diagnostic(
                "file-changed", .error, "'\(path)' became shorter while it was read", file: path,
                help: "run again when nothing writes to the file")
        case .unknownFormat(let path):
            Diagnostic(
                "unknown-format", .error, "the name of '\(path)' does not tell its format", file: path,
                help: "declare 'format:' as one of \(FileFormat.names.joined(separator: ", "))")
        case .mixedFormats(let path, let other):
            Diagnostic(
                "mixed-formats", .error, "'\(path)' is of another format than '\(other)'", file: path,
                notes: ["the files of one source have one format"],
                help: "choose some by a glob such as '*.csv', and make the others a source of their own")
        case .duplicateColumn(let path, let name, let first, let second):
            Diagnostic(
                "duplicate-column", .error,
                "the header names column '\(name)' twice, as column \(first) and column \(second)",
                file: path, range: DataError.place(line: 1, column: 1),
                notes: ["names that differ only in case, or in how their accents are encoded, count as the same"],
                help: "rename one of them in the file")
        case .missingColumn(let path, let name, let available):
            Diagnostic(
                "missing-column", .error, "the file has no column '\(name)'", file: path,
                range: DataError.place(line: 1, column: 1),
                notes: ["its header has \(DataError.list(available))"],
                help: NearMatch.help(name, among: available))
        case .badHeader(let path, let fault):
            Diagnostic(
                "bad-header", .error, "the header line cannot be read: \(fault.reason)", file: path,
                range: DataError.place(line: 1, column: 1))
        case .recordTooLong(let path, let line, let limit):
            Diagnostic(
                "record-too-long", .error, "a record is longer than \(limit >> 20) MB", file: path,
                range: DataError.place(line: line, column: 1),
                help: "look for a quote that is never closed, or a missing line end")
        case .badCompression(let path, let compression, let offset, let fault):
            Diagnostic(
                fault == .notCompressed ? "not-compressed" : "bad-compression", .error,
                fault.reason(compression, offset: offset), file: path, help: fault.help(compression))
        case .badParquet(let path, let place, let fault):
            Diagnostic(
                fault.isUnsupported ? "unsupported-parquet" : "bad-parquet", .error, place.text + fault.reason,
                file: path, help: fault.help)
        case .badPartition(let path, let folder, let field, let text):
            Diagnostic(
                "bad-partition", .error,
                "the folder '\(folder)' does not fit column '\(field.name)': "
                    + RowFault.notA(field.type, text: text).reason, file: path,
                help: "declare another type under 'schema:', such as \(field.name): string, or rename the folder")
        case .badRow(let row):
            Diagnostic(
                "bad-row", .error, DataError.place(of: row) + row.reason, file: row.path,
                range: row.hasLines ? DataError.place(line: row.line, column: row.column) : nil,
                help: "correct the row, or set 'on_bad_row: quarantine' to set such rows aside")
        }
    }

    /// What a message says of a row's place beyond its line and column.
    private static func place(of row: RejectedRow) -> String {
        let column = row.field.map { "column '\($0)': " } ?? ""
        if row.hasLines { return column }
        return "row \(row.line)" + (column.isEmpty ? ": " : ", " + column)
    }

    private static func place(line: Int, column: Int) -> SourceRange {
        let location = SourceLocation(line: line, column: column, offset: 0)
        return SourceRange(location, location)
    }

    /// At most thirty names, quoted.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(30).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 30 ? shown + " and \(names.count - 30) more" : shown
    }
}

extension CompressionFault {
    /// What was found, and at which byte of the file.
    func reason(_ compression: Compression, offset: Int) -> String {
        let data = "the \(compression.rawValue) data"
        return switch self {
        case .truncated: "\(data) ends in the middle, at byte \(offset)"
        case .corrupt(let words): "\(data) is damaged before byte \(offset): \(words)"
        case .windowTooLarge: "\(data) at byte \(offset) needs more than 128 MB of memory to unpack"
        case .needsDictionary: "\(data) at byte \(offset) was made with a dictionary"
        case .trailingBytes: "\(data) ends at byte \(offset), but other bytes follow"
        case .notCompressed: "the name promises \(compression.rawValue) data, but the file starts otherwise"
        case .noMemory: "there is no memory to unpack \(data)"
        }
    }

    /// What to do about it.
    func help(_ compression: Compression) -> String? {
        switch self {
        case .truncated: "copy or write the file again: part of it is missing"
        case .corrupt, .trailingBytes: "check the file with '\(compression.rawValue) -t', and copy or write it again"
        case .windowTooLarge: "compress the file again without '--long' or '--ultra'"
        case .needsDictionary: "compress the file again without a dictionary"
        case .notCompressed: "rename the file if it is not compressed"
        case .noMemory: nil
        }
    }
}

extension RowFault {
    /// What was found and what was expected, without a place and without a full stop.
    package var reason: String {
        switch self {
        case .tooFewFields(let found, let expected): "the row has \(found) fields, expected \(expected)"
        case .tooManyFields(let found, let expected): "the row has \(found) fields, expected \(expected)"
        case .notA(let type, let text): "found \(RowFault.quoted(text)), expected \(RowFault.expectation(type))"
        case .outOfRange(let type, let text): "\(RowFault.quoted(text)) does not fit into a \(type.name)"
        case .textAfterQuote: "there is text between the closing quote and the delimiter"
        case .unterminatedQuote: "the quote is never closed"
        case .bareReturns: "its lines end with carriage returns alone; write the file with line feeds (LF or CRLF)"
        case .invalidUTF8: "the text is not valid UTF-8"
        case .invalidJSON(let expected, let found): "invalid JSON: found \(found), expected \(expected)"
        case .loneSurrogate: "invalid text: half of a surrogate pair stands alone"
        case .notAnObject(let found): "found \(found), expected a JSON object"
        case .nestedTooDeep(let limit): "arrays and objects are nested deeper than \(limit) levels"
        }
    }

    private static func expectation(_ type: DataType) -> String {
        switch type {
        case .null: "nothing"
        case .boolean: "a boolean (true or false)"
        case .int64: "a bigint"
        case .double: "a double"
        case .decimal: "a \(type.name)"
        case .string: "a string"
        case .date: "a date (YYYY-MM-DD)"
        case .timestamp: "a timestamp (YYYY-MM-DDTHH:MM:SS)"
        }
    }

    /// The text in single quotes, cut after 60 characters.
    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= 60 ? "'\(text)'" : "'\(String(String.UnicodeScalarView(scalars.prefix(60))))…'"
    }
}
