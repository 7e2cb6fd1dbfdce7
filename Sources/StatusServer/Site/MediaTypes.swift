/// Media types of the files that a site has, by their names' endings.
enum MediaTypes {
    private static let known = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml", "json": "application/json", "xml": "application/atom+xml; charset=utf-8",
        "csv": "text/csv; charset=utf-8", "md": "text/markdown; charset=utf-8", "txt": "text/plain; charset=utf-8",
        "ndjson": "application/x-ndjson", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
        "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon",
        "woff2": "font/woff2", "woff": "font/woff", "pdf": "application/pdf",
    ]

    /// The type of a file; bytes of no particular kind when its name does not tell.
    static func of(_ name: String) -> String {
        if name == "sitemap.xml" { return "application/xml; charset=utf-8" }
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        return known[ending] ?? "application/octet-stream"
    }
}
