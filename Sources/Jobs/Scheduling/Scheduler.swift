import Columnar
import Diagnostics
package import Logging
import Reports
package import ServiceLifecycle
import Synchronization

/// Runs jobs when their slots come, until it is told to stop.
///
/// Several schedulers may work on one workspace, in one process or in many: the lock of a job lets one of them run it, and the history holds
/// one run for a slot. The reports are read anew whenever they change. Told to stop, it begins nothing more, leaves what is under way some
/// time to end, and then stops it; a scheduled run that was stopped is made again by whoever comes next.
package final class Scheduler: Service {
    /// How it works.
    package struct Settings: Sendable {
        /// The most runs at one time.
        package var concurrency = 2
        /// The longest wait between two looks at the history, in seconds; others may have put runs in line.
        package var poll = 2
        /// How long runs under way are left to end after it was told to stop, in seconds.
        package var patience = 20
        /// The days for which history is kept; nil for ever.
        package var keep: Int?

        package init() {}
    }

    private let runner: JobRunner
    private let settings: Settings
    private let catalog: @Sendable () throws -> JobCatalog
    private let clock: any JobClock
    private let logger: Logger
    private let state = Mutex(State())
    private let waker = WakeSignal()

    private struct State {
        /// Jobs with an attempt under way here.
        var running: Set<String> = []
        /// Files whose problems were logged already.
        var told: Set<String> = []
        /// Since when each report cannot be read, and how reports stood when the history was told last.
        var brokenSince: [String: Int64] = [:]
        var watched: [Watched]?
        var isStopping = false
        /// Whether messages are being sent here, when some were last, when the next one is due, and whether runs have ended since.
        var isDelivering = false
        var lastDelivery: Int64?
        var nextDelivery: Int64?
        var hasEndedRuns = false
        /// From when on the slots of each job count, as long as it has this schedule.
        var since: [String: (rhythm: JobRhythm, instant: Int64)] = [:]
        /// Since when jobs that runs wait for have no report.
        var goneSince: [String: Int64] = [:]

        /// Notes that a job's slots up to an instant are done.
        mutating func pass(_ job: String, through slot: Int64) {
            if let known = since[job] { since[job]?.instant = max(known.instant, slot) }
        }
    }

    /// A scheduler.
    ///
    /// - Parameter catalog: the jobs as they are now; called at every look.
    package init(
        runner: JobRunner, settings: Settings = Settings(), clock: any JobClock = SystemJobClock(), logger: Logger,
        catalog: @escaping @Sendable () throws -> JobCatalog
    ) {
        self.runner = runner
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.catalog = catalog
    }

    /// Looks for due runs soon: somebody has put one in line.
    package func wake() { waker.signal() }

    /// How many runs are under way here.
    package var runningCount: Int { state.withLock { $0.running.count } }

    /// Whether nothing is under way and it waits for a time or a wake.
    package var isIdle: Bool { waker.hasWaiter && state.withLock { $0.running.isEmpty && !$0.isDelivering } }

    /// Runs jobs until the task is cancelled or the service is told to stop.
    ///
    /// What goes wrong with the history or the workspace is logged, and tried again.
    package func run() async {
        logger.info("scheduler started")
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while !isStopping, !Task.isCancelled {
                    do {
                        let next = try await look { job, start in group.addTask { await self.perform(job, start) } }
                        if startsDelivery() { group.addTask { await self.deliver() } }
                        await pause(until: next)
                    } catch is CancellationError {
                        break
                    } catch {
                        tell(error)
                        await pause(until: nil)
                    }
                }
                await wind(down: &group)
            }
        } onGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.waker.signal()
        }
        logger.info("scheduler stopped")
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Lets runs end, and stops those that take too long.
    private func wind(down group: inout DiscardingTaskGroup) async {
        let end = clock.now() + Int64(settings.patience) * 1_000_000
        while runningCount > 0, clock.now() < end, !Task.isCancelled { await pause(until: end) }
        group.cancelAll()
    }

    /// Logs what is wrong with the workspace or the history; where it is, but no value of any data.
    private func tell(_ error: any Error) {
        let message = (error as? DiagnosticsError)?.diagnostics.first?.message ?? "\(type(of: error))"
        logger.error("the scheduler cannot look for due runs", metadata: ["error": "\(message)"])
    }

    /// What the history knows of a report.
    private struct Watched: Hashable {
        var job: String
        var facts: [String?] = []
        var isBroken = false
        var isTold = false
    }

    /// How long a report may be broken before anybody is told, in microseconds: whoever is just editing it knows.
    static let editing: Int64 = 60_000_000

    /// Tells the history how reports stand, where that has changed; gives when a report that is broken will have been for so long that somebody
    /// is to be told.
    private func watch(_ catalog: JobCatalog, now: Int64) async throws -> Int64? {
        let (long, next, known) = state.withLock { state in
            let ids = Set(catalog.broken.map(\.id))
            state.brokenSince = state.brokenSince.filter { ids.contains($0.key) }
            for id in ids where state.brokenSince[id] == nil { state.brokenSince[id] = now }
            let ends = state.brokenSince.mapValues { $0 + Scheduler.editing }
            let long = ids.filter { (ends[$0] ?? now) <= now }
            return (long, ends.values.filter { $0 > now }.min(), state.watched)
        }
        RunObservation.broken(catalog.broken.count)
        let watched =
            catalog.jobs.map { Watched(job: $0.id, facts: [$0.name, $0.report.schedule?.text, $0.zone.identifier]) }
            + catalog.broken.map { Watched(job: $0.id, isBroken: true, isTold: long.contains($0.id)) }
        guard watched != known else { return next }
        try await runner.watch(catalog, telling: long)
        state.withLock { $0.watched = watched }
        return next
    }

    /// Whether messages are to be sent now: a run has ended here, one is due, or another process may have left some.
    private func startsDelivery() -> Bool {
        guard runner.alerts != nil else { return false }
        let now = clock.now()
        return state.withLock { state in
            let isDue = state.nextDelivery.map { $0 <= now } ?? false
            let isOld = state.lastDelivery.map { now - $0 > Scheduler.deliveryLook } ?? true
            guard !state.isDelivering, !state.isStopping, state.hasEndedRuns || isDue || isOld else { return false }
            state.isDelivering = true
            state.hasEndedRuns = false
            return true
        }
    }

    /// The longest time between two looks for messages of others, in microseconds.
    private static let deliveryLook: Int64 = 30_000_000

    /// Sends messages beside the runs: a receiver that is slow holds up nobody but other messages.
    private func deliver() async {
        var next: Int64?
        do { next = try await runner.deliverAlerts() } catch is CancellationError {} catch { tell(error) }
        state.withLock { state in
            state.isDelivering = false
            state.nextDelivery = next
            state.lastDelivery = clock.now()
        }
    }

    /// An attempt to make.
    private enum Start: Sendable {
        case slot(Int64, Run.Trigger)
        case run(Int64)
    }

    /// Begins what is due, as far as there is room; gives when the next thing may be due, or nil.
    private func look(_ begin: (Job, Start) -> Void) async throws -> Int64? {
        let now = clock.now()
        let catalog = try currentCatalog()
        var next: Int64?
        let consider = { (time: Int64?) in if let time { next = min(next ?? time, time) } }
        let waiting = try await waitingRuns(catalog, now: now)
        var starts: [(since: Int64, job: Job, start: Start)] = []
        var queued = 0
        for job in catalog.jobs {
            let since = try await since(job, now: now)
            let due = DueSlots(job, since: since, now: now)
            if let skipped = due.skipped, skipped > since {
                try await runner.store.skip(job.id, through: skipped)
                state.withLock { $0.pass(job.id, through: skipped) }
                logger.warning("missed slots left out", metadata: ["job": "\(job.id)"])
            }
            // What waits for its next attempt comes before new slots, so that a job's runs stay in order; what somebody asks for meanwhile
            // does not wait for that.
            let waiting = waiting[job.id] ?? []
            if let run = waiting.first(where: { $0.waitsUntil <= now }) {
                starts.append((run.slot ?? run.waitsUntil, job, .run(run.id)))
            } else if let earliest = waiting.map(\.waitsUntil).min() {
                consider(earliest)
            } else if let (slot, trigger) = due.due {
                starts.append((slot, job, .slot(slot, trigger)))
            }
            consider(job.schedule?.next(after: now, zone: job.zone))
        }
        // What is due longest comes first, so that no job waits for ever behind others that have much to make up for.
        for (_, job, attempt) in starts.sorted(by: { ($0.since, $0.job.id) < ($1.since, $1.job.id) }) {
            queued += start(job, attempt, begin) ? 0 : 1
        }
        RunObservation.waiting(queued)
        consider(try await watch(catalog, now: now))
        consider(state.withLock { $0.isDelivering ? nil : $0.nextDelivery })
        if let keep = settings.keep { try await runner.store.forget(before: now - Int64(keep) * 86_400_000_000) }
        return next
    }

    /// The runs that wait, by job and oldest first. Runs of processes that are gone are among them again, and those of reports that have been
    /// gone for so long that nobody is just saving them come to their end.
    private func waitingRuns(_ catalog: JobCatalog, now: Int64) async throws -> [String: [Run]] {
        var open = try await runner.store.open()
        let running = state.withLock { $0.running }
        let gone = Set(open.map(\.job)).filter { catalog.job($0) == nil && catalog.broken($0) == nil }
        let ending = state.withLock { state in
            state.goneSince = state.goneSince.filter { gone.contains($0.key) }
            for job in gone where state.goneSince[job] == nil { state.goneSince[job] = now }
            return gone.filter { now - (state.goneSince[$0] ?? now) >= Scheduler.editing }
        }
        if open.contains(where: { $0.state == .running && !running.contains($0.job) }) || !ending.isEmpty {
            try await runner.mend(catalog, leaving: running)
            if !ending.isEmpty { try await runner.end(runsOf: ending) }
            open = try await runner.store.open()
        }
        return Dictionary(grouping: open.filter { $0.state == .pending }, by: \.job)
    }

    /// Begins an attempt if there is room; gives false when the job has to wait for that.
    private func start(_ job: Job, _ attempt: Start, _ begin: (Job, Start) -> Void) -> Bool {
        let (isFree, isRunning) = state.withLock { state in
            if state.running.contains(job.id) { return (false, true) }
            let isFree = !state.isStopping && state.running.count < settings.concurrency
            if isFree { state.running.insert(job.id) }
            return (isFree, false)
        }
        if isFree { begin(job, attempt) }
        return isFree || isRunning
    }

    private func perform(_ job: Job, _ start: Start) async {
        do {
            let outcome =
                switch start {
                case .slot(let slot, let trigger): try await runner.attempt(job, slot: slot, trigger: trigger)
                case .run(let id): try await runner.attempt(id, of: job)
                }
            if case .slot(let slot, _) = start {
                // A busy job's slot is not done; look again.
                if case .busy = outcome {
                } else {
                    state.withLock { $0.pass(job.id, through: slot) }
                }
            }
            if case .busy = outcome { try? await clock.sleep(until: clock.now() + 1_000_000) }
        } catch {
            logger.error("attempt broke off", metadata: ["job": "\(job.id)", "error": "\(type(of: error))"])
            try? await clock.sleep(until: clock.now() + 5_000_000)
        }
        state.withLock { state in
            state.running.remove(job.id)
            state.hasEndedRuns = true
        }
        waker.signal()
    }

    /// From when on a job's slots count: after the last one that has a run, and not before it got its schedule. It is asked of the history
    /// once for each schedule; should another process have made a run since, the attempt finds that out.
    private func since(_ job: Job, now: Int64) async throws -> Int64 {
        let rhythm = JobRhythm(job)
        let known = state.withLock { $0.since[job.id] }
        if let known, known.rhythm == rhythm { return known.instant }
        let stored = try await runner.store.since(job, now: now)
        state.withLock { $0.since[job.id] = (rhythm, stored) }
        return stored
    }

    private func currentCatalog() throws -> JobCatalog {
        let catalog = try catalog()
        for (path, found) in catalog.problems {
            let isNew = state.withLock { $0.told.insert(path).inserted }
            guard isNew else { continue }
            let failure = RunFailure.of(found, otherwise: .report)
            logger.error(
                path == Workspace.fileName
                    ? "settings are wrong, those that were read last go on" : "report is wrong, it does not run",
                metadata: [
                    "place": "\(failure.place ?? path)",
                    "problem": "\(found.first { $0.severity == .error }?.message ?? "")", "problems": "\(found.count)",
                ])
        }
        state.withLock { $0.told.formIntersection(catalog.problems.map(\.path)) }
        return catalog
    }

    /// Waits for a time, for somebody's wake, or for the next look, whichever comes first.
    private func pause(until next: Int64?) async {
        let look = clock.now() + Int64(settings.poll) * 1_000_000
        let until = min(next ?? look, look)
        await withDiscardingTaskGroup { group in
            group.addTask { [clock, waker] in
                // A sleeper that was cancelled must not wake the next one's waiter.
                do { try await clock.sleep(until: until) } catch { return }
                waker.signal()
            }
            await waker.wait()
            group.cancelAll()
        }
    }
}
