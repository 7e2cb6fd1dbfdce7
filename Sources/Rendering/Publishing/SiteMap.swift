/// `sitemap.xml` (sitemaps.org, protocol 0.9), which needs absolute addresses.
enum SiteMap {
    /// The most addresses in one file, by the protocol.
    static let mostAddresses = 50_000

    /// The file's text; nil when the site's address is not known. `pages` are paths of pages and when they last changed.
    static func text(base: String?, pages: [(path: String, changed: String)]) -> String? {
        guard let base else { return nil }
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        for page in pages.prefix(mostAddresses) {
            xml += "<url><loc>\(HTMLText.escaped(base + SiteAddress.encoded(page.path)))</loc>"
            xml += "<lastmod>\(page.changed)</lastmod></url>\n"
        }
        return xml + "</urlset>\n"
    }
}
