import Columnar
public import Diagnostics
import QueryPlan
import Yams

extension Workspace {
    /// Reads the text of a `trinity.yaml` alone, without profiles or the environment. What cannot be used is reported and left out.
    ///
    /// - Parameter root: the absolute path of the folder the file lies in.
    public static func parse(_ source: SourceText, root: String) -> (workspace: Workspace, diagnostics: [Diagnostic]) {
        var layers = ConfigurationLayers(root: root)
        layers.add(source, .file)
        return layers.finished()
    }

    /// Reads all keys but the sources; what is not there stays as it is.
    mutating func read(_ mapping: inout YAMLMapping, in document: YAMLDocument) {
        title = mapping.string("title") ?? title
        kicker = mapping.string("kicker") ?? kicker
        zone = mapping.zone("timezone") ?? zone
        reports = mapping.string("reports") ?? reports
        templates = mapping.string("templates") ?? templates
        template = TemplateChoice.read(from: &mapping) ?? template
        output = mapping.folder("output") ?? output
        site = mapping.folder("site") ?? site
        baseURL = mapping.string("base_url") ?? baseURL
        if let node = mapping.value("jobs") { jobs.read(node, in: document, into: &mapping) }
        if let node = mapping.value("alerts") { alerts.read(node, in: document, into: &mapping) }
        if let paths = mapping.strings("allow_paths") { allowedPaths = paths.map { path($0.text) } }
        engine = mapping.choice("engine", as: EngineChoice.self) ?? engine
        if let node = mapping.value("spark") { mapping.report(readSpark(node, in: document)) }
        if let limits = mapping.value("limits") { readLimits(limits, in: document, into: &mapping) }
    }

    private mutating func readLimits(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var limits = YAMLMapping(node, of: "'limits'", in: document)
        threads = limits.integer("threads", in: 1...1024) ?? threads
        if let node = limits.value("memory") {
            memory = node.string.flatMap { ByteSize.bytes($0) }
            if memory.map({ $0 < 16_000_000 }) ?? true {
                limits.report(
                    "bad-size",
                    "'memory' is an amount of at least 16MB such as 512MB or 2GB, not '\(node.string ?? "")'",
                    at: node)
            }
        }
        outer.report(limits.finish())
    }

