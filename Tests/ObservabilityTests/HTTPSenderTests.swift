import Testing

@testable import Observability

@Suite("Requests to other servers")
struct HTTPSenderTests {
    private let sender = HTTPSender(userAgent: "test")

    @Test("a port that nobody listens on is unreachable, and may be tried again")
    func unreachable() async {
        await #expect(throws: HTTPSendFailure.unreachable("Couldn't connect to server")) {
            try await sender.send(HTTPRequest(method: "GET", url: "http://127.0.0.1:9/"))
        }
    }

    @Test(
        "only http and https addresses without control characters are sent",
        arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1/\r\nX: y", "http://[:/"])
    func addresses(_ url: String) async throws {
        do {
            _ = try await sender.send(HTTPRequest(method: "GET", url: url))
            Issue.record("'\(url)' was sent")
        } catch {
            #expect(!error.isTransient)
        }
    }

    @Test("a header with a newline is not sent")
    func headers() async {
        await #expect(throws: HTTPSendFailure.self) {
            try await sender.send(
                HTTPRequest(method: "GET", url: "http://127.0.0.1:9/", headers: [HTTPHeader("a", "b\r\nc: d")]))
        }
    }
}
