import CoreMetrics
import Logging
import Synchronization

/// Sends finished spans to a collector, in batches, from a task of its own.
///
/// A class because spans end on every thread and meet here. Whoever ends a span never waits: what finds no room is dropped and counted. What the
/// collector cannot take just now (429, 502, 503, 504, or no connection) is sent again, later each time; what it refuses is dropped.
package final class SpanExporter: Sendable {
    private static let attempts = 5

    private let settings: OTLPSettings
    private let sender: any HTTPSending
    private let retry: RetryDelay
    private let queue: Mutex<SpanQueue>
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let isFailing = Mutex(false)
    private let exported = Counter(label: "trinity_spans_exported_total")

    package init(_ settings: OTLPSettings, sender: any HTTPSending, retry: RetryDelay = RetryDelay()) {
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

    /// Sends spans as they come, until `shutDown` is called or the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [settings, wake] in
                while (try? await Task.sleep(for: settings.delay)) != nil { wake.yield() }
            }
            for await _ in wakes { await sendWaiting() }
            group.cancelAll()
        }
    }

    /// Takes no more spans, and sends those that wait, for as long as `limit` at most; the rest is dropped.
    package func shutDown(within limit: Duration) async {
        queue.withLock { $0.close() }
        wake.finish()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sendWaiting() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        var left = 0
        while case let batch = queue.withLock({ $0.takeBatch() }), !batch.isEmpty { left += batch.count }
        if left > 0 { SpanExporter.countDropped(left, reason: "shutdown") }
    }

    private func sendWaiting() async {
        while !Task.isCancelled {
            let batch = queue.withLock { $0.takeBatch() }
            if batch.isEmpty { return }
            await send(batch)
        }
    }

    private func send(_ batch: [SpanRecord]) async {
        let request = request(batch)
        var attempt = 1
        while true {
            var asked: Duration?
            let reason: String
            do throws(HTTPSendFailure) {
                let response = try await sender.send(request)
                if (200..<300).contains(response.status) {
                    exported.increment(by: batch.count)
                    told(failing: false, "")
                    return
                }
                reason = "the collector answered \(response.status)"
                asked = response.retryAfter
                if ![429, 502, 503, 504].contains(response.status) {
                    drop(batch, "refused", reason)
                    return
                }
            } catch {
                reason = error.message
                if !error.isTransient {
                    drop(batch, "unsendable", reason)
                    return
                }
            }
            let isClosed = queue.withLock { $0.isClosed }
            // When the process ends, a collector that is not there is not waited for.
            if attempt >= SpanExporter.attempts || isClosed {
                drop(batch, "unreachable", reason)
                return
            }
            told(failing: true, reason)
            let delay = retry.delay(after: attempt, asked: asked, random: Double.random(in: 0..<1))
            guard (try? await Task.sleep(for: delay)) != nil else {
                drop(batch, "shutdown", reason)
                return
            }
            attempt += 1
        }
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
