public import Columnar
import Diagnostics
public import QueryPlan

/// Sources as a command line names them: `--source transactions=data/t.csv`.
public enum SourceArguments {
    /// Declares a source for each name. An argument without `=` is one more path of the source before it, and a name that comes
    /// again adds its path, so that `--source payments=2026/*.csv` works when a shell has expanded the pattern.
    ///
    /// - Parameters:
    ///   - arguments: the arguments in order.
    ///   - root: the folder that relative paths start from.
    ///   - zone: the zone of timestamps without an offset.
    ///   - timeColumn: the column that periods look at, for all of them; nil for none.
    /// - Throws: `DiagnosticsError` with every argument that cannot be read.
    public static func declarations(
        _ arguments: [String], root: String, zone: ZoneRules, timeColumn: String? = nil
    ) throws -> [SourceDeclaration] {
        var sources: [SourceDeclaration] = []
        var found: [Diagnostic] = []
        var current: Int?
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "=") else {
                if let current {
                    sources[current].paths.append(argument)
                } else {
                    found.append(unreadable(argument))
                }
                continue
            }
            let name = String(argument[..<equals])
            let path = String(argument[argument.index(after: equals)...])
            guard SourceName.isValid(name), !path.isEmpty else {
                // A path may itself hold an equals sign, as in Hive folders: day=2026-11-09 is no name.
                if let current, name.contains("/") {
                    sources[current].paths.append(argument)
                } else {
                    found.append(unreadable(argument))
                }
                continue
            }
            if let index = sources.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
                sources[index].paths.append(path)
                current = index
            } else {
                current = sources.count
                sources.append(
                    SourceDeclaration(name: name, paths: [path], root: root, timeColumn: timeColumn, zone: zone))
            }
        }
        if found.hasErrors { throw DiagnosticsError(found) }
        return sources
    }

    private static func unreadable(_ argument: String) -> Diagnostic {
        Diagnostic(
            "bad-source", .error, "'\(argument)' does not name a source",
            help: "write NAME=PATH, such as transactions=data/transactions.csv")
    }
}
