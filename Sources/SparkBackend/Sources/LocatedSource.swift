import DataFormats
import QueryPlan

/// A source with its files, found and described.
struct LocatedSource: Sendable {
    /// What was declared.
    var declaration: SourceDeclaration
    /// What is known of it.
    var description: SourceDescription
    /// The files, those of `description` in their order.
    var files: [DataFile]
    /// The ways in which Spark may name each file beside its rows.
    var knownAs: [[String]]
    /// The names in each file's header, for delimited text of elsewhere; nil where the files can be read here.
    var headers: [[String]]?
    /// Which files may have quotes, and line ends in them; nil where that can be found out here.
    var quoting: [Bool]?

    /// Whether only Spark can read the files.
    var isRemote: Bool { headers != nil }
}
