import Yams

/// A workspace's `jobs:`: what all jobs share, and what holds for those that say nothing.
public struct JobDefaults: Hashable, Sendable {
    /// How jobs run that say nothing themselves.
    public var settings = JobSettings()
    /// The most runs at one time; nil for two.
    public var concurrency: Int?
    /// The seconds for which the history of runs is kept; nil for ever.
    public var keep: Int?

    /// Reads `jobs:`.
    mutating func read(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var (concurrency, keep): (Int?, Int?) = (nil, nil)
        settings.read(node, named: "jobs", in: document, into: &outer) { mapping in
            concurrency = mapping.integer("concurrency", in: 1...64)
            keep = mapping.duration("keep", in: 86_400...3_153_600_000)
        }
        self.concurrency = concurrency ?? self.concurrency
        self.keep = keep ?? self.keep
    }
}
