import Diagnostics
import Mustache
import Reports

/// Makes one template of a chain of folders and a choice: files and settings of a nearer folder win over those of what it extends.
struct TemplateLoading {
    /// The folders, the chosen one first.
    let chain: [ParsedTemplate]
    private var found: [Diagnostic] = []

    private var name: String { chain.first?.folder.name ?? TemplateStore.standard }

    init(chain: [ParsedTemplate]) { self.chain = chain }

    /// - Throws: `DiagnosticsError` with everything that is wrong with the choice and with the template's files.
    mutating func template(_ choice: TemplateChoice) throws -> Template {
        let options = options(choice.options)
        let tokens = tokens(choice.theme)
        let sources = sources(endingIn: ".mustache")
        let declared = options.map(\.option)
        let shared = TemplateLayout.common + [TemplateVariable.options(declared)]
        found += FileChecker(chain: chain).check()
        found += missingLayouts(sources)
        if found.hasErrors { throw DiagnosticsError(found.sortedForReading()) }
        var checker = LayoutChecker(
            sources: sources, roots: TemplateLayout.all.map { ($0.name, $0.variables + shared) })
        found += checker.check()
        found += FileChecker(chain: chain).unused(reached: checker.reached, all: Set(sources.keys))
        let linksSheet = checker.used[TemplateLayout.page.name]?.contains("stylesheet") ?? false
        let values = Dictionary(uniqueKeysWithValues: options.map { ($0.option.name, $0.value) })
        let style = style(tokens, declared, values)
        var templates: [String: MustacheTemplate] = [:]
        for (name, source) in sources { templates[name] = parse(source, as: PageText.pragma) }
        if found.hasErrors {
            var unique: [Diagnostic] = []
            for diagnostic in found where !unique.contains(diagnostic) { unique.append(diagnostic) }
            throw DiagnosticsError(unique.sortedForReading())
        }
        return Template(
            name: name, description: chain.lazy.compactMap(\.manifest.description).first, options: declared,
            tokens: tokens, values: values, style: style,
            styleNames: styleNames, stylesheet: chain.lazy.compactMap(\.manifest.stylesheet).first,
            isSheetNamedByContent: linksSheet, statics: statics, texts: sources,
            library: MustacheLibrary(templates: templates),
            warnings: (found + [checker.missingNotice(), checker.missingBody()].compactMap { $0 }).sortedForReading())
    }

    // MARK: - Settings

    private mutating func options(
        _ chosen: [TemplateSetting]
    ) -> [(option: TemplateOption, value: TemplateOption.Value)] {
        var options: [(option: TemplateOption, value: TemplateOption.Value)] = []
        for template in chain.reversed() {
            for option in template.manifest.options {
                options.removeAll { $0.option.name == option.name }
                options.append((option, option.defaultValue))
            }
            for setting in template.manifest.optionDefaults {
                guard let (index, value) = value(of: setting, in: options.map(\.option)) else { continue }
                options[index].option.defaultValue = value
                options[index].value = value
            }
        }
        for setting in chosen {
            if let (index, value) = value(of: setting, in: options.map(\.option)) { options[index].value = value }
        }
        return options
    }

    private mutating func value(
        of setting: TemplateSetting, in options: [TemplateOption]
    ) -> (index: Int, value: TemplateOption.Value)? {
        guard let index = options.firstIndex(where: { $0.name == setting.name }) else {
            reportUnknown("option", setting, among: options.map(\.name))
            return nil
        }
        guard case .text(let text) = setting.value else { return nil }
        let (value, expected) = options[index].value(of: text)
        if let value { return (index, value) }
        found.append(
            Diagnostic(
                "wrong-type", .error, "option '\(setting.name)' is \(expected), not '\(text)'",
                file: setting.valuePlace?.file, range: setting.valuePlace?.range,
                help: NearMatch.help(text, among: options[index].choices)))
        return nil
    }

    private mutating func tokens(_ chosen: [TemplateSetting]) -> [ThemeToken] {
        var tokens: [ThemeToken] = []
        for template in chain.reversed() {
            for token in template.manifest.tokens {
                tokens.removeAll { $0.name == token.name }
                tokens.append(token)
            }
            for setting in template.manifest.tokenDefaults { apply(setting, to: &tokens) }
        }
        for setting in chosen { apply(setting, to: &tokens) }
        return tokens
    }

    private mutating func apply(_ setting: TemplateSetting, to tokens: inout [ThemeToken]) {
        guard let index = tokens.firstIndex(where: { $0.name == setting.name }) else {
            reportUnknown("theme token", setting, among: tokens.map(\.name))
            return
        }
        let (light, dark): (String?, String?) =
            switch setting.value {
            case .text(let text): (text, text)
            case .pair(let light, let dark): (light, dark)
            }
        for value in [light, dark].compactMap({ $0 }) {
            guard let problem = tokens[index].kind.problem(with: value) else { continue }
            found.append(
                Diagnostic(
                    "bad-token", .error, "token '\(setting.name)' is \(problem), not '\(value)'",
                    file: setting.valuePlace?.file, range: setting.valuePlace?.range))
            return
        }
        tokens[index].light = light ?? tokens[index].light
        tokens[index].dark = dark ?? tokens[index].dark
    }

