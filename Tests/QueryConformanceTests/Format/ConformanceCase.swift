import Columnar
import QueryPlan
import Testing

/// A query, the tables it reads, and what every engine must answer.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    /// What an engine must answer.
    enum Expectation: Sendable {
        /// Columns and rows, in order only where the query orders them.
        case rows(CaseTable)
        /// A failure: our diagnostic's id, and Spark's error condition where there is one.
        case failure(id: String, condition: String?)
    }

    /// What the case shows, as a sentence.
    var name: String
    /// The file's name, without its ending.
    var file: String
    /// The line on which the case starts.
    var line: Int
    var zone = ZoneRules.utc
    var tables: [(name: String, table: CaseTable)] = []
    var query = ""
    /// Why the meaning here deliberately is not Spark's; nil where it is.
    var difference: String?
    var expectation: Expectation?

    var testDescription: String { "\(file):\(line) \(name)" }
}
