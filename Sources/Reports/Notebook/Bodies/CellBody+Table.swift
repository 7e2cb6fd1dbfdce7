import Diagnostics
import Yams

extension CellBody {
    /// How a column is aligned, as authors write it.
    private enum Alignment: String, CaseIterable {
        case left, center, right
    }

    /// Reads the body of a table: title, caption, columns, limit, width.
    mutating func readTable(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "table '\(cell.id)'", in: document)
        isComplete = mapping.diagnostics.isEmpty
        var table = TableCell(from: from)
        table.title = mapping.string("title")
        table.caption = mapping.string("caption")
        table.limit = mapping.integer("limit", in: 1...100_000)
        table.width = mapping.choice("width", as: FigureWidth.self) ?? .full
        if let node = mapping.value("columns") { table.columns = columns(node, &mapping) }
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
            column.label = options.string("label")
            column.unit = options.string("unit")
            column.format = options.string("format")
            remember("columns.\(entry.key).format", options.value("format"), in: mapping.document)
            column.showsBar = options.boolean("bar") ?? false
            switch options.choice("align", as: Alignment.self) {
            case .left: column.alignment = .leading
            case .center: column.alignment = .center
            case .right: column.alignment = .trailing
            case nil: break
            }
            mapping.report(options.finish())
            columns.append(column)
        }
        return columns
    }
}
