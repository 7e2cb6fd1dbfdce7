import Columnar
import DataFormats
import Foundation
import TestSupport

/// A file with given content in the temporary folder, removed with its owner.
final class TemporaryFile {
    private let folder: ScratchFolder
    let file: DataFile

    init(_ bytes: [UInt8], name: String = "data.csv") throws {
        folder = try ScratchFolder()
        file = DataFile(path: name, absolutePath: try folder.write(Data(bytes), to: name), bytes: bytes.count)
    }

    convenience init(_ text: String, name: String = "data.csv") throws {
        try self.init(Array(text.utf8), name: name)
    }

    /// All rows, read split by split, and all rejected records.
    func read(_ specification: ScanSpecification, splitBytes: Int = 1 << 30) throws -> (
        rows: [[Scalar]], rejected: [RejectedRow]
    ) {
        var rows: [[Scalar]] = []
        var rejected: [RejectedRow] = []
        let splits = try SplitPlanner.splits(of: [file], format: specification.format, targetBytes: splitBytes)
        // A fresh value has no landmarks yet; splits are read last to first, which shares none of the first's.
        var parts: [[[Scalar]]] = []
        var rejects: [[RejectedRow]] = []
        for split in splits.reversed() {
            let reader = try specification.reader(of: file, split: split)
            var part: [[Scalar]] = []
            while let batch = try reader.nextBatch() {
                for row in 0..<batch.rowCount { part.append(batch.columns.map { $0[row] }) }
            }
            parts.append(part)
            rejects.append(reader.rejected)
        }
        rows = parts.reversed().flatMap { $0 }
        rejected = rejects.reversed().flatMap { $0 }
        return (rows, rejected)
    }
}

let comma = FileFormat.csv(delimiter: UInt8(ascii: ","))
