import CCurl
import Dispatch
import Synchronization

/// Sends requests to other servers.
package protocol HTTPSending: Sendable {
    /// Sends a request and gives its answer, whatever its status.
    func send(_ request: HTTPRequest) async throws(HTTPSendFailure) -> HTTPResponse
}

/// Sends requests through the system's libcurl, which is loaded when the first one is made: nothing is linked for those who never send.
///
/// Only `http` and `https`, no redirections, no proxies but those of the environment, certificates checked as the system says. Each request runs on
/// a thread of Dispatch and ends early when its task is cancelled.
package struct HTTPSender: HTTPSending {
    private let userAgent: String

    package init(userAgent: String) { self.userAgent = userAgent }

    package func send(_ request: HTTPRequest) async throws(HTTPSendFailure) -> HTTPResponse {
        let library = try CurlLibrary.shared.get()
        let transfer = CurlTransfer()
        let agent = userAgent
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global(qos: .utility).async {
                    continuation.resume(returning: library.perform(request, userAgent: agent, transfer))
                }
            }
        } onCancel: {
            transfer.cancel()
        }
        return try result.get()
    }
}

/// What one request's callbacks fill.
///
/// A class because libcurl holds a pointer to it, for the duration of `CurlLibrary.perform`; only that thread fills it.
final class CurlTransfer: @unchecked Sendable {
    static let bodyLimit = 65_536

    var body: [UInt8] = []
    var retryAfter: Duration?
    private let cancelled = Atomic(false)

    func cancel() { cancelled.store(true, ordering: .relaxed) }
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func takeBody(_ bytes: UnsafeRawBufferPointer) {
        body += bytes.prefix(CurlTransfer.bodyLimit - body.count)
    }

    func takeHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        let halves = line.split(separator: ":", maxSplits: 1)
        guard halves.count == 2, halves[0].lowercased() == "retry-after" else { return }
        let digits = halves[1].filter { !$0.isWhitespace }
        retryAfter = Int(digits).map { .seconds(min(max(0, $0), 3600)) }
    }
}
