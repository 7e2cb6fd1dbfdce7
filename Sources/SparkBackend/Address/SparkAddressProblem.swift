public import Diagnostics

/// What is wrong with the address of a Spark Connect server. Values of parameters, which may be secrets, are no part of it.
public enum SparkAddressProblem: Error, Hashable, Sendable {
    /// It does not start with `sc://`.
    case scheme(String)
    /// Parameters follow the host without a slash.
    case missingSlash
    /// There is no host, or one that cannot be.
    case host(String)
    /// The port is no number of a port.
    case port(String)
    /// There is a path, which these addresses do not have.
    case path(String)
    /// A parameter is not of the form `key=value`, or its name cannot be that of a header.
    case parameter(String)
    /// A parameter's value is not percent-encoded as it should be.
    case encoding(String)
    /// A parameter's value is neither `true` nor `false`.
    case truth(String, String)
    /// The session's id is no UUID.
    case session(String)
    /// A token would be sent unencrypted to another machine.
    case openToken(String)

    /// The problem as people read it.
    public var diagnostic: Diagnostic {
        let example = "write sc://HOST:PORT, with parameters as in sc://HOST:443/;token=…;x-header=value"
        return switch self {
        case .scheme(let text):
            Diagnostic(
                "bad-spark-address", .error, "'\(text.prefix { $0 != ";" })' is no address of a Spark Connect server",
                help: example)
        case .missingSlash:
            Diagnostic(
                "bad-spark-address", .error, "parameters of the Spark address follow its host without a '/'",
                help: example)
        case .host(let text):
            Diagnostic(
                "bad-spark-address", .error, "the Spark address has no host that can be: '\(text)'", help: example)
        case .port(let text):
            Diagnostic(
                "bad-spark-address", .error, "'\(text)' is no port, in the Spark address",
                help: "a port is a number from 1 to 65535; the standard one is \(SparkAddress.standardPort)")
        case .path(let text):
            Diagnostic(
                "bad-spark-address", .error,
                "the Spark address has a path '\(text.prefix { $0 != ";" })', where only parameters may stand",
                help: example)
        case .parameter(let name):
            Diagnostic(
                "bad-spark-address", .error, "'\(name)' in the Spark address is no parameter", help: "write ;key=value")
        case .encoding(let name):
            Diagnostic(
                "bad-spark-address", .error, "the value of '\(name)' in the Spark address is not percent-encoded UTF-8")
        case .truth(let name, let value):
            Diagnostic(
                "bad-spark-address", .error, "'\(name)' in the Spark address is true or false, not '\(value)'")
        case .session(let value):
            Diagnostic("bad-spark-address", .error, "'session_id' in the Spark address is a UUID, not '\(value)'")
        case .openToken(let host):
            Diagnostic(
                "bad-spark-address", .error, "the token would go to '\(host)' unencrypted",
                help: "leave out use_ssl=false; a proxy in front of the server speaks TLS")
        }
    }
}
