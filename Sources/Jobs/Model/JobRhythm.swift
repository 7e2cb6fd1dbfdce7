import Columnar
import Reports

/// When a job runs, as its report says it: a job that gets another rhythm owes nothing for the time before.
package struct JobRhythm: Hashable, Sendable {
    /// The schedule's text; nil for a report without one.
    package var schedule: String?
    /// The name of the zone whose clock the schedule looks at.
    package var timezone: String

    /// The rhythm of a job, also where nobody runs it by schedule.
    package init(_ job: Job) {
        schedule = job.report.schedule?.text
        timezone = job.zone.identifier
    }
}
