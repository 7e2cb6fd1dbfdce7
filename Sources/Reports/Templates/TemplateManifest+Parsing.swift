package import Diagnostics
import Yams

extension TemplateManifest {
    /// Reads the text of a `template.yaml`. What cannot be used is reported and left out.
    ///
    /// - Parameter name: the name of the folder, which is the template's.
    package static func parse(_ source: SourceText, name: String) -> (
        manifest: TemplateManifest, diagnostics: [Diagnostic]
    ) {
        var manifest = TemplateManifest()
        manifest.file = source.path
        let text = String(decoding: source.utf8, as: UTF8.self)
        let found = YAMLBody.read(source, text: text, firstLine: 1) { node, document in
            manifest.read(node, name: name, in: document)
        }
        return (manifest, (found ?? []).sortedForReading())
    }

    private mutating func read(_ node: Node, name: String, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "the template", in: document)
        if let written = mapping.string("name"), written != name, let node = mapping.value("name") {
            mapping.report(
                "wrong-name", "a template is called what its folder is called: '\(name)', not '\(written)'", at: node)
        }
        description = mapping.string("description")
        if let extended = mapping.string("extends") {
            parent = extended == "none" ? .none : .named(extended)
            parentPlace = mapping.value("extends").map { document.place(of: $0) }
        }
        scope = mapping.string("scope")
        if let scope, let node = mapping.value("scope"), !TemplateManifest.isSelector(scope) {
            mapping.report("bad-scope", "'scope' is a class or an id such as .report, not '\(scope)'", at: node)
        }
        stylesheet = mapping.string("stylesheet")
        if let stylesheet, let node = mapping.value("stylesheet"), !TemplateManifest.isStylesheet(stylesheet) {
            mapping.report("bad-path", "'stylesheet' is a file's name such as style.css, not '\(stylesheet)'", at: node)
        }
        if let node = mapping.value("options") { mapping.report(readOptions(node, in: document)) }
        if let node = mapping.value("theme") { mapping.report(readTokens(node, in: document)) }
        return mapping.finish()
    }

    private mutating func readOptions(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "'options'", in: document)
        for entry in mapping.entries {
            guard entry.value.mapping != nil else {
                if let text = mapping.string(entry.key) {
                    optionDefaults.append(document.setting(entry.key, .text(text), entry.keyNode, entry.value))
                }
                continue
            }
            _ = mapping.value(entry.key)
            guard TemplateManifest.isName(entry.key) else {
                mapping.reportName(entry.key, "an option", at: entry.keyNode)
                continue
            }
            var body = YAMLMapping(entry.value, of: "option '\(entry.key)'", in: document)
            let kind = body.choice("type", as: TemplateOption.Kind.self)
            let choices = body.strings("choices") ?? []
            let written = body.string("default")
            let description = body.string("description") ?? ""
            if kind == nil, body.diagnostics.isEmpty { body.reportMissing("type", help: "write type: boolean") }
            if kind != .string, let first = choices.first {
                body.report("wrong-type", "only options of type 'string' have 'choices'", at: first.node)
            }
            if let kind {
                var option = TemplateOption(
                    name: entry.key, kind: kind, defaultValue: .string(""), choices: choices.map(\.text),
                    description: description)
                if let written, let node = body.value("default") {
                    let (value, expected) = option.value(of: written)
                    if let value {
                        option.defaultValue = value
                    } else {
                        body.report(
                            "wrong-type", "the default of option '\(entry.key)' is \(expected), not '\(written)'",
                            at: node, help: NearMatch.help(written, among: option.choices))
                    }
                } else if kind == .string, choices.isEmpty {
                    option.defaultValue = .string("")
                } else if body.diagnostics.isEmpty {
                    body.reportMissing("default", help: "write default: \(kind == .boolean ? "false" : "…")")
                }
                options.append(option)
            }
            mapping.report(body.finish())
        }
        return mapping.finish()
    }

    private mutating func readTokens(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "'theme'", in: document)
        for entry in mapping.entries {
            guard TemplateManifest.isName(entry.key) else {
                _ = mapping.value(entry.key)
                mapping.reportName(entry.key, "a token", at: entry.keyNode)
                continue
            }
            guard entry.value.mapping != nil else {
                if let text = mapping.string(entry.key) {
                    tokenDefaults.append(document.setting(entry.key, .text(text), entry.keyNode, entry.value))
                }
                continue
            }
            _ = mapping.value(entry.key)
            var body = YAMLMapping(entry.value, of: "token '\(entry.key)'", in: document)
            let kind = body.choice("type", as: ThemeToken.Kind.self)
            let light = body.string("light")
            let dark = body.string("dark")
            let description = body.string("description")
            for (key, value) in [("light", light), ("dark", dark)] {
                guard let kind, let value, let problem = kind.problem(with: value), let node = body.value(key) else {
                    continue
                }
                body.report("bad-token", "token '\(entry.key)' is \(problem), not '\(value)'", at: node)
            }
            // A token that says what it is declares itself; one with values alone changes an inherited one.
            if let kind {
                tokens.append(
                    ThemeToken(name: entry.key, kind: kind, light: light, dark: dark, description: description ?? ""))
            } else {
                tokenDefaults.append(
                    document.setting(entry.key, .pair(light: light, dark: dark), entry.keyNode, entry.value))
            }
            mapping.report(body.finish())
        }
        return mapping.finish()
    }

    private static func isSelector(_ text: String) -> Bool {
        (text.hasPrefix(".") || text.hasPrefix("#")) && isName(String(text.dropFirst()))
    }

    private static func isStylesheet(_ text: String) -> Bool {
        text.hasSuffix(".css") && isName(String(text.dropLast(".css".count)))
    }

    /// A name that suits CSS, Mustache and YAML: letters, digits and `-`, a letter first.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (first | 0x20) &- UInt8(ascii: "a") < 26 else { return false }
        return text.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
        }
    }
}

extension YAMLMapping {
    fileprivate mutating func reportName(_ name: String, _ what: String, at node: Node) {
        report("bad-name", "'\(name)' is no name for \(what); use letters, digits and '-', a letter first", at: node)
    }
}

extension YAMLDocument {
    fileprivate func setting(
        _ name: String, _ value: TemplateSetting.Value, _ key: Node, _ node: Node
    ) -> TemplateSetting {
        TemplateSetting(name, value, namePlace: place(of: key), valuePlace: place(of: node))
    }
}
