import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import StatusServer

@Suite("The preview's server")
struct PreviewServerTests {
    /// The answer to a request of a preview that shows one page.
    private func answer(_ path: String, host: String = "localhost") async throws -> String {
        let board = PreviewBoard(
            PreviewState(
                version: 1, title: "Small", page: "/small/2026-W46/index.html",
                files: ["/small/2026-W46/index.html": Array("<p>Rows: 1</p>".utf8)], findings: nil, hasErrors: false,
                summary: ""))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = PreviewServer(port: 0, version: "1.2.3", board: board) { port.yield($0) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [server.service], logger: Logger(label: "test")))
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let connection = try SocketTests.Connection(try #require(await iterator.next()))
        try await connection.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        let answer = await connection.readToEnd()
        await group.triggerGracefulShutdown()
        _ = try await running.value
        return answer
    }

    @Test("a link out of the report leads to a page that says that there is only this report")
    func otherPages() async throws {
        for path in ["/index.html", "/small/index.html"] {
            let answer = try await answer(path)
            #expect(answer.hasPrefix("HTTP/1.1 404 "))
            #expect(answer.contains("The preview has only this report."))
            #expect(answer.contains(#"<a href="/small/2026-W46/index.html">"#))
        }
    }

    @Test("a folder's address without its slash leads to the folder's page")
    func folder() async throws {
        let answer = try await answer("/small/2026-W46")
        #expect(answer.hasPrefix("HTTP/1.1 301 "))
        #expect(answer.lowercased().contains("location: /small/2026-w46/\r\n"))
        #expect(try await self.answer("/small/2026-W46/").contains("Rows: 1"))
    }

    @Test("a name that is not this machine's is refused without advice for another command")
    func host() async throws {
        let answer = try await answer("/", host: "example.org")
        #expect(answer.hasPrefix("HTTP/1.1 421 "))
        #expect(answer.contains("localhost") && !answer.contains("trinity serve"))
    }
}
