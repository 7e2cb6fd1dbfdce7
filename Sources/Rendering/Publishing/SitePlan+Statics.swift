import Diagnostics

/// The files that templates bring to a site.
extension SitePlan {
    /// The files without repetitions, in order.
    ///
    /// - Throws: `DiagnosticsError` with `template-conflict` when two of one path differ: only one of them could be there.
    static func unique(_ files: [OutputFile]) throws -> [OutputFile] {
        var known: [String: [UInt8]] = [:]
        var unique: [OutputFile] = []
        var found: [Diagnostic] = []
        for file in files {
            guard let other = known[file.path] else {
                known[file.path] = file.bytes
                unique.append(file)
                continue
            }
            guard other != file.bytes else { continue }
            let diagnostic = Diagnostic(
                "template-conflict", .error,
                "two templates, or two settings of one, bring different files '\(file.path)' to the site",
                notes: ["a site has one file of a path, for the pages of all its reports"],
                help: "give one of the files another name, or set both templates alike")
            if !found.contains(diagnostic) { found.append(diagnostic) }
        }
        if !found.isEmpty { throw DiagnosticsError(found) }
        return unique
    }

    /// Templates cannot bring what the site itself is made of, nor anything into a report's folder.
    ///
    /// - Throws: `DiagnosticsError` with `template-conflict`.
    static func checkPlaces(of statics: [OutputFile], reports: [String]) throws {
        let own = Set(["index.html", "404.html", "feed.xml", SiteManifest.fileName])
        let folders = Set(reports)
        let found = statics.compactMap { file -> Diagnostic? in
            let first = file.path.split(separator: "/").first.map(String.init) ?? file.path
            let isReport = folders.contains(first)
            let isMap = file.path.hasPrefix("sitemap") && file.path.hasSuffix(".xml")
            guard isReport || isMap || own.contains(file.path) else { return nil }
            return Diagnostic(
                "template-conflict", .error,
                isReport
                    ? "a template brings a file '\(file.path)', where the report '\(first)' has its folder"
                    : "a template brings a file '\(file.path)', which every site makes itself",
                help: "give the template's file 'static/\(file.path)' another name")
        }
        if !found.isEmpty { throw DiagnosticsError(found) }
    }
}
