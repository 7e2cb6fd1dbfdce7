package import Columnar
package import Diagnostics
package import Reports

/// A report that runs by itself.
///
/// Its id is the report's: the name of its file. What its front matter leaves open is the workspace's.
package struct Job: Sendable {
    /// The report's id, such as `trinity_report_weekly`.
    package var id: String
    /// The report's file, as it is shown to people.
    package var path: String
    /// The report.
    package var report: Report
    /// When it runs; nil for a report that runs only when somebody asks for it.
    package var schedule: Schedule?
    /// The zone whose clock the schedule looks at, and whose calendar its periods follow.
    package var zone: ZoneRules
    /// How it runs, with all keys filled in.
    package var policy: JobPolicy

    /// A job by its report.
    package init(report: Report, path: String, zone: ZoneRules, defaults: JobSettings = JobSettings()) {
        id = report.id
        self.path = path
        self.report = report
        self.zone = report.zone ?? zone
        schedule = report.schedule
        policy = JobPolicy(report.job.over(defaults))
    }

    /// The title of its report.
    package var name: String { report.title }

    /// The period that a run covers which is due at an instant (microseconds since 1970 in UTC).
    package func period(at instant: Int64) -> Period {
        .standard(asOf: instant, grain: report.period.grain, offset: report.period.offset, zone: zone)
    }
}

/// How a job runs, once everything that is left open is filled in.
package struct JobPolicy: Hashable, Sendable {
    /// What becomes of slots that nobody was there to run; the newest of them runs unless told otherwise.
    package var catchUp = JobSettings.CatchUp.latest
    /// The longest that one attempt may take, in seconds; an hour unless told otherwise.
    package var timeout = JobSettings.standardTimeout
    /// How often a run is tried again; four times unless told otherwise.
    package var retries = JobSettings.standardRetries
    /// The seconds before the first further attempt; a minute unless told otherwise.
    package var retryDelay = JobSettings.standardRetryDelay

    /// The usual policy where settings say nothing.
    package init(_ settings: JobSettings = JobSettings()) {
        catchUp = settings.catchUp ?? catchUp
        timeout = settings.timeout ?? timeout
        retries = settings.retries ?? retries
        retryDelay = settings.retryDelay ?? retryDelay
    }
}

/// The jobs of a workspace at one moment, and the reports that could not be read.
package struct JobCatalog: Sendable {
    /// The jobs, by id.
    package var jobs: [Job]
    /// Reports that cannot be read, by their file's path: they do not run until they are mended.
    package var problems: [String: [Diagnostic]]

    /// A catalog; the jobs are put in order of their ids.
    package init(jobs: [Job], problems: [String: [Diagnostic]] = [:]) {
        self.jobs = jobs.sorted { $0.id < $1.id }
        self.problems = problems
    }

    /// The job of that id, or nil. Complexity: O(jobs).
    package func job(_ id: String) -> Job? { jobs.first { $0.id == id } }
}
