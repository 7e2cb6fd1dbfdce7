import HTTPTypes
import Hummingbird

/// Answers with files of the published site.
struct SiteFiles: Sendable {
    /// The site's folder.
    let folder: String
    private static let chunk = 65_536

    /// The answer to a request for a path of the site: the file, that it has not changed, the way to the folder's own address, or nil.
    func answer(_ request: Request, _ segments: [String]) -> Response? {
        let isFolder = segments.last == ""
        let names = isFolder ? segments.dropLast() + ["index.html"] : segments
        switch SiteFile.find(names, in: folder) {
        case .file(let file): return response(file, name: names.last ?? "", request)
        case .folder where !isFolder:
            let path = segments.map { "/" + AddressText.encoded($0) }.joined()
            return Response(status: .permanentRedirect, headers: [.location: path + "/"])
        default: return nil
        }
    }

    /// The site's own page for what is not there; nil when it has none.
    func notFound(_ request: Request) -> Response? {
        guard case .file(let file) = SiteFile.find(["404.html"], in: folder) else { return nil }
        var response = Response(
            status: .notFound, headers: [.contentType: MediaTypes.of("404.html")], body: body(of: file))
        response.headers[.contentSecurityPolicy] = SiteFiles.framePolicy
        return response
    }

    private static let framePolicy = "frame-ancestors 'self'"

    private func response(_ file: SiteFile, name: String, _ request: Request) -> Response {
        let type = MediaTypes.of(name)
        var headers: HTTPFields = [
            .contentType: type, .eTag: file.tag, .cacheControl: "no-cache",
            // Pages have a policy of their own inside; a chart that is opened by itself may use nothing but its style.
            .contentSecurityPolicy: type.hasPrefix("image/svg")
                ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'" : SiteFiles.framePolicy,
        ]
        if SiteFiles.matches(request.headers[.ifNoneMatch], file.tag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: body(of: file))
    }

    /// Whether an `If-None-Match` field names a tag (RFC 9110, 13.1.2: weakly compared).
    static func matches(_ field: String?, _ tag: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { part in
            var part = part.drop { $0 == " " }
            while part.last == " " { part.removeLast() }
            if part.hasPrefix("W/") { part = part.dropFirst(2) }
            return part == "*" || part == tag
        }
    }

    private func body(of file: SiteFile) -> ResponseBody {
        if file.size <= SiteFiles.chunk {
            return ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes(at: 0, count: file.size)))
        }
        return ResponseBody(contentLength: file.size) { writer in
            var offset = 0
            while offset < file.size {
                let bytes = file.bytes(at: offset, count: min(SiteFiles.chunk, file.size - offset))
                // A file that has become shorter ends the connection: its length was promised.
                if bytes.isEmpty { throw Problem(.internalServerError, "a file became shorter while it was sent") }
                try await writer.write(ByteBuffer(bytes: bytes))
                offset += bytes.count
            }
            try await writer.finish(nil)
        }
    }
}