    private mutating func reportUnknown(_ what: String, _ setting: TemplateSetting, among names: [String]) {
        let isBare = chain.first.map { $0.folder.files[TemplateManifest.fileName] == nil } ?? false
        found.append(
            Diagnostic(
                what == "option" ? "unknown-option" : "unknown-token", .error,
                "template '\(name)' has no \(what) '\(setting.name)'", file: setting.namePlace?.file,
                range: setting.namePlace?.range,
                notes: [names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"]
                    + (isBare ? ["its folder has no '\(TemplateManifest.fileName)', which declares what it adds"] : []),
                help: NearMatch.help(setting.name, among: names)))
    }

    // MARK: - Files

    /// The nearest file of each name, by name without the ending.
    private func sources(endingIn suffix: String) -> [String: SourceText] {
        var sources: [String: SourceText] = [:]
        for template in chain {
            for name in template.folder.names(endingIn: suffix)
            where sources[String(name.dropLast(suffix.count))] == nil {
                sources[String(name.dropLast(suffix.count))] = template.folder.source(name)
            }
        }
        return sources
    }

    /// The layouts that no folder of the chain has: only one that says `extends: none` can lack any.
    private func missingLayouts(_ sources: [String: SourceText]) -> [Diagnostic] {
        guard let last = chain.last else { return [] }
        return TemplateLayout.all.filter { sources[$0.name] == nil }.map { layout in
            Diagnostic(
                "missing-layout", .error, "template '\(name)' has no layout '\(layout.name)'",
                file: last.folder.source(TemplateManifest.fileName)?.path ?? "\(last.folder.name)",
                help: "write \(layout.name).mustache, or leave 'extends: none' out to have the default's")
        }
    }

    /// The files that sites get as they are, by path below the site.
    private var statics: [OutputFile] {
        var files: [String: [UInt8]] = [:]
        for template in chain.reversed() {
            for (path, bytes) in template.folder.files where path.hasPrefix(TemplateFolder.statics) {
                files[String(path.dropFirst(TemplateFolder.statics.count))] = bytes
            }
        }
        return files.sorted { $0.key < $1.key }.map { OutputFile(path: $0.key, bytes: $0.value) }
    }

    /// The names of the style sheets: those of what is extended first, so that an added file can change what it finds; a file that is
    /// replaced keeps its place.
    private var styleNames: [String] {
        var order: [String] = []
        for template in chain.reversed() {
            for name in template.folder.names(endingIn: ".css") where !order.contains(name) { order.append(name) }
        }
        return order
    }

    private mutating func style(
        _ tokens: [ThemeToken], _ options: [TemplateOption], _ values: [String: TemplateOption.Value]
    ) -> String {
        let sources = sources(endingIn: ".css")
        let sheets = styleNames.compactMap { sources[String($0.dropLast(".css".count))] }
        found += StyleChecker(sheets: sheets, tokens: tokens, options: options).check()
        let context = ["options": Template.mustache(values)]
        let scope = chain.lazy.compactMap(\.manifest.scope).first
        let rules = sheets.compactMap { text(of: $0, context) }.joined()
        // Nested (CSS Nesting 1), no rule reaches beyond its scope; those for whole pages find nothing there.
        return ThemeStyle.text(tokens, scope: scope) + (scope.map { "\($0) {\n\(rules)}\n" } ?? rules)
    }

    /// A sheet's rules. The library takes long over the braces of CSS, so that a sheet without tags does not go through it.
    private mutating func text(of sheet: SourceText, _ context: [String: Any]) -> String? {
        let brace = UInt8(ascii: "{")
        let hasTags = zip(sheet.utf8, sheet.utf8.dropFirst()).contains { $0 == brace && $1 == brace }
        return hasTags
            ? parse(sheet, as: StyleText.pragma)?.render(context) : String(decoding: sheet.utf8, as: UTF8.self)
    }

    private mutating func parse(_ source: SourceText, as pragma: String) -> MustacheTemplate? {
        do {
            return try MustacheTemplate(string: pragma + String(decoding: source.utf8, as: UTF8.self))
        } catch let error as MustacheTemplate.ParserError {
            // What the checker has found is said in better words than the library's.
            guard !found.hasErrors else { return nil }
            // The pragma is a line of its own.
            let offset = source.offset(
                line: max(1, error.context.lineNumber - 1), column: max(1, error.context.columnNumber))
            found.append(
                Diagnostic(
                    "bad-template", .error, "this template cannot be read: \(error.error)", file: source.path,
                    range: source.range(offset..<offset)))
        } catch {
            found.append(
                Diagnostic("bad-template", .error, "this template cannot be read: \(error)", file: source.path))
        }
        return nil
    }
}
