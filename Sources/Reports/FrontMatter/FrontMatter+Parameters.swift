import Columnar
import Diagnostics
import Yams

extension FrontMatter {
    /// Reads `params:`: a name with type, default, min, max, values and description for each.
    mutating func readParameters(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var mapping = YAMLMapping(node, of: "'params'", in: document)
        for entry in mapping.entries {
            guard let node = mapping.value(entry.key) else {
                mapping.report(
                    "missing-key", "parameter '\(entry.key)' has no 'type'", at: entry.keyNode,
                    help: "write \(entry.key): {type: double, default: 0.5}")
                continue
            }
            guard SourceName.isValid(entry.key) else {
                mapping.report(
                    "bad-name", "'\(entry.key)' is no name for a parameter; use letters, digits and '_'",
                    at: entry.keyNode)
                continue
            }
            if ["period_from", "period_to"].contains(entry.key.lowercased()) {
                mapping.report("reserved-name", "every query has ':\(entry.key)' already", at: entry.keyNode)
                continue
            }
            var declared = YAMLMapping(node, of: "parameter '\(entry.key)'", in: document)
            if let parameter = FrontMatter.parameter(entry.key, &declared) { parameters.append(parameter) }
            mapping.report(declared.finish())
        }
        outer.report(mapping.finish())
    }

    private static func parameter(_ name: String, _ mapping: inout YAMLMapping) -> ParameterDeclaration? {
        guard let typeName = mapping.string("type"), let typeNode = mapping.value("type") else {
            if mapping.diagnostics.isEmpty {
                mapping.reportMissing("type", help: "write 'type:' and one of \(list(DataType.writableNames))")
            }
            for key in ["default", "min", "max", "values", "description"] { _ = mapping.value(key) }
            return nil
        }
        guard let type = DataType(name: typeName) else {
            mapping.report(
                "unknown-type", "there is no type '\(typeName)'", at: typeNode,
                notes: ["there are \(list(DataType.writableNames))"],
                help: NearMatch.help(typeName, among: DataType.writableNames))
            for key in ["default", "min", "max", "values", "description"] { _ = mapping.value(key) }
            return nil
        }
        var parameter = ParameterDeclaration(name: name, type: type, defaultValue: .null)
        parameter.description = mapping.string("description")
        parameter.minimum = number("min", &mapping, type)
        parameter.maximum = number("max", &mapping, type)
        if let low = parameter.minimum, let high = parameter.maximum, low > high, let node = mapping.value("max") {
            mapping.report("out-of-range", "'max' is below 'min'", at: node)
        }
        for item in mapping.strings("values") ?? [] {
            if let value = value(item.text, type) {
                parameter.choices.append(value)
            } else {
                mapping.report(
                    "wrong-type", "parameter '\(name)' is a \(type.name); '\(item.text)' is none", at: item.node)
            }
        }
        guard let text = mapping.string("default"), let node = mapping.value("default") else { return parameter }
        guard let value = value(text, type) else {
            mapping.report("wrong-type", "parameter '\(name)' is a \(type.name); '\(text)' is none", at: node)
            return parameter
        }
        parameter.defaultValue = value
        if let number = value.asDouble {
            if let low = parameter.minimum, number < low {
                mapping.report(
                    "out-of-range", "the default \(text) is below the minimum \(Scalar.number(low))", at: node)
            }
            if let high = parameter.maximum, number > high {
                mapping.report(
                    "out-of-range", "the default \(text) is above the maximum \(Scalar.number(high))", at: node)
            }
        }
        if !parameter.choices.isEmpty, !parameter.choices.contains(value) {
            mapping.report(
                "out-of-range", "the default '\(text)' is none of the values \(list(parameter.choices.map(\.text)))",
                at: node, help: NearMatch.help(text, among: parameter.choices.map(\.text)))
        }
        return parameter
    }

    private static func number(_ key: String, _ mapping: inout YAMLMapping, _ type: DataType) -> Double? {
        guard let text = mapping.string(key), let node = mapping.value(key) else { return nil }
        guard type.isNumeric else {
            mapping.report("wrong-type", "'\(key)' is for numbers; this parameter is a \(type.name)", at: node)
            return nil
        }
        guard let number = Double(text), number.isFinite else {
            mapping.report("wrong-type", "'\(key)' is a number, not '\(text)'", at: node)
            return nil
        }
        return number
    }

    /// A text as a value of a type; nil when it is none.
    private static func value(_ text: String, _ type: DataType) -> Scalar? {
        switch type {
        case .boolean: ["true": true, "false": false][text.lowercased()].map { .boolean($0) }
        case .int64: Int64(text).map { .int64($0) }
        case .double: Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case .decimal(let precision, let scale):
            DecimalNumber(text, precision: precision, scale: scale).map { .decimal($0) }
        case .string: .string(text)
        case .date:
            TimestampText.microseconds(text, zone: .utc).flatMap {
                text.utf8.count == 10 ? .date(Int32(clamping: $0.flooredDivision(by: 86_400_000_000))) : nil
            }
        case .timestamp: TimestampText.microseconds(text, zone: .utc).map { .timestamp($0) }
        case .null: nil
        }
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}

extension Scalar {
    /// A number without a needless fraction.
    fileprivate static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
    }
}
