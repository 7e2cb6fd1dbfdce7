import Foundation
package import Logging
import Reports
import Retrying

/// A way to tell somebody of an alert.
package protocol AlertChannel: Sendable {
    /// Its name in the history: `webhook` or `command`.
    var name: String { get }

    /// Hands over one message, a JSON object.
    ///
    /// - Parameter id: the message's own id, the same whenever it is sent again.
    /// - Throws: `AlertFailure`, `CancellationError`.
    func send(_ payload: String, id: String, at now: Int64) async throws
}

/// Why a message could not be handed over.
package struct AlertFailure: Error, Hashable, Sendable {
    /// What happened; without the address's query and the message.
    package var message: String
    /// Whether it may be taken later.
    package var isWorthRetrying: Bool

    package init(_ message: String, isWorthRetrying: Bool = true) {
        self.message = message
        self.isWorthRetrying = isWorthRetrying
    }
}

/// Sends what the history has noted for sending, again and again until it is taken, and each message at least once.
package struct AlertDesk: Sendable {
    /// Where messages go; each gets every one of them.
    package let channels: [any AlertChannel]
    /// The site's address for links, ending in a slash; nil when unknown.
    let baseURL: String?
    let logger: Logger

    /// The most attempts for one message.
    static let attempts = 12
    /// The delays between them.
    static let backoff = Backoff(first: .seconds(15), longest: .seconds(3600))
    /// How long a message is left to the process that sends it, in microseconds.
    static let patience: Int64 = 120_000_000

    /// A desk with its channels.
    package init(channels: [any AlertChannel], baseURL: String?, logger: Logger) {
        self.channels = channels
        self.baseURL = baseURL
        self.logger = logger
    }

    /// The message of an event: an object with `type`, `timestamp` and `data` (Standard Webhooks). What is about no run has neither `run_id` nor
    /// `period`.
    func payload(_ event: AlertEvent, page: String?) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let figures = event.outcome.figures.map { figure in
            AlertMessage.Figure(name: figure.name, type: figure.type, text: figure.text, number: figure.number)
        }
        let message = AlertMessage(
            type: event.kind.rawValue, timestamp: InstantText.rfc3339(event.at),
            data: AlertMessage.Subject(
                jobId: event.subject.job, rule: event.outcome.rule, severity: event.outcome.severity.rawValue,
                message: event.outcome.message, since: InstantText.rfc3339(event.since),
                period: event.subject.period, runId: event.subject.run, figures: figures,
                link: page.flatMap { page in baseURL.map { $0 + page } }))
        return (try? encoder.encode(message)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Sends everything that is due, once each, and gives when the next attempt is due; nil when nothing is left.
    package func deliver(from store: JobStore, clock: any JobClock) async throws -> Int64? {
        // A message that is sent may give the next one about the same thing its turn.
        while true {
            let due = try await store.dueDeliveries(now: clock.now())
            guard !due.isEmpty else { return try await store.nextDelivery() }
            for delivery in due { try await deliver(delivery, from: store, clock: clock) }
        }
    }

    private func deliver(_ delivery: Delivery, from store: JobStore, clock: any JobClock) async throws {
        // Another process may be at it; whoever moves the time first sends.
        guard try await store.claim(delivery, until: clock.now() + AlertDesk.patience) else { return }
        guard let channel = channels.first(where: { $0.name == delivery.channel }) else {
            try await store.abandon(delivery.id, "there is no channel '\(delivery.channel)' any more")
            return RunObservation.alert(delivery, "abandoned")
        }
        do {
            try await channel.send(
                delivery.payload, id: try await store.messageID(of: delivery.event), at: clock.now())
            try await store.delivered(delivery.id)
            RunObservation.alert(delivery, "sent")
            logger.info("alert sent", metadata: ["channel": "\(channel.name)", "event": "\(delivery.event)"])
        } catch let failure as AlertFailure {
            let attempt = delivery.attempts + 1
            let metadata: Logger.Metadata = [
                "channel": "\(channel.name)", "event": "\(delivery.event)", "attempt": "\(attempt)",
                "reason": "\(failure.message)",
            ]
            if failure.isWorthRetrying, attempt < AlertDesk.attempts {
                let delay = AlertDesk.backoff.wait(after: attempt).components.seconds
                logger.warning("alert not sent, will be sent again", metadata: metadata)
                try await store.postponeDelivery(
                    delivery.id, until: clock.now() + delay * 1_000_000, failure.message)
                RunObservation.alert(delivery, "postponed")
            } else {
                logger.error("alert not sent, given up", metadata: metadata)
                try await store.abandon(delivery.id, failure.message)
                RunObservation.alert(delivery, "abandoned")
            }
        }
    }
}

/// The JSON of a message.
struct AlertMessage: Codable {
    struct Figure: Codable {
        var name: String
        var type: String
        var text: String?
        var number: Double?
    }

    struct Subject: Codable {
        var jobId: String
        var rule: String
        var severity: String
        var message: String
        var since: String
        var period: String?
        var runId: Int64?
        var figures: [Figure]
        var link: String?

        enum CodingKeys: String, CodingKey {
            case jobId = "job_id"
            case runId = "run_id"
            case rule, severity, message, since, period, figures, link
        }
    }

    var type: String
    var timestamp: String
    var data: Subject
}
