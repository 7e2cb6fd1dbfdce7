import Diagnostics
import Yams

/// A YAML cell while its body is read.
struct CellBody {
    /// The cell; its kind is set once the body has been read.
    var cell: Cell
    /// The table that a chart or table shows; empty when none is named, which is told elsewhere.
    let from: String
    /// Whether the body could be read as far as it matters.
    var isComplete = false

    init(cell: Cell, from: String?) {
        self.cell = cell
        self.from = from ?? ""
    }

    /// Reads the body of a kind of cell, and gives what is wrong with it.
    mutating func read(_ node: Node, in document: YAMLDocument, kind: String) -> [Diagnostic] {
        switch kind {
        case "chart": readChart(node, in: document)
        case "table": readTable(node, in: document)
        case "kpi": readKeyFigures(node, in: document)
        default: readAnalyze(node, in: document)
        }
    }

    /// Remembers where an option's value stands.
    mutating func remember(_ option: String, _ node: Node?, in document: YAMLDocument) {
        guard let node else { return }
        cell.options[option] = SourcePlace(file: document.source.path, range: document.range(of: node))
    }
}

extension YAMLMapping {
    /// A number.
    mutating func number(_ key: String) -> Double? {
        guard let node = value(key) else { return nil }
        guard case .scalar(let scalar) = node, let number = Double(scalar.string), number.isFinite else {
            report("wrong-type", "'\(key)' is a number, not \(YAMLMapping.kind(node))", at: node)
            return nil
        }
        return number
    }

    /// A truth value.
    mutating func boolean(_ key: String) -> Bool? {
        guard let node = value(key) else { return nil }
        if case .scalar(let scalar) = node, let value = ["true": true, "false": false][scalar.string] { return value }
        report("wrong-type", "'\(key)' is true or false, not \(YAMLMapping.kind(node))", at: node)
        return nil
    }
}
