import GRDB

/// A message on its way to a channel.
struct Delivery: Sendable {
    var id: Int64
    var event: Int64
    /// `alert.fired` or `alert.recovered`.
    var kind: String
    var channel: String
    var payload: String
    var attempts: Int
    var nextAt: Int64
}

extension JobStore {
    /// Notes each event's message for sending over each channel.
    static func note(
        _ database: Database, _ events: [AlertEvent], now: Int64, channels: [String],
        payload: (AlertEvent) -> String
    ) throws {
        for event in events {
            for channel in channels {
                try database.execute(
                    sql: "INSERT INTO delivery (event, channel, payload, next_at) VALUES (?, ?, ?, ?)",
                    arguments: [event.id, channel, payload(event), now])
            }
        }
    }

    /// The messages whose turn it is: what a channel hears of one thing comes in the order in which it happened, so that whoever was hard to
    /// reach does not end with an alert that is long over. Complexity: O(messages that are left · log).
    private static let turns = """
        WITH turn AS (
            SELECT min(delivery.id) AS id FROM delivery JOIN event ON event.id = delivery.event
            WHERE delivery.state = 'pending' GROUP BY delivery.channel, event.job, event.message)
        """

    /// Messages to send now, oldest first; of those about one thing only the first.
    func dueDeliveries(now: Int64) async throws -> [Delivery] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    \(JobStore.turns) SELECT delivery.*, event.kind FROM turn
                    JOIN delivery ON delivery.id = turn.id JOIN event ON event.id = delivery.event
                    WHERE next_at <= ? ORDER BY delivery.id LIMIT 100
                    """, arguments: [now]
            ).map {
                Delivery(
                    id: $0["id"], event: $0["event"], kind: $0["kind"], channel: $0["channel"], payload: $0["payload"],
                    attempts: $0["attempts"], nextAt: $0["next_at"])
            }
        }
    }

    /// When the next message is due; nil when none is left.
    func nextDelivery() async throws -> Int64? {
        try await database.read {
            try Int64.fetchOne(
                $0, sql: "\(JobStore.turns) SELECT min(next_at) FROM turn JOIN delivery ON delivery.id = turn.id")
        }
    }

    /// The id of an event's message, which no other history has.
    func messageID(of event: Int64) async throws -> String {
        let history = try await database.read { try String.fetchOne($0, sql: "SELECT id FROM history") }
        return "\(history ?? "event")-\(event)"
    }

    /// Takes a message for sending; gives false when another process took it.
    func claim(_ delivery: Delivery, until: Int64) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE delivery SET next_at = ? WHERE id = ? AND next_at = ? AND state = 'pending'",
                arguments: [until, delivery.id, delivery.nextAt])
            return database.changesCount == 1
        }
    }

    func delivered(_ id: Int64) async throws {
        try await change(id, "state = 'sent', attempts = attempts + 1, last_error = NULL", [])
    }

    func postponeDelivery(_ id: Int64, until: Int64, _ error: String) async throws {
        try await change(id, "attempts = attempts + 1, next_at = ?, last_error = ?", [until, error])
    }

    func abandon(_ id: Int64, _ error: String) async throws {
        try await change(id, "state = 'abandoned', attempts = attempts + 1, last_error = ?", [error])
    }

    private func change(_ id: Int64, _ assignments: String, _ values: StatementArguments) async throws {
        try await database.write {
            try $0.execute(sql: "UPDATE delivery SET \(assignments) WHERE id = ?", arguments: values + [id])
        }
    }
}
