/// All that history keeps of a run besides its row.
package struct RunDetails: Hashable, Sendable {
    /// When a named stage was at work.
    package struct Stage: Hashable, Sendable, Codable {
        /// The stage, such as `scan transactions`.
        package var name: String
        /// When it began, in seconds since the attempt did; nil when nobody noted that.
        package var start: Double?
        /// How long it took.
        package var seconds: Double

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(start, forKey: .start)
            try container.encode(seconds, forKey: .seconds)
        }
    }

    /// A line of a run's log.
    package struct Line: Hashable, Sendable, Codable {
        /// When, in microseconds since 1970.
        package var at: Int64
        /// `info`, `warning` or `error`.
        package var level: String
        /// What happened.
        package var message: String
    }

    /// An alert that began or ended.
    package struct Event: Hashable, Sendable, Codable {
        /// When, in microseconds since 1970.
        package var at: Int64
        /// The job.
        package var job: String
        /// `alert.fired` or `alert.recovered`.
        package var kind: String
        /// What is watched.
        package var rule: String
    }

    /// The stages of the last attempt, in order.
    package var stages: [Stage]
    /// The files it read.
    package var inputs: [RunRecord.Input]
    /// The values of its cells.
    package var values: [RunRecord.Value]
    /// The checks in the report.
    package var checks: [RunRecord.Check]
    /// The log of all attempts.
    package var log: [Line]
    /// The alerts that its end began or ended.
    package var events: [Event]
}

extension RunDetails {
    /// Stages of one name as one, in the order in which they first come.
    package static func summed(_ stages: [Stage]) -> [Stage] {
        var sums: [Stage] = []
        for stage in stages {
            if let index = sums.firstIndex(where: { $0.name == stage.name }) {
                sums[index].seconds += stage.seconds
            } else {
                sums.append(stage)
            }
        }
        return sums
    }
}

/// What history says of a job in short.
package struct JobSummary: Hashable, Sendable {
    /// How many runs were begun.
    package var runs: Int
    /// How many of them failed for good.
    package var errors: Int
    /// The newest failure's message.
    package var lastError: String?
    /// The run that is under way, or else waits.
    package var open: Run?
    /// The run that came to its end last.
    package var last: Run?
    /// The alerts that are firing, longest first.
    package var firing: [String]
    /// The newest messages about the job that nobody took.
    package var undelivered: [UndeliveredAlert]
    /// What the job was when its report could be read last; nil for one that no scheduler has seen.
    package var known: Known?

    /// What a report said.
    package struct Known: Hashable, Sendable {
        /// Its title.
        package var name: String?
        /// When it runs.
        package var schedule: String?
        /// The zone of that.
        package var timezone: String?
    }
}

/// A message about an alert that was given up, since its channel did not take it.
package struct UndeliveredAlert: Hashable, Sendable, Codable {
    /// When the alert began or ended, as RFC 3339.
    package var at: String
    /// `alert.fired` or `alert.recovered`.
    package var kind: String
    /// What is watched.
    package var rule: String
    /// `webhook` or `command`.
    package var channel: String
    /// How often it was tried.
    package var attempts: Int
    /// Why it was not taken the last time.
    package var error: String
}

/// A number that a value had in a period.
package struct HistoryPoint: Hashable, Sendable {
    /// The period's id.
    package var period: String
    /// The number.
    package var number: Double
}
