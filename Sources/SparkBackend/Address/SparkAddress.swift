/// Where a Spark Connect server is, and what it is to be told: `sc://host[:port]/[;key=value]…`.
///
/// Parameters, percent-encoded where need be: `token` (sent as a bearer token; implies TLS but for `localhost` and loopback addresses),
/// `use_ssl` (`true` or `false`), `user_id`, `user_agent`, `session_id` (a UUID), and of our own `ssl_ca`, the path of a PEM file with the
/// certificates to trust instead of the system's. Every other parameter is sent as a header with each call, which is how
/// Databricks' `x-databricks-cluster-id` reaches its cluster. IPv6 addresses stand in brackets. Without a port it is 15002.
public struct SparkAddress: Hashable, Sendable {
    /// The name or address of the host.
    public var host: String
    /// The port.
    public var port: Int
    /// Whether the connection is encrypted.
    public var usesTLS: Bool
    /// The bearer token; a secret, never shown.
    public var token: String?
    /// Who asks, as the server calls it.
    public var userID: String?
    /// A UUID under which the server knows the session; nil to make one.
    public var sessionID: String?
    /// A PEM file with the certificates to trust; nil for the system's.
    public var certificateAuthority: String?
    /// Headers for each call, in the order of the address; their values may be secrets.
    public var headers: [Header]

    /// A header's name and value.
    public struct Header: Hashable, Sendable {
        /// The name in lower case.
        public var name: String
        /// The value.
        public var value: String
    }

    /// The port of a server whose address names none.
    public static let standardPort = 15002

    /// Reads an address.
    ///
    /// - Throws: `SparkAddressProblem` saying what is wrong with it.
    public init(_ text: String) throws(SparkAddressProblem) {
        let scheme = "sc://"
        guard text.lowercased().hasPrefix(scheme) else { throw .scheme(text) }
        let rest = text.dropFirst(scheme.count)
        let slash = rest.firstIndex(of: "/")
        let authority = rest[..<(slash ?? rest.endIndex)]
        let path = slash.map { rest[rest.index(after: $0)...] } ?? ""
        if authority.contains(";") { throw .missingSlash }
        (host, port) = try SparkAddress.endpoint(authority)
        headers = []
        usesTLS = false
        var tlsChoice: Bool?
        guard path.isEmpty || path.hasPrefix(";") else { throw .path(String(path)) }
        for parameter in path.split(separator: ";") {
            guard let equals = parameter.firstIndex(of: "="), equals > parameter.startIndex else {
                throw .parameter(String(parameter.prefix { $0 != "=" }))
            }
            let key = String(parameter[..<equals])
            guard let value = SparkAddress.decoded(parameter[parameter.index(after: equals)...]) else {
                throw .encoding(key)
            }
            switch key {
            case "token": token = value.isEmpty ? nil : value
            case "use_ssl":
                guard let choice = Bool(value.lowercased()) else { throw .truth(key, value) }
                tlsChoice = choice
            case "user_id": userID = value
            case "session_id":
                guard SparkAddress.isUUID(value) else { throw .session(value) }
                sessionID = value.lowercased()
            case "ssl_ca": certificateAuthority = value
            case "user_agent": continue
            default:
                guard SparkAddress.isHeaderName(key) else { throw .parameter(key) }
                headers.append(Header(name: key.lowercased(), value: value))
            }
        }
        usesTLS = tlsChoice ?? (certificateAuthority != nil || (token != nil && !isLoopback))
        if tlsChoice == false, token != nil, !isLoopback { throw .openToken(host) }
    }

    /// Whether the server is on this machine.
    public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// The address without parameters, for messages and manifests.
    public var shown: String { "sc://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    private static func endpoint(_ text: Substring) throws(SparkAddressProblem) -> (String, Int) {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .host(String(text)) }
            host = text[text.index(after: text.startIndex)..<end]
            let behind = text[text.index(after: end)...]
            if !behind.isEmpty {
                guard behind.hasPrefix(":") else { throw .host(String(text)) }
                port = behind.dropFirst()
            }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "@" || $0 == "?" }) else {
            throw .host(String(text))
        }
        guard let port else { return (String(host), standardPort) }
        guard let number = Int(port), (1...65535).contains(number) else { throw .port(String(port)) }
        return (String(host), number)
    }

    /// A percent-encoded text decoded; nil when an escape is broken or the bytes are no text.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A token of RFC 9110, section 5.6.2, that is no pseudo-header.
    private static func isHeaderName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "!#$&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}
