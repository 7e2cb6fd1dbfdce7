import ArgumentParser
import LocalEngine
import Logging
import Observability
import Tracing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A command that logs and traces what it does.
protocol ObservedCommand: AsyncParsableCommand {
    /// What the user wants to hear.
    var observation: ObservationChoice { get }
}

extension ObservedCommand {
    /// Runs the command as the root of a trace, within logging, metrics and tracing as flags and environment say, and sends the spans that
    /// wait before it returns.
    ///
    /// Servers log from `info` on, are measured, and trace to the standard address; every other command logs warnings, and traces only where
    /// an `OTEL_…` variable says where to.
    mutating func runObserved() async throws {
        let version = TrinityCommand.version
        let variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }
        let (logs, badLogs) = LogSettings.resolve(
            level: observation.isServer ? .info : .warning, isVerbose: observation.isVerbose,
            isQuiet: observation.isQuiet, format: observation.logFormat, environment: variable)
        let (traces, badTraces) = OTLPSettings.resolve(
            isOnByDefault: observation.isServer, version: version, environment: variable)
        let started = Observation.start(
            logs: logs, traces: traces, hasMetrics: observation.isServer, version: version,
            engine: LocalEngine().identity)
        for problem in badLogs + badTraces { Logger(label: "trinity").warning("\(problem)") }
        var outcome: Result<Void, any Error> = .success(())
        if observation.isServer {
            do { try await run() } catch { outcome = .failure(error) }
        } else {
            // A process that started this one may have a trace that it belongs to
            // (https://opentelemetry.io/docs/specs/otel/context/env-carriers/).
            var context = ServiceContext.topLevel
            InstrumentationSystem.instrument.extract(
                ["traceparent": variable("TRACEPARENT"), "tracestate": variable("TRACESTATE")].compactMapValues { $0 },
                into: &context, using: EnvironmentExtractor())
            var command = self
            outcome = await withSpan("trinity \(Self.configuration.commandName ?? "")", context: context) { span in
                do {
                    try await command.run()
                    return .success(())
                } catch {
                    span.setStatus(SpanStatus(code: .error))
                    return .failure(error)
                }
            }
            self = command
        }
        await started.shutDown()
        try outcome.get()
    }
}

/// What the user wants to hear of a command's work, beside its results.
struct ObservationChoice {
    var isVerbose = false
    var isQuiet = false
    var logFormat: LogSettings.Format?
    /// Whether the command goes on until it is stopped.
    var isServer = false
}

private struct EnvironmentExtractor: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

extension LogSettings.Format: ExpressibleByArgument {}
