public import Columnar

/// A named set of data files as a workspace or a command line declares it. Nothing has been opened yet.
public struct SourceDeclaration: Hashable, Sendable {
    /// What a row that does not fit its schema does.
    public enum BadRows: String, Hashable, Sendable, CaseIterable {
        /// Stop with the file, line, column and reason.
        case error
        /// Set the row aside with its reason and go on.
        case quarantine
    }

    /// The file format.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Comma-separated values with a header, RFC 4180.
        case csv
        /// Tab-separated values with a header.
        case tsv
        /// One JSON object a line.
        case ndjson
        /// Apache Parquet.
        case parquet
    }

    /// The name that `FROM` uses.
    public var name: String
    /// Files, folders and globs, relative to `root` or absolute; in order.
    public var paths: [String]
    /// The folder that relative paths start from.
    public var root: String
    /// The format; nil to go by each file's name.
    public var format: Format?
    /// The column that periods look at; nil when the source has no time.
    public var timeColumn: String?
    /// Declared columns; nil to infer them from a bounded sample.
    public var schema: Schema?
    /// What a row that does not fit does.
    public var badRows: BadRows
    /// The zone in which timestamps without an offset are read.
    public var zone: ZoneRules
    /// Columns named by folders `name=value` that tell the stretch of time in which a file's rows lie, so that files outside a
    /// period need not be read; the author's promise, never guessed.
    public var timePartitions: [String]
    /// Whether a period without rows is nothing out of the ordinary; else a job takes it for data that have not come yet.
    public var mayBeEmpty: Bool

    /// A declared source.
    public init(
        name: String, paths: [String], root: String, format: Format? = nil, timeColumn: String? = nil,
        schema: Schema? = nil, badRows: BadRows = .error, zone: ZoneRules = .utc,
        timePartitions: [String] = [], mayBeEmpty: Bool = false
    ) {
        self.name = name
        self.paths = paths
        self.root = root
        self.format = format
        self.timeColumn = timeColumn
        self.schema = schema
        self.badRows = badRows
        self.zone = zone
        self.timePartitions = timePartitions
        self.mayBeEmpty = mayBeEmpty
    }
}

/// What is known of a source before its rows are read.
public struct SourceDescription: Hashable, Sendable {
    /// The source's name.
    public var name: String
    /// Declared or inferred columns.
    public var schema: Schema
    /// Whether the schema was inferred from a sample.
    public var isInferred: Bool
    /// Whether rows may have columns that `schema` does not tell: members of NDJSON records beyond the sample.
    public var isSampled: Bool
    /// The format, for people: `CSV`, `NDJSON`, `Parquet`.
    public var format: String
    /// The files in reading order.
    public var files: [InputFile]
    /// The names of the columns that folders `name=value` tell.
    public var partitions: [String]
    /// Sentences about how the files differ: columns that some of them do not have.
    public var remarks: [String]

    /// A description of a source.
    public init(
        name: String, schema: Schema, isInferred: Bool, format: String, files: [InputFile], partitions: [String] = [],
        remarks: [String] = [], isSampled: Bool = false
    ) {
        self.name = name
        self.schema = schema
        self.isInferred = isInferred
        self.isSampled = isSampled
        self.format = format
        self.files = files
        self.partitions = partitions
        self.remarks = remarks
    }
}

/// One data file, with what reading it has told.
public struct InputFile: Hashable, Sendable {
    /// The path as the declaration leads to it.
    public var path: String
    /// Its size in bytes.
    public var bytes: Int
    /// The data rows read, rejected ones excluded; nil before it was read.
    public var rows: Int?
    /// Rows set aside; nil before it was read.
    public var rejectedRows: Int?
    /// The SHA-256 of its bytes in lower-case hexadecimal; nil when not computed.
    public var sha256: String?

    /// A data file.
    public init(path: String, bytes: Int, rows: Int? = nil, rejectedRows: Int? = nil, sha256: String? = nil) {
        self.path = path
        self.bytes = bytes
        self.rows = rows
        self.rejectedRows = rejectedRows
        self.sha256 = sha256
    }
}
