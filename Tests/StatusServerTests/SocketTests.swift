import Diagnostics
import Dispatch
import Foundation
import Glibc
import Jobs
import ServiceLifecycle
import Synchronization
import Testing

@testable import StatusServer

/// The server on a real socket: what only shows there.
@Suite("The server on a socket")
struct SocketTests {
    /// A server that listens for the duration of `body`.
    private func listening(
        _ change: (inout ServerSettings) -> Void = { _ in }, _ body: (Fixture, Int) async throws -> Void
    ) async throws {
        let fixture = try await Fixture { settings in
            settings.port = 0
            change(&settings)
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: fixture.server.services { port.yield($0) }, logger: fixture.server.logger))
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let number = try #require(await iterator.next())
        try await body(fixture, number)
        await group.triggerGracefulShutdown()
        _ = try await running.value
    }

    @Test("a port that is taken, and an address that is none, are told with what to do")
    func failures() async throws {
        try await listening { _, taken in
            for (host, port, message) in [
                ("127.0.0.1", taken, "port \(taken) of 127.0.0.1 is taken already"),
                ("no.such.host.invalid", 0, "'no.such.host.invalid' is no address of this machine"),
            ] {
                let fixture = try await Fixture { ($0.host, $0.port) = (host, port) }
                let group = ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: fixture.server.services { _ in }, logger: fixture.server.logger))
                let error = await #expect(throws: (any Error).self) { try await group.run() }
                let found = ListenFailure.diagnostic(try #require(error), host: host, port: port)
                #expect(found.message == message)
                #expect(found.help != nil)
            }
        }
    }

    @Test("requests are answered on one connection after another, and an end is an orderly one")
    func answers() async throws {
        try await listening { _, port in
            let connection = try Connection(port)
            let request = "GET /health HTTP/1.1\r\nHost: localhost:\(port)\r\n"
            try await connection.send(request + "\r\n" + request + "Connection: close\r\n\r\n")
            let answer = await connection.readToEnd()
            #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
            #expect(answer.contains(#"{"status":"ok","version":"1.2.3"}"#))
        }
    }

    @Test("a body that says it is too large is refused before it is sent, and the connection ends")
    func declaredBody() async throws {
        try await listening { _, port in
            let connection = try Connection(port)
            try await connection.send(
                "POST /api/v1/jobs/daily/run HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\nContent-Length: 100000000\r\n\r\n"
            )
            #expect(await connection.readToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a body that goes on and on is cut off, on a route that does not read it too")
    func endlessBody() async throws {
        try await listening { fixture, port in
            for path in ["/api/v1/jobs/daily/run", "/nothing"] {
                let connection = try Connection(port)
                try await connection.send(
                    "POST \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
                var sent = 0
                while sent < 6_000, await connection.trySend(chunk) { sent += 1 }
                #expect(sent < 6_000)
            }
            #expect(try await fixture.store.runs().count == 3)
        }
    }

    @Test("who does not come to the end of a request is cut off: in its head, and in its body")
    func slowRequests() async throws {
        try await listening {
            $0.requestTimeout = 1
            $0.idleTimeout = 1
        } _: { _, port in
            for start in [
                "GET /health HTTP/1.1\r\nHost: local",
                "POST /api/v1/jobs/daily/run HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nab",
            ] {
                let connection = try Connection(port)
                try await connection.send(start)
                #expect(await !connection.readToEnd().contains("200 OK"))
                #expect(connection.hasEnded)
            }
        }
    }

    @Test("heads that are too large or no HTTP at all are refused")
    func badHeads() async throws {
        try await listening { _, port in
            for text in [
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "y", count: 100_000))\r\n\r\n",
                "\u{16}\u{3}\u{1}\r\n\r\n",
                "GET /\u{0} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            ] {
                let connection = try Connection(port)
                _ = await connection.trySend(text)
                #expect(await !connection.readToEnd().contains("200 OK"))
                #expect(connection.hasEnded)
            }
        }
    }

    @Test("who listens for events hears them over the socket, and is let go when the server stops")
    func events() async throws {
        var connection: Connection?
        try await listening { fixture, port in
            let opened = try Connection(port)
            try await opened.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await opened.read(until: "retry: 2000").contains("text/event-stream"))
            _ = try await fixture.store.add("idle", trigger: .manual, period: "2026-11-16", now: Fixture.now)
            #expect(await opened.read(until: "\"run_id\":4").contains("event: run"))
            connection = opened
        }
        let listener = try #require(connection)
        _ = await listener.readToEnd()
        #expect(listener.hasEnded)
    }

    /// A connection whose reads and writes wait two minutes at most, on threads of their own: the server needs the tasks' threads.
    final class Connection: Sendable {
        private let descriptor: Int32
        private let ended = Mutex(false)

        /// Whether the other side has hung up: not so when reading gave up after its two minutes.
        var hasEnded: Bool { ended.withLock { $0 } }

        init(_ port: Int) throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var patience = timeval(tv_sec: 120, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
            }
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(status == 0)
        }

        deinit { close(descriptor) }

        func send(_ text: String) async throws { try #require(await trySend(text)) }

        /// False when the other side has hung up.
        func trySend(_ text: String) async -> Bool { await waiting { self.sendNow(text) } }

        func readToEnd() async -> String { await read(until: nil) }

        /// Reads until a text has come, or the other side hangs up.
        func read(until end: String?) async -> String { await waiting { self.readNow(until: end) } }

        private func waiting<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(returning: work()) }
            }
        }

        private func sendNow(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { return false }
                sent += count
            }
            return true
        }

        private func readNow(until end: String?) -> String {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count <= 0 {
                    ended.withLock { $0 = count == 0 || errno == ECONNRESET }
                    break
                }
                bytes += chunk[..<count]
                if let end, String(decoding: bytes, as: UTF8.self).contains(end) { break }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
