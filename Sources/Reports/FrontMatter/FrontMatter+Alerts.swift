import Diagnostics
import Yams

extension FrontMatter {
    /// Reads `alert:`: a condition, a mapping with `when`, or a list of them.
    mutating func readAlerts(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        let items = node.sequence.map(Array.init) ?? [node]
        for item in items {
            guard let alert = FrontMatter.alert(item, in: document, into: &outer) else { continue }
            if alerts.contains(where: { $0.text == alert.text }) {
                outer.report("duplicate-alert", "the alert '\(alert.text)' is written twice", at: item)
            } else {
                alerts.append(alert)
            }
        }
    }

    private static func alert(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) -> AlertRule? {
        if let scalar = node.scalar {
            return condition(scalar.string, at: node, in: document, into: &outer).map {
                AlertRule(text: scalar.string, condition: $0)
            }
        }
        guard node.mapping != nil else {
            outer.report(
                "wrong-type",
                "an alert is a condition such as 'payments.anomaly_count > 20', not \(YAMLMapping.kind(node))",
                at: node)
            return nil
        }
        var mapping = YAMLMapping(node, of: "an alert", in: document)
        let text = mapping.string("when")
        let severity = mapping.choice("severity", as: AlertRule.Severity.self) ?? .warning
        let message = mapping.string("message")
        if text == nil, mapping.diagnostics.isEmpty {
            mapping.reportMissing("when", help: "write when: payments.anomaly_count > 20")
        }
        let place = mapping.value("when")
        var condition: ValueExpression?
        if let text, let place { condition = FrontMatter.condition(text, at: place, in: document, into: &mapping) }
        outer.report(mapping.finish())
        guard let text, let condition else { return nil }
        return AlertRule(text: text, condition: condition, severity: severity, message: message)
    }

    private static func condition(
        _ text: String, at node: Node, in document: YAMLDocument, into mapping: inout YAMLMapping
    ) -> ValueExpression? {
        let range = document.range(of: node)
        let mapped = MappedText(document.source, text: text, from: range.lowerBound.offset..<range.upperBound.offset)
        switch ExpressionParser.parseAlone(mapped, 0..<mapped.count) {
        case .success(let expression): return expression
        case .failure(let error):
            mapping.report(error.diagnostics)
            return nil
        }
    }
}
