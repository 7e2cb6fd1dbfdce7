import Analyzers
import Columnar
import Diagnostics
import QueryPlan

/// Which table each role of an analyzer reads, checked column by column.
struct AnalyzerBinding {
    /// A role with its table.
    struct Role: Hashable, Sendable {
        /// The role.
        var role: AnalyzerRole
        /// The source or cell that plays it.
        var table: String
        /// The table's columns that have another type than the role wants and are cast to it.
        var casts: [Field]
    }

    /// The roles in the analyzer's order; those that could not be bound are missing.
    var roles: [Role]
    /// What does not fit, without file and range.
    var diagnostics: [Diagnostic]

    /// Binds an analyzer's roles.
    ///
    /// - Parameters:
    ///   - over: the tables that the author names, by role; a role that is not named reads the table of its own name.
    ///   - tables: the columns of every table there is, by name in any case.
    init(_ analyzer: Analyzer, over: [String: String], tables: [String: Schema]) {
        roles = []
        diagnostics = []
        let names = tables.keys.sorted()
        for role in analyzer.roles {
            let wanted = over[role.name] ?? role.name
            guard
                let name = names.first(where: { $0 == wanted })
                    ?? names.first(where: { $0.lowercased() == wanted.lowercased() }),
                let schema = tables[name]
            else {
                diagnostics.append(AnalyzerBinding.missingTable(wanted, role: role, of: analyzer, among: names))
                continue
            }
            var casts: [Field] = []
            for column in role.columns {
                guard let index = schema.index(of: column.name) else {
                    diagnostics.append(
                        AnalyzerBinding.missingColumn(column, in: name, schema, role: role, of: analyzer))
                    continue
                }
                let type = schema.fields[index].type
                if type == column.type { continue }
                if AnalyzerBinding.fits(type, column.type) {
                    casts.append(column)
                } else {
                    diagnostics.append(
                        Diagnostic(
                            "wrong-column-type", .error,
                            "analyzer '\(analyzer.name)' needs '\(column.name)' of '\(role.name)' as "
                                + "\(column.type.name); in '\(name)' it is \(type.name)",
                            help: "declare it in the source's schema: \(column.name): \(column.type.name)"))
                }
            }
            roles.append(Role(role: role, table: name, casts: casts))
        }
    }

    /// Types that become another without loss: whole numbers as doubles or text, days as their midnight, missing values as anything.
    private static func fits(_ type: DataType, _ wanted: DataType) -> Bool {
        switch (type, wanted) {
        case (.null, _), (.int64, .double), (.int64, .string), (.date, .timestamp): true
        default: false
        }
    }

    private static func missingTable(
        _ name: String, role: AnalyzerRole, of analyzer: Analyzer, among names: [String]
    ) -> Diagnostic {
        let needs = "analyzer '\(analyzer.name)' needs a source '\(role.name)'"
        return Diagnostic(
            "unknown-source", .error,
            name == role.name ? "\(needs), and there is none" : "\(needs); there is no '\(name)' to be it",
            notes: names.isEmpty ? [] : ["there are \(names.joined(separator: ", "))"],
            help: NearMatch.help(name, among: names)
                ?? (name == role.name ? "name one with over: {\(role.name): …}" : nil))
    }

    private static func missingColumn(
        _ column: Field, in table: String, _ schema: Schema, role: AnalyzerRole, of analyzer: Analyzer
    ) -> Diagnostic {
        let known = Set(role.columns.map { $0.name.lowercased() })
        // A column that the role needs under its own name is no misspelling of another.
        let candidates = schema.names.filter { !known.contains($0.lowercased()) }
        return Diagnostic(
            "missing-column", .error,
            "analyzer '\(analyzer.name)' needs column '\(column.name)' (\(column.type.name)) of '\(role.name)'; "
                + "'\(table)' has none",
            notes: ["'\(table)' has \(schema.names.joined(separator: ", "))"],
            help: NearMatch.find(column.name, among: candidates).map {
                "did you mean '\($0)'? bind a query with over: that says \($0) AS \(column.name)"
            })
    }
}
