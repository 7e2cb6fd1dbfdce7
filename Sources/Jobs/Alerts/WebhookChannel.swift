import CCrypto
import Foundation

/// Posts messages to an address, signed as Standard Webhooks has it (the `webhook-id`, `webhook-timestamp` and `webhook-signature` headers;
/// the signature is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`).
package struct WebhookChannel: AlertChannel {
    /// Sends a POST request, and gives the status of its answer.
    ///
    /// - Throws: `AlertFailure` when there is no answer; `CancellationError`.
    package typealias Post =
        @Sendable (_ url: String, _ headers: [(String, String)], _ body: [UInt8]) async throws -> Int

    package let name = "webhook"
    private let url: String
    private let secret: [UInt8]?
    private let post: Post

    /// A channel to an address.
    ///
    /// - Parameter secret: what signatures are made with: text, or base64 behind `whsec_`; nil sends without a signature.
    package init(url: String, secret: String?, post: @escaping Post) {
        self.url = url
        self.secret = secret.map(WebhookChannel.key)
        self.post = post
    }

    package func send(_ payload: String, id: String, at now: Int64) async throws {
        let timestamp = String(now / 1_000_000)
        var headers = [
            ("content-type", "application/json"), ("webhook-id", id), ("webhook-timestamp", timestamp),
        ]
        if let secret {
            headers.append(
                ("webhook-signature", WebhookChannel.signature(payload, id: id, timestamp: timestamp, key: secret)))
        }
        let status = try await post(url, headers, Array(payload.utf8))
        guard !(200...299).contains(status) else { return }
        // A receiver that answers 4xx will not take it later either, but for a timeout and too many requests.
        let isLasting = (400...499).contains(status) && ![408, 425, 429].contains(status)
        throw AlertFailure("the webhook answered \(status)", isWorthRetrying: !isLasting)
    }

    package static func key(_ secret: String) -> [UInt8] {
        let prefix = "whsec_"
        if secret.hasPrefix(prefix), let bytes = Data(base64Encoded: String(secret.dropFirst(prefix.count))) {
            return Array(bytes)
        }
        return Array(secret.utf8)
    }

    package static func signature(_ payload: String, id: String, timestamp: String, key: [UInt8]) -> String {
        let message = Array("\(id).\(timestamp).\(payload)".utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        _ = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
        return "v1," + Data(digest).base64EncodedString()
    }
}
