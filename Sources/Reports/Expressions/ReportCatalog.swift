import Analyzers
import Columnar
import Diagnostics

/// Every name that expressions, charts and tables of a report may use, and the query each leads to.
struct ReportCatalog: Sendable {
    /// What a cell offers.
    enum Entry: Sendable {
        /// One table, whose columns are named on its first row.
        case query(QueryKey)
        /// Values and tables of an analyzer.
        case analyzer(values: [String: (key: QueryKey, description: ValueDescription)], tables: [String: TableEntry])
        /// `passed` and `failing_rows`.
        case assertion(QueryKey)
        /// A chart, table or row of key figures: nothing to read.
        case figure(kind: String)
        /// A cell that could not be read, or an analysis by an analyzer that does not exist: what it would offer is not known.
        case unknown
    }

    /// A table of an analyzer.
    struct TableEntry: Sendable {
        /// The query that gives it.
        var key: QueryKey
        /// What it says about itself.
        var description: TableDescription
    }

    /// The cells in document order.
    private(set) var order: [String] = []
    private(set) var entries: [String: Entry] = [:]
    let parameters: [ParameterDeclaration]
    /// Whether there can be no other parameters.
    let knowsParameters: Bool
    let sources: [String]
    /// The query whose rows are the report's pages; nil for a report of one page.
    let pageTable: QueryKey?
    /// The columns by which pages see parts of queries.
    let pageColumns: [QueryKey: String]

    /// The catalogue of a report over sources of those names.
    init(_ report: Report, sources: [String]) {
        parameters = report.parameters
        knowsParameters = report.knowsParameters
        self.sources = sources
        pageTable = report.pages.map { QueryKey($0.each) }
        var columns: [QueryKey: String] = [:]
        for cell in report.cells where report.pages != nil { columns[QueryKey(cell.id)] = cell.pageColumn }
        pageColumns = columns
        for id in report.unreadCells { entries[id] = .unknown }
        for cell in report.cells {
            order.append(cell.id)
            switch cell.kind {
            case .query: entries[cell.id] = .query(QueryKey(cell.id))
            case .assertion: entries[cell.id] = .assertion(QueryKey(cell.id, ReportCatalog.failingRows))
            case .chart, .table, .keyFigures: entries[cell.id] = .figure(kind: cell.kindName)
            case .analyze(let analyze):
                entries[cell.id] =
                    AnalyzerCatalog.named(analyze.analyzer).map { ReportCatalog.entry(cell.id, $0) } ?? .unknown
            }
        }
    }

    /// The part of an analyzer's first query for values.
    static let firstValues = "values"

    /// The part of an assert's only query.
    static let failingRows = "failing_rows"

    /// The query of each of an analyzer's outputs, in their order.
    static func keys(_ cell: String, of analyzer: Analyzer) -> [QueryKey] {
        var count = 0
        return analyzer.queries.map { query in
            switch query.output {
            case .table(let table): return QueryKey(cell, table.name)
            case .values:
                count += 1
                return QueryKey(cell, count == 1 ? firstValues : "\(firstValues)-\(count)")
            }
        }
    }

    private static func entry(_ cell: String, _ analyzer: Analyzer) -> Entry {
        var values: [String: (key: QueryKey, description: ValueDescription)] = [:]
        var tables: [String: TableEntry] = [:]
        for (query, key) in zip(analyzer.queries, keys(cell, of: analyzer)) {
            switch query.output {
            case .values(let descriptions):
                for description in descriptions { values[description.name] = (key, description) }
            case .table(let table): tables[table.name] = TableEntry(key: key, description: table)
            }
        }
        return .analyzer(values: values, tables: tables)
    }

    /// The analyzer's description of a value; nil for anything else.
    func description(ofValue path: [PathStep]) -> ValueDescription? {
        guard path.count == 2, case .name(let cell) = path[0], case .name(let name) = path[1],
            case .analyzer(let values, _)? = entries[cell]
        else { return nil }
        return values[name]?.description
    }

    /// The analyzer's description of a table; nil for a query's.
    func description(ofTable name: String) -> TableDescription? {
        let parts = name.split(separator: ".").map(String.init)
        guard parts.count == 2, case .analyzer(_, let tables)? = entries[parts[0]] else { return nil }
        return tables[parts[1]]?.description
    }

    /// The query behind `from=`: a query cell, `analyzer_cell.table`, or a source.
    func table(named name: String) -> Result<QueryKey, NameProblem> {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { PathStep.name(String($0)) }
        if parts.count == 1, entries[name] == nil,
            let source = sources.first(where: { $0.lowercased() == name.lowercased() })
        {
            return .success(QueryKey(source, ReportCatalog.wholeSource))
        }
        switch resolve(parts, loops: []) {
        case .failure(var problem):
            if parts.count == 1, problem.id == "unknown-name" {
                let tables = order.filter { if case .query = entries[$0] { true } else { false } } + sources
                problem = NameProblem(
                    "unknown-table", "there is no cell or source '\(name)'", help: NearMatch.help(name, among: tables))
            }
            return .failure(problem)
        case .success(.table(let key)): return .success(key)
        case .success: return .failure(NameProblem("not-a-table", "'\(name)' is a value, not a table"))
        }
    }

    /// The part that stands for a source as it is.
    static let wholeSource = "source"

