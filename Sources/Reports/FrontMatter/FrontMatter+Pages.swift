import Diagnostics
import Yams

extension FrontMatter {
    /// Reads `pages:`: `each`, `path` and `title`.
    mutating func readPages(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var mapping = YAMLMapping(node, of: "'pages'", in: document)
        let each = mapping.string("each")
        let path = FrontMatter.template("path", &mapping, document)
        let title = FrontMatter.template("title", &mapping, document)
        if mapping.diagnostics.isEmpty {
            if each == nil { mapping.reportMissing("each", help: "name the query cell whose rows are the pages") }
            if path == nil { mapping.reportMissing("path", help: "write path: \"{page.COLUMN}\"") }
        }
        if let path, let problem = PagePath.problem(path), let node = mapping.value("path") {
            mapping.report("bad-path", problem.message, at: node, help: problem.help)
        }
        if let each, let path, let eachNode = mapping.value("each"), let pathNode = mapping.value("path") {
            pages = PageSettings(
                each: each, path: path, title: title,
                eachPlace: SourcePlace(file: document.source.path, range: document.range(of: eachNode)),
                pathPlace: SourcePlace(file: document.source.path, range: document.range(of: pathNode)))
        }
        outer.report(mapping.finish())
    }

    private static func template(
        _ key: String, _ mapping: inout YAMLMapping, _ document: YAMLDocument
    ) -> TextTemplate? {
        guard let text = mapping.string(key), let node = mapping.value(key) else { return nil }
        let range = document.range(of: node)
        let (template, found) = TextTemplate.parse(
            MappedText(document.source, text: text, from: range.lowerBound.offset..<range.upperBound.offset))
        mapping.report(found)
        return template
    }
}
