import Diagnostics
import Yams

extension CellBody {
    /// How a column is aligned, as authors write it.
    private enum Alignment: String, CaseIterable {
        case left, center, right
    }

    /// Reads the options of a column, and remembers where those stand that only the data can prove wrong. False when the column cannot be
    /// used, which has been told.
    mutating func read(_ options: inout YAMLMapping, into column: inout TableCell.Column) -> Bool {
        column.label = options.string("label")
        column.unit = options.string("unit")
        column.format = options.string("format")
        column.showsBar = options.boolean("bar") ?? false
        column.heat = heat(&options)
        column.total = options.choice("total", as: TableCell.Total.self)
        switch options.choice("align", as: Alignment.self) {
        case .left: column.alignment = .leading
        case .center: column.alignment = .center
        case .right: column.alignment = .trailing
        case nil: break
        }
        for option in ["format", "bar", "heat", "total"] {
            remember("columns.\(column.name).\(option)", options.value(option), in: options.document)
        }
        guard let node = options.value("trend") else { return true }
        column.trend = trend(node, of: column.name, &options)
        for (option, isSet) in [
            ("format", column.format != nil), ("bar", column.showsBar), ("heat", column.heat != nil),
            ("total", column.total != nil),
        ] where isSet {
            guard let node = options.value(option) else { continue }
            options.report(
                "conflicting-keys", "a column with a 'trend' shows a line and no value, so that it has no '\(option)'",
                at: node)
        }
        return column.trend != nil
    }

    /// `true` is the usual tint.
    private func heat(_ options: inout YAMLMapping) -> TableCell.Heat? {
        guard let node = options.value("heat") else { return nil }
        switch node.scalar?.string {
        case "true": return .sequential
        case "false": return nil
        default: return options.choice("heat", as: TableCell.Heat.self)
        }
    }

    private mutating func trend(_ node: Node, of column: String, _ outer: inout YAMLMapping) -> TableCell.Trend? {
        var mapping = YAMLMapping(node, of: "the trend of column '\(column)'", in: outer.document)
        var parts: [String] = []
        for key in ["from", "x", "y", "by"] {
            let text = mapping.string(key)
            remember("columns.\(column).trend.\(key)", mapping.value(key), in: outer.document)
            if let text {
                parts.append(text)
            } else if mapping.diagnostics.isEmpty {
                mapping.reportMissing(
                    key,
                    help: "write trend: {from: by_day, x: day, y: amount, by: user_id}")
            }
        }
        outer.report(mapping.finish())
        return parts.count == 4 ? TableCell.Trend(from: parts[0], x: parts[1], y: parts[2], by: parts[3]) : nil
    }
}
