/// A run with everything that history keeps of it, as `trinity jobs history --run N --json` and the server tell it.
package struct RunReport: Hashable, Sendable, Encodable {
    /// A line of the log, with its time as RFC 3339.
    package struct Line: Hashable, Sendable, Encodable {
        var at: String
        var level: String
        var message: String
    }

    /// A check, with the keys of `report.json`.
    package struct Check: Hashable, Sendable, Encodable {
        var id: String
        var passed: Bool
        var failingRows: Int?

        enum CodingKeys: String, CodingKey {
            case id, passed
            case failingRows = "failing_rows"
        }
    }

    /// A file that was read, with the keys of the API.
    package struct Input: Hashable, Sendable, Encodable {
        var path: String
        var bytes: Int64
        var rows: Int64?
        var sha256: String?
    }

    /// What became of an alert, with its time as RFC 3339.
    package struct Event: Hashable, Sendable, Encodable {
        var at: String
        var kind: String
        var rule: String
    }

    private var run: RunStatus
    private var stages: [RunDetails.Stage]
    private var inputs: [Input]
    private var values: [RunRecord.Value]
    private var asserts: [Check]
    private var log: [Line]
    private var events: [Event]

    private enum CodingKeys: String, CodingKey {
        case stages, inputs, values, asserts, log, events
    }

    /// A run and its details at an instant (microseconds since 1970).
    package init(_ run: Run, _ details: RunDetails, now: Int64) {
        self.run = RunStatus(run, now: now)
        stages = details.stages
        inputs = details.inputs.map { Input(path: $0.path, bytes: $0.bytes, rows: $0.rows, sha256: $0.digest) }
        values = details.values
        asserts = details.checks.map { Check(id: $0.id, passed: $0.passed, failingRows: $0.failingRows) }
        log = details.log.map { Line(at: InstantText.rfc3339($0.at), level: $0.level, message: $0.message) }
        events = details.events.map { Event(at: InstantText.rfc3339($0.at), kind: $0.kind, rule: $0.rule) }
    }

    /// The keys of the run itself, and its parts beside them.
    package func encode(to encoder: any Encoder) throws {
        try run.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stages, forKey: .stages)
        try container.encode(inputs, forKey: .inputs)
        try container.encode(values, forKey: .values)
        try container.encode(asserts, forKey: .asserts)
        try container.encode(log, forKey: .log)
        try container.encode(events, forKey: .events)
    }
}
