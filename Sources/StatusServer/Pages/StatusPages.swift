import Charting
import HTTPTypes
import Hummingbird
import Jobs

/// The pages that tell people how jobs stand. They hold everything without script; with it they bring themselves up to date.
struct StatusPages: Sendable {
    let api: StatusAPI

    var settings: ServerSettings { api.settings }
    var desk: ServerDesk { api.desk }

    var routes: [Route] {
        [
            Route(.get, "/status") { _ in Response(status: .permanentRedirect, headers: [.location: "/status/"]) },
            Route(.get, "/status/") { _ in
                page(try await api.board.text("jobs page") { Array(jobsPage($0).html(site: settings.title).utf8) })
            },
            Route(.get, "/status/jobs/{job_id}") { page(try await jobPage($0)) },
            Route(.post, "/status/jobs/{job_id}") { try await start($0) },
            Route(.get, "/status/runs") { page(try await runsPage($0)) },
            Route(.get, "/status/runs/{run_id}") { page(try await runPage($0)) },
            Route(.post, "/status/runs/{run_id}") { try await cancel($0) },
            Route(.get, "/status/style.css") {
                file(desk.style() + ChartStyle.sheet + StatusStyle.text, "text/css; charset=utf-8", $0)
            },
            Route(.get, "/status/live.js") { file(LiveScript.text, "text/javascript; charset=utf-8", $0) },
        ]
    }

    /// The token that a form on a page brings; nil when it brings none.
    static func formToken(_ call: Call) -> String? {
        let type = call.request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard type == "application/x-www-form-urlencoded" else { return nil }
        return AddressText.pairs(of: String(decoding: call.body, as: UTF8.self))?.first { $0.name == "token" }?.value
    }

    /// What a page looks like when a request is refused.
    func response(to problem: Problem) -> Response {
        var html = HTML()
        html.element("p", problem.detail.prefix(1).uppercased() + problem.detail.dropFirst() + ".")
        return page(PageContent(title: problem.title, body: html, isLive: false), status: problem.status)
    }

    private func page(_ content: PageContent, status: HTTPResponse.Status = .ok) -> Response {
        page(Array(content.html(site: settings.title).utf8), status: status)
    }

    private func page(_ html: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: html)))
    }

    private func file(_ text: String, _ type: String, _ call: Call) -> Response {
        let tag = "\"\(ContentTag.of(text))\""
        var headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
        if SiteFiles.matches(call.request.headers[.ifNoneMatch], tag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Runs a job for its page's form, and goes on to the run's page.
    private func start(_ call: Call) async throws -> Response {
        let job = try api.job(call)
        let pairs = AddressText.pairs(of: String(decoding: call.body, as: UTF8.self)) ?? []
        let period = pairs.first { $0.name == "period" }?.value
        let run = try await api.start(job, period: period.flatMap { $0.isEmpty ? nil : $0 })
        return Response(status: .seeOther, headers: [.location: "/status/runs/\(run.id)"])
    }

    /// Stops a run for its page's form, and shows the page again.
    private func cancel(_ call: Call) async throws -> Response {
        let run = try await api.cancel(call)
        return Response(status: .seeOther, headers: [.location: "/status/runs/\(run.id)"])
    }
}

/// A short digest that tells one text from another (FNV-1a, 64 bits): for tags of files that we write ourselves.
enum ContentTag {
    static func of(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
