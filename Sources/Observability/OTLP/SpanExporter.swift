import CoreMetrics
import Logging
package import Retrying
import Synchronization

/// Sends finished spans to a collector, in batches and one batch at a time, from a task of its own.
///
/// A class because spans end on every thread and meet here. Whoever ends a span never waits: what finds no room is dropped and counted. What the
/// collector cannot take just now (429, 502, 503, 504, or no connection) is sent again, later each time; what it refuses is dropped.
package final class SpanExporter: Sendable {
    private static let attempts = 5
    /// How long to wait before a batch is sent again when the process ends: it has no long time left.
    private static let lastRetry = Backoff(first: .milliseconds(100), longest: .milliseconds(400), chance: 0.5)
    /// How long to wait before a batch is sent again while the process goes on.
    package static let usualRetry = Backoff(first: .seconds(1), longest: .seconds(30), chance: 0.5)

    private let settings: OTLPSettings
    private let sender: any HTTPSending
    private let retry: Backoff
    private let queue: Mutex<SpanQueue>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let running = Mutex<Task<Void, Never>?>(nil)
    private let isFailing = Mutex(false)
    private let exported = Counter(label: "trinity_spans_exported_total")

    package init(_ settings: OTLPSettings, sender: any HTTPSending, retry: Backoff = usualRetry) {
        self.settings = settings
        self.sender = sender
        self.retry = retry
        queue = Mutex(SpanQueue(limit: settings.queueLimit, batchSize: settings.batchSize))
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a finished span.
    func take(_ span: SpanRecord) {
        switch queue.withLock({ $0.add(span) }) {
        case .waits: break
        case .fillsBatch: wake.yield()
        case .dropped: SpanExporter.countDropped(1, reason: "queue_full")
        }
    }

    /// Sends spans as they come, until `shutDown`: not a child of any task, for it outlives them all. Does nothing the second time.
    package func start() {
        running.withLock { task in
            if task == nil { task = Task.detached(priority: .utility) { await self.run() } }
        }
    }

    /// Takes no more spans, and sends those that wait, for as long as `limit` at most; the rest is dropped.
    package func shutDown(within limit: Duration) async {
        start()
        queue.withLock { $0.close() }
        wake.yield()
        guard let task = running.withLock({ $0 }) else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await task.value }
            group.addTask { if (try? await Task.sleep(for: limit)) != nil { task.cancel() } }
            await group.next()
            group.cancelAll()
        }
    }

    private func run() async {
        var unsent: UnsentBatch?
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [settings, wake] in
                while (try? await Task.sleep(for: settings.delay)) != nil { wake.yield() }
            }
            for await _ in wakes {
                let before = unsent?.due
                unsent = await sendWaiting(unsent)
                if let due = unsent?.due, due != before {
                    group.addTask { [wake] in
                        if (try? await Task.sleep(until: due, clock: .continuous)) != nil { wake.yield() }
                    }
                }
                if unsent == nil, queue.withLock({ $0.isClosed && $0.count == 0 }) { break }
            }
            group.cancelAll()
        }
        var left = unsent?.spans.count ?? 0
        while case let batch = queue.withLock({ $0.takeBatch() }), !batch.isEmpty { left += batch.count }
        if left > 0 { SpanExporter.countDropped(left, reason: "shutdown") }
    }

    /// Sends what waits, the batch that could not be sent before first; gives the one that cannot be sent now.
    private func sendWaiting(_ unsent: UnsentBatch?) async -> UnsentBatch? {
        var next = unsent
        while !Task.isCancelled {
            if next == nil {
                let spans = queue.withLock { $0.takeBatch() }
                if !spans.isEmpty { next = UnsentBatch(spans) }
            }
            guard var batch = next else { return nil }
            let isClosed = queue.withLock { $0.isClosed }
            // What waits for its time goes at once when the process ends.
            if let due = batch.due, due > .now, batch.isLast || !isClosed { return batch }
            switch await send(batch.spans) {
            case .settled: next = nil
            case .unavailable(let reason, let answer):
                batch.attempts += 1
                // When the process ends, a collector that is not there is not waited for.
                if isClosed ? answer == nil : batch.attempts >= SpanExporter.attempts {
                    drop(batch.spans, "unreachable", reason)
                    next = nil
                    continue
                }
                told(failing: true, reason)
                batch.postpone(
                    by: (isClosed ? SpanExporter.lastRetry : retry).wait(
                        after: batch.attempts, asked: answer?.retryAfter, random: Double.random(in: 0..<1)),
                    isLast: isClosed)
                return batch
            }
        }
        return next
    }

    private enum Sending {
        /// The collector has the spans, or will never take them.
        case settled
        /// The collector cannot take them now; its answer, if there was one.
        case unavailable(reason: String, HTTPResponse?)
    }

    private func send(_ spans: [SpanRecord]) async -> Sending {
        do throws(HTTPSendFailure) {
            let response = try await sender.send(request(spans))
            if (200..<300).contains(response.status) {
                exported.increment(by: spans.count)
                told(failing: false, "")
                return .settled
            }
            let reason = "the collector answered \(response.status)"
            if [429, 502, 503, 504].contains(response.status) { return .unavailable(reason: reason, response) }
            drop(spans, "refused", reason)
        } catch {
            if error.isTransient { return .unavailable(reason: error.message, nil) }
            drop(spans, "unsendable", error.message)
        }
        return .settled
    }

    private func request(_ batch: [SpanRecord]) -> HTTPRequest {
        let isJSON = settings.encoding == .json
        return HTTPRequest(
            method: "POST", url: settings.endpoint,
            headers: [HTTPHeader("Content-Type", isJSON ? "application/json" : "application/x-protobuf")]
                + settings.headers,
            body: isJSON
                ? OTLPJSON.request(batch, resource: settings.resource)
                : OTLPProtobuf.request(batch, resource: settings.resource),
            timeout: settings.timeout, certificates: settings.certificates)
    }

    private func drop(_ batch: [SpanRecord], _ reason: String, _ text: String) {
        SpanExporter.countDropped(batch.count, reason: reason)
        told(failing: true, text)
    }

    /// Says once when sending begins to fail, and once when it works again.
    private func told(failing: Bool, _ reason: String) {
        guard
            isFailing.withLock({ state in
                defer { state = failing }; return state != failing
            })
        else { return }
        let logger = Logger(label: "trinity.traces")
        if failing {
            logger.warning(
                "spans cannot be sent", metadata: ["endpoint": "\(settings.endpoint)", "reason": "\(reason)"])
        } else {
            logger.notice("spans are being sent again", metadata: ["endpoint": "\(settings.endpoint)"])
        }
    }

    private static func countDropped(_ count: Int, reason: String) {
        Counter(label: "trinity_spans_dropped_total", dimensions: [("reason", reason)]).increment(by: count)
    }
}
