import Columnar
import GRDB
import Reports

/// What history knows of reports as they are now.
extension JobStore {
    /// Notes what jobs are called and when they run, so that a report that breaks is still known by that; begins the alert of broken reports, and
    /// ends it for those that are not broken, all in one step.
    ///
    /// - Parameter telling: the ids of broken reports whose alert is to begin; the alerts of the others stay as they are.
    package func watch(
        _ catalog: JobCatalog, telling: Set<String>, now: Int64, channels: [String] = [],
        payload: @Sendable (AlertEvent) -> String = { _ in "" }
    ) async throws {
        try await database.write { database in
            for job in catalog.jobs { try JobStore.note(database, job, now: now) }
            var events: [AlertEvent] = []
            for report in catalog.broken where telling.contains(report.id) {
                events += try AlertOutcome.transitions(
                    database, of: AlertSubject(job: report.id), [.readability(of: report)], now: now)
            }
            let firing = try String.fetchAll(
                database, sql: "SELECT job FROM alert WHERE rule = ? ORDER BY job", arguments: [AlertOutcome.report])
            for id in firing where catalog.broken(id) == nil {
                let isThere = catalog.job(id) != nil
                events += try AlertOutcome.transitions(
                    database, of: AlertSubject(job: id),
                    [
                        AlertOutcome(
                            rule: AlertOutcome.report, isFiring: false, severity: .critical,
                            message: isThere ? "the report can be read again" : "there is no such report any more")
                    ], now: now)
            }
            try JobStore.note(database, events, now: now, channels: channels, payload: payload)
        }
    }
}
