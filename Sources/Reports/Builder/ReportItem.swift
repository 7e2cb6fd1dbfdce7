import Diagnostics

/// A part of a report that is written in Swift: text, a cell, or control around other parts.
public protocol ReportItem: Sendable {
    /// Adds the part to a report under construction.
    func add(to content: inout ReportContent)
}

/// A report under construction: its cells, its text, and what is wrong with them so far.
public struct ReportContent {
    /// Gathers cells, footnotes and findings just as a notebook does.
    var parser: NotebookParser
    /// The document so far.
    var nodes: [DocumentNode] = []
    /// What findings call the report.
    let name: String

    init(name: String) {
        self.name = name
        parser = NotebookParser { _ in nil }
    }

    /// Adds a cell and its place in the document.
    mutating func add(_ cell: Cell) {
        if let other = parser.cells.first(where: { $0.id.lowercased() == cell.id.lowercased() }) {
            report("duplicate-id", "another cell has the id '\(other.id)'")
            return
        }
        if !SourceName.isValid(cell.id) {
            report("bad-id", "'\(cell.id)' is no id; use letters, digits and '_', a letter first")
        }
        parser.cells.append(cell)
        nodes.append(.cell(id: cell.id))
    }

    /// Reads an expression; nil when it cannot be read, which is told.
    mutating func expression(_ text: String) -> ValueExpression? {
        let mapped = MappedText(SourceText(path: name, text: text), 0..<text.utf8.count)
        switch ExpressionParser.parseAlone(mapped, 0..<mapped.count) {
        case .success(let expression): return expression
        case .failure(let error):
            parser.diagnostics += error.diagnostics
            return nil
        }
    }

    /// The document nodes of some parts, whose cells become cells of the report.
    mutating func nodes(of items: [any ReportItem]) -> [DocumentNode] {
        let outer = nodes
        nodes = []
        for item in items { item.add(to: &self) }
        defer { nodes = outer }
        return nodes
    }

    /// Tells a finding about the report as a whole.
    mutating func report(_ id: String, _ message: String, help: String? = nil) {
        parser.diagnostics.append(Diagnostic(id, .error, message, file: name, help: help))
    }
}
