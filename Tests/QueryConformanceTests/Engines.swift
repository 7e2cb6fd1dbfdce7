import Foundation
import LocalEngine
import QueryPlan
import SparkBackend
import Testing

/// An engine that must pass all cases.
struct TestedEngine: Sendable, CustomTestStringConvertible {
    let name: String
    /// Cases by their names in which the engine is known to differ, and why.
    var differences: [String: String] = [:]
    /// A new engine.
    let make: @Sendable () async throws -> any QueryBackend

    var testDescription: String { name }

    /// The engines of this build.
    static let all = [TestedEngine(name: "local") { LocalEngine() }] + spark
}

#if Spark
    extension TestedEngine {
        /// What no expression of Spark's brings near.
        private static let differences = [
            "a day beyond 32 bits of days is an error": "Spark's days wrap around",
            "an instant beyond 64 bits of microseconds is an error": "Spark's instants wrap around",
            "sums of doubles are compensated": "Spark adds in the order in which rows come, and rounds each sum",
            "the negative of a decimal has all its digits": "Spark has no room for its largest literal",
            "an empty match never lies within a character":
                "Java's patterns match between the halves of a surrogate pair",
        ]

        /// Spark, where `TRINITY_TEST_SPARK` tells a server's address; one connection for all cases.
        private static let spark: [TestedEngine] = {
            guard let text = ProcessInfo.processInfo.environment["TRINITY_TEST_SPARK"],
                let address = try? SparkAddress(text)
            else { return [] }
            let backend = SparkBackend(address, reader: LocalEngine())
            return [TestedEngine(name: "spark", differences: differences) { backend }]
        }()
    }
#else
    extension TestedEngine {
        private static let spark: [TestedEngine] = []
    }
#endif
