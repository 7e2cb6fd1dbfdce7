/// Where a server listens, who may ask it for what, and how much it takes.
package struct ServerSettings: Sendable {
    /// The address to listen on; only this machine reaches the usual one.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 for a free one.
    package var port = 8787
    /// What whoever changes anything must know; nil refuses all changes.
    package var token: String?
    /// Names that the server may be asked for besides its own address, such as that of a proxy in front of it.
    package var names: [String] = []
    /// The folder of the published site, which need not exist yet.
    package var site: String
    /// What the status pages are called.
    package var title: String
    /// The program's version.
    package var version: String

    /// The most bytes of a request's body: what the routes take is small.
    package var bodyLimit = 65_536
    /// How long a request may take to come in, in seconds.
    package var requestTimeout = 15
    /// How long a connection may be idle, and an answer not be taken, in seconds.
    package var idleTimeout = 30
    /// The most connections at one time; others wait until one is free.
    package var connectionLimit = 1_024
    /// The most browsers that are told about runs at one time.
    package var streamLimit = 64

    package init(site: String, title: String, version: String) {
        self.site = site
        self.title = title
        self.version = version
    }

    /// Whether only this machine can reach the server.
    package var isLoopback: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isFour = octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host == "::1" || (isFour && octets[0] == "127")
    }
}
