import Reports

/// What a template's author can use, as text: the variables of every layout, the options and the theme's tokens.
package enum TemplateReference {
    /// The whole reference of a template.
    package static func text(_ template: Template) -> String {
        var text = "Template \(template.name)"
        text += template.description.map { ": \($0)\n" } ?? "\n"
        text += section("Every layout", TemplateLayout.common)
        for layout in TemplateLayout.all {
            text += section("\(layout.name).mustache: \(layout.purpose)", layout.variables)
        }
        text +=
            "\nOptions, {{options.NAME}} in layouts and style sheets, set under template: {options: {NAME: value}}\n"
        text += table(
            template.options.map { option in
                let choices = option.choices.isEmpty ? option.kind.rawValue : option.choices.joined(separator: " | ")
                let value = option.defaultValue.text.isEmpty ? "none" : option.defaultValue.text
                return [option.name, choices, value, option.description]
            })
        text += "\nTheme, var(--NAME) in style sheets, set under template: {theme: {NAME: value}}\n"
        text += table(
            template.tokens.map { token in
                let light = token.light ?? "not set"
                let value = token.dark.map { $0 == light ? light : "\(light), dark \($0)" } ?? light
                return [token.name, token.kind.rawValue, value, token.description]
            })
        return text
    }

    private static func section(_ title: String, _ variables: [TemplateVariable]) -> String {
        "\n\(title)\n" + table(rows(variables, depth: 0))
    }

    private static func rows(_ variables: [TemplateVariable], depth: Int) -> [[String]] {
        variables.flatMap { variable in
            [
                [
                    String(repeating: "  ", count: depth) + variable.name,
                    variable.type.name + (variable.isOptional ? ", optional" : ""), variable.meaning,
                ]
            ] + rows(variable.type.members, depth: depth + 1)
        }
    }

    /// Columns as wide as their longest text, but no wider than what leaves room for the last one.
    private static func table(_ rows: [[String]]) -> String {
        let widest = 34
        guard let columns = rows.map(\.count).max() else { return "  none\n" }
        let widths = (0..<columns).map { column in
            min(widest, rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0)
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: max(0, widths[column] - cell.count))
            }
            return "  " + cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}
