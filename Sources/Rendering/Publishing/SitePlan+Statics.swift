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
}
