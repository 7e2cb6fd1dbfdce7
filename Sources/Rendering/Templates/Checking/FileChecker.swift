import Diagnostics
import Reports

/// Checks the files of a chain of templates as files: that they are text, not empty, and called what something looks for.
struct FileChecker {
    /// The folders, the chosen one first.
    let chain: [ParsedTemplate]

    /// What keeps the template from being read: layouts and style sheets that are no text, layouts that are empty.
    func check() -> [Diagnostic] {
        var found: [Diagnostic] = []
        for template in chain where !template.folder.isBuiltIn {
            for name in template.folder.names(endingIn: ".mustache") + template.folder.names(endingIn: ".css") {
                guard let source = template.folder.source(name) else { continue }
                if let problem = source.notText {
                    found.append(problem)
                } else if isRoot(name), source.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
                    found.append(
                        Diagnostic(
                            "empty-layout", .error, "this layout is empty: its pages would be empty too",
                            file: source.path,
                            range: source.range(0..<0),
                            help: inherited(name).map { "delete it to have that of '\($0)' again" }
                                ?? "write into it what its pages show"))
                }
            }
        }
        return found
    }

    /// What nobody looks at in the chosen template's own folder: files whose names are misspelt, or that lie too deep.
    ///
    /// - Parameters:
    ///   - reached: the names of the Mustache files that some layout is made of.
    ///   - all: the names of all Mustache files of the chain.
    func unused(reached: Set<String>, all: Set<String>) -> [Diagnostic] {
        guard let own = chain.first?.folder, !own.isBuiltIn else { return [] }
        let inherited = all.subtracting(own.names(endingIn: ".mustache").map { String($0.dropLast(".mustache".count)) })
        let wanted = inherited.union(TemplateLayout.all.map(\.name)).sorted().map { "\($0).mustache" }
        var found: [Diagnostic] = []
        for path in own.files.keys.sorted() where !path.hasPrefix(TemplateFolder.statics) {
            let isLayout = path.hasSuffix(".mustache")
            guard isLayout || path.hasSuffix(".css") else { continue }
            let isDeep = path.contains("/")
            guard isDeep || (isLayout && !reached.contains(String(path.dropLast(".mustache".count)))) else { continue }
            let near = NearMatch.find(path.split(separator: "/").last.map(String.init) ?? path, among: wanted)
            found.append(
                Diagnostic(
                    "unused-file", .warning,
                    isDeep
                        ? "layouts and style sheets lie at the top of a template's folder; nothing looks for this one"
                        : "no layout is called so, and none includes it",
                    file: "\(own.path)/\(path)", help: isDeep ? nil : near.map { "did you mean '\($0)'?" }))
        }
        return found
    }

    private func isRoot(_ file: String) -> Bool { TemplateLayout.all.contains { "\($0.name).mustache" == file } }

    /// The template that a file would come from if the chosen one did not have it.
    private func inherited(_ file: String) -> String? {
        chain.dropFirst().first { $0.folder.files[file] != nil }?.folder.name
    }
}
