import Synchronization
import Testing

@testable import SparkBackend

@Suite("Signs of life of a server")
struct ServerPulseTests {
    private let pulse = ServerPulse(quiet: .milliseconds(1), patience: .milliseconds(1))

    @Test("a server that gives signs is waited for as long as it takes")
    func alive() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        let answer = try await pulse.watching { _ in
            ask.yield()
            return true
        } _: {
            var signs = asked.makeAsyncIterator()
            for _ in 0..<3 { _ = await signs.next() }
            return 42
        }
        #expect(answer == 42)
        #expect(!pulse.isLost)
    }

    @Test("one that gives none is given up, and what waited for it is cancelled")
    func silent() async throws {
        let wasCancelled = Mutex(false)
        await #expect(throws: ServerPulse.Silence.self) {
            try await pulse.watching { _ in
                false
            } _: {
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    wasCancelled.withLock { $0 = true }
                    throw error
                }
            }
        }
        #expect(wasCancelled.withLock { $0 })
        #expect(pulse.isLost)
        pulse.hear()
        #expect(!pulse.isLost)
    }

    @Test("what another call hears meanwhile is a sign")
    func others() async throws {
        let (asked, ask) = AsyncStream.makeStream(of: Void.self)
        try await pulse.watching { _ in
            pulse.hear()
            ask.yield()
            return false
        } _: {
            var signs = asked.makeAsyncIterator()
            for _ in 0..<3 { _ = await signs.next() }
        }
        #expect(!pulse.isLost)
    }

    @Test("what the call throws passes through")
    func failure() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await pulse.watching { _ in
                true
            } _: {
                throw Failure()
            }
        }
    }
}
