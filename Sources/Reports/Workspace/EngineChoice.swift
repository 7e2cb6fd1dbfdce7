/// Which engine runs the queries.
public enum EngineChoice: String, Hashable, Sendable, CaseIterable {
    /// This process.
    case local
    /// A Spark Connect server.
    case spark
    /// This process, unless the data are too much for it or not on its file systems.
    case auto
}

/// A workspace's `spark:`.
public struct SparkSettings: Hashable, Sendable {
    /// The server's address, `sc://…`; nil for the one that the environment or the command line names.
    public var remote: String?
    /// The bytes of input beyond which `auto` takes Spark.
    public var threshold: Int
    /// Whether the local engine runs where Spark cannot be reached.
    public var fallsBack: Bool
    /// A PEM file with the certificates to trust, below the workspace or absolute; nil for the system's.
    public var certificateAuthority: String?
    /// Where the development server works: `local[2]`, `spark://host:7077`; nil for all of this machine.
    public var master: String?
    /// The memory of the development server's process, as Java writes it; nil for `1g`.
    public var driverMemory: String?
    /// The memory of each of its executors, where `master` is a cluster; nil for Spark's own choice.
    public var executorMemory: String?

    /// Beyond so many bytes one machine is slower than a cluster is to start: 50 GB.
    public static let standardThreshold = 50_000_000_000

    /// Settings; the defaults are what a workspace without `spark:` has.
    public init(
        remote: String? = nil, threshold: Int = SparkSettings.standardThreshold, fallsBack: Bool = false,
        certificateAuthority: String? = nil
    ) {
        self.remote = remote
        self.threshold = threshold
        self.fallsBack = fallsBack
        self.certificateAuthority = certificateAuthority
    }
}
