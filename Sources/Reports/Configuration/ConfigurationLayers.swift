import Columnar
import Diagnostics
import Yams

/// Settings put over one another: each layer is a text in the language of `trinity.yaml`, and what it says replaces what lay below.
struct ConfigurationLayers {
    /// Where each key comes from that some layer sets, the strongest layer last.
    private(set) var origins: [String: Configuration.Origin] = [:]
    /// The profile that is chosen.
    private(set) var profile = Profiles.standard
    private var workspace: Workspace
    private var found: [Diagnostic] = []
    /// The sources of each layer; they are read last, since they have the zone that applies in the end.
    private var sources: [(node: Node, document: YAMLDocument)] = []
    private var profiles: [String: (node: Node, document: YAMLDocument)] = [:]
    private var profileInFile: (name: String, place: SourceRange, file: String)?

    init(root: String) { workspace = Workspace(root: root) }

    /// Puts a text on top.
    mutating func add(_ source: SourceText, _ origin: Configuration.Origin) {
        do {
            let document = try YAMLDocument(source: source, text: String(decoding: source.utf8, as: UTF8.self))
            guard let node = document.root else { return }
            add(node, in: document, origin, subject: "the workspace")
        } catch let error as DiagnosticsError {
            found += error.diagnostics
        } catch {
            found.append(Diagnostic("bad-yaml", .error, "this is not YAML", file: source.path))
        }
    }

    private mutating func add(
        _ node: Node, in document: YAMLDocument, _ origin: Configuration.Origin, subject: String
    ) {
        var mapping = YAMLMapping(node, of: subject, in: document)
        workspace.read(&mapping, in: document)
        if let node = mapping.value("sources") { sources.append((node, document)) }
        if origin == .file {
            if let name = mapping.string("profile"), let place = mapping.value("profile") {
                profileInFile = (name, document.range(of: place), document.source.path)
            }
            if let node = mapping.value("profiles") { readProfiles(node, in: document, into: &mapping) }
        }
        found += mapping.finish()
        if case .environment = origin {} else { refuseToken(node, in: document) }
        for setting in Setting.all where ConfigurationLayers.holds(setting.key, node) { origins[setting.key] = origin }
    }

    /// Refuses an address with a token in it, which would stand where many read it.
    private mutating func refuseToken(_ node: Node, in document: YAMLDocument) {
        guard let remote = node["spark"]?["remote"], remote.string?.contains(";token=") == true else { return }
        found.append(
            Diagnostic(
                "secret-in-file", .error, "a token does not belong into a file that many read",
                file: document.source.path, range: document.range(of: remote),
                help: "put the whole address into the environment variable SPARK_REMOTE"))
    }

    private mutating func readProfiles(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var mapping = YAMLMapping(node, of: "'profiles'", in: document)
        for entry in mapping.entries {
            guard let node = mapping.value(entry.key) else { continue }
            profiles[entry.key] = (node, document)
            // Those that are not chosen are read as well, so that a mistake shows at once.
            var rest = YAMLMapping(node, of: "profile '\(entry.key)'", in: document)
            var scratch = Workspace(root: workspace.root)
            scratch.read(&rest, in: document)
            if let node = rest.value("sources") { rest.report(scratch.readSources(node, in: document)) }
            outer.report(rest.finish())
        }
        outer.report(mapping.finish())
    }

    /// Puts the profile on top that the command line, the environment or the file names.
    ///
    /// - Throws: `DiagnosticsError` when there is no such profile.
    mutating func addProfile(named name: String?, isFlag: Bool) throws {
        // A file may say what holds where nobody chooses a profile.
        let fallback = profiles[Profiles.standard] == nil ? nil : Profiles.standard
        guard let chosen = name ?? profileInFile?.name ?? fallback else { return }
        profile = chosen
        if name != nil || profileInFile != nil {
            origins["profile"] =
                name == nil ? .file : isFlag ? .flag("--profile") : .environment(Setting.variable("profile"))
        }
        if let text = Profiles.builtIn[chosen] {
            let source = SourceText(path: "profile '\(chosen)'", utf8: Array(text.utf8))
            add(source, .profile(chosen))
        }
        if let (node, document) = profiles[chosen] {
            // What is wrong with it was told already.
            let told = found
            add(node, in: document, .profile(chosen), subject: "profile '\(chosen)'")
            found = told
        } else if Profiles.builtIn[chosen] == nil {
            let names = Set(Profiles.builtIn.keys).union(profiles.keys).sorted()
            throw DiagnosticsError(
                found.filter { $0.severity == .error } + [
                    Diagnostic(
                        "unknown-profile", .error, "there is no profile '\(chosen)'",
                        file: name == nil ? profileInFile?.file : nil, range: name == nil ? profileInFile?.place : nil,
                        notes: ["there are \(names.joined(separator: ", "))"],
                        help: NearMatch.help(chosen, among: names))
                ])
        }
    }

    /// Puts the variables of the environment on top.
    mutating func addEnvironment(_ environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard let setting = Setting.named(name) else {
                if name.hasPrefix(Setting.prefix), !Setting.otherVariables.contains(name) {
                    let known = Setting.all.map { Setting.variable($0.key) } + Setting.secrets
                    found.append(
                        Diagnostic(
                            "unknown-variable", .error, "the environment variable \(name) is no setting",
                            help: NearMatch.help(name, among: known)
                                ?? "'trinity config' lists all settings with their variables"))
                }
                continue
            }
            if setting.key == "profile" { continue }
            // The general name is stronger than another system's.
            if name != Setting.variable(setting.key), environment[Setting.variable(setting.key)]?.isEmpty == false {
                continue
            }
            let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            let path = setting.key.split(separator: ".")
            var text = ""
            for (depth, part) in path.enumerated() {
                text +=
                    String(repeating: " ", count: depth) + part + ":"
                    + (depth == path.count - 1 ? " \"\(quoted)\"" : "\n")
            }
            let told = found
            add(SourceText(path: name, utf8: Array(text.utf8)), .environment(name))
            // A variable has no lines and columns.
            found =
                told
                + found.dropFirst(told.count).map { diagnostic in
                    var diagnostic = diagnostic
                    diagnostic.message = "environment variable \(name): \(diagnostic.message)"
                    (diagnostic.file, diagnostic.range) = (nil, nil)
                    return diagnostic
                }
        }
    }

    /// Puts the zone on top that the command line names; sources without a zone of their own have it too.
    mutating func add(_ zone: ZoneRules) {
        workspace.zone = zone
        origins["timezone"] = .flag("--timezone")
    }

    /// What applies, and everything that is wrong.
    consuming func finished() -> (workspace: Workspace, diagnostics: [Diagnostic]) {
        for (node, document) in sources { found += workspace.readSources(node, in: document) }
        if workspace.alerts.webhook == nil, workspace.alerts.secretFile != nil {
            found.append(
                Diagnostic(
                    "missing-key", .error, "'alerts.secret_file' signs what is posted, but there is no 'alerts.webhook'"
                ))
        }
        return (workspace, found.sortedForReading())
    }

    /// Whether a text says something about a key.
    private static func holds(_ key: String, _ node: Node) -> Bool {
        var node = node
        for part in key.split(separator: ".") {
            guard let inner = node.mapping?.first(where: { $0.key.scalar?.string == String(part) })?.value,
                !YAMLMapping.isEmpty(inner)
            else { return false }
            node = inner
        }
        return true
    }
}
