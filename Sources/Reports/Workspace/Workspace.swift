public import Columnar
public import QueryPlan

/// A folder of reports and data, as its `trinity.yaml` describes it.
///
/// ```yaml
/// title: Quantum Pi Forge
/// timezone: Europe/Berlin
/// sources:
///   transactions: {path: data/transactions/**/*.csv, time: timestamp}
///   audits:       {path: [a.ndjson, b.ndjson], time: at, on_bad_row: quarantine, schema: {at: timestamp, score: double}}
/// allow_paths: [/srv/exports]
/// template: {name: trinity, options: {contents: true}, theme: {accent: "#7a1fa2"}}
/// limits: {threads: 4, memory: 2GB}
/// site: site
/// base_url: https://example.org/reports/
/// jobs: {concurrency: 2, catch_up: latest, timeout: 1h, retries: 4, retry_delay: 1m, keep: 400d}
/// alerts: {webhook: https://example.org/hook, secret_file: /etc/trinity/webhook, command: [notify-send, Trinity]}
/// engine: auto
/// spark: {remote: "sc://spark.example.org:15002", threshold: 50GB, fallback: local}
/// ```
public struct Workspace: Sendable {
    /// The name of the file that makes a folder a workspace.
    public static let fileName = "trinity.yaml"

    /// The folder, as an absolute path.
    public var root: String
    /// The name that all pages share; nil for none.
    public var title: String?
    /// The line above a report's title when the report has none of its own; nil for none.
    public var kicker: String?
    /// The zone of timestamps without an offset, and of reports that name none.
    public var zone: ZoneRules
    /// The data, in the order of the file.
    public var sources: [SourceDeclaration]
    /// The folder with the reports, below `root` or absolute.
    public var reports: String
    /// The folder with the page templates, below `root` or absolute.
    public var templates: String
    /// The template of reports that name none; nil for the usual one.
    public var template: TemplateChoice?
    /// The folder that pages are written to, below `root` or absolute.
    public var output: String
    /// The folder of the site that is published, below `root` or absolute.
    public var site: String
    /// The address the site has, such as `https://example.org/reports/`; nil when unknown.
    public var baseURL: String?
    /// How reports run as jobs.
    public var jobs = JobDefaults()
    /// Who hears of alerts.
    public var alerts = AlertSettings()
    /// Folders outside the workspace that sources may read, as absolute paths.
    public var allowedPaths: [String]
    /// Parallel workers; nil for one a core.
    public var threads: Int?
    /// Bytes that rows, groups and results may take in memory; nil for a quarter of the machine's.
    public var memory: Int?
    /// The engine of reports that name none; nil for the local one.
    public var engine: EngineChoice?
    /// Where Spark is, and when it is taken.
    public var spark = SparkSettings()

    /// A workspace with a folder's usual layout and no sources: what a folder without `trinity.yaml` is.
    public init(root: String) {
        self.root = root
        zone = .utc
        sources = []
        reports = "reports"
        templates = "templates"
        output = "out"
        site = "site"
        allowedPaths = []
    }

    /// A path below the workspace as an absolute path; absolute paths stay as they are, apart from `.` and `..`.
    public func path(_ relative: String) -> String { PathText.absolute(relative, from: root) }
}
