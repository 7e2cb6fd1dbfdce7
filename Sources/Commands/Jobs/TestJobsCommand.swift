import Analyzers
import ArgumentParser
import Columnar
import Diagnostics
import Foundation
import Jobs
import Logging
import QueryPlan
import Reports

/// `trinity jobs test`.
struct TestJobsCommand: ObservedCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run every job once on generated data, in a scratch folder that is deleted afterwards.",
        discussion: """
            Sources that are called transactions, payments and audits, and those that an analyzer reads in their place, get \
            generated data; others are read as they are. Neither the workspace's site nor its history is touched.

            EXIT STATUS
              0 all completed · 1 a job failed · 2 a report is wrong · 3 an assert failed
            """)

    @Option(help: ArgumentHelp("Generated transactions.", valueName: "n"))
    var rows = 20_000

    @Flag(help: "Keep the scratch folder, and say where it is.")
    var keep = false

    @OptionGroup var options: JobOptions
    @OptionGroup var run: RunArguments

    var observation: ObservationChoice { run.observation }

    func validate() throws {
        guard rows > 0 else { throw ValidationError("--rows must be at least 1, not \(rows)") }
    }

    func run() async throws {
        let scratch = FileManager.default.temporaryDirectory.path + "/trinity-jobs-\(UUID().uuidString)"
        defer { if !keep { try? FileManager.default.removeItem(atPath: scratch) } }
        let keep = keep
        try await Interruptible.run { [self] in try await test(in: scratch) }
        if keep { Console.error("kept \(scratch)\n") }
    }

    private func test(in scratch: String) async throws {
        let end = "2026-11-16"
        let sample = try SampleCommand.parse([
            "--out", "\(scratch)/data", "--rows", "\(rows)", "--end", end, "--quiet",
        ])
        try await sample.run()
        let own = try LiveWorkspace(options.input).current()
        let generated = TestJobsCommand.generated(own)
        let live = LiveWorkspace(options.input) { workspace in
            for index in workspace.sources.indices {
                guard let table = generated[workspace.sources[index].name] else { continue }
                workspace.sources[index] = SourceDeclaration(
                    name: workspace.sources[index].name, paths: ["data/\(table)"], root: scratch,
                    timeColumn: "timestamp", zone: workspace.zone)
            }
        }
        Console.report(own.catalog.problems.flatMap(\.diagnostics))
        var runs: [Run] = []
        let store = try JobStore.inMemory()
        let runner = JobRunner(
            store: store, locks: nil,
            work: SiteWork(live: live, site: "\(scratch)/site", run: run),
            logger: Logger(label: "trinity.jobs"))
        for job in try live.current().catalog.jobs where job.schedule != nil {
            let period = job.period(at: try Period.instant(asOf: end, zone: job.zone))
            let added = try await store.add(
                job.id, trigger: .manual, period: period.id, now: SystemJobClock().now())
            guard case .made(let made) = try await runner.attempt(added.id, of: job) else { continue }
            runs.append(made)
            if !options.json { Console.output(JobRuns.line(made, site: "site") + "\n") }
            Console.report(JobRuns.diagnostics(made))
        }
        if options.json {
            let now = SystemJobClock().now()
            Console.output(try JobJSON.text(runs.map { RunStatus($0, now: now) }))
        } else {
            let failed = runs.count { $0.state != .completed }
            Console.output(
                failed == 0
                    ? "\(runs.count) \(runs.count == 1 ? "job" : "jobs") completed\n"
                    : "\(failed) of \(runs.count) jobs failed\n")
        }
        if !own.catalog.problems.isEmpty { throw CommandFailure(.usage) }
        let status = runs.map(JobRuns.exitStatus).reduce(ExitStatus.success) { $0.joined(with: $1) }
        if status != .success { throw CommandFailure(status) }
    }

    /// The table of sample data that stands in for each source.
    private static func generated(_ reading: LiveWorkspace.Reading) -> [String: String] {
        let tables = ["transactions", "payments", "audits"]
        var generated: [String: String] = [:]
        for source in reading.workspace.sources where tables.contains(source.name) {
            generated[source.name] = source.name
        }
        for cell in reading.catalog.jobs.flatMap(\.report.cells) {
            guard case .analyze(let analyze) = cell.kind else { continue }
            for (role, source) in analyze.over where tables.contains(role) { generated[source] = role }
        }
        return generated
    }
}
