import LocalEngine
import QueryPlan
import Testing

/// An engine that must pass all cases.
struct TestedEngine: Sendable, CustomTestStringConvertible {
    let name: String
    /// A new engine.
    let make: @Sendable () async throws -> any QueryBackend

    var testDescription: String { name }

    /// The engines of this build.
    static let all = [TestedEngine(name: "local") { LocalEngine() }]
}
