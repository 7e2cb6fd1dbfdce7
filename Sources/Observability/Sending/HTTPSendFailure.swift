/// Why a request has no answer.
package enum HTTPSendFailure: Error, Hashable, Sendable {
    /// There is no libcurl on this machine; the text says what was looked for.
    case missingLibrary(String)
    /// The request itself is wrong: its address, or a header with a newline.
    case badRequest(String)
    /// The server was not reached, or hung up.
    case unreachable(String)
    /// It took longer than the request allows.
    case timedOut
    /// The task was cancelled.
    case cancelled

    /// The failure in words; it quotes neither bodies nor headers.
    package var message: String {
        switch self {
        case .missingLibrary(let names):
            "sending over HTTP needs libcurl, and none of \(names) can be loaded; install it (Debian: libcurl4)"
        case .badRequest(let reason): "the request cannot be sent: \(reason)"
        case .unreachable(let reason): "the server was not reached: \(reason)"
        case .timedOut: "the server did not answer in time"
        case .cancelled: "the request was cancelled"
        }
    }

    /// Whether the same request may go well later.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut: true
        case .missingLibrary, .badRequest, .cancelled: false
        }
    }
}
