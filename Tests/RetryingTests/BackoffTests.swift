import Retrying
import Testing

@Suite("Waits between tries")
struct BackoffTests {
    @Test("waits grow up to the longest")
    func growth() {
        let doubling = Backoff(first: .seconds(15), longest: .seconds(3600))
        #expect(
            [1, 2, 3, 8, 9, 10, 1_000_000_000].map { doubling.wait(after: $0) }
                == [15, 30, 60, 1920, 3600, 3600, 3600].map { .seconds($0) })
        let fourfold = Backoff(first: .milliseconds(50), longest: .seconds(60), growth: 4)
        #expect((1...4).map { fourfold.wait(after: $0) } == [50, 200, 800, 3200].map { .milliseconds($0) })
    }

    @Test("a first wait longer than the longest stays")
    func longFirst() {
        let backoff = Backoff(first: .seconds(90), longest: .seconds(60))
        #expect([1, 2, 3].map { backoff.wait(after: $0) } == [90, 90, 90].map { .seconds($0) })
    }

    @Test("half of each wait is left to chance, and what a server asks for is kept up to two minutes")
    func chance() {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(8), chance: 0.5)
        #expect([1, 2, 3, 9].map { backoff.wait(after: $0) } == [0.5, 1, 2, 4].map { .seconds($0) })
        #expect(backoff.wait(after: 2, random: 0.5) == .seconds(1.5))
        #expect(backoff.wait(after: 1, asked: .seconds(20)) == .seconds(20))
        #expect(backoff.wait(after: 1, asked: .seconds(3600)) == .seconds(120))
    }
}
