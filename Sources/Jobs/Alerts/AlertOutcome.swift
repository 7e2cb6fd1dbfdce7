import GRDB
package import Reports

/// What a finished run says of one thing that is watched: a rule of the report, a check in it, or whether it ran at all.
package struct AlertOutcome: Hashable, Sendable {
    /// What is watched; names it in the history. `run` is the run itself, `assert NAME` a check.
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
        for alert in record?.alerts ?? [] {
            outcomes.append(
                AlertOutcome(
                    rule: alert.rule.text, isFiring: alert.isFiring, severity: alert.rule.severity,
                    message: alert.rule.message ?? alert.rule.text, figures: alert.figures.map { RunRecord.Value($0) }))
        }
        return outcomes
    }

    /// Compares outcomes with what is firing already, keeps what changed, and gives an event for each change.
    static func transitions(
        _ database: Database, of run: Run, _ outcomes: [AlertOutcome], now: Int64
    ) throws -> [AlertEvent] {
        var events: [AlertEvent] = []
        for outcome in outcomes {
            guard let isFiring = outcome.isFiring else { continue }
            let since = try Int64.fetchOne(
                database, sql: "SELECT since FROM alert WHERE job = ? AND rule = ?", arguments: [run.job, outcome.rule])
            guard isFiring != (since != nil) else { continue }
            if isFiring {
                try database.execute(
                    sql: "INSERT INTO alert (job, rule, since, run) VALUES (?, ?, ?, ?)",
                    arguments: [run.job, outcome.rule, now, run.id])
            } else {
                try database.execute(
                    sql: "DELETE FROM alert WHERE job = ? AND rule = ?", arguments: [run.job, outcome.rule])
            }
            let kind = isFiring ? AlertEvent.Kind.fired : .recovered
            try database.execute(
                sql: "INSERT INTO event (at, job, run, kind, message) VALUES (?, ?, ?, ?, ?)",
                arguments: [now, run.job, run.id, kind.rawValue, outcome.rule])
            events.append(
                AlertEvent(
                    id: database.lastInsertedRowID, kind: kind, at: now, since: since ?? now, run: run, outcome: outcome
                ))
        }
        return events
    }

    /// Ends the alerts of a job that nobody watches any more, since its report was edited.
    static func ended(_ database: Database, of run: Run, _ outcomes: [AlertOutcome], now: Int64) throws -> [AlertEvent]
    {
        let firing = try String.fetchAll(
            database, sql: "SELECT rule FROM alert WHERE job = ? ORDER BY rule", arguments: [run.job])
        let gone = firing.filter { rule in !outcomes.contains { $0.rule == rule } }
        return try transitions(
            database, of: run,
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
    /// The run that showed it.
    package var run: Run
    /// What the run says.
    package var outcome: AlertOutcome
}
