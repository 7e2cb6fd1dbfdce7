/// Cuts files into splits.
package enum SplitPlanner {
    /// The size of a split when nothing else is asked for: 8 MiB.
    package static let defaultTargetBytes = 8 << 20

    /// The splits of some files in order, each `targetBytes` long but for the last of a file.
    ///
    /// The cuts depend on the sizes alone, never on the number of threads. A file without bytes has no split.
    /// `targetBytes` below 1 counts as 1. Complexity: O(splits).
    package static func splits(of files: [DataFile], targetBytes: Int = defaultTargetBytes) -> [FileSplit] {
        let target = max(1, targetBytes)
        var splits: [FileSplit] = []
        for (fileIndex, file) in files.enumerated() {
            for start in stride(from: 0, to: file.bytes, by: target) {
                let range = start..<min(file.bytes, start + target)
                splits.append(FileSplit(fileIndex: fileIndex, index: splits.count, range: range))
            }
        }
        return splits
    }
}