    /// Where a path leads. Columns of query cells are not checked here: their schemas come with their plans.
    func resolve(_ path: [PathStep], loops: Set<String>) -> Result<PathTarget, NameProblem> {
        guard case .name(let first)? = path.first else {
            return .failure(NameProblem("unknown-name", "'\(path.text)' names nothing"))
        }
        let rest = Array(path.dropFirst())
        if loops.contains(first) || first == PageSettings.name && pageTable != nil { return loop(first, rest, path) }
        if let entry = entries[first] { return resolve(rest, of: first, entry, path: path) }
        switch first {
        case "param":
            let id = knowsParameters ? "unknown-parameter" : NameProblem.toldElsewhere
            return field(rest, path, among: parameters.map(\.name), of: "parameter", id: id) {
                .parameter($0)
            }
        case "period":
            let names = PeriodField.allCases.map(\.rawValue)
            return field(rest, path, among: names, of: "field of period", id: "unknown-field") { name in
                PeriodField(rawValue: name).map { .period($0) }
            }
        case "run":
            let names = RunField.allCases.map(\.rawValue)
            return field(rest, path, among: names, of: "field of run", id: "unknown-field") { name in
                RunField(rawValue: name).map { .run($0) }
            }
        default:
            let names =
                order + ["param", "period", "run"] + (pageTable == nil ? [] : [PageSettings.name]) + loops.sorted()
            return .failure(
                NameProblem(
                    "unknown-name", "there is no cell '\(first)'",
                    help: first == PageSettings.name
                        ? "'page' is the row of a report's page; this report has no 'pages' in its front matter"
                        : NearMatch.help(first, among: names)))
        }
    }

    private func loop(_ variable: String, _ rest: [PathStep], _ path: [PathStep]) -> Result<PathTarget, NameProblem> {
        guard rest.count == 1, case .name(let column) = rest[0] else {
            return .failure(NameProblem("bad-path", "'\(path.text)' needs a column: \(variable).COLUMN"))
        }
        return .success(.loop(variable: variable, column: column))
    }

    private func field(
        _ rest: [PathStep], _ path: [PathStep], among names: [String], of kind: String, id: String,
        _ target: (String) -> PathTarget?
    ) -> Result<PathTarget, NameProblem> {
        guard rest.count == 1, case .name(let name) = rest[0], names.contains(name), let target = target(name) else {
            let name = rest.first.map { [$0].text } ?? ""
            return .failure(
                NameProblem(
                    id, "there is no \(kind) '\(name)'",
                    notes: names.isEmpty ? [] : ["there are \(names.joined(separator: ", "))"],
                    help: NearMatch.help(name, among: names)))
        }
        return .success(target)
    }

    private func resolve(
        _ rest: [PathStep], of cell: String, _ entry: Entry, path: [PathStep]
    ) -> Result<PathTarget, NameProblem> {
        switch entry {
        case .query(let key): return column(rest, of: key, path)
        case .unknown: return .failure(NameProblem(NameProblem.toldElsewhere, "'\(cell)' could not be read"))
        case .figure(let kind):
            return .failure(NameProblem("bad-path", "'\(cell)' is a \(kind) cell, which has no values to read"))
        case .assertion(let key):
            guard rest.count == 1, case .name(let name) = rest[0], ["passed", ReportCatalog.failingRows].contains(name)
            else {
                return .failure(NameProblem("bad-path", "an assert has the values passed and failing_rows"))
            }
            return .success(name == "passed" ? .passed(key) : .column(key, row: 0, name: name))
        case .analyzer(let values, let tables):
            guard case .name(let name)? = rest.first else {
                return .failure(
                    NameProblem("bad-path", "'\(path.text)' needs a value or table of the analyzer: \(cell).NAME"))
            }
            if let value = values[name] {
                guard rest.count == 1 else {
                    return .failure(NameProblem("bad-path", "'\(cell).\(name)' is a single value"))
                }
                return .success(.column(value.key, row: 0, name: name))
            }
            if let table = tables[name] {
                return column(Array(rest.dropFirst()), of: table.key, path)
            }
            let names = values.keys.sorted() + tables.keys.sorted()
            return .failure(
                NameProblem(
                    "unknown-value", "'\(cell)' has no value or table '\(name)'",
                    notes: ["it has \(names.joined(separator: ", "))"], help: NearMatch.help(name, among: names)))
        }
    }

    /// `table`, `table.column` or `table[n].column`.
    private func column(_ rest: [PathStep], of key: QueryKey, _ path: [PathStep]) -> Result<PathTarget, NameProblem> {
        switch (rest.first, rest.dropFirst().first, rest.count) {
        case (nil, _, _): return .success(.table(key))
        case (.name(let name)?, nil, _): return .success(.column(key, row: 0, name: name))
        case (.index(let row)?, .name(let name)?, 2): return .success(.column(key, row: row, name: name))
        default:
            return .failure(
                NameProblem("bad-path", "'\(path.text)' cannot be read; write CELL.COLUMN or CELL[n].COLUMN"))
        }
    }
}

/// A name that leads nowhere; the caller knows the place.
struct NameProblem: Error, Hashable, Sendable {
    /// The id of a problem that follows from another one, which is told where it arises.
    static let toldElsewhere = "told-elsewhere"

    var id: String
    var message: String
    var notes: [String]
    var help: String?

    init(_ id: String, _ message: String, notes: [String] = [], help: String? = nil) {
        self.id = id
        self.message = message
        self.notes = notes
        self.help = help
    }

    /// As a diagnostic at a place.
    func diagnostic(at place: SourcePlace?) -> Diagnostic {
        Diagnostic(id, .error, message, file: place?.file, range: place?.range, notes: notes, help: help)
    }
}
