import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging

/// Answers every request: who asks, what for, and what is the answer; then the fields that every answer has.
struct StatusResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    private let settings: ServerSettings
    private let access: AccessPolicy
    private let table: RouteTable
    private let pages: StatusPages
    private let site: SiteFiles

    init(_ settings: ServerSettings, desk: ServerDesk, feed: RunFeed) {
        self.settings = settings
        access = AccessPolicy(settings)
        let board = StatusBoard(desk)
        let api = StatusAPI(settings: settings, desk: desk, board: board, feed: feed)
        pages = StatusPages(api: api)
        table = RouteTable(routes: api.routes + pages.routes)
        site = SiteFiles(folder: settings.site)
    }

    /// The operations of the API.
    var operations: [APIOperation] { pages.api.operations }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response { await answer(request) }

    func answer(_ request: Request) async -> Response {
        let clock = ContinuousClock()
        let started = clock.now
        var route = "unknown"
        var response: Response
        do {
            response = try await answered(request, &route)
        } catch let problem as Problem {
            response = refusal(problem, request)
        } catch {
            // Its text may quote anything; its type tells where to look.
            Logger.current.error("request failed", metadata: ["route": "\(route)", "error": "\(type(of: error))"])
            response = refusal(
                Problem(.internalServerError, "something went wrong in the server; its log says what"), request)
        }
        if request.method == .head { response = response.createHeadResponse() }
        secure(&response)
        count(request, route, response.status, (clock.now - started).components)
        return response
    }

    private func answered(_ request: Request, _ route: inout String) async throws -> Response {
        var caller = AccessPolicy.Caller(
            changes: ![.get, .head].contains(request.method), host: request.head.authority,
            origin: request.headers[.origin],
            fetchSite: HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] },
            authorization: request.headers[.authorization])
        if let problem = access.refusalOfOrigin(caller) { throw problem }
        guard let segments = AddressText.segments(of: request.uri.path) else {
            throw Problem(.badRequest, "the path is malformed")
        }
        switch table.match(request.method, segments) {
        case .otherMethods(let methods):
            var problem = Problem(.methodNotAllowed, "there is no \(request.method.rawValue) here")
            problem.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
            throw problem
        case .found(let found, let parameters):
            route = found.path
            guard let query = AddressText.pairs(of: request.uri.query ?? "") else {
                throw Problem(.badRequest, "the query is malformed")
            }
            var call = Call(request: request, parameters: parameters, query: query)
            if caller.changes {
                call.body = try await body(of: request)
                caller.formToken = StatusPages.formToken(call)
            }
            if let problem = access.refusalOfToken(caller) { throw problem }
            return try await found.answer(call)
        case .none:
            if let problem = access.refusalOfToken(caller) { throw problem }
            guard !caller.changes else {
                var problem = Problem(.methodNotAllowed, "files of the site can only be read")
                problem.headers[.allow] = "GET, HEAD"
                throw problem
            }
            route = "site"
            if let response = site.answer(request, segments) { return response }
            // Without a site there is still something to see.
            if segments == [""] { return Response(status: .temporaryRedirect, headers: [.location: "/status/"]) }
            if wantsPage(request), let response = site.notFound(request) { return response }
            throw Problem(.notFound, "there is nothing at this address")
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: settings.bodyLimit).readableBytesView)
        } catch {
            throw Problem(.contentTooLarge, "a request's body may have \(settings.bodyLimit) bytes")
        }
    }

    private func refusal(_ problem: Problem, _ request: Request) -> Response {
        var response =
            wantsPage(request) && !request.uri.path.hasPrefix("/api/")
            ? pages.response(to: problem)
            : Response(
                status: problem.status, headers: [.contentType: Problem.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: problem.json)))
        for field in problem.headers { response.headers.append(field) }
        return response
    }

    private func wantsPage(_ request: Request) -> Bool { request.headers[.accept]?.contains("text/html") ?? false }

    /// What keeps browsers from doing with an answer what it is not meant for.
    private func secure(_ response: inout Response) {
        for (name, value) in StatusResponder.fields where response.headers[name] == nil {
            response.headers[name] = value
        }
    }

    private static let fields: [(HTTPField.Name, String)] =
        [
            (HTTPField.Name.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
            (HTTPField.Name.xContentTypeOptions, "nosniff"),
        ]
        + [
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
            ("X-Frame-Options", "SAMEORIGIN"),
        ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

    private func count(
        _ request: Request, _ route: String, _ status: HTTPResponse.Status, _ time: (seconds: Int64, attoseconds: Int64)
    ) {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .options, .patch]
        let method = known.contains(request.method) ? request.method.rawValue : "other"
        Counter(
            label: "trinity_http_requests_total",
            dimensions: [("method", method), ("route", route), ("status", String(status.code))]
        ).increment()
        Timer(label: "trinity_http_request_duration_seconds", dimensions: [("route", route)])
            .recordNanoseconds(time.seconds * 1_000_000_000 + time.attoseconds / 1_000_000_000)
    }
}
