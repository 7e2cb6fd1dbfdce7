package import GRDB

extension Run: FetchableRecord {
    /// A run from its row in `run`.
    package init(row: Row) {
        id = row["id"]
        job = row["job"]
        slot = row["slot"]
        trigger = Trigger(rawValue: row["trigger"]) ?? .manual
        period = row["period"]
        state = State(rawValue: row["state"]) ?? .failed
        attempts = row["attempts"]
        createdAt = row["created_at"]
        startedAt = row["started_at"]
        finishedAt = row["finished_at"]
        retryAt = row["retry_at"]
        let kind: String? = row["failure_kind"]
        failure = kind.map { RunFailure(RunFailure.Kind(rawValue: $0) ?? .bug, row["failure"] ?? "") }
        page = row["page"]
        rows = row["rows_read"]
        bytes = row["bytes_read"]
        engine = row["engine"]
    }
}
