import Charting
import Columnar
import Diagnostics

/// Checks the options of a table cell against the columns it shows.
struct TableChecker {
    let table: TableCell
    /// The columns of the table that is shown.
    let schema: Schema
    /// The columns of the tables that trends are drawn from, by the name that the trend calls them; those that cannot be planned are missing,
    /// which is told elsewhere.
    let trends: [String: Schema]

    /// What is wrong, with the option that it is about.
    func problems() -> [(problem: NameProblem, option: String)] {
        table.columns.flatMap { column in column.trend.map { problems($0, column) } ?? problems(column) }
    }

    private func problems(_ column: TableCell.Column) -> [(NameProblem, String)] {
        let option = "columns.\(column.name)"
        guard let index = schema.index(of: column.name) else {
            return [(unknown(column.name, of: table.from, schema), option)]
        }
        let type = schema.fields[index].type
        var found: [(NameProblem, String)] = []
        if let format = column.format, let problem = ValueText.problem(format, for: type) {
            found.append((NameProblem("bad-format", problem.message, help: problem.help), "\(option).format"))
        }
        func expect(_ isFine: Bool, _ what: String, _ wanted: String, _ key: String) {
            guard !isFine, type != .null else { return }
            found.append(
                (
                    NameProblem(
                        "wrong-type", "\(what) is for \(wanted); '\(column.name)' is a \(type.name)",
                        notes: ["columns of numbers: \(names { $0.isNumeric })"]), "\(option).\(key)"
                ))
        }
        if column.showsBar { expect(type.isNumeric, "'bar'", "numbers", "bar") }
        if column.heat != nil { expect(type.isNumeric, "'heat'", "numbers", "heat") }
        switch column.total {
        case .sum, .average: expect(type.isNumeric, "the total '\(column.total?.rawValue ?? "")'", "numbers", "total")
        case .min, .max:
            expect(
                type.isNumeric || type == .date || type == .timestamp, "the total '\(column.total?.rawValue ?? "")'",
                "numbers, dates and times", "total")
        case .count, nil: break
        }
        return found
    }

    private func problems(_ trend: TableCell.Trend, _ column: TableCell.Column) -> [(NameProblem, String)] {
        let option = "columns.\(column.name).trend"
        var found: [(NameProblem, String)] = []
        let own = schema.index(of: trend.by)
        if own == nil { found.append((unknown(trend.by, of: table.from, schema), "\(option).by")) }
        guard let other = trends[trend.from] else { return found }
        for (key, name) in [("x", trend.x), ("y", trend.y), ("by", trend.by)] where other.index(of: name) == nil {
            found.append((unknown(name, of: trend.from, other), "\(option).\(key)"))
        }
        if let index = other.index(of: trend.y), !other.fields[index].type.isNumeric, other.fields[index].type != .null
        {
            found.append(
                (
                    NameProblem(
                        "wrong-type",
                        "the height of a trend is a number; '\(trend.y)' is a \(other.fields[index].type.name)"),
                    "\(option).y"
                ))
        }
        if let own, let index = other.index(of: trend.by), schema.fields[own].type != other.fields[index].type {
            found.append(
                (
                    NameProblem(
                        "wrong-type",
                        "'\(trend.by)' is a \(schema.fields[own].type.name) in '\(table.from)' and a "
                            + "\(other.fields[index].type.name) in '\(trend.from)', so that no row belongs to another"),
                    "\(option).by"
                ))
        }
        return found
    }

    private func unknown(_ name: String, of table: String, _ schema: Schema) -> NameProblem {
        NameProblem(
            "unknown-column", "'\(table)' has no column '\(name)'",
            notes: ["it has \(schema.names.joined(separator: ", "))"],
            help: NearMatch.help(name, among: schema.names))
    }

    private func names(_ isWanted: (DataType) -> Bool) -> String {
        let names = schema.fields.filter { isWanted($0.type) }.map(\.name)
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}
