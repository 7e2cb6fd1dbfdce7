public import ArgumentParser
public import Reports

/// Which engine a command runs on.
struct EngineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Engine to run on; the default is the report's or the workspace's 'engine', else local. auto takes Spark for data that are too large.",
            valueName: "local|spark|auto"))
    var engine: EngineChoice?

    @Option(
        name: .customLong("spark-remote"),
        help: ArgumentHelp(
            "The Spark Connect server's address, such as sc://host:15002; the default is SPARK_REMOTE, then the workspace's, then the server of 'trinity spark start'.",
            valueName: "sc://…"))
    var sparkRemote: String?
}

extension EngineChoice: ExpressibleByArgument {}
