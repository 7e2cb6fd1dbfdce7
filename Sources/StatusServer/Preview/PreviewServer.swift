import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
package import ServiceLifecycle

/// Shows a report that somebody writes, to browsers on this machine: a frame with the page as it will be published, and what is wrong with it.
package struct PreviewServer: Sendable {
    private let settings: ServerSettings
    private let board: PreviewBoard
    private let started: @Sendable (Int) async -> Void

    /// A server that does not listen yet.
    ///
    /// - Parameter started: told the port when the server listens.
    package init(
        port: Int, version: String, board: PreviewBoard, started: @escaping @Sendable (Int) async -> Void
    ) {
        var settings = ServerSettings(site: "", title: "Preview", version: version)
        settings.port = port
        self.settings = settings
        self.board = board
        self.started = started
    }

    /// What runs until it is told to stop.
    package var service: any Service {
        var logger = Logger(label: "trinity.preview")
        logger.logLevel = .error
        let (started, port) = (started, settings.port)
        let application = Application(
            responder: PreviewResponder(access: AccessPolicy(settings), board: board),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [ConnectionLimits(settings)],
                    idleTimeout: .seconds(Int64(settings.idleTimeout)))),
            configuration: ApplicationConfiguration(address: .hostname(settings.host, port: port)),
            onServerRunning: { channel in await started(channel.localAddress?.port ?? port) }, logger: logger)
        return PreviewService(application: application, board: board)
    }
}

/// The listener, which ends when nobody waits for states any more.
private struct PreviewService: Service {
    let application: Application<PreviewResponder>
    let board: PreviewBoard

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Something now and then, so that browsers that have gone are noticed.
                group.addTask { while (try? await Task.sleep(for: .seconds(5))) != nil { await board.repeatState() } }
                try await application.run()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            Task { await board.close() }
        }
    }
}

/// Answers requests for the shell, for states, and for the files of the report.
private struct PreviewResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let access: AccessPolicy
    let board: PreviewBoard

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let caller = AccessPolicy.Caller(
            changes: false, host: request.head.authority, origin: nil, fetchSite: nil, authorization: nil)
        if let problem = access.refusalOfOrigin(caller) {
            // The names that the preview answers to are not for choice.
            guard problem.status == .misdirectedRequest else { return plain(problem.status, problem.detail) }
            return plain(problem.status, "the preview answers to localhost and 127.0.0.1 only")
        }
        guard [.get, .head].contains(request.method) else { return plain(.methodNotAllowed, "there is only GET here") }
        var response: Response
        switch request.uri.path {
        case "/": response = file(Array(PreviewShell.html(await board.state).utf8), "shell.html", isShell: true)
        case "/.preview/shell.css": response = file(Array(PreviewShell.css.utf8), "shell.css")
        case "/.preview/notice.css": response = file(Array(PreviewNotice.css.utf8), "notice.css")
        case "/.preview/shell.js": response = file(Array(PreviewShell.script.utf8), "shell.js")
        case "/.preview/events": response = await events()
        case let path:
            let state = await board.state
            var address = path.removingPercentEncoding ?? path
            if address.hasSuffix("/") { address += "index.html" }
            if let bytes = state.files[address] {
                response = file(bytes, address)
            } else if state.files[address + "/index.html"] != nil {
                return Response(status: .movedPermanently, headers: [.location: path + "/", .cacheControl: "no-store"])
            } else if address.hasSuffix(".html") {
                response = file(
                    PreviewNotice.page(
                        "The preview has only this report.", "A published site has the page that this link leads to.",
                        link: (state.page, "Back to the report")), address)
                response.status = .notFound
            } else {
                return plain(.notFound, "the report has no file \(address)")
            }
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func events() async -> Response {
        guard let states = await board.listen() else {
            return plain(.serviceUnavailable, "too many browsers show this preview")
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: 500\n\n"))
                for await state in states {
                    try await writer.write(ByteBuffer(string: PreviewResponder.event(state)))
                }
                try await writer.finish(nil)
            })
    }

    /// A state as a server-sent event.
    private static func event(_ state: PreviewState) -> String {
        struct Message: Encodable {
            var version: Int
            var title: String
            var page: String
            var findings: String?
            var hasErrors: Bool
            var summary: String
        }
        let message = Message(
            version: state.version, title: state.title, page: state.page, findings: state.findings,
            hasErrors: state.hasErrors, summary: state.summary)
        let data = (try? JSONEncoder().encode(message)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return "event: state\nid: \(state.version)\ndata: \(data)\n\n"
    }

    private func file(_ bytes: [UInt8], _ name: String, isShell: Bool = false) -> Response {
        var headers: HTTPFields = [
            .contentType: MediaTypes.of(name), .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        if isShell {
            headers[.contentSecurityPolicy] =
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
