/// How the bytes of a data file stand for rows.
package enum FileFormat: Hashable, Sendable {
    /// Delimiter-separated values after RFC 4180 with a header line; `,` for CSV and a tab for TSV.
    case csv(delimiter: UInt8)
    /// One JSON object (RFC 8259) on each line.
    case ndjson
    /// Apache Parquet: columns in row groups, with the schema in the file's footer.
    case parquet

    /// The names a source may declare.
    package static let names = ["csv", "tsv", "ndjson", "parquet"]

    /// The format of a declared name or a file extension without its dot; case does not matter. Nil for any other name.
    package init?(name: String) {
        switch name.lowercased() {
        case "csv": self = .csv(delimiter: UInt8(ascii: ","))
        case "tsv", "tab": self = .csv(delimiter: UInt8(ascii: "\t"))
        case "ndjson", "jsonl": self = .ndjson
        case "parquet", "parq": self = .parquet
        default: return nil
        }
    }

    /// The format that a path's extension names, or nil; that of a compression behind it does not count: `a.csv.gz` is CSV.
    package init?(path: String) {
        let path = Compression.strippingExtension(of: path)
        guard let name = Compression.lastExtension(of: path) else { return nil }
        self.init(name: String(name))
    }
}
