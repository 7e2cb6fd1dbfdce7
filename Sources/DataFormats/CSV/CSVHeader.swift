import Columnar

/// The header line of a delimited file: the columns' names, and where the data starts.
///
/// A byte order mark is skipped and so are empty lines before the header. Names are read like any field; blanks around them
/// are dropped, and a name that is then empty becomes `column` and its place, counted from 1.
struct CSVHeader {
    /// The names in the file's order; empty when the file has no header.
    let names: [String]
    /// The offset of the first byte behind the header.
    let dataStart: Int
    /// The places of the names in lower case, each of which stands once.
    private let places: [String: Int]

    /// Reads the header. Throws `DataError` when it has a name twice, is no UTF-8, or when the file cannot be read.
    init(input: any RecordInput, delimiter: UInt8) throws(DataError) {
        let path = input.file.path
        var size = 8 << 10
        while true {
            let buffer = ByteBuffer(capacity: size + 1)
            var count = 0
            var isWhole = false
            while count < size, !isWhole {
                let got = try input.read(upTo: size - count, at: count, into: buffer.base + count)
                count += got.count
                isWhole = got.isAtEnd
            }
            if isWhole { buffer.base[count] = 0x0A }
            let available = count + (isWhole ? 1 : 0)
            var start = 0
            if count >= 3, buffer.base[0] == 0xEF, buffer.base[1] == 0xBB, buffer.base[2] == 0xBF { start = 3 }
            while start < count,
                buffer.base[start] == 0x0A
                    || (buffer.base[start] == 0x0D && start + 1 < available && buffer.base[start + 1] == 0x0A)
            {
                start += 1
            }
            if start >= count, isWhole {
                names = []
                places = [:]
                dataStart = count
                return
            }
            var scanner = QuoteScanner(delimiter: delimiter)
            if let length = scanner.passRecordEnd(buffer.base + start, available - start) {
                names = try CSVHeader.names(
                    UnsafeBufferPointer(start: buffer.base + start, count: length - 1), delimiter: delimiter,
                    path: path)
                places = try CSVHeader.places(of: names, path: path)
                dataStart = min(start + length, count)
                return
            }
            if isWhole { throw DataError.badHeader(path: path, fault: .unterminatedQuote) }
            if size >= RecordChunk.maximumRecordBytes {
                throw DataError.recordTooLong(path: path, line: 1, limit: RecordChunk.maximumRecordBytes)
            }
            size *= 4
        }
    }

    private static func names(
        _ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, path: String
    ) throws(DataError) -> [String] {
        var line = Array(bytes)
        if line.last == 0x0D { line.removeLast() }
        var scanner = QuoteScanner(delimiter: delimiter)
        for byte in line {
            // Outside quotes there is no line feed behind it: that would have ended the line.
            if byte == 0x0D, scanner.state != .quoted {
                throw DataError.badHeader(path: path, fault: .bareReturns)
            }
            withUnsafePointer(to: byte) { scanner.advance($0, 1) }
        }
        var names: [String] = []
        var field: [UInt8] = []
        scanner = QuoteScanner(delimiter: delimiter)
        for byte in line + [delimiter] {
            let wasOutside = scanner.state != .quoted
            if byte == delimiter, wasOutside {
                guard let name = String(validating: trimmed(field), as: UTF8.self) else {
                    throw DataError.badHeader(path: path, fault: .invalidUTF8)
                }
                names.append(name.isEmpty ? "column\(names.count + 1)" : name)
                field = []
                scanner = QuoteScanner(delimiter: delimiter)
                continue
            }
            let before = scanner.state
            withUnsafePointer(to: byte) { scanner.advance($0, 1) }
            // Quotes that open or close are not part of the name; the second of a doubled one is.
            if byte == 0x22, before == .quoted || (before == .outside && scanner.state == .quoted) { continue }
            field.append(byte)
        }
        return names
    }

    private static func places(of names: [String], path: String) throws(DataError) -> [String: Int] {
        var places: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let first = places.updateValue(index, forKey: name.lowercased()) {
                throw DataError.duplicateColumn(path: path, name: name, first: first + 1, second: index + 1)
            }
        }
        return places
    }

    private static func trimmed(_ field: [UInt8]) -> ArraySlice<UInt8> {
        let isText: (UInt8) -> Bool = { $0 != 0x20 && $0 != 0x09 }
        guard let first = field.firstIndex(where: isText), let last = field.lastIndex(where: isText) else { return [] }
        return field[first...last]
    }

    /// The place of a wanted column, without regard to case. Complexity: O(1) in the number of columns.
    func index(of name: String) -> Int? { places[name.lowercased()] }
}
