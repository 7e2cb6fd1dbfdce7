/// What a server answered.
package struct HTTPResponse: Hashable, Sendable {
    /// The status, such as 200. A redirection is not followed.
    package var status: Int
    /// The first 64 KiB of the body.
    package var body: [UInt8]
    /// How long the server wants to be left alone (`Retry-After` in seconds); nil when it does not say.
    package var retryAfter: Duration?

    package init(status: Int, body: [UInt8] = [], retryAfter: Duration? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}