    private mutating func readSpark(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "'spark'", in: document)
        spark.remote = mapping.string("remote") ?? spark.remote
        spark.certificateAuthority = mapping.string("ssl_ca").map { path($0) } ?? spark.certificateAuthority
        spark.master = mapping.string("master") ?? spark.master
        spark.driverMemory = readJavaMemory("driver_memory", &mapping) ?? spark.driverMemory
        spark.executorMemory = readJavaMemory("executor_memory", &mapping) ?? spark.executorMemory
        if let node = mapping.value("threshold") {
            if let bytes = node.string.flatMap({ ByteSize.bytes($0) }) {
                spark.threshold = bytes
            } else {
                mapping.report(
                    "bad-size", "'threshold' is an amount of data such as 500MB or 50GB, not '\(node.string ?? "")'",
                    at: node)
            }
        }
        if let node = mapping.value("fallback") {
            spark.fallsBack = node.string == "local"
            if node.string != "local", node.string != "none" {
                mapping.report(
                    "unknown-value", "'fallback' is local or none, not '\(node.string ?? "")'", at: node,
                    help: NearMatch.help(node.string ?? "", among: ["local", "none"]))
            }
        }
        return mapping.finish()
    }

    /// An amount of memory as Java and Spark write it.
    private func readJavaMemory(_ key: String, _ mapping: inout YAMLMapping) -> String? {
        guard let text = mapping.string(key), let node = mapping.value(key) else { return nil }
        if JavaMemory.isValid(text) { return text.lowercased() }
        mapping.report(
            "bad-size", "'\(key)' is an amount of memory for Java such as 512m or 4g, not '\(text)'", at: node)
        return nil
    }

    /// Reads `sources:`; a source of a name that is there already takes its place.
    mutating func readSources(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "'sources'", in: document)
        for entry in mapping.entries {
            guard let node = mapping.value(entry.key) else {
                mapping.report(
                    "missing-key", "source '\(entry.key)' has no 'path'", at: entry.keyNode,
                    help: "write \(entry.key): {path: data/\(entry.key).csv}")
                continue
            }
            guard SourceName.isValid(entry.key) else {
                mapping.report(
                    "bad-name", "'\(entry.key)' is no name for a source; use letters, digits and '_'", at: entry.keyNode
                )
                continue
            }
            let earlier = mapping.entries.prefix { $0.key != entry.key }
            if let other = earlier.first(where: { $0.key.lowercased() == entry.key.lowercased() }) {
                mapping.report(
                    "duplicate-source", "source '\(entry.key)' differs from '\(other.key)' only in case",
                    at: entry.keyNode)
                continue
            }
            let (source, found) = readSource(entry.key, node, in: document)
            mapping.report(found)
            guard let source else { continue }
            if let index = sources.firstIndex(where: { $0.name.lowercased() == source.name.lowercased() }) {
                sources[index] = source
            } else {
                sources.append(source)
            }
        }
        return mapping.finish()
    }

    private func readSource(
        _ name: String, _ node: Node, in document: YAMLDocument
    ) -> (SourceDeclaration?, [Diagnostic]) {
        // The short form names only the files.
        if node.mapping == nil, node.scalar != nil || node.sequence != nil {
            let tag = YAMLDocument.tag
            let wrapped = Node.mapping(.init([(Node("path", tag), node)], tag, .any, node.mark))
            return readSource(name, wrapped, in: document)
        }
        var mapping = YAMLMapping(node, of: "source '\(name)'", in: document)
        let paths = mapping.strings("path")
        if mapping.diagnostics.isEmpty, paths?.isEmpty ?? true { mapping.reportMissing("path") }
        for path in paths ?? [] where !isAllowed(path.text) {
            mapping.report(
                "path-outside", "'\(path.text)' lies outside the workspace", at: path.node,
                help: "list its folder under 'allow_paths'")
        }
        let format = mapping.choice("format", as: SourceDeclaration.Format.self)
        let badRows = mapping.choice("on_bad_row", as: SourceDeclaration.BadRows.self)
        let time = mapping.string("time")
        let timeNode = mapping.value("time")
        let timePartitions = mapping.strings("time_partitions")
        let mayBeEmpty = mapping.boolean("may_be_empty")
        if time == nil, timePartitions != nil {
            mapping.report(
                "missing-key", "'time_partitions' tells where rows of a time lie, but source '\(name)' has no 'time'",
                at: node)
        }
        let sourceZone = mapping.zone("timezone")
        let schema = mapping.value("schema").flatMap { readSchema($0, of: name, in: document, into: &mapping) }
        if let time, let timeNode, let schema {
            if let index = schema.index(of: time) {
                let type = schema.fields[index].type
                if type != .timestamp && type != .date {
                    mapping.report(
                        "wrong-type", "the time column '\(time)' is declared as \(type.name), not as timestamp or date",
                        at: timeNode)
                }
            } else {
                mapping.report(
                    "unknown-column", "source '\(name)' declares no column '\(time)'", at: timeNode,
                    help: NearMatch.help(time, among: schema.names))
            }
        }
        let found = mapping.finish()
        guard let paths, !paths.isEmpty else { return (nil, found) }
        let source = SourceDeclaration(
            name: name, paths: paths.map(\.text), root: root, format: format, timeColumn: time, schema: schema,
            badRows: badRows ?? .error, zone: sourceZone ?? zone,
            timePartitions: timePartitions?.map(\.text) ?? [], mayBeEmpty: mayBeEmpty ?? false)
        return (source, found)
    }

    private func readSchema(
        _ node: Node, of source: String, in document: YAMLDocument, into outer: inout YAMLMapping
    ) -> Schema? {
        var mapping = YAMLMapping(node, of: "the schema of source '\(source)'", in: document)
        var fields: [Field] = []
        for entry in mapping.entries {
            guard let text = mapping.string(entry.key) else {
                if YAMLMapping.isEmpty(entry.value) {
                    mapping.report("missing-type", "column '\(entry.key)' has no type", at: entry.keyNode)
                }
                continue
            }
            if fields.contains(where: { $0.name.lowercased() == entry.key.lowercased() }) {
                mapping.report(
                    "duplicate-column", "column '\(entry.key)' is declared twice (case does not count)",
                    at: entry.keyNode)
            } else if let type = DataType(name: text) {
                fields.append(Field(entry.key, type))
            } else {
                mapping.report(
                    "unknown-type", "unknown type '\(text)' of column '\(entry.key)'", at: entry.value,
                    notes: ["types are \(DataType.writableNames.joined(separator: ", "))"],
                    help: NearMatch.help(text, among: DataType.writableNames))
            }
        }
        let found = mapping.finish()
        outer.report(found)
        return found.isEmpty && !fields.isEmpty ? Schema(fields) : nil
    }

    private func isAllowed(_ path: String) -> Bool {
        // An address may lead back to this machine.
        let absolute = self.path(path.hasPrefix("file://") ? String(path.dropFirst(7)) : path)
        return ([root] + allowedPaths).contains { PathText.isInside(absolute, folder: $0) }
    }
}
