import CoreMetrics
import Foundation
import Jobs
import ServiceLifecycle

/// Tells those who listen which runs have changed, whichever process runs them.
///
/// An actor because listeners come and go while it looks. It looks into the history once a second, and only while somebody listens.
actor RunFeed: Service {
    private let desk: ServerDesk
    private let limit: Int
    private var listeners: [Int: AsyncStream<String>.Continuation] = [:] {
        didSet { gauge.set(listeners.count) }
    }
    private let gauge = Meter(label: "trinity_http_event_streams")
    private var lastListener = 0
    private var seen: [Int64: Run] = [:]
    private var isOver = false

    init(_ desk: ServerDesk, limit: Int) {
        self.desk = desk
        self.limit = limit
    }

    /// How many listen.
    var count: Int { listeners.count }

    /// The changes from now on, as events to send (https://html.spec.whatwg.org/multipage/server-sent-events.html); nil when too many listen
    /// already. Someone who does not keep up misses the oldest; whoever lets go of the events listens no more.
    func listen() async -> AsyncStream<String>? {
        if listeners.isEmpty { seen = (try? await newest()) ?? [:] }
        guard listeners.count < limit, !isOver else { return nil }
        lastListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))
        listeners[lastListener] = continuation
        continuation.onTermination = { [weak self, id = lastListener] _ in Task { await self?.leave(id) } }
        continuation.yield("retry: 2000\n\n")
        return stream
    }

    private func leave(_ id: Int) { listeners.removeValue(forKey: id)?.finish() }

    /// Looks for changes until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var beats = 0
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                beats += 1
                await self.look(isBeat: beats % 15 == 0)
            }
        }
        end()
    }

    private func end() {
        isOver = true
        for listener in listeners.values { listener.finish() }
        listeners = [:]
    }

    private func look(isBeat: Bool) async {
        guard !listeners.isEmpty else { return }
        // Something now and then, so that whoever has gone is noticed.
        if isBeat { tell(": still here\n\n") }
        guard let newest = try? await newest() else { return }
        let changed = newest.values.filter { seen[$0.id] != $0 }.sorted { $0.id < $1.id }
        seen = newest
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for run in changed {
            guard let data = try? encoder.encode(RunStatus(run, now: desk.clock.now())) else { continue }
            tell("event: run\nid: \(run.id)\ndata: \(String(decoding: data, as: UTF8.self))\n\n")
        }
    }

    private func tell(_ event: String) { for listener in listeners.values { listener.yield(event) } }

    private func newest() async throws -> [Int64: Run] {
        var runs = Dictionary(uniqueKeysWithValues: try await desk.store.runs(limit: 100).map { ($0.id, $0) })
        for run in try await desk.store.open() { runs[run.id] = run }
        return runs
    }
}
