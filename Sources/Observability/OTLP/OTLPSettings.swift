/// Where spans go and how, from the standard variables
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/, https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
package struct OTLPSettings: Hashable, Sendable {
    /// How a request's body is written.
    package enum Encoding: String, Hashable, Sendable {
        case protobuf = "http/protobuf"
        case json = "http/json"
    }

    /// Where spans go when nobody says.
    package static let standardEndpoint = "http://localhost:4318/v1/traces"

    /// False when spans are not to be made at all.
    package var isEnabled: Bool
    /// The address that batches are posted to.
    package var endpoint = OTLPSettings.standardEndpoint
    /// Further headers, such as a collector's key.
    package var headers: [HTTPHeader] = []
    /// How the body is written.
    package var encoding = Encoding.protobuf
    /// How long one request may take.
    package var timeout = Duration.seconds(10)
    /// A file with certificates to trust beside the system's; nil for none.
    package var certificates: String?
    /// Attributes of the process, `service.name` among them, by name.
    package var resource: [String: String] = [:]
    /// Which traces are recorded.
    package var sampler = TraceSampler()
    /// How long spans wait for others at most.
    package var delay = Duration.seconds(5)
    /// The most spans that wait.
    package var queueLimit = 2048
    /// The most spans of one request.
    package var batchSize = 512

    package init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// The settings that the environment comes to.
    ///
    /// - Parameters:
    ///   - isOnByDefault: whether spans are made though no variable asks for them: for servers, whose work nobody waits for.
    ///   - environment: a variable's value; nil when it is not set.
    /// - Returns: the settings, and in words what could not be understood; that is then as if it were not set.
    package static func resolve(
        isOnByDefault: Bool, version: String, environment: @escaping (String) -> String?
    ) -> (settings: OTLPSettings, problems: [String]) {
        var reader = EnvironmentReader(environment: environment)
        var settings = OTLPSettings(isEnabled: isOnByDefault)
        if let address = reader.own("TRACES_ENDPOINT") {
            settings.endpoint = address
            settings.isEnabled = true
        } else if let base = reader.own("ENDPOINT") {
            settings.endpoint = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/v1/traces"
            settings.isEnabled = true
        }
        if !["http://", "https://"].contains(where: { settings.endpoint.lowercased().hasPrefix($0) }) {
            reader.problems.append("the endpoint '\(settings.endpoint)' is no http or https address; no spans are sent")
            settings.isEnabled = false
        }
        switch reader.text("OTEL_TRACES_EXPORTER") {
        case nil: break
        case "none"?: settings.isEnabled = false
        case "otlp"?: settings.isEnabled = true
        case let other?: reader.problems.append("OTEL_TRACES_EXPORTER is '\(other)'; there are otlp, none")
        }
        if reader.text("OTEL_SDK_DISABLED")?.lowercased() == "true" { settings.isEnabled = false }
        if let name = reader.either("PROTOCOL") {
            if let known = Encoding(rawValue: name) {
                settings.encoding = known
            } else {
                reader.problems.append("the protocol '\(name)' is not spoken; there are http/protobuf, http/json")
            }
        }
        if let name = reader.either("COMPRESSION"), name != "none" {
            reader.problems.append("the compression '\(name)' is not spoken; spans are sent uncompressed")
        }
        settings.headers = reader.pairs(reader.either("HEADERS")).map { HTTPHeader($0.name, $0.value) }
        settings.certificates = reader.either("CERTIFICATE")
        if let timeout = reader.milliseconds(
            ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"])
        {
            settings.timeout = timeout
        }
        if let delay = reader.milliseconds(["OTEL_BSP_SCHEDULE_DELAY"]) { settings.delay = delay }
        if let limit = reader.count("OTEL_BSP_MAX_QUEUE_SIZE") { settings.queueLimit = limit }
        if let size = reader.count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE") { settings.batchSize = size }
        if let name = reader.text("OTEL_TRACES_SAMPLER") {
            if let known = TraceSampler(name: name, argument: reader.text("OTEL_TRACES_SAMPLER_ARG")) {
                settings.sampler = known
            } else {
                reader.problems.append("OTEL_TRACES_SAMPLER is '\(name)', which is no sampler that we know")
            }
        }
        settings.resource = [
            "service.name": "trinity", "service.version": version, "telemetry.sdk.name": "trinity",
            "telemetry.sdk.language": "swift", "telemetry.sdk.version": version,
        ]
        for pair in reader.pairs(reader.text("OTEL_RESOURCE_ATTRIBUTES")) { settings.resource[pair.name] = pair.value }
        if let name = reader.text("OTEL_SERVICE_NAME") { settings.resource["service.name"] = name }
        return (settings, reader.problems)
    }
}
