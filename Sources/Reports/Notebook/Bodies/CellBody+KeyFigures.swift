import Diagnostics
import Yams

extension CellBody {
    /// Reads the body of a kpi cell: a list of figures, each a mapping with `value`, or only the value.
    mutating func readKeyFigures(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        let (figures, found) = CellBody.figures(node, in: document)
        cell.kind = .keyFigures(figures)
        // An item that could not be read is missing among the figures; it was told, and numbers behind it do not matter.
        for (number, item) in (node.sequence.map({ Array($0) }) ?? [node]).enumerated() {
            remember("\(number).format", item.mapping?["format"], in: document)
        }
        isComplete = !figures.isEmpty
        return found
    }

    /// The figures of a list. `prefix` stands before bare names, as in an analyzer's own items.
    static func figures(
        _ node: Node, in document: YAMLDocument, prefix: String? = nil
    ) -> (figures: [KeyFigureCell], diagnostics: [Diagnostic]) {
        var figures: [KeyFigureCell] = []
        var found: [Diagnostic] = []
        for item in node.sequence.map({ Array($0) }) ?? [node] {
            if case .scalar(let scalar) = item {
                let (expression, problems) = expression(scalar.string, item, in: document, prefix: prefix)
                found += problems
                if let expression { figures.append(KeyFigureCell(value: expression)) }
                continue
            }
            var options = YAMLMapping(item, of: "a key figure", in: document)
            let isReadable = options.diagnostics.isEmpty
            let value = options.string("value")
            let label = options.string("label")
            let unit = options.string("unit")
            let format = options.string("format")
            let description = options.string("description")
            let change = options.choice("change", as: KeyFigureCell.Change.self)
            let good = options.choice("good", as: KeyFigureCell.Direction.self)
            let history = options.boolean("history")
            if let value, let valueNode = options.value("value") {
                let (expression, problems) = expression(value, valueNode, in: document, prefix: prefix)
                options.report(problems)
                if let expression {
                    figures.append(
                        KeyFigureCell(
                            value: expression, label: label, unit: unit, format: format, description: description,
                            change: change, good: good, showsHistory: history))
                }
            } else if isReadable {
                options.reportMissing("value", help: "write {value: cell.name}")
            }
            found += options.finish()
        }
        return (figures, found)
    }

    private static func expression(
        _ text: String, _ node: Node, in document: YAMLDocument, prefix: String?
    ) -> (ValueExpression?, [Diagnostic]) {
        let range = document.range(of: node)
        if let prefix {
            return (
                ValueExpression(
                    .path([.name(prefix), .name(text)]), place: SourcePlace(file: document.source.path, range: range)),
                []
            )
        }
        let mapped = MappedText(document.source, text: text, from: range.lowerBound.offset..<range.upperBound.offset)
        switch ExpressionParser.parseAlone(mapped, 0..<mapped.count) {
        case .success(let expression): return (expression, [])
        case .failure(let error): return (nil, error.diagnostics)
        }
    }
}
