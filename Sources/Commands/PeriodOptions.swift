import ArgumentParser
import Columnar
import Diagnostics
import QueryPlan
import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a run covers: the period and the parameters.
struct PeriodOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Period, such as 2026-W46, 2026-11-09, 2026-11-09T13 or 2026-11.", valueName: "id"))
    var period: String?

    @Option(name: .customLong("as-of"), help: ArgumentHelp("Run as if at this date or time.", valueName: "date"))
    var asOf: String?

    @Option(help: ArgumentHelp("A parameter's value; repeat for several.", valueName: "name=value"))
    var param: [String] = []

    func validate() throws {
        if period != nil, asOf != nil { throw ValidationError("--period and --as-of exclude each other") }
    }

    /// The period that a report runs for, at a time in microseconds since 1970.
    func period(of report: Report, _ runner: ReportRunner, now: Int64 = PeriodOptions.now) throws -> Period {
        let zone = runner.zone(of: report)
        return try period.map { try Period(id: $0, grain: report.period.grain, zone: zone) }
            ?? runner.standardPeriod(
                of: report,
                asOf: try asOf.map { try Period.instant(asOf: $0, zone: zone) } ?? now)
    }

    /// The values of a report's parameters.
    func values(of report: Report, _ runner: ReportRunner) throws -> [Named<Scalar>] {
        try ParameterArguments.values(param, for: report.parameters, zone: runner.zone(of: report))
    }

    /// The current time in microseconds since 1970.
    static var now: Int64 { Int64(time(nil)) * 1_000_000 }
}

/// What the terminal is told about a finished run.
enum RunTrouble {
    /// Says what failed, and gives the run's exit status.
    static func report(_ result: ReportResult, of path: String) -> ExitStatus {
        Console.report(SourceNotes.diagnostics(result.sources))
        for failure in result.failures {
            var diagnostic = failure.failure.diagnostic
            diagnostic.notes.append("in cell '\(failure.id)' of '\(path)'")
            Console.report([diagnostic])
        }
        for assertion in result.asserts where !assertion.passed {
            let rows = assertion.failingRows.map { "\($0) \($0 == 1 ? "row" : "rows")" } ?? "it could not run"
            Console.report([
                Diagnostic("assert-failed", .error, "assert '\(assertion.id)' failed: \(rows)", notes: ["in '\(path)'"])
            ])
        }
        if !result.failures.isEmpty { return .runFailed }
        return result.asserts.allSatisfy(\.passed) ? .success : .assertFailed
    }
}

extension ExitStatus {
    /// The status of two runs together: what failed outright counts more than an assert.
    func joined(with other: ExitStatus) -> ExitStatus { other == .runFailed || self == .success ? other : self }
}
