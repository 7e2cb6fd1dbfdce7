import Testing

@testable import SparkBackend

@Suite("Calls made again")
struct RetryPolicyTests {
    @Test("waits grow fourfold up to the longest, and end with the tries")
    func growth() {
        let policy = RetryPolicy(tries: 8, patience: .seconds(1000))
        var attempts = RetryPolicy.Attempts()
        var waits: [Duration] = []
        while let wait = attempts.nextWait(policy) { waits.append(wait) }
        #expect(
            waits == [
                .milliseconds(50), .milliseconds(200), .milliseconds(800), .milliseconds(3200), .milliseconds(12800),
                .milliseconds(51200), .seconds(60), .seconds(60),
            ])
    }

    @Test("all waits together are no longer than the patience")
    func patience() {
        var attempts = RetryPolicy.Attempts()
        var total = Duration.zero
        while let wait = attempts.nextWait(RetryPolicy(patience: .seconds(3))) { total += wait }
        #expect(total == .seconds(3))
    }

    @Test("where nobody listens there are few tries, whatever the policy is")
    func refused() {
        var attempts = RetryPolicy.Attempts()
        var waits: [Duration] = []
        while let wait = attempts.nextWait(RetryPolicy().atMost(.nobodyListens)) { waits.append(wait) }
        #expect(waits == [.milliseconds(50), .milliseconds(200), .milliseconds(800), .milliseconds(1950)])
    }

    @Test("a wait that the server asks for is kept, and success starts afresh")
    func asked() {
        var attempts = RetryPolicy.Attempts()
        #expect(attempts.nextWait(RetryPolicy(), asked: .seconds(2)) == .seconds(2))
        attempts.succeed()
        #expect(attempts.nextWait(RetryPolicy()) == .milliseconds(50))
    }
}
