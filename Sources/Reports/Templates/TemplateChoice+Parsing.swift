import Diagnostics
import Yams

extension TemplateChoice {
    /// Reads the key `template` of front matter or of a workspace; nil when it is not there.
    static func read(from mapping: inout YAMLMapping) -> TemplateChoice? {
        guard let node = mapping.value("template") else { return nil }
        let document = mapping.document
        if case .scalar(let scalar) = node {
            return TemplateChoice(name: scalar.string, place: document.place(of: node))
        }
        var choice = TemplateChoice()
        var body = YAMLMapping(node, of: "'template'", in: document)
        choice.name = body.string("name")
        choice.place = document.place(of: body.value("name") ?? node)
        if let options = body.value("options") {
            let (settings, found) = settings(options, of: "'options'", in: document)
            choice.options = settings
            body.report(found)
        }
        if let theme = body.value("theme") {
            let (settings, found) = settings(theme, of: "'theme'", in: document, allowsPairs: true)
            choice.theme = settings
            body.report(found)
        }
        mapping.report(body.finish())
        return choice
    }

    private static func settings(
        _ node: Node, of subject: String, in document: YAMLDocument, allowsPairs: Bool = false
    ) -> ([TemplateSetting], [Diagnostic]) {
        var mapping = YAMLMapping(node, of: subject, in: document)
        var settings: [TemplateSetting] = []
        for entry in mapping.entries {
            if allowsPairs, entry.value.mapping != nil {
                var pair = YAMLMapping(entry.value, of: "token '\(entry.key)'", in: document)
                let value = TemplateSetting.Value.pair(light: pair.string("light"), dark: pair.string("dark"))
                mapping.report(pair.finish())
                _ = mapping.value(entry.key)
                settings.append(
                    TemplateSetting(
                        entry.key, value, namePlace: document.place(of: entry.keyNode),
                        valuePlace: document.place(of: entry.value)))
            } else if let text = mapping.string(entry.key) {
                settings.append(
                    TemplateSetting(
                        entry.key, .text(text), namePlace: document.place(of: entry.keyNode),
                        valuePlace: document.place(of: entry.value)))
            }
        }
        return (settings, mapping.finish())
    }
}

extension YAMLDocument {
    /// Where a node stands, with its file.
    func place(of node: Node) -> SourcePlace { SourcePlace(file: source.path, range: range(of: node)) }
}
