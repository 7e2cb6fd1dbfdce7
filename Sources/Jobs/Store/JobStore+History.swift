import GRDB

/// What history tells.
extension JobStore {
    /// A run by its number, or nil.
    package func run(_ id: Int64) async throws -> Run? {
        try await database.read { try Run.fetchOne($0, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]) }
    }

    /// The newest runs first, of one job or of all.
    ///
    /// - Parameters:
    ///   - states: only runs in one of these; all when empty.
    ///   - before: only runs with lower numbers, to read on from a page's last.
    package func runs(
        of job: String? = nil, states: [Run.State] = [], before: Int64? = nil, limit: Int = 100
    ) async throws -> [Run] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let job {
            conditions.append("job = ?")
            arguments += [job]
        }
        if let before {
            conditions.append("id < ?")
            arguments += [before]
        }
        if !states.isEmpty {
            conditions.append("state IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))")
        }
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let (sql, values) = ("SELECT * FROM run \(filter) ORDER BY id DESC LIMIT ?", arguments + [limit])
        return try await database.read { try Run.fetchAll($0, sql: sql, arguments: values) }
    }

    /// Whether a job has a completed run for a period.
    package func hasCompleted(_ job: String, period: String) async throws -> Bool {
        try await database.read {
            try Bool.fetchOne(
                $0, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE job = ? AND period = ? AND state = 'completed')",
                arguments: [job, period]) ?? false
        }
    }

    /// Runs that wait or are under way, oldest first.
    package func open() async throws -> [Run] {
        try await database.read {
            try Run.fetchAll($0, sql: "SELECT * FROM run WHERE state IN ('pending', 'running') ORDER BY id")
        }
    }

    /// What the last attempt of a run brought.
    package func details(of id: Int64) async throws -> RunDetails {
        try await database.read { database in
            let part = { (table: String) in "SELECT * FROM \(table) WHERE run = ? ORDER BY position" }
            return RunDetails(
                stages: try Row.fetchAll(database, sql: part("run_stage"), arguments: [id]).map {
                    RunDetails.Stage(name: $0["name"], start: $0["start"], seconds: $0["seconds"])
                },
                inputs: try Row.fetchAll(database, sql: part("run_input"), arguments: [id]).map {
                    RunRecord.Input(path: $0["path"], bytes: $0["bytes"], rows: $0["rows_read"], digest: $0["digest"])
                },
                values: try Row.fetchAll(database, sql: part("run_value"), arguments: [id]).map {
                    RunRecord.Value(name: $0["name"], type: $0["type"], text: $0["text"], number: $0["number"])
                },
                checks: try Row.fetchAll(database, sql: part("run_check"), arguments: [id]).map {
                    RunRecord.Check(id: $0["name"], passed: $0["passed"], failingRows: $0["failing_rows"])
                },
                log: try Row.fetchAll(
                    database, sql: "SELECT * FROM run_log WHERE run = ? ORDER BY rowid", arguments: [id]
                ).map { RunDetails.Line(at: $0["at"], level: $0["level"], message: $0["message"]) },
                events: try Row.fetchAll(
                    database, sql: "SELECT * FROM event WHERE run = ? ORDER BY id", arguments: [id]
                ).map { RunDetails.Event(at: $0["at"], job: $0["job"], kind: $0["kind"], rule: $0["message"]) })
        }
    }

    /// The counts and the last run of a job.
    package func summary(of job: String) async throws -> JobSummary {
        try await database.read { database in
            let counts = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) FILTER (WHERE state NOT IN ('pending')) AS runs, count(*) FILTER (WHERE state = 'failed') AS errors,
                        (SELECT failure FROM run WHERE job = ?1 AND failure IS NOT NULL ORDER BY id DESC LIMIT 1) AS last_error
                    FROM run WHERE job = ?1
                    """, arguments: [job])
            return JobSummary(
                runs: counts?["runs"] ?? 0, errors: counts?["errors"] ?? 0, lastError: counts?["last_error"],
                open: try Run.fetchOne(
                    database,
                    sql: """
                        SELECT * FROM run WHERE job = ? AND state IN ('pending', 'running')
                        ORDER BY state = 'running' DESC, id DESC LIMIT 1
                        """, arguments: [job]),
                last: try Run.fetchOne(
                    database,
                    sql: """
                        SELECT * FROM run WHERE job = ? AND state NOT IN ('pending', 'running')
                        ORDER BY finished_at DESC, id DESC LIMIT 1
                        """, arguments: [job]),
                firing: try String.fetchAll(
                    database, sql: "SELECT rule FROM alert WHERE job = ? ORDER BY since, rule", arguments: [job]),
                undelivered: try JobStore.undelivered(database, of: job),
                known: try Row.fetchOne(
                    database, sql: "SELECT name, schedule, timezone FROM job WHERE id = ?", arguments: [job]
                ).map { JobSummary.Known(name: $0["name"], schedule: $0["schedule"], timezone: $0["timezone"]) })
        }
    }

    /// The newest messages about a job that nobody took, at most ten.
    private static func undelivered(_ database: Database, of job: String) throws -> [UndeliveredAlert] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT event.at, event.kind, event.message, delivery.channel, delivery.attempts, delivery.last_error
                FROM delivery JOIN event ON event.id = delivery.event
                WHERE event.job = ? AND delivery.state = 'abandoned' ORDER BY delivery.id DESC LIMIT 10
                """, arguments: [job]
        ).map {
            UndeliveredAlert(
                at: InstantText.rfc3339($0["at"]), kind: $0["kind"], rule: $0["message"], channel: $0["channel"],
                attempts: $0["attempts"], error: $0["last_error"] ?? "")
        }
    }

    /// The numbers that every value of a job had in its newest completed runs, by the value's name: oldest first, one for each period, at most
    /// `periods`. Complexity: O(values of those periods' runs).
    package func histories(of job: String, periods: Int = 30) async throws -> [String: [HistoryPoint]] {
        try await database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT newest.period, run_value.name, run_value.number FROM (
                        SELECT period, max(id) AS run FROM run WHERE job = ? AND state = 'completed'
                        GROUP BY period ORDER BY period DESC LIMIT ?) AS newest
                    JOIN run_value ON run_value.run = newest.run
                    WHERE run_value.number IS NOT NULL ORDER BY newest.period, run_value.position
                    """, arguments: [job, periods])
            var found: [String: [HistoryPoint]] = [:]
            for row in rows {
                found[row["name"], default: []].append(HistoryPoint(period: row["period"], number: row["number"]))
            }
            return found
        }
    }

    /// The newest events first: alerts that began and ended.
    package func events(limit: Int = 100) async throws -> [RunDetails.Event] {
        try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM event ORDER BY id DESC LIMIT ?", arguments: [limit]).map {
                RunDetails.Event(at: $0["at"], job: $0["job"], kind: $0["kind"], rule: $0["message"])
            }
        }
    }
}
