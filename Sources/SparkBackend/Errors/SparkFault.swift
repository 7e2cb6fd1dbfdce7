import Diagnostics
import QueryPlan

/// Why Spark gave no result.
enum SparkFault: Error, Hashable, Sendable {
    /// No server answers at the address, or it ended the connection.
    case unreachable(address: String, cause: String, help: String?)
    /// The server does not know the token.
    case refused(address: String, cause: String)
    /// The server was restarted, or has forgotten the session: what was set up there is gone.
    case sessionLost(address: String)
    /// The server gives no sign of life, and nothing says why.
    case silent(address: String, seconds: Int64)
    /// The server took longer than it may.
    case slow(address: String, call: String)
    /// The query failed.
    case failed(SparkFailure)
    /// The answer is not what the protocol allows; it is not used.
    case protocolBroken(String)
}

/// What Spark tells of a query that failed.
struct SparkFailure: Hashable, Sendable {
    /// The error class, such as `DIVIDE_BY_ZERO`; nil for an error without one.
    var errorClass: String?
    /// The SQL state; nil when there is none.
    var sqlState: String?
    /// The message.
    var message: String
    /// The message's parameters.
    var parameters: [String: String] = [:]
    /// The piece of the query that failed; nil when the server does not know.
    var fragment: String?
    /// The name under which the server keeps details; nil when there are none.
    var errorID: String?
}

extension SparkFault {
    /// The fault as a failed query.
    var failure: QueryFailure {
        switch self {
        case .unreachable(let address, let cause, let help):
            QueryFailure(
                fault: .resources,
                diagnostic: Diagnostic(
                    "spark-unreachable", .error, "Spark does not answer at \(address): \(cause)",
                    help: help
                        ?? "check the address and whether the server runs, and in its log why it has ended; 'trinity spark start' starts one here"
                ))
        case .refused(let address, let cause):
            QueryFailure(
                fault: .resources,
                diagnostic: Diagnostic(
                    "spark-refused", .error, "Spark at \(address) refuses the connection: \(cause)",
                    help: "check the token in the address: sc://HOST:PORT/;token=…"))
        case .sessionLost(let address):
            QueryFailure(
                fault: .resources,
                diagnostic: Diagnostic(
                    "spark-session-lost", .error,
                    "the Spark server at \(address) was restarted, or ended the session, while queries ran",
                    help: "run again; if it happens often, look into the server's log for its memory"))
        case .silent(let address, let seconds):
            QueryFailure(
                fault: .resources,
                diagnostic: Diagnostic(
                    "spark-silent", .error,
                    "the Spark server at \(address) has given no sign of life for \(seconds) seconds",
                    notes: ["the connection stands, but not even a question about its version is answered"],
                    help: "see whether it was stopped or is short of memory, start it again, and run again"))
        case .slow(let address, let call):
            QueryFailure(
                fault: .resources,
                diagnostic: Diagnostic(
                    "spark-slow", .error, "the Spark server at \(address) did not answer in time (\(call))",
                    help: "look at what else it is doing, and run again"))
        case .failed(let failure): failure.queryFailure
        case .protocolBroken(let what):
            QueryFailure(
                fault: .bug,
                diagnostic: Diagnostic(
                    "spark-protocol", .error, "the Spark server's answer is not understood: \(what)",
                    notes: ["no part of it was used"], help: "is it a Spark Connect server of version 4?"))
        }
    }
}
