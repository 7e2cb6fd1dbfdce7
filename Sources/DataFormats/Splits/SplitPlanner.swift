/// Cuts files into splits.
package enum SplitPlanner {
    /// The size of a split of files of a few hundred megabytes: 8 MiB.
    package static let defaultTargetBytes = 8 << 20

    /// The size of the splits of files of `total` bytes: a 32nd of them, at least 8 and at most 32 MiB. Partial results are made and merged
    /// once a split, so larger data are cut less finely.
    package static func targetBytes(total: Int) -> Int {
        min(max(total / 32, defaultTargetBytes), 4 * defaultTargetBytes)
    }

    /// Compressed frames are brought together until a split is a fourth as long as another: their text is several times longer.
    private static let compressedShare = 4

    /// The splits of some files in order, each `targetBytes` long but for the last of a file.
    ///
    /// The cuts depend on the files alone, never on the number of threads. A compressed file is cut only where a frame starts that
    /// can be found without unpacking (zstd, bgzip), and a Parquet file at row groups or, if they are large, at parts of them, into splits of at least a fourth of
    /// `targetBytes`. A file without bytes has no
    /// split. `targetBytes` below 1 counts as 1. Throws `DataError` when a large file cannot be opened.
    /// Complexity: O(splits), and one short read for each block of large compressed files.
    package static func splits(
        of files: [DataFile], format: FileFormat? = nil, targetBytes: Int = defaultTargetBytes
    ) throws(DataError) -> [FileSplit] {
        let target = max(1, targetBytes)
        var splits: [FileSplit] = []
        for (fileIndex, file) in files.enumerated() {
            let ranges =
                format == .parquet ? try rowGroupRanges(of: file, target: target) : try ranges(of: file, target: target)
            for range in ranges {
                splits.append(FileSplit(fileIndex: fileIndex, index: splits.count, range: range))
            }
        }
        return splits
    }

    /// A Parquet file's row groups: small ones brought together, large ones cut.
    ///
    /// A page that two parts share is unpacked for both, so parts are not cut small.
    private static func rowGroupRanges(of file: DataFile, target: Int) throws(DataError) -> [Range<Int>] {
        let smallest = max(1, target / compressedShare)
        let metadata = try file.parquetMetadata()
        var starts = [0]
        for (index, group) in metadata.rowGroups.enumerated() {
            if group.place - starts[starts.count - 1] >= smallest { starts.append(group.place) }
            let extent = metadata.extent(ofRowGroup: index, fileBytes: file.bytes)
            let parts = min(group.rowCount / partRows, extent.count / smallest)
            for part in 1..<max(1, parts) { starts.append(extent.lowerBound + extent.count * part / parts) }
        }
        return zip(starts, starts.dropFirst() + [file.bytes]).map { $0..<$1 }
    }

    /// The fewest rows of a part of a row group.
    private static let partRows = 1 << 18

    private static func ranges(of file: DataFile, target: Int) throws(DataError) -> [Range<Int>] {
        let smallest = max(1, target / compressedShare)
        if file.bytes == 0 { return [] }
        // Files that are one split whatever they are need not be opened yet.
        if file.bytes <= (Compression(path: file.path) == nil ? target : smallest) { return [0..<file.bytes] }
        let input = try FileInput(file)
        guard let compression = try file.compression(input) else {
            return stride(from: 0, to: file.bytes, by: target).map { $0..<min(file.bytes, $0 + target) }
        }
        var starts = [0]
        for start in try FrameIndex.starts(of: input, compression: compression)
        where start - starts[starts.count - 1] >= smallest {
            starts.append(start)
        }
        return zip(starts, starts.dropFirst() + [file.bytes]).map { $0..<$1 }
    }
}
