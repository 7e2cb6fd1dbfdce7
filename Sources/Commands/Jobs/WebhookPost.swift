import Jobs
import Observability

/// Posts messages to webhooks.
enum WebhookPost {
    static let send: WebhookChannel.Post = { url, headers, body in
        let sender = HTTPSender(userAgent: "trinity/\(TrinityCommand.version)")
        do throws(HTTPSendFailure) {
            return try await sender.send(
                HTTPRequest(
                    method: "POST", url: url, headers: headers.map { HTTPHeader($0.0, $0.1) }, body: body,
                    timeout: .seconds(15))
            ).status
        } catch {
            if error == .cancelled { throw CancellationError() }
            throw AlertFailure(error.message, isWorthRetrying: error.isTransient)
        }
    }
}
