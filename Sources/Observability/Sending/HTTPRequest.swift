/// A request to another server.
package struct HTTPRequest: Hashable, Sendable {
    /// `GET`, `POST` and their like.
    package var method: String
    /// An absolute `http` or `https` address.
    package var url: String
    /// Header fields in order.
    package var headers: [HTTPHeader]
    /// What is sent; empty for nothing.
    package var body: [UInt8]
    /// How long all of it may take.
    package var timeout: Duration
    /// A file with certificates to trust in place of the system's; nil for the system's.
    package var certificates: String?

    package init(
        method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(10), certificates: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.certificates = certificates
    }
}

/// A header field.
package struct HTTPHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
