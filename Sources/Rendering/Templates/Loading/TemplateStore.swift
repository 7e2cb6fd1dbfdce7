import Diagnostics
public import Reports

/// Where templates come from: a workspace's folder, and the ones inside the binary.
///
/// A template of the workspace wins over a built-in one of the same name, and extends it unless it says otherwise.
public struct TemplateStore: Sendable {
    /// The template that is used and extended when nobody names one.
    public static let standard = "trinity"

    private let folder: String?

    /// The templates of a workspace and the built-in ones.
    ///
    /// - Parameter folder: the workspace's folder of templates, as findings show it; it need not exist. Nil for the built-in ones alone.
    public init(folder: String? = nil) { self.folder = folder }

    /// The names of all templates, in order.
    public var names: [String] {
        let own = (folder.map(FileTree.names) ?? []).filter { isOwn($0) }
        return Set(own + TemplateFolder.builtInNames).sorted()
    }

    /// Whether a name means a folder of the workspace.
    public func isOwn(_ name: String) -> Bool {
        guard let folder, TemplateFolder.isName(name) else { return false }
        return FileTree.isFolder("\(folder)/\(name)")
    }

    /// Loads and checks the template a report or workspace has chosen.
    ///
    /// - Throws: `DiagnosticsError` with everything that is wrong: with the choice, at its place in the report or workspace, and with the
    ///   template's own files, at file, line and column.
    public func load(_ choice: TemplateChoice = TemplateChoice()) throws -> Template {
        var loading = TemplateLoading(chain: try chain(of: choice.name ?? TemplateStore.standard, at: choice.place))
        return try loading.template(choice)
    }

    /// The folders of a template, itself first, then what it extends.
    private func chain(of name: String, at place: SourcePlace?) throws -> [ParsedTemplate] {
        guard let first = find(name) else { throw DiagnosticsError(unknown(name, at: place)) }
        var chain: [ParsedTemplate] = []
        var next: TemplateFolder? = first
        while let folder = next {
            let parsed = try ParsedTemplate(folder)
            chain.append(parsed)
            next = try parent(of: parsed)
            if let next, chain.contains(where: { $0.folder.path == next.path && $0.folder.isBuiltIn == next.isBuiltIn })
            {
                let names = (chain.map(\.folder.name) + [next.name]).joined(separator: " → ")
                throw DiagnosticsError(
                    Diagnostic(
                        "circular-template", .error, "these templates extend each other: \(names)",
                        file: parsed.manifest.parentPlace?.file, range: parsed.manifest.parentPlace?.range))
            }
        }
        return chain
    }

    private func parent(of template: ParsedTemplate) throws -> TemplateFolder? {
        let folder = template.folder
        switch template.manifest.parent {
        case .none: return nil
        case .standard:
            if !folder.isBuiltIn, let shadowed = TemplateFolder(builtIn: folder.name) { return shadowed }
            return folder.name == TemplateStore.standard ? nil : find(TemplateStore.standard)
        case .named(let name):
            // A folder that has a built-in template's name may extend that very template.
            if name == folder.name, !folder.isBuiltIn, let shadowed = TemplateFolder(builtIn: name) { return shadowed }
            guard let found = find(name) else {
                throw DiagnosticsError(unknown(name, at: template.manifest.parentPlace))
            }
            return found
        }
    }

    private func find(_ name: String) -> TemplateFolder? {
        folder.flatMap { TemplateFolder(name, in: $0) } ?? TemplateFolder(builtIn: name)
    }

    private func unknown(_ name: String, at place: SourcePlace?) -> Diagnostic {
        let help = NearMatch.help(name, among: names)
        return Diagnostic(
            "unknown-template", .error, "there is no template '\(name)'", file: place?.file, range: place?.range,
            notes: ["there are \(names.joined(separator: ", "))"],
            help: help ?? (TemplateFolder.isName(name) ? "make it with 'trinity new template \(name)'" : nil))
    }
}

/// A template's folder with its `template.yaml` read.
struct ParsedTemplate: Sendable {
    let folder: TemplateFolder
    let manifest: TemplateManifest

    /// - Throws: `DiagnosticsError` with everything that is wrong with `template.yaml`.
    init(_ folder: TemplateFolder) throws {
        self.folder = folder
        guard let source = folder.source(TemplateManifest.fileName) else {
            if let problem = ParsedTemplate.withoutManifest(folder) { throw DiagnosticsError(problem) }
            manifest = TemplateManifest()
            return
        }
        if let problem = source.notText { throw DiagnosticsError(problem) }
        let (manifest, found) = TemplateManifest.parse(source, name: folder.name)
        if found.hasErrors { throw DiagnosticsError(found) }
        self.manifest = manifest
    }

    /// Why a folder without `template.yaml` is no template; nil when it has other files of one, which need no settings.
    private static func withoutManifest(_ folder: TemplateFolder) -> Diagnostic? {
        let names = folder.names(endingIn: "").filter { !$0.hasSuffix(".mustache") && !$0.hasSuffix(".css") }
        if let near = NearMatch.find(TemplateManifest.fileName, among: names) {
            return Diagnostic(
                "no-manifest", .error, "the template '\(folder.name)' has no file '\(TemplateManifest.fileName)'",
                file: "\(folder.path)/\(near)", help: "rename '\(near)' to '\(TemplateManifest.fileName)'")
        }
        let isOne = folder.files.keys.contains {
            $0.hasSuffix(".mustache") || $0.hasSuffix(".css") || $0.hasPrefix(TemplateFolder.statics)
        }
        return isOne
            ? nil
            : Diagnostic(
                "no-manifest", .error,
                "'\(folder.path)' is no template: it has no '\(TemplateManifest.fileName)', no layout and no style sheet",
                help: "delete the folder and make one with 'trinity new template \(folder.name)'")
    }
}
