import ArgumentParser
import Diagnostics
import Reports
import SparkBackend

/// `trinity spark`: a Spark Connect server on this machine.
struct SparkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spark",
        abstract: "Start and stop a Spark Connect server on this machine.",
        discussion: """
            For development and tests: Spark \(SparkServer.version) from PyPI in a virtual environment in the user's cache, \
            listening on loopback. It needs Java 17 or later and Python 3. While it runs, '--engine spark' finds it without an \
            address. Its master and memory are 'spark: {master: …, driver_memory: …, executor_memory: …}' in trinity.yaml, or SPARK_MASTER, \
            SPARK_DRIVER_MEMORY and SPARK_EXECUTOR_MEMORY. Production names its own with --spark-remote, SPARK_REMOTE, or 'spark: {remote: …}' in trinity.yaml.

            EXAMPLES
              trinity spark start
              trinity query "SELECT count(*) FROM t" --source t=data/transactions --engine spark
              trinity spark start --memory 4g --conf spark.sql.shuffle.partitions=16
              trinity spark stop
            """,
        subcommands: [Start.self, Stop.self, Status.self])

    /// `trinity spark start`.
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "start", abstract: "Start the server, and say where it listens.")

        @Option(help: ArgumentHelp("The port; any free one when there is none.", valueName: "n"))
        var port = 0

        @Option(
            help: ArgumentHelp(
                "The memory of its Java process; the default is the workspace's, or 1g.", valueName: "size"))
        var memory: String?

        @Option(
            name: .customLong("executor-memory"),
            help: ArgumentHelp("The memory of each executor, where Spark works on a cluster.", valueName: "size"))
        var executorMemory: String?

        @Option(
            help: ArgumentHelp(
                "Where Spark works: local[n], or a cluster's spark://host:port; the default is the workspace's, or local[*].",
                valueName: "url"))
        var master: String?

        @Option(help: ArgumentHelp("A Spark setting; repeat for several.", valueName: "key=value"))
        var conf: [String] = []

        func validate() throws {
            if !(0...65535).contains(port) { throw ValidationError("--port must be 0 to 65535, not \(port)") }
            for (option, text) in [("--memory", memory), ("--executor-memory", executorMemory)] {
                if let text, !JavaMemory.isValid(text) {
                    throw ValidationError("\(option) is an amount of memory for Java such as 512m or 4g, not '\(text)'")
                }
            }
            if let bad = conf.first(where: { !$0.contains("=") }) {
                throw ValidationError("--conf is key=value, not '\(bad)'")
            }
        }

        func run() async throws {
            let settings = try SourceOptions.parse([]).configuration().workspace.spark
            var options = SparkServer.Options()
            options.port = port
            options.memory = memory ?? settings.driverMemory ?? options.memory
            options.master = master ?? settings.master ?? options.master
            // What is asked for by name is stronger.
            options.settings = (executorMemory ?? settings.executorMemory).map { ["spark.executor.memory=\($0)"] } ?? []
            options.settings += conf
            do {
                let (server, isNew) = try SparkServer().start(options) { Console.error($0 + "\n") }
                Console.output(
                    "Spark \(isNew ? "runs" : "runs already") at \(server.address) (process \(server.process))\n")
            } catch let error as DiagnosticsError {
                throw CommandFailure(.runFailed, error.diagnostics)
            }
        }
    }

    /// `trinity spark stop`.
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop the server.")

        func run() async throws {
            do {
                let server = try SparkServer().stop()
                Console.output(server.map { "Spark at \($0.address) has ended\n" } ?? "no Spark server runs\n")
            } catch let error as DiagnosticsError {
                throw CommandFailure(.runFailed, error.diagnostics)
            }
        }
    }

    /// `trinity spark status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Say whether the server runs, and where; exit status 1 when it does not.")

        func run() async throws {
            let server = SparkServer()
            guard let running = server.running else {
                Console.output("no Spark server runs\n")
                throw CommandFailure(.runFailed)
            }
            Console.output("Spark runs at \(running.address) (process \(running.process), log \(server.logPath))\n")
        }
    }
}
