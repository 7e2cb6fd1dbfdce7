import DataFormats
import Diagnostics
import LocalEngine
import QueryPlan
import Reports
import SparkBackend

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The engine that a command runs on, and why it is that one. The one place that makes engines.
struct EngineSelection {
    /// The engine.
    let backend: any QueryBackend
    /// One sentence on why.
    let reason: String
    /// What a reader should know: that the local engine stood in for Spark. Nil when there is nothing to tell.
    let notice: String?

    private init(_ backend: any QueryBackend, reason: String, notice: String? = nil) {
        self.backend = backend
        self.reason = reason
        self.notice = notice
    }

    /// Chooses the engine of a command; Ctrl-C then also stops what it has Spark do.
    ///
    /// - Throws: `DiagnosticsError` for an address that is none, and for Spark where the program is built without it; `CommandFailure` when
    ///   the server does not answer and the local engine may not stand in.
    static func select(
        _ options: EngineOptions, asked: EngineChoice? = nil, in workspace: Workspace,
        reading sources: [SourceDeclaration]
    ) async throws -> EngineSelection {
        do {
            let selection = try await select(
                options.engine, remote: options.sparkRemote, asked: asked, in: workspace, reading: sources)
            #if Spark
                if let backend = selection.backend as? SparkBackend { ServerInterrupts.stop(backend) }
            #endif
            return selection
        } catch let failure as QueryFailure {
            throw CommandFailure(.runFailed, [failure.diagnostic])
        }
    }

    /// Chooses the engine for some sources.
    ///
    /// - Parameters:
    ///   - wish: what the user wants now; nil for what report and workspace say.
    ///   - address: the server that the user names; nil for that of environment or workspace.
    ///   - asked: the report's own wish; the user's counts before it, the workspace's behind it.
    ///   - sources: what is going to be read.
    /// - Throws: `DiagnosticsError` for an address that is none, and for Spark where the program is built without it; `QueryFailure` when
    ///   the server does not answer and the local engine may not stand in.
    static func select(
        _ wish: EngineChoice? = nil, remote address: String? = nil, asked: EngineChoice?, in workspace: Workspace,
        reading sources: [SourceDeclaration]
    ) async throws -> EngineSelection {
        let (choice, whose) =
            wish.map { ($0, "--engine") } ?? asked.map { ($0, "the report's 'engine'") }
            ?? workspace.engine.map { ($0, "the workspace's 'engine'") } ?? (.local, "the default")
        let remote = sources.flatMap(\.paths).first { SparkPath.isRemote($0) }
        switch choice {
        case .local:
            if let remote {
                throw DiagnosticsError(
                    Diagnostic(
                        "needs-spark", .error, "'\(remote)' is not on a file system of this machine",
                        notes: ["the engine is local: \(whose)"],
                        help: "run on Spark, which reads it: --engine spark, or engine: auto in trinity.yaml"))
            }
            return EngineSelection(LocalEngine(), reason: "local: \(whose)")
        case .spark:
            return try await spark(
                address, workspace, reason: "spark: \(whose)", mayFallBack: workspace.spark.fallsBack && remote == nil)
        case .auto:
            if let remote {
                return try await spark(
                    address, workspace, reason: "spark: '\(remote)' is not on a file system of this machine",
                    mayFallBack: false)
            }
            let bytes = bytes(of: sources)
            let limit = workspace.spark.threshold
            let size = "\(SourceSize.text(bytes)) of input, Spark from \(SourceSize.text(limit)) on"
            if bytes <= limit { return EngineSelection(LocalEngine(), reason: "local: \(size)") }
            return try await spark(
                address, workspace, reason: "spark: \(size)", mayFallBack: workspace.spark.fallsBack)
        }
    }

    /// Works on the engine, and ends what it keeps elsewhere whatever comes of the work.
    ///
    /// - Throws: what the work throws.
    func use<Result>(_ work: (any QueryBackend) async throws -> Result) async throws -> Result {
        do {
            let result = try await work(backend)
            await close()
            return result
        } catch {
            await close()
            throw error
        }
    }

    private func close() async {
        #if Spark
            await (backend as? SparkBackend)?.close()
        #endif
    }

    /// The bytes of all files that can be found; what cannot counts nothing, and is reported by whoever reads it.
    private static func bytes(of sources: [SourceDeclaration]) -> Int {
        sources.reduce(0) { total, source in
            let files = (try? FileDiscovery.files(matching: source.paths, root: source.root)) ?? []
            return total + files.reduce(0) { $0 + $1.bytes }
        }
    }

    private static func spark(
        _ named: String?, _ workspace: Workspace, reason: String, mayFallBack: Bool
    ) async throws -> EngineSelection {
        #if Spark
            let address = try address(named, workspace)
            let backend = SparkBackend(address, reader: LocalEngine())
            do {
                try await backend.connect()
                return EngineSelection(backend, reason: reason + ", at \(address.shown)")
            } catch let failure as QueryFailure {
                await backend.close()
                guard mayFallBack else { throw failure }
                let notice = "ran on the local engine, because Spark did not answer at \(address.shown)"
                var warning = failure.diagnostic
                warning.severity = .warning
                warning.help = "the local engine runs instead, as 'spark: {fallback: local}' says"
                Console.report([warning])
                return EngineSelection(LocalEngine(), reason: "local: \(notice)", notice: notice)
            }
        #else
            throw DiagnosticsError(
                Diagnostic(
                    "no-spark", .error, "this trinity is built without Spark",
                    notes: [reason],
                    help:
                        "build it with the package's trait: swift build --traits Spark, or make install; or take --engine local"
                ))
        #endif
    }

    #if Spark
        private static func address(_ named: String?, _ workspace: Workspace) throws -> SparkAddress {
            let variable = getenv("SPARK_REMOTE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
            let text =
                named ?? variable ?? workspace.spark.remote ?? SparkServer().running?.address
                ?? "sc://localhost"
            do {
                var address = try SparkAddress(text)
                if address.certificateAuthority == nil, let file = workspace.spark.certificateAuthority {
                    address.certificateAuthority = file
                    address.usesTLS = true
                }
                return address
            } catch {
                throw DiagnosticsError(error.diagnostic)
            }
        }
    #endif
}

/// Amounts of data for people.
enum SourceSize {
    /// Bytes in the unit that leaves one to three digits: `1.5 GB`.
    static func text(_ bytes: Int) -> String {
        var value = Double(bytes)
        for unit in ["bytes", "kB", "MB", "GB"] {
            if value < 999.5 { return unit == "bytes" ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(unit)" }
            value /= 1000
        }
        return "\((value * 10).rounded() / 10) TB"
    }
}
