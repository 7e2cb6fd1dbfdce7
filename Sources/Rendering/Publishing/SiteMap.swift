import Reports

/// The site map (sitemaps.org, protocol 0.9), which needs absolute addresses: `sitemap.xml`, and of a site with more pages than one file may
/// list the index of `sitemap-1.xml` and so on.
enum SiteMap {
    /// A page and when it last changed.
    typealias Page = (path: String, changed: String)

    /// The most addresses in one file, by the protocol.
    static let mostAddresses = 50_000

    /// The name of the file that search engines are told of.
    static let name = "sitemap.xml"

    /// The files by name, `sitemap.xml` first. Complexity: O(pages).
    ///
    /// - Parameters:
    ///   - base: the site's address.
    ///   - most: the most addresses in one file.
    static func files(base: String, pages: [Page], most: Int = mostAddresses) -> [(String, String)] {
        guard pages.count > most else { return [(name, list(pages[...], base, "urlset", "url"))] }
        let parts = stride(from: 0, to: pages.count, by: most).map { pages[$0..<min(pages.count, $0 + most)] }
        let names = parts.indices.map { "sitemap-\($0 + 1).xml" }
        let index: [Page] = zip(names, parts).map { name, part in (name, part.map(\.changed).max() ?? "") }
        return [(name, list(index[...], base, "sitemapindex", "sitemap"))]
            + zip(names, parts).map { ($0, list($1, base, "urlset", "url")) }
    }

    private static func list(_ items: ArraySlice<Page>, _ base: String, _ root: String, _ element: String) -> String {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        xml += "<\(root) xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        for item in items {
            xml += "<\(element)><loc>\(HTMLText.escaped(base + AddressText.encoded(item.path)))</loc>"
            xml += "<lastmod>\(item.changed)</lastmod></\(element)>\n"
        }
        return xml + "</\(root)>\n"
    }
}
