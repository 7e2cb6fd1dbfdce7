import Analyzers
import Diagnostics
import Yams

extension CellBody {
    /// Reads the body of an analysis: `analyzer`, `over`, `show`.
    mutating func readAnalyze(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        // The shortest form is the analyzer's name alone.
        if case .scalar(let scalar) = node {
            remember("analyzer", node, in: document)
            guard let analyzer = AnalyzerCatalog.named(scalar.string) else {
                return [CellBody.unknownAnalyzer(scalar.string, document, node)]
            }
            finish(analyzer, over: [:], show: nil, document)
            return []
        }
        var mapping = YAMLMapping(node, of: "analysis '\(cell.id)'", in: document)
        let isReadable = mapping.diagnostics.isEmpty
        let name = mapping.string("analyzer")
        let nameNode = mapping.value("analyzer")
        remember("analyzer", nameNode, in: document)
        guard let name, let nameNode else {
            if isReadable, nameNode == nil {
                let names = AnalyzerCatalog.all.map(\.name).joined(separator: ", ")
                mapping.reportMissing("analyzer", help: "'analyzer' is one of \(names)")
            }
            _ = (mapping.value("over"), mapping.value("show"))
            return mapping.finish()
        }
        guard let analyzer = AnalyzerCatalog.named(name) else {
            mapping.report([CellBody.unknownAnalyzer(name, document, nameNode)])
            _ = (mapping.value("over"), mapping.value("show"))
            return mapping.finish()
        }
        let over = over(analyzer, &mapping)
        let show = show(analyzer, &mapping)
        finish(analyzer, over: over, show: show, document)
        return mapping.finish()
    }

    private static func unknownAnalyzer(_ name: String, _ document: YAMLDocument, _ node: Node) -> Diagnostic {
        let names = AnalyzerCatalog.all.map(\.name)
        return Diagnostic(
            "unknown-analyzer", .error, "there is no analyzer '\(name)'", file: document.source.path,
            range: document.range(of: node), notes: ["there are \(names.joined(separator: ", "))"],
            help: NearMatch.help(name, among: names))
    }

    private mutating func finish(
        _ analyzer: Analyzer, over: [String: String], show: [String]?, _ document: YAMLDocument
    ) {
        let shown = StandardFigures.cells(of: analyzer, in: cell.id, place: cell.place, items: show)
        cell.kind = .analyze(AnalyzeCell(analyzer: analyzer.name, over: over, shown: shown))
        isComplete = true
    }

    /// `over: source`, or a source for each role.
    private mutating func over(_ analyzer: Analyzer, _ mapping: inout YAMLMapping) -> [String: String] {
        guard let node = mapping.value("over") else { return [:] }
        remember("over", node, in: mapping.document)
        let roles = analyzer.roles.map(\.name)
        if case .scalar(let scalar) = node {
            if roles.count == 1 {
                remember("over.\(roles[0])", node, in: mapping.document)
                return [roles[0]: scalar.string]
            }
            mapping.report(
                "wrong-type",
                "analyzer '\(analyzer.name)' reads \(roles.joined(separator: ", ")); 'over' names a source for each",
                at: node, help: "write over: {\(roles[0]): \(scalar.string)}")
            return [:]
        }
        var over: [String: String] = [:]
        var names = YAMLMapping(node, of: "'over'", in: mapping.document)
        for role in roles {
            if let source = names.string(role) {
                over[role] = source
                remember("over.\(role)", names.value(role), in: mapping.document)
            }
        }
        mapping.report(names.finish())
        return over
    }

    /// The names to show; nil for all that the analyzer shows by itself.
    private func show(_ analyzer: Analyzer, _ mapping: inout YAMLMapping) -> [String]? {
        guard let items = mapping.strings("show") else { return nil }
        if items.count == 1, items[0].text == "standard" { return nil }
        if items.count == 1, items[0].text == "none" { return [] }
        let names = StandardFigures.names(of: analyzer)
        var shown: [String] = []
        for item in items {
            if names.contains(item.text) {
                if shown.contains(item.text) {
                    mapping.report("duplicate-key", "'\(item.text)' stands here more than once", at: item.node)
                } else {
                    shown.append(item.text)
                }
            } else {
                let help = NearMatch.help(item.text, among: names + ["standard", "none"])
                mapping.report(
                    "unknown-value", "analyzer '\(analyzer.name)' has nothing called '\(item.text)' to show",
                    at: item.node, notes: help == nil ? ["it has \(names.joined(separator: ", "))"] : [], help: help)
            }
        }
        return shown
    }
}
