import Columnar
import Diagnostics
import Yams

/// A YAML mapping read key by key: values of the wrong type are told as they are read, unknown keys at the end.
///
/// Every accessor returns nil for a missing key, an empty value, and for a value it has reported.
struct YAMLMapping {
    /// What the mapping describes, for messages: `source 'transactions'`.
    let subject: String
    /// What was found so far.
    private(set) var diagnostics: [Diagnostic] = []
    /// The entries in order.
    let entries: [(key: String, keyNode: Node, value: Node)]
    /// The text the mapping stands in.
    let document: YAMLDocument
    private let node: Node
    private var known: [String] = []

    /// Reads `node` as a mapping; when it is none, that is reported and the mapping is empty.
    init(_ node: Node, of subject: String, in document: YAMLDocument) {
        self.node = node
        self.subject = subject
        self.document = document
        if case .mapping(let mapping) = node {
            entries = mapping.map { ($0.key.scalar?.string ?? "", $0.key, $0.value) }
        } else {
            entries = []
            if !YAMLMapping.isEmpty(node) {
                report(
                    "wrong-type", "\(subject) is a mapping of keys to values, not \(YAMLMapping.kind(node))", at: node)
            }
        }
    }

    /// The node of a key, which counts as known from now on.
    mutating func value(_ key: String) -> Node? {
        known.append(key)
        guard let entry = entries.first(where: { $0.key == key }), !YAMLMapping.isEmpty(entry.value) else { return nil }
        return entry.value
    }

    /// The text of a key; numbers and truth values count as the text they are written as.
    mutating func string(_ key: String) -> String? {
        guard let node = value(key) else { return nil }
        guard case .scalar(let scalar) = node else {
            report("wrong-type", "'\(key)' is a text, not \(YAMLMapping.kind(node))", at: node)
            return nil
        }
        return scalar.string
    }

    /// A folder's path; an empty one is no folder.
    mutating func folder(_ key: String) -> String? {
        guard let path = string(key) else { return nil }
        if path.isEmpty, let node = value(key) {
            report("empty-path", "'\(key)' is empty; write '.' for the workspace's own folder", at: node)
            return nil
        }
        return path
    }

    /// One text or a list of texts.
    mutating func strings(_ key: String) -> [(text: String, node: Node)]? {
        guard let node = value(key) else { return nil }
        switch node {
        case .scalar(let scalar): return [(scalar.string, node)]
        case .sequence(let items):
            return items.compactMap { item in
                if case .scalar(let scalar) = item, !scalar.string.isEmpty { return (scalar.string, item) }
                report("wrong-type", "'\(key)' lists texts, not \(YAMLMapping.kind(item))", at: item)
                return nil
            }
        default:
            report("wrong-type", "'\(key)' is a text or a list of texts, not \(YAMLMapping.kind(node))", at: node)
            return nil
        }
    }

    /// A whole number in a range.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = value(key) else { return nil }
        guard case .scalar(let scalar) = node, let number = Int(scalar.string) else {
            report("wrong-type", "'\(key)' is a whole number, not \(YAMLMapping.kind(node))", at: node)
            return nil
        }
        guard range.contains(number) else {
            report(
                "out-of-range", "'\(key)' is a number from \(range.lowerBound) to \(range.upperBound), not \(number)",
                at: node)
            return nil
        }
        return number
    }

    /// One of the raw values of an enumeration.
    mutating func choice<Value: RawRepresentable & CaseIterable>(_ key: String, as type: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let node = value(key) else { return nil }
        let names = Value.allCases.map(\.rawValue)
        guard case .scalar(let scalar) = node else {
            report(
                "wrong-type", "'\(key)' is one of \(names.joined(separator: ", ")), not \(YAMLMapping.kind(node))",
                at: node)
            return nil
        }
        if let value = Value(rawValue: scalar.string) { return value }
        report(
            "unknown-value", "'\(key)' is one of \(names.joined(separator: ", ")), not '\(scalar.string)'", at: node,
            help: NearMatch.help(scalar.string, among: names))
        return nil
    }

    /// A time zone by IANA name or offset.
    mutating func zone(_ key: String) -> ZoneRules? {
        guard let name = string(key), let node = value(key) else { return nil }
        if let zone = ZoneNames.zone(name) { return zone }
        report(
            "unknown-zone", "there is no time zone '\(name)'", at: node,
            help: ZoneNames.near(name).map { "did you mean '\($0)'?" } ?? ZoneNames.forms)
        return nil
    }

    /// Reports a finding at a node of this mapping.
    mutating func report(
        _ id: String, _ message: String, at node: Node, notes: [String] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                id, .error, message, file: document.source.path, range: document.range(of: node), notes: notes,
                help: help))
    }

    /// Adds what a part of this mapping brought.
    mutating func report(_ more: [Diagnostic]) { diagnostics += more }

    /// Reports that a key is missing.
    mutating func reportMissing(_ key: String, help: String? = nil) {
        report("missing-key", "\(subject) has no '\(key)'", at: node, help: help)
    }

    /// Reports the keys that nobody asked for, and returns all findings.
    mutating func finish() -> [Diagnostic] {
        var names: [String] = []
        for key in known where !names.contains(key) { names.append(key) }
        for entry in entries where !known.contains(entry.key) {
            let help = NearMatch.help(entry.key, among: names)
            report(
                "unknown-key", "unknown key '\(entry.key)' in \(subject)", at: entry.keyNode,
                notes: help == nil ? ["\(subject) has the keys \(names.joined(separator: ", "))"] : [], help: help)
        }
        return diagnostics
    }

    static func isEmpty(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    static func kind(_ node: Node) -> String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): "'\(scalar.string)'"
        case .alias: "an alias"
        }
    }
}
