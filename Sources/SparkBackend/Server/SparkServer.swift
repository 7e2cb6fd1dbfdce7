import Diagnostics
import Foundation

/// A Spark Connect server on this machine for development and tests, remembered from one command to the next.
///
/// The distribution is PyPI's, of one version, in a virtual environment in the user's cache. The server listens on loopback only.
package struct SparkServer {
    /// The version of the distribution.
    package static let version = "4.3.0"
    private static let mainClass = "org.apache.spark.sql.connect.service.SparkConnectServer"

    /// The folder with the distribution, the log, and what is remembered.
    package let folder: String

    /// The server in the user's cache; `TRINITY_SPARK_HOME` names another folder.
    package init() {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? NSHomeDirectory() + (SparkServer.isDarwin ? "/Library/Caches" : "/.cache")
        folder = environment["TRINITY_SPARK_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? cache + "/trinity/spark"
    }

    #if canImport(Darwin)
        private static let isDarwin = true
    #else
        private static let isDarwin = false
    #endif

    /// A server that was started.
    package struct Running: Codable, Hashable {
        /// The process.
        package var process: Int32
        /// When the system says that it started, to tell it from a later process of the same number.
        package var started: String
        /// Where it listens: `sc://127.0.0.1:PORT`.
        package var address: String
    }

    /// How to start one.
    package struct Options {
        /// The port; 0 for any that is free.
        package var port = 0
        /// The driver's memory, as Java writes it: `1g`.
        package var memory = "1g"
        /// Where the work is done: `local[2]`, `spark://host:7077`.
        package var master = "local[*]"
        /// Further settings, `key=value`.
        package var settings: [String] = []
        /// How long to wait until it is ready.
        package var patience = 120.0

        /// The usual.
        package init() {}
    }

    // MARK: - State

    private var recordPath: String { folder + "/server.json" }
    /// The server's log.
    package var logPath: String { folder + "/server.log" }

    /// The server that runs; nil when none does, whatever is remembered.
    package var running: Running? {
        guard let data = FileManager.default.contents(atPath: recordPath),
            let known = try? JSONDecoder().decode(Running.self, from: data),
            let found = ProcessRecord(known.process), found.started == known.started,
            found.command.contains(SparkServer.mainClass)
        else { return nil }
        return known
    }

    // MARK: - Starting

    /// Starts a server, or finds the one that runs.
    ///
    /// - Parameter say: told what takes long.
    /// - Throws: `DiagnosticsError`.
    package func start(_ options: Options, say: (String) -> Void) throws -> (server: Running, isNew: Bool) {
        if let running { return (running, false) }
        try checkJava()
        let home = try install(say)
        let work = folder + "/work"
        try SparkServer.makeFolder(work)
        var arguments = [
            "--class", SparkServer.mainClass, "--master", options.master, "--driver-memory", options.memory,
            "--conf", "spark.ui.enabled=false", "--conf", "spark.connect.grpc.binding.address=127.0.0.1",
            "--conf", "spark.connect.grpc.binding.port=\(options.port)", "--conf", "spark.sql.shuffle.partitions=4",
            "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1",
        ]
        for setting in options.settings { arguments += ["--conf", setting] }
        arguments.append("spark-internal")
        let process = try launch(home + "/bin/spark-submit", arguments, home: home, work: work)
        return (try waitUntilReady(process, options.patience), true)
    }

    private func launch(_ program: String, _ arguments: [String], home: String, work: String) throws -> Int32 {
        var environment = ProcessInfo.processInfo.environment
        environment["SPARK_HOME"] = home
        environment["SPARK_LOCAL_IP"] = "127.0.0.1"
        environment["SPARK_REMOTE"] = nil
        do {
            return try DetachedProcess.start(
                program, arguments, environment: environment, folder: work, log: logPath)
        } catch {
            throw failure("the Spark server could not be started: \(error.reason)")
        }
    }

    private func waitUntilReady(_ process: Int32, _ patience: TimeInterval) throws -> Running {
        let end = Date().addingTimeInterval(patience)
        while Date() < end {
            let log = FileManager.default.contents(atPath: logPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if let port = SparkServer.port(inLog: log), let found = ProcessRecord(process) {
                let server = Running(process: process, started: found.started, address: "sc://127.0.0.1:\(port)")
                try JSONEncoder().encode(server).write(to: URL(fileURLWithPath: recordPath), options: .atomic)
                return server
            }
            if ProcessRecord(process) == nil {
                throw failure("the Spark server ended before it was ready", SparkServer.lastErrors(inLog: log))
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        kill(process, SIGTERM)
        throw failure("the Spark server was not ready after \(Int(patience)) seconds")
    }

    /// The port that a log tells once the server is ready; nil before.
    package static func port(inLog log: String) -> Int? {
        guard let found = log.range(of: "Spark Connect server started at: ") else { return nil }
        let line = log[found.upperBound...].prefix { !$0.isNewline }
        // Without its line end the number may not be whole.
        guard log[line.endIndex...].first?.isNewline == true, let colon = line.lastIndex(of: ":") else { return nil }
        return Int(line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }

    private static func lastErrors(inLog log: String) -> [String] {
        let lines = log.split(separator: "\n").filter { $0.contains("ERROR") || $0.contains("Exception") }
        return lines.prefix(3).map { String($0.prefix(300)) }
    }

    // MARK: - Stopping

    /// Stops the server that runs, by its process.
    ///
    /// - Returns: what was stopped; nil when none ran.
    /// - Throws: `DiagnosticsError` when it does not end.
    package func stop() throws -> Running? {
        guard let server = running else {
            try? FileManager.default.removeItem(atPath: recordPath)
            return nil
        }
        kill(server.process, SIGTERM)
        let end = Date().addingTimeInterval(30)
        while Date() < end {
            if running == nil {
                try? FileManager.default.removeItem(atPath: recordPath)
                return server
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw failure("the Spark server (process \(server.process)) does not end")
    }

    // MARK: - Distribution

    /// The folder of the distribution, which is set up when it is missing.
    private func install(_ say: (String) -> Void) throws -> String {
        let environment = folder + "/pyspark-\(SparkServer.version)"
        let python = environment + "/bin/python"
        let marker = environment + "/complete"
        if !FileManager.default.fileExists(atPath: marker) {
            say("Setting up Spark \(SparkServer.version) from PyPI in \(environment) (about 500 MB, once)")
            try SparkServer.makeFolder(folder)
            try run("/usr/bin/env", ["python3", "-m", "venv", environment], "Python 3 with its venv module is needed")
            try run(
                python,
                ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pyspark==\(SparkServer.version)"],
                "pip could not install pyspark==\(SparkServer.version)")
            FileManager.default.createFile(atPath: marker, contents: Data())
        }
        let home = try run(
            python, ["-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"],
            "the Spark distribution in \(environment) is damaged; remove that folder")
        return home.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func checkJava() throws {
        let environment = ProcessInfo.processInfo.environment
        let program =
            environment["JAVA_HOME"].map { ($0 + "/bin/java", ["-version"]) } ?? ("/usr/bin/env", ["java", "-version"])
        let java = Process()
        java.executableURL = URL(fileURLWithPath: program.0)
        java.arguments = program.1
        let output = Pipe()
        java.standardError = output
        java.standardOutput = FileHandle.nullDevice
        let isThere = (try? java.run()) != nil
        var text = ""
        if isThere {
            text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            java.waitUntilExit()
        }
        guard isThere, java.terminationStatus == 0 else {
            throw failure("Spark needs Java 17 or later, and there is none", help: "install it, or set JAVA_HOME")
        }
        let version = text.split(separator: "\"").dropFirst().first ?? ""
        if let major = Int(version.prefix { $0.isNumber }), major < 17 {
            throw failure(
                "Spark needs Java 17 or later, and this is Java \(version)", help: "install it, or set JAVA_HOME")
        }
    }

    @discardableResult
    private func run(_ program: String, _ arguments: [String], _ trouble: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch { throw failure(trouble) }
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw failure(trouble, complaints.split(separator: "\n").suffix(3).map(String.init))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private func failure(_ message: String, _ notes: [String] = [], help: String? = nil) -> DiagnosticsError {
        DiagnosticsError(
            Diagnostic(
                "spark-server", .error, message, notes: notes,
                help: help ?? "its log is \(logPath)"))
    }
}
