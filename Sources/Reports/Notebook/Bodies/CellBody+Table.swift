import Diagnostics
import Yams

extension CellBody {
    /// Reads the body of a table: title, caption, columns, total_label, limit, width.
    mutating func readTable(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "table '\(cell.id)'", in: document)
        isComplete = mapping.diagnostics.isEmpty
        var table = TableCell(from: from)
        table.title = mapping.string("title")
        table.caption = mapping.string("caption")
        table.totalLabel = mapping.string("total_label")
        table.limit = mapping.integer("limit", in: 1...100_000)
        table.width = mapping.choice("width", as: FigureWidth.self) ?? .full
        if let node = mapping.value("columns") { table.columns = columns(node, &mapping) }
        if table.totalLabel != nil, !table.columns.contains(where: { $0.total != nil }),
            let node = mapping.value("total_label")
        {
            mapping.report(
                "missing-key", "'total_label' names a row of totals, but no column has a 'total'", at: node,
                help: "give a column one, such as {total: sum}")
        }
        cell.kind = .table(table)
        return mapping.finish()
    }

    /// A list of names, or of mappings from a name to its options; or one mapping of all.
    private mutating func columns(_ node: Node, _ mapping: inout YAMLMapping) -> [TableCell.Column] {
        var columns: [TableCell.Column] = []
        switch node {
        case .scalar(let scalar):
            remember("columns.\(scalar.string)", node, in: mapping.document)
            columns.append(TableCell.Column(scalar.string))
        case .mapping:
            columns += self.columns(of: node, &mapping)
        case .sequence(let items):
            for item in items {
                if case .scalar(let scalar) = item {
                    remember("columns.\(scalar.string)", item, in: mapping.document)
                    columns.append(TableCell.Column(scalar.string))
                } else if item.mapping != nil {
                    columns += self.columns(of: item, &mapping)
                } else {
                    mapping.report(
                        "wrong-type", "'columns' lists names, not \(YAMLMapping.kind(item))", at: item)
                }
            }
        case .alias: break
        }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name.lowercased()).inserted {
            mapping.report("duplicate-key", "the column '\(column.name)' stands here more than once", at: node)
        }
        return columns
    }

    private mutating func columns(of node: Node, _ mapping: inout YAMLMapping) -> [TableCell.Column] {
        var columns: [TableCell.Column] = []
        let names = YAMLMapping(node, of: "'columns'", in: mapping.document)
        for entry in names.entries {
            remember("columns.\(entry.key)", entry.keyNode, in: mapping.document)
            var column = TableCell.Column(entry.key)
            if YAMLMapping.isEmpty(entry.value) {
                columns.append(column)
                continue
            }
            if case .scalar(let label) = entry.value {
                column.label = label.string
                columns.append(column)
                continue
            }
            var options = YAMLMapping(entry.value, of: "column '\(entry.key)'", in: mapping.document)
            let isUsable = read(&options, into: &column)
            mapping.report(options.finish())
            if isUsable { columns.append(column) }
        }
        return columns
    }
}
