import HTTPTypes
import Testing

@testable import StatusServer

@Suite("Who may ask for what")
struct AccessTests {
    private func policy(host: String = "127.0.0.1", token: String? = "secret", names: [String] = []) -> AccessPolicy {
        var settings = ServerSettings(site: "", title: "", version: "")
        settings.host = host
        settings.token = token
        settings.names = names
        return AccessPolicy(settings)
    }

    private func caller(changes: Bool = false, host: String? = "localhost:8787") -> AccessPolicy.Caller {
        AccessPolicy.Caller(changes: changes, host: host)
    }

    @Test(
        "only this machine reaches a loopback address",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
            ("192.168.0.1", false), ("::", false), ("127.evil.org", false), ("example.org", false),
        ])
    func loopback(_ host: String, _ isLoopback: Bool) {
        var settings = ServerSettings(site: "", title: "", version: "")
        settings.host = host
        #expect(settings.isLoopback == isLoopback)
    }

    @Test(
        "a name that another site could have lead here is refused, addresses and own names are not",
        arguments: [
            ("localhost:8787", nil), ("127.0.0.1", nil), ("[::1]:8787", nil), ("10.0.0.1:80", nil),
            ("REPORTS.example", nil),
            ("evil.example:8787", 421), ("127.0.0.1.evil.example", 421), ("", 400), ("a b", 400), ("a@localhost", 400),
            ("localhost:99999", 400), (nil, 400),
        ] as [(String?, Int?)])
    func hosts(_ host: String?, _ status: Int?) {
        let problem = policy(names: ["reports.example"]).refusalOfOrigin(caller(host: host))
        #expect(problem?.status.code == status)
    }

    @Test("a change from another site's page is refused, token or not")
    func origins() {
        let policy = policy()
        var caller = caller(changes: true)
        #expect(policy.refusalOfOrigin(caller) == nil)
        for (origin, status) in [
            ("http://localhost:8787", nil), ("https://localhost:8787", nil), ("http://localhost", 403), ("null", 403),
            ("http://evil.example", 403),
        ] as [(String, Int?)] {
            caller.origin = origin
            #expect(policy.refusalOfOrigin(caller)?.status.code == status)
        }
        caller.origin = nil
        caller.fetchSite = "cross-site"
        #expect(policy.refusalOfOrigin(caller)?.status.code == 403)
        caller.fetchSite = "same-origin"
        #expect(policy.refusalOfOrigin(caller) == nil)
    }

    @Test("a page that hides where it comes from is the server's own only when the browser says so")
    func hiddenOrigin() {
        var change = caller(changes: true)
        change.origin = "null"
        for (site, isRight) in [("same-origin", true), ("cross-site", false), ("none", false), (nil, false)] {
            change.fetchSite = site
            #expect((policy().refusalOfOrigin(change) == nil) == isRight, "\(site ?? "nothing")")
        }
    }

    @Test("on this machine everybody may look, and whoever changes anything needs the token")
    func loopbackToken() {
        let policy = policy()
        #expect(policy.refusalOfToken(caller()) == nil)
        var change = caller(changes: true)
        #expect(policy.refusalOfToken(change)?.status.code == 401)
        for (field, isRight) in [
            ("Bearer secret", true), ("bearer  secret", true), ("Bearer secre", false), ("Bearer secrett", false),
            ("Bearer ", false), ("Bearer", false), ("secret", false), ("Basic OnNlY3JldA==", false),
        ] {
            change.authorization = field
            #expect((policy.refusalOfToken(change) == nil) == isRight, "\(field)")
        }
        change.authorization = nil
        change.formToken = "secret"
        #expect(policy.refusalOfToken(change) == nil)
        // A browser that looks with a password sends that along with a form.
        for password in ["Basic OnNlY3JldA==", "Basic OndvbnQ="] {
            change.authorization = password
            change.formToken = "secret"
            #expect(policy.refusalOfToken(change) == nil)
            change.formToken = "wrong"
            #expect(policy.refusalOfToken(change)?.status.code == 401)
            change.formToken = nil
            #expect(policy.refusalOfToken(change)?.status.code == 401)
        }
    }

    @Test("where others reach the server nobody gets anything without the token; browsers may give it as a password")
    func elsewhere() {
        let policy = policy(host: "0.0.0.0")
        var look = caller()
        let problem = policy.refusalOfToken(look)
        #expect(problem?.status.code == 401)
        #expect(problem?.headers[.wwwAuthenticate]?.contains("Basic") == true)
        // `:secret` and `anna:secret`, by RFC 4648.
        for field in ["Bearer secret", "Basic OnNlY3JldA==", "Basic YW5uYTpzZWNyZXQ="] {
            look.authorization = field
            #expect(policy.refusalOfToken(look) == nil)
        }
        look.authorization = "Basic c2VjcmV0"
        #expect(policy.refusalOfToken(look)?.status.code == 401)
    }

    @Test("without a token what needs one is refused with the reason")
    func noToken() {
        for policy in [policy(token: nil), policy(token: "")] {
            let problem = policy.refusalOfToken(caller(changes: true))
            #expect(problem?.status.code == 403)
            #expect(problem?.detail.contains("TRINITY_API_TOKEN") == true)
            #expect(policy.refusalOfToken(caller()) == nil)
        }
        #expect(policy(host: "0.0.0.0", token: nil).refusalOfToken(caller())?.status.code == 403)
    }

    @Test(
        "a browser's password is the token, and what is no base64 is none",
        arguments: [("dTpzZWNyZXQ=", true), ("OnNlY3JldA==", true), ("dTpzZWNyZX*=", false), ("c2VjcmV0", false)])
    func basic(_ credentials: String, _ isRight: Bool) {
        // `u:secret`, `:secret`, nothing, and `secret` without a user.
        var request = caller()
        request.authorization = "Basic \(credentials)"
        #expect((policy(host: "0.0.0.0").refusalOfToken(request) == nil) == isRight)
    }

    @Test(
        "paths are decoded once and stay in their folder",
        arguments: [
            ("/a/b%20c", ["a", "b c"]), ("/", [""]), ("/a/", ["a", ""]), ("/%C3%A4", ["ä"]), ("/..", nil),
            ("/%2e%2e/a", nil),
            ("/a%2Fb", nil), ("/a%00", nil), ("/a%5Cb", nil), ("/%", nil), ("/%ff", nil), ("/%252e", ["%2e"]),
            ("/.", nil),
        ] as [(String, [String]?)])
    func paths(_ path: String, _ segments: [String]?) { #expect(AddressText.segments(of: path) == segments) }
}
