import Reports

/// Addresses of a site's files: relative, or absolute where the site's own address is known.
struct SiteAddress: Hashable, Sendable {
    /// The site's address with a slash at its end; nil when unknown.
    let base: String?

    /// The address of a file, seen from a file `depth` folders down: absolute when the site's address is known.
    func of(_ path: String, fromDepth depth: Int) -> String {
        base.map { $0 + AddressText.encoded(path) } ?? SiteAddress.relative(path, fromDepth: depth)
    }

    /// The relative address of a file, seen from a file `depth` folders down.
    static func relative(_ path: String, fromDepth depth: Int) -> String {
        String(repeating: "../", count: depth) + AddressText.encoded(path)
    }

    /// The host of the site's address, for ids; `localhost` when it is unknown.
    var host: String {
        guard let base, let scheme = base.range(of: "://") else { return "localhost" }
        let rest = base[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        return String(authority.split(separator: "@").last?.prefix { $0 != ":" } ?? "localhost").lowercased()
    }
}

extension String {
    /// The first range of a text, by scalars.
    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}
