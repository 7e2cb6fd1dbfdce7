import Diagnostics

/// The files of one template: in a workspace's folder, or inside the binary.
struct TemplateFolder: Sendable {
    /// The template's name.
    let name: String
    /// Whether it comes with the binary.
    let isBuiltIn: Bool
    /// The folder's path as diagnostics show it.
    let path: String
    /// Every file by its path below the folder.
    let files: [String: [UInt8]]

    /// The folder below which files are handed on to the site as they are.
    static let statics = "static/"

    /// A template inside the binary; nil when there is none of that name.
    init?(builtIn name: String) {
        guard let texts = TemplateFolder.builtIn[name] else { return nil }
        self.name = name
        isBuiltIn = true
        path = "templates/\(name)"
        files = texts.mapValues { Array($0.utf8) }
    }

    /// A template in a folder of templates; nil when there is none of that name. Hidden files do not count.
    init?(_ name: String, in folder: String) {
        path = "\(folder)/\(name)"
        guard TemplateFolder.isName(name), FileTree.isFolder(path) else { return nil }
        self.name = name
        isBuiltIn = false
        var files: [String: [UInt8]] = [:]
        TemplateFolder.read(path, below: "", into: &files)
        self.files = files
    }

    /// The templates inside the binary, by name.
    static var builtInNames: [String] { builtIn.keys.sorted() }

    /// The texts inside the binary by path, by template.
    private static let builtIn: [String: [String: String]] = {
        var folders: [String: [String: String]] = [:]
        for (path, text) in EmbeddedTemplates.files {
            let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
            folders[parts[0], default: [:]][parts[1]] = text
        }
        return folders
    }()

    /// The text of a file with its path, for findings in it; nil when there is no such file.
    func source(_ file: String) -> SourceText? {
        files[file].map { SourceText(path: "\(path)/\(file)", utf8: $0) }
    }

    /// The names of the files at the top whose names end so, in order.
    func names(endingIn suffix: String) -> [String] {
        files.keys.filter { $0.hasSuffix(suffix) && !$0.contains("/") }.sorted()
    }

    /// Whether a text can be a template's name: one folder, not hidden, not a path.
    static func isName(_ text: String) -> Bool { !text.isEmpty && !text.hasPrefix(".") && !text.contains("/") }

    private static func read(_ folder: String, below prefix: String, into files: inout [String: [UInt8]]) {
        for name in FileTree.names(in: folder) where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if FileTree.isFolder(path) {
                read(path, below: "\(prefix)\(name)/", into: &files)
            } else if let bytes = FileTree.read(path) {
                files["\(prefix)\(name)"] = bytes
            }
        }
    }
}
