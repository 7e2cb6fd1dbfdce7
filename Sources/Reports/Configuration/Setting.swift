import Columnar

/// A setting of a workspace: its key in `trinity.yaml`, its environment variable, and what it is now.
///
/// A catalogue: one line a setting. Sources, templates' options and paths that may be read have no variable.
public struct Setting: Sendable {
    /// The key, with dots between levels: `limits.memory`.
    public var key: String
    /// One line for people.
    public var summary: String
    /// The value that applies, as text; nil for none.
    public var value: @Sendable (Workspace) -> String?
    /// Another system's variable that means the same.
    var alias: String?

    private init(
        _ key: String, _ summary: String, alias: String? = nil, _ value: @escaping @Sendable (Workspace) -> String?
    ) {
        self.key = key
        self.summary = summary
        self.alias = alias
        self.value = value
    }

    /// What all variables start with.
    static let prefix = "TRINITY_"

    /// The variable of a key: `TRINITY_LIMITS_MEMORY`.
    public static func variable(_ key: String) -> String {
        prefix + key.uppercased().replacing(".", with: "_")
    }

    /// Variables that are no settings of a workspace: secrets, logging, and those of the project's own tests.
    public static let secrets = ["TRINITY_API_TOKEN", "TRINITY_WEBHOOK_SECRET"]
    static let otherVariables =
        secrets + [
            "TRINITY_LOG_LEVEL", "TRINITY_LOG_FORMAT", "TRINITY_FUZZ", "TRINITY_SPARK_HOME", "TRINITY_TEST_SPARK",
        ]

    /// The setting of an environment variable; nil when it is none.
    static func named(_ variable: String) -> Setting? { byVariable[variable] }

    private static let byVariable = Dictionary(
        all.flatMap { setting in [variable(setting.key), setting.alias].compactMap { $0 }.map { ($0, setting) } },
        uniquingKeysWith: { first, _ in first })

    /// All settings, in the order in which they are printed.
    public static let all: [Setting] = [
        Setting("profile", "the set of settings that is chosen") { _ in nil },
        Setting("title", "the name that all pages share") { $0.title },
        Setting("kicker", "the line above titles") { $0.kicker },
        Setting("timezone", "the zone of reports, schedules and times without an offset") { $0.zone.identifier },
        Setting("reports", "the folder with the reports") { $0.reports },
        Setting("templates", "the folder with the page templates") { $0.templates },
        Setting("template", "the template of reports that name none") { $0.template?.name },
        Setting("output", "the folder of 'trinity render'") { $0.output },
        Setting("site", "the folder of the published site") { $0.site },
        Setting("base_url", "the address the site has") { $0.baseURL?.withoutUser },
        Setting("engine", "the engine of reports that name none; local when there is none") { $0.engine?.rawValue },
        Setting("spark.remote", "the Spark Connect server's address, sc://…", alias: "SPARK_REMOTE") {
            $0.spark.remote?.withoutParameters
        },
        Setting("spark.threshold", "bytes of input beyond which the engine auto takes Spark") {
            String($0.spark.threshold)
        },
        Setting("spark.fallback", "local when the local engine stands in for Spark, else none") {
            $0.spark.fallsBack ? "local" : "none"
        },
        Setting("spark.ssl_ca", "a file with the certificates to trust for Spark; the system's when there is none") {
            $0.spark.certificateAuthority
        },
        Setting(
            "spark.master",
            "where the server of 'trinity spark start' works: local[n] or spark://host:port; all of this machine when there is none",
            alias: "SPARK_MASTER"
        ) { $0.spark.master },
        Setting(
            "spark.driver_memory", "the memory of that server's process; 1g when there is none",
            alias: "SPARK_DRIVER_MEMORY"
        ) { $0.spark.driverMemory },
        Setting(
            "spark.executor_memory",
            "the memory of each of its executors on a cluster; Spark's own choice when there is none",
            alias: "SPARK_EXECUTOR_MEMORY"
        ) { $0.spark.executorMemory },
        Setting("limits.threads", "parallel workers; one a core when there is none") { $0.threads.map(String.init) },
        Setting("limits.memory", "bytes for rows, groups and results; a quarter of the machine's when there is none") {
            $0.memory.map(String.init)
        },
        Setting("jobs.concurrency", "the most runs at one time") { String($0.jobs.concurrency ?? 2) },
        Setting("jobs.catch_up", "what becomes of missed slots: none, latest, all") {
            ($0.jobs.settings.catchUp ?? .latest).rawValue
        },
        Setting("jobs.timeout", "the longest that one attempt may take") {
            DurationText.text($0.jobs.settings.timeout ?? JobSettings.standardTimeout)
        },
        Setting("jobs.retries", "further attempts of a run that may turn out better") {
            String($0.jobs.settings.retries ?? JobSettings.standardRetries)
        },
        Setting("jobs.retry_delay", "the wait before the first of them; each further one is twice as long") {
            DurationText.text($0.jobs.settings.retryDelay ?? JobSettings.standardRetryDelay)
        },
        Setting("jobs.keep", "how long the history of runs is kept; for ever when there is none") {
            $0.jobs.keep.map(DurationText.text)
        },
        Setting("alerts.webhook", "the address that alerts are posted to") { $0.alerts.webhook.map(hidden) },
        Setting("alerts.secret_file", "the file with the secret that signs them") { $0.alerts.secretFile },
        Setting("alerts.command", "the program that gets alerts") {
            $0.alerts.command.isEmpty ? nil : $0.alerts.command.joined(separator: " ")
        },
    ]

    /// An address without what may be a secret in it: `https://hooks.example.org/***`.
    private static func hidden(_ address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return "***" }
        let host = parts[2].prefix { !"/?#".contains($0) }
        return "\(parts[0])//\(host.split(separator: "@").last ?? "")/***"
    }
}

extension String {
    /// An address without its parameters, which may hold a token, and with `***` for a user and a password.
    fileprivate var withoutParameters: String { String(prefix { $0 != ";" }).withoutUser }

    /// An address with `***` for the user and the password in it.
    fileprivate var withoutUser: String {
        guard let scheme = firstRange(of: "://") else { return self }
        let host = self[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = host.lastIndex(of: "@") else { return self }
        return self[..<scheme.upperBound] + "***" + self[at...]
    }
}
