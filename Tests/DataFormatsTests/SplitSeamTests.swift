import Columnar
import DataFormats
import Testing

/// Splits of plain delimited files that are read on the guess that they start outside quotes, and what their seams say of it.
@Suite("Seams of guessed splits")
struct SplitSeamTests {
    private static let plain = (0..<3000).map { "\($0),text \($0 % 7)" }

    /// Files without quotes: every guess is right.
    static let quoteless: [(String, String)] = [
        ("line feeds", "id,note\n" + plain.joined(separator: "\n") + "\n"),
        ("no line feed at the end", "id,note\n" + plain.joined(separator: "\n")),
        ("CRLF", "id,note\r\n" + plain.joined(separator: "\r\n") + "\r\n"),
        ("byte order mark and empty lines", "\u{FEFF}id,note\n\n" + plain.joined(separator: "\n\n") + "\n\n"),
        ("a long header", "id,note,\(String(repeating: "x", count: 2000))\n" + plain.joined(separator: ",\n") + ",\n"),
        ("a long record", "id,note\n" + plain.joined(separator: "\n") + "\n9,\(String(repeating: "x", count: 3000))\n"),
    ]

    /// The rows of all splits and how the splits join.
    private func read(_ file: TemporaryFile, splitBytes: Int) throws -> (
        rows: [[Scalar]], seams: [SplitSeam], guesses: Int
    ) {
        var specification = ScanSpecification(fields: [Field("id", .int64), Field("note", .string)], format: comma)
        specification.guessesStarts = true
        specification.badRows = .quarantine
        var rows: [[Scalar]] = []
        var seams: [SplitSeam] = []
        var guesses = 0
        let splits = try SplitPlanner.splits(
            of: [file.file], format: specification.format, targetBytes: splitBytes)
        for split in splits {
            let reader = try specification.reader(of: file.file, split: split)
            while let batch = try reader.nextBatch() {
                for row in 0..<batch.rowCount { rows.append(batch.columns.map { $0[row] }) }
            }
            let seam = try reader.seam()
            seams.append(try #require(seam))
            if reader.isGuess { guesses += 1 }
        }
        return (rows, seams, guesses)
    }

    @Test("guesses about files without quotes are right, and their seams fit", arguments: quoteless)
    func right(label: String, text: String) throws {
        let file = try TemporaryFile(text)
        let expected = try read(file, splitBytes: 1 << 30)
        #expect(expected.rows.count == (label == "a long record" ? 3001 : 3000) && expected.guesses == 0)
        // The last ones leave a few bytes for the last split: the tail of the last record.
        let bytes = text.utf8.count
        for splitBytes in [90, 1000, 4096, 20_000, bytes - 1, bytes - 3, (bytes - 2) / 2, bytes / 3 + 1] {
            let found = try read(file, splitBytes: splitBytes)
            #expect(found.rows == expected.rows, "\(splitBytes)")
            #expect(SplitSeam.fit(found.seams), "\(splitBytes)")
            // Splits that start within the header are known to.
            #expect(found.guesses > 0 || splitBytes >= bytes - 3, "\(splitBytes)")
        }
    }

    @Test("seams that fit mean that every record was read once, whatever the quotes", arguments: [3, 50, 2000])
    func wrong(noteLines: Int) throws {
        let note = "\"" + (0..<noteLines).map { "\($0),x" }.joined(separator: "\n") + "\"\n"
        // No quote in the head of the file.
        let head = (0..<8000).map { "\($0),plain\n" }.joined()
        let file = try TemporaryFile("id,note\n" + head + (0..<40).map { "\($0),\(note)" }.joined())
        let expected = try read(file, splitBytes: 1 << 30).rows
        #expect(expected.count == 8040)
        var misfits = 0
        for splitBytes in stride(from: 1000, through: 30_000, by: 1003) {
            let found = try read(file, splitBytes: splitBytes)
            if SplitSeam.fit(found.seams) { #expect(found.rows == expected, "\(splitBytes)") } else { misfits += 1 }
        }
        #expect(misfits > 0)
        file.file.forbidGuesses()
        let exact = try read(file, splitBytes: 1000)
        #expect(exact.rows == expected && exact.guesses == 0 && SplitSeam.fit(exact.seams))
    }
}
