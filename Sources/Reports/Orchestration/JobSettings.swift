import Yams

/// How a report runs as a job; what is nil is the workspace's.
///
/// ```yaml
/// job: {catch_up: latest, timeout: 30m, retries: 5}
/// ```
public struct JobSettings: Hashable, Sendable {
    /// What becomes of slots that nobody was there to run.
    public enum CatchUp: String, Hashable, Sendable, CaseIterable {
        /// They are left out.
        case none
        /// Only the newest of them runs.
        case latest
        /// All of them run, oldest first.
        case all
    }

    /// What becomes of missed slots.
    public var catchUp: CatchUp?
    /// The longest that one attempt may take, in seconds.
    public var timeout: Int?
    /// How often a run is tried again when its data are not there yet, or resources or a server failed it.
    public var retries: Int?
    /// The seconds before the first further attempt; each further one waits twice as long.
    public var retryDelay: Int?

    /// An hour, four further attempts, and a minute before the first of them: what applies where nobody says anything.
    package static let (standardTimeout, standardRetries, standardRetryDelay) = (3600, 4, 60)

    /// Settings.
    public init(catchUp: CatchUp? = nil, timeout: Int? = nil, retries: Int? = nil, retryDelay: Int? = nil) {
        self.catchUp = catchUp
        self.timeout = timeout
        self.retries = retries
        self.retryDelay = retryDelay
    }

    /// These settings, and where they say nothing those of `base`.
    public func over(_ base: JobSettings) -> JobSettings {
        JobSettings(
            catchUp: catchUp ?? base.catchUp, timeout: timeout ?? base.timeout, retries: retries ?? base.retries,
            retryDelay: retryDelay ?? base.retryDelay)
    }

    /// Reads the keys of `job:` or of the workspace's `jobs:`; `more` reads those that only one of them has.
    mutating func read(
        _ node: Node, named name: String = "job", in document: YAMLDocument, into outer: inout YAMLMapping,
        more: (inout YAMLMapping) -> Void = { _ in }
    ) {
        var mapping = YAMLMapping(node, of: "'\(name)'", in: document)
        catchUp = mapping.choice("catch_up", as: CatchUp.self) ?? catchUp
        timeout = mapping.duration("timeout", in: 1...2_592_000) ?? timeout
        retries = mapping.integer("retries", in: 0...100) ?? retries
        retryDelay = mapping.duration("retry_delay", in: 1...86_400) ?? retryDelay
        more(&mapping)
        outer.report(mapping.finish())
    }
}

extension YAMLMapping {
    /// A span of time such as `30s`, `5m`, `2h` or `1d`, in seconds.
    mutating func duration(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = string(key), let node = value(key) else { return nil }
        if let seconds = DurationText.seconds(text), range.contains(seconds) { return seconds }
        report(
            "bad-duration",
            "'\(key)' is a span of time from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound)), not '\(text)'",
            at: node, help: "write it like '30s', '5m', '2h' or '1d'")
        return nil
    }
}
