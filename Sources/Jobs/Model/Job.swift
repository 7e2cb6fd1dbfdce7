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

extension Job {
    /// The period of an id that somebody asks for at an instant (microseconds since 1970).
    ///
    /// - Throws: `DiagnosticsError` when it is no period of the job's, or has not begun.
    package func period(_ id: String, at now: Int64) throws -> Period {
        let period = try Period(id: id, grain: report.period.grain, zone: zone)
        if period.from > now {
            throw DiagnosticsError(
                Diagnostic(
                    "future-period", .error, "\(id) has not begun",
                    help:
                        "the newest period that a run can be made for is \(Period(containing: now, grain: report.period.grain, zone: zone).id)"
                ))
        }
        return period
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
    /// Reports that cannot be read, by id: they do not run until they are mended.
    package var broken: [BrokenJob]
    /// What is wrong with `trinity.yaml`, when it was edited since it was read last: what it said then goes on.
    package var workspaceProblems: [Diagnostic] = []

    /// A catalog; the jobs are put in order of their ids.
    package init(jobs: [Job], broken: [BrokenJob] = []) {
        self.jobs = jobs.sorted { $0.id < $1.id }
        self.broken = broken.sorted { $0.id < $1.id }
    }

    /// Files that cannot be read, by path, with what is wrong with them.
    package var problems: [(path: String, diagnostics: [Diagnostic])] {
        let workspace = workspaceProblems.isEmpty ? [] : [(Workspace.fileName, workspaceProblems)]
        return (workspace + broken.map { ($0.path, $0.diagnostics) }).sorted { $0.0 < $1.0 }
    }

    /// The job of that id, or nil. Complexity: O(jobs).
    package func job(_ id: String) -> Job? { jobs.first { $0.id == id } }

    /// The report of that id that cannot be read, or nil. Complexity: O(broken reports).
    package func broken(_ id: String) -> BrokenJob? { broken.first { $0.id == id } }
}
