import Foundation
import HTTPTypes

/// Who may ask for what.
///
/// - A request must name an address of this server as its host: else a page elsewhere could have its own name lead here (DNS rebinding).
/// - Whoever changes anything must bring the token, and must not come from another site's page.
/// - A server that other machines reach gives nothing away without the token either.
struct AccessPolicy: Sendable {
    private let token: [UInt8]?
    private let isLoopback: Bool
    private let names: Set<String>

    init(_ settings: ServerSettings) {
        token = settings.token.flatMap { $0.isEmpty ? nil : Array($0.utf8) }
        isLoopback = settings.isLoopback
        names = Set((["localhost", settings.host] + settings.names).map { $0.lowercased() })
    }

    /// What is known of a request before anything of it is looked at.
    struct Caller: Sendable {
        /// Whether it asks for a change.
        var changes: Bool
        /// The `Host` field.
        var host: String?
        /// The `Origin` field.
        var origin: String?
        /// The `Sec-Fetch-Site` field.
        var fetchSite: String?
        /// The `Authorization` field.
        var authorization: String?
        /// The token that a form brings.
        var formToken: String?
    }

    /// Why a request is refused before its token is looked at; nil when it is not.
    func refusalOfOrigin(_ caller: Caller) -> Problem? {
        guard let host = caller.host, let name = AccessPolicy.name(of: host) else {
            return Problem(.badRequest, "the request has no usable Host field")
        }
        guard AccessPolicy.isAddress(name) || names.contains(name) else {
            return Problem(
                .misdirectedRequest,
                "this server is not known by the name in the Host field; 'trinity serve --allowed-host NAME' adds a name"
            )
        }
        guard caller.changes else { return nil }
        // A page that tells nobody where it comes from has its browser say only that it is one of the server's own.
        let isOwn = caller.origin == "null" && caller.fetchSite == "same-origin"
        if let origin = caller.origin, !isOwn,
            !["http://", "https://"].contains(where: { origin.lowercased() == $0 + host.lowercased() })
        {
            return Problem(.forbidden, "changes are not taken from the pages of other sites")
        }
        if let site = caller.fetchSite, site != "same-origin", site != "none" {
            return Problem(.forbidden, "changes are not taken from the pages of other sites")
        }
        return nil
    }

    /// Why a request is refused for want of the token; nil when it is not.
    func refusalOfToken(_ caller: Caller) -> Problem? {
        if isLoopback, !caller.changes { return nil }
        guard let token else {
            return Problem(
                .forbidden,
                caller.changes
                    ? "changes need a token, and none is set: start the server with TRINITY_API_TOKEN in its environment"
                    : "a server that other machines reach needs a token, and none is set: start it with TRINITY_API_TOKEN in its environment"
            )
        }
        if let given = given(caller) {
            if AccessPolicy.areEqual(given, token) { return nil }
            return unauthorized("the token is not right", caller)
        }
        return unauthorized("a token is needed: send 'Authorization: Bearer TOKEN'", caller)
    }

    private func unauthorized(_ detail: String, _ caller: Caller) -> Problem {
        var problem = Problem(.unauthorized, detail)
        // Browsers ask for a password when they may look at something; a form brings the token itself.
        problem.headers[.wwwAuthenticate] =
            caller.changes
            ? "Bearer realm=\"trinity\"" : "Bearer realm=\"trinity\", Basic realm=\"trinity\", charset=\"UTF-8\""
        return problem
    }

    /// The token that a request brings: as a bearer, from a form, or, to look at something, as the password of any user.
    private func given(_ caller: Caller) -> [UInt8]? {
        if let field = caller.authorization {
            let parts = field.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return [] }
            let value = parts[1].drop { $0 == " " }
            switch parts[0].lowercased() {
            case "bearer": return Array(value.utf8)
            case "basic" where !caller.changes:
                let pair = Data(base64Encoded: String(value)).map(Array.init) ?? []
                return pair.firstIndex(of: UInt8(ascii: ":")).map { Array(pair[($0 + 1)...]) } ?? []
            // Browsers send the password that they look with along with a form as well: there the form's own token counts.
            case "basic": break
            default: return []
            }
        }
        return caller.formToken.map { Array($0.utf8) }
    }

    /// Whether two texts are the same, in a time that depends only on the length of the first.
    static func areEqual(_ given: [UInt8], _ token: [UInt8]) -> Bool {
        var difference = UInt8(given.count == token.count ? 0 : 1)
        for (index, byte) in given.enumerated() { difference |= byte ^ token[index % token.count] }
        return difference == 0
    }

    /// The name or address in a `Host` field, without its port, in lower case; nil when it is none.
    static func name(of host: String) -> String? {
        let text = host.lowercased()
        guard !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") })
        else { return nil }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            return String(text[...end])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts[0].isEmpty, parts.count == 1 || UInt16(parts[1]) != nil else { return nil }
        return String(parts[0])
    }

    /// Whether a name is an address in digits: no other site can have that lead here.
    static func isAddress(_ name: String) -> Bool {
        if name.hasPrefix("[") { return true }
        let octets = name.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
    }
}
