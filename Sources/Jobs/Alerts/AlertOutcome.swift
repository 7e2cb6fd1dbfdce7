import GRDB
package import Reports

/// What is known now of one thing that is watched: a rule of the report, a check in it, whether it ran at all, whether it can be read.
package struct AlertOutcome: Hashable, Sendable {
    /// What is watched; names it in the history. `run` is the run itself, `assert NAME` a check, `no value: RULE` whether a rule can be told,
    /// `report` the report's text.
    package var rule: String
    /// Whether it is as it should not be; nil when the run cannot tell.
    package var isFiring: Bool?
    /// How bad it is.
    package var severity: AlertRule.Severity
    /// One sentence for whoever hears of it.
    package var message: String
    /// The values it looks at.
    package var figures: [RunRecord.Value]

    package init(
        rule: String, isFiring: Bool?, severity: AlertRule.Severity, message: String, figures: [RunRecord.Value] = []
    ) {
        self.rule = rule
        self.isFiring = isFiring
        self.severity = severity
        self.message = message
        self.figures = figures
    }

    /// The name under which a run itself is watched.
    package static let run = "run"
    /// The name under which a report's text is watched.
    package static let report = "report"

    /// All that a run at its end says: that it failed or did not, its checks, and the report's rules.
    package static func all(of run: Run, record: RunRecord?, failure: RunFailure?) -> [AlertOutcome] {
        var outcomes = [
            AlertOutcome(
                rule: AlertOutcome.run, isFiring: failure != nil && failure?.kind != .assertion, severity: .critical,
                message: failure?.message ?? "the run of \(run.period) completed")
        ]
        for check in record?.checks ?? [] {
            outcomes.append(
                AlertOutcome(
                    rule: "assert \(check.id)", isFiring: !check.passed, severity: .critical,
                    message: check.passed
                        ? "the check '\(check.id)' holds again" : "the check '\(check.id)' does not hold"))
        }
        // What a failed cell has to do with a rule is told with the run.
        let isWhole = failure == nil || failure?.kind == .assertion
        for alert in record?.alerts ?? [] {
            let figures = alert.figures.map { RunRecord.Value($0) }
            outcomes.append(
                AlertOutcome(
                    rule: alert.rule.text, isFiring: alert.isFiring, severity: alert.rule.severity,
                    message: alert.rule.message ?? alert.rule.text, figures: figures))
            outcomes.append(withoutValue(alert, figures, isWhole: isWhole))
        }
        return outcomes
    }

    /// Whether a rule could be told at all. Without a value nobody knows how things stand, which is a reason to be told; the rule itself stays
    /// as it was. An author to whom that is nothing out of the ordinary writes `coalesce(figure, 1) < 0.5`.
    private static func withoutValue(
        _ alert: AlertResult, _ figures: [RunRecord.Value], isWhole: Bool
    ) -> AlertOutcome {
        AlertOutcome(
            rule: "no value: \(alert.rule.text)", isFiring: isWhole ? alert.isFiring == nil : nil,
            severity: .warning,
            message: alert.isFiring == nil
                ? "the alert '\(alert.rule.text)' has no value: there were no rows to tell it from"
                : "the alert '\(alert.rule.text)' has a value again", figures: figures)
    }

    /// Whether a report can be read.
    static func readability(of report: BrokenJob) -> AlertOutcome {
        AlertOutcome(
            rule: AlertOutcome.report, isFiring: true, severity: .critical,
            message: "the report cannot be read and does not run: \(report.problem)")
    }

    /// Compares outcomes with what is firing already, keeps what changed, and gives an event for each change.
    static func transitions(
        _ database: Database, of subject: AlertSubject, _ outcomes: [AlertOutcome], now: Int64
    ) throws -> [AlertEvent] {
        var events: [AlertEvent] = []
        for outcome in outcomes {
            guard let isFiring = outcome.isFiring else { continue }
            let since = try Int64.fetchOne(
                database, sql: "SELECT since FROM alert WHERE job = ? AND rule = ?",
                arguments: [subject.job, outcome.rule])
            guard isFiring != (since != nil) else { continue }
            if isFiring {
                try database.execute(
                    sql: "INSERT INTO alert (job, rule, since) VALUES (?, ?, ?)",
                    arguments: [subject.job, outcome.rule, now])
            } else {
                try database.execute(
                    sql: "DELETE FROM alert WHERE job = ? AND rule = ?", arguments: [subject.job, outcome.rule])
            }
            let kind = isFiring ? AlertEvent.Kind.fired : .recovered
            try database.execute(
                sql: "INSERT INTO event (at, job, run, kind, message) VALUES (?, ?, ?, ?, ?)",
                arguments: [now, subject.job, subject.run, kind.rawValue, outcome.rule])
            events.append(
                AlertEvent(
                    id: database.lastInsertedRowID, kind: kind, at: now, since: since ?? now, subject: subject,
                    outcome: outcome))
        }
        return events
    }

    /// Ends the alerts of a job that nobody watches any more, since its report was edited.
    static func ended(
        _ database: Database, of subject: AlertSubject, _ outcomes: [AlertOutcome], now: Int64
    ) throws -> [AlertEvent] {
        let firing = try String.fetchAll(
            database, sql: "SELECT rule FROM alert WHERE job = ? AND rule <> ? ORDER BY rule",
            arguments: [subject.job, AlertOutcome.report])
        let gone = firing.filter { rule in !outcomes.contains { $0.rule == rule } }
        return try transitions(
            database, of: subject,
            gone.map {
                AlertOutcome(rule: $0, isFiring: false, severity: .warning, message: "it is no longer watched")
            },
            now: now)
    }
}

/// Something changed: a watched thing began to fire, or is well again.
package struct AlertEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable, Codable {
        case fired = "alert.fired"
        case recovered = "alert.recovered"
    }

    /// Its number in the history; the same event is never told twice under two numbers.
    package var id: Int64
    /// What happened.
    package var kind: Kind
    /// When, in microseconds since 1970.
    package var at: Int64
    /// Since when it had been firing; `at` for one that begins.
    package var since: Int64
    /// What it is about.
    package var subject: AlertSubject
    /// What is known.
    package var outcome: AlertOutcome
}

/// What an alert is about: a job, and mostly one of its runs.
package struct AlertSubject: Hashable, Sendable {
    /// The job's id.
    package var job: String
    /// The run that showed it; nil when it needed none.
    package var run: Int64?
    /// The period of that run.
    package var period: String?

    /// A job as a whole.
    package init(job: String) { self.job = job }

    /// A run of a job.
    package init(_ run: Run) {
        job = run.job
        self.run = run.id
        period = run.period
    }
}
