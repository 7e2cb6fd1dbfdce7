package import Jobs
package import Observability

/// What a server works on: the jobs and their history, and who makes runs.
package struct ServerDesk: Sendable {
    /// The jobs as they are now; called often, so whoever gives it remembers what has not changed.
    let catalog: @Sendable () throws -> JobCatalog
    /// The history.
    let store: JobStore
    /// Told when a run was put in line.
    let wake: @Sendable () -> Void
    /// Whether runs are begun here when they are due; else only when somebody asks.
    let hasScheduler: Bool
    /// The style sheet of the workspace's template.
    let style: @Sendable () -> String
    /// What is measured.
    let metrics: MetricsRegistry
    let clock: any JobClock

    package init(
        store: JobStore, hasScheduler: Bool, metrics: MetricsRegistry, clock: any JobClock = SystemJobClock(),
        style: @escaping @Sendable () -> String, wake: @escaping @Sendable () -> Void,
        catalog: @escaping @Sendable () throws -> JobCatalog
    ) {
        self.store = store
        self.hasScheduler = hasScheduler
        self.metrics = metrics
        self.clock = clock
        self.style = style
        self.wake = wake
        self.catalog = catalog
    }
}
