import GRDB
import QueryPlan

/// What becomes of a run, step by step. Whoever changes a run of a job holds the job's lock, but for `add`, which only puts a run in line.
extension JobStore {
    /// Notes a job that is seen for the first time or has another schedule: slots after `now` count. Gives the instant from which its slots
    /// count.
    package func since(_ job: Job, now: Int64) async throws -> Int64 {
        try await database.write { database in
            try JobStore.note(database, job, now: now)
            return try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(since, coalesce((SELECT max(slot) FROM run WHERE job = job.id), since)) FROM job WHERE id = ?
                    """, arguments: [job.id]) ?? now
        }
    }

    /// Notes what a job is called and when it runs; one that runs otherwise than before has no slots from before `now`.
    static func note(_ database: Database, _ job: Job, now: Int64) throws {
        let rhythm = JobRhythm(job)
        // A history from before schedules were noted knows no zone either.
        try database.execute(
            sql: """
                INSERT INTO job (id, since, name, schedule, timezone) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (id) DO UPDATE SET
                    since = CASE WHEN timezone IS NULL OR (schedule IS ?4 AND timezone IS ?5) THEN since ELSE max(since, ?2) END,
                    name = ?3, schedule = ?4, timezone = ?5
                """, arguments: [job.id, now, job.name, rhythm.schedule, rhythm.timezone])
    }

    /// Leaves out a job's slots up to an instant.
    package func skip(_ job: String, through slot: Int64) async throws {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE job SET since = max(since, ?) WHERE id = ?", arguments: [slot, job])
        }
    }

    /// Puts a run in line that somebody asked for.
    package func add(_ job: String, trigger: Run.Trigger, period: String, now: Int64) async throws -> Run {
        try await database.write { database in
            try Run.inserted(database, job: job, slot: nil, trigger: trigger, period: period, now: now)
        }
    }

    /// The run of a slot: the one there is, or a new one.
    package func run(of job: String, slot: Int64, trigger: Run.Trigger, period: String, now: Int64) async throws -> Run
    {
        try await database.write { database in
            let found = try Run.fetchOne(
                database, sql: "SELECT * FROM run WHERE job = ? AND slot = ?", arguments: [job, slot])
            if let found { return found }
            return try Run.inserted(database, job: job, slot: slot, trigger: trigger, period: period, now: now)
        }
    }

    /// Begins an attempt; gives the run as it is now, or nil when it came to its end meanwhile, as it does here when somebody has asked for that.
    package func begin(_ id: Int64, now: Int64) async throws -> Run? {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE run SET state = 'cancelled', finished_at = ?, retry_at = NULL, failure_kind = NULL, failure = NULL
                    WHERE id = ? AND state IN ('pending', 'running') AND cancel_requested
                    """, arguments: [now, id])
            try database.execute(
                sql: """
                    UPDATE run SET state = 'running', attempts = attempts + 1, started_at = ?, finished_at = NULL, retry_at = NULL,
                        failure_kind = NULL, failure = NULL
                    WHERE id = ? AND state IN ('pending', 'running')
                    """, arguments: [now, id])
            guard database.changesCount == 1 else { return nil }
            return try Run.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
        }
    }

    /// Ends an attempt that is to be made again at `retryAt`; gives false, and changes nothing, when somebody has asked for the run to be
    /// stopped.
    package func postpone(_ id: Int64, _ failure: RunFailure, until retryAt: Int64) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE run SET state = 'pending', finished_at = NULL, retry_at = ?, failure_kind = ?, failure = ?
                    WHERE id = ? AND NOT cancel_requested
                    """, arguments: [retryAt, failure.kind.rawValue, failure.message, id])
            return database.changesCount == 1
        }
    }

    /// Ends a run, and notes what its figures say of alerts, all in one step.
    ///
    /// - Returns: what somebody should hear of, in order; empty unless `watches`.
    package func finish(
        _ run: Run, _ state: Run.State, record: RunRecord?, failure: RunFailure?, watches: [AlertOutcome], now: Int64,
        channels: [String] = [], payload: @Sendable (AlertEvent) -> String = { _ in "" }
    ) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE run SET state = ?, finished_at = ?, retry_at = NULL, failure_kind = ?, failure = ?, page = ?,
                        rows_read = ?, bytes_read = ?, engine = ?
                    WHERE id = ?
                    """,
                arguments: [
                    state.rawValue, now, failure?.kind.rawValue, failure?.message, record?.page,
                    record.map { $0.inputs.reduce(0) { $0 + ($1.rows ?? 0) } },
                    record.map { $0.inputs.reduce(0) { $0 + $1.bytes } }, record?.engine, run.id,
                ])
            try record?.write(database, run: run.id)
            let subject = AlertSubject(run)
            var events = try AlertOutcome.transitions(database, of: subject, watches, now: now)
            // A run without a result cannot tell what its report watches.
            if record != nil, !watches.isEmpty {
                events += try AlertOutcome.ended(database, of: subject, watches, now: now)
            }
            try JobStore.note(database, events, now: now, channels: channels, payload: payload)
        }
    }

    /// Adds a line to a run's log. Lines hold no data values.
    package func log(_ id: Int64, _ level: String, _ message: String, now: Int64) async throws {
        try await database.write { database in
            try database.execute(
                sql: "INSERT INTO run_log (run, at, level, message) VALUES (?, ?, ?, ?)",
                arguments: [id, now, level, message])
        }
    }

    /// Asks for a run to be stopped, wherever it runs; gives false when it has come to its end.
    package func requestCancel(_ id: Int64, now: Int64) async throws -> Bool {
        try await database.write { database in
            // A run that waits is over at once: whoever begins an attempt looks at its state in the same step.
            try database.execute(
                sql: """
                    UPDATE run SET cancel_requested = 1, finished_at = CASE state WHEN 'pending' THEN ? END,
                        retry_at = NULL, state = CASE state WHEN 'pending' THEN 'cancelled' ELSE state END
                    WHERE id = ? AND state IN ('pending', 'running')
                    """, arguments: [now, id])
            return database.changesCount == 1
        }
    }

    /// Whether somebody asked for a run to be stopped.
    package func isCancelRequested(_ id: Int64) async throws -> Bool {
        try await database.read { database in
            try Bool.fetchOne(database, sql: "SELECT cancel_requested FROM run WHERE id = ?", arguments: [id]) ?? false
        }
    }

    /// Deletes runs that came to their end before an instant, with all that belongs to them; the newest of each job stays. So do the alerts
    /// from before it go with their messages, which hold figures, but for those that go on or are still to be sent.
    package func forget(before instant: Int64) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    DELETE FROM run WHERE finished_at < ? AND state NOT IN ('pending', 'running')
                        AND id NOT IN (SELECT max(id) FROM run GROUP BY job)
                        AND id NOT IN (SELECT id FROM run r WHERE slot = (SELECT max(slot) FROM run WHERE job = r.job))
                    """, arguments: [instant])
            try database.execute(
                sql: """
                    DELETE FROM event WHERE at < ?
                        AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.event = event.id AND state = 'pending')
                        AND NOT EXISTS (
                            SELECT 1 FROM alert WHERE job = event.job AND rule = event.message AND since <= event.at)
                    """, arguments: [instant])
        }
    }
}

extension Run {
    fileprivate static func inserted(
        _ database: Database, job: String, slot: Int64?, trigger: Trigger, period: String, now: Int64
    ) throws -> Run {
        try database.execute(
            sql: """
                INSERT INTO run (job, slot, "trigger", period, state, created_at) VALUES (?, ?, ?, ?, 'pending', ?)
                """, arguments: [job, slot, trigger.rawValue, period, now])
        let id = database.lastInsertedRowID
        return Run(
            id: id, job: job, slot: slot, trigger: trigger, period: period, state: .pending, attempts: 0, createdAt: now
        )
    }
}

extension RunRecord {
    /// Writes all parts of a record, in place of those of an earlier attempt.
    fileprivate func write(_ database: Database, run: Int64) throws {
        for table in ["run_stage", "run_input", "run_value", "run_check"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: [run])
        }
        for (position, stage) in stages.enumerated() {
            try database.execute(
                sql: "INSERT INTO run_stage (run, position, name, start, seconds) VALUES (?, ?, ?, ?, ?)",
                arguments: [run, position, stage.stage, stage.start, stage.seconds])
        }
        for (position, input) in inputs.enumerated() {
            try database.execute(
                sql: "INSERT INTO run_input VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [run, position, input.path, input.bytes, input.rows, input.digest])
        }
        for (position, value) in values.enumerated() {
            try database.execute(
                sql: "INSERT INTO run_value VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [run, position, value.name, value.type, value.text, value.number])
        }
        for (position, check) in checks.enumerated() {
            try database.execute(
                sql: "INSERT INTO run_check VALUES (?, ?, ?, ?, ?)",
                arguments: [run, position, check.id, check.passed, check.failingRows])
        }
    }
}
