import Analyzers
import Columnar
import Diagnostics
import QueryPlan

/// Everything a run will ask an engine: the report's queries for its period and for the earlier ones that comparisons need.
struct ReportPlanner {
    /// How many earlier periods a key figure's history shows.
    static let historyLength = 7

    let report: Report
    let catalog: ReportCatalog
    let bindings: [String: AnalyzerBinding]
    private(set) var planner: CellPlanner
    private(set) var collector: RequestCollector
    /// Queries that have no plan for the report's own period.
    private(set) var failures: [QueryKey: PlanFailure] = [:]
    private var wanted: [Want: Columns] = [:]
    private var order: [Want] = []

    private struct Want: Hashable {
        var key: QueryKey
        var offset: Int
    }

    /// The columns wanted of a result.
    private enum Columns {
        case all
        case some([String])
    }

    /// Plans a report over described sources.
    init(
        _ report: Report, sources: [String: Result<PlannedSource, PlanFailure>], period: Period?,
        parameters: [String: Parameter], zone: ZoneRules,
        span: (from: Int64?, to: Int64?) = (nil, nil)
    ) {
        self.report = report
        catalog = ReportCatalog(report, sources: sources.keys.sorted())
        collector = RequestCollector(zone: zone)
        var definitions = ReportPlanner.queryDefinitions(report)
        // Roles may be played by query cells, whose columns are known once they are planned.
        var scout = CellPlanner(
            definitions: definitions, sources: sources, period: period, parameters: parameters, zone: zone)
        scout.span = span
        scout.unreadCells = Set(report.unreadCells.map { $0.lowercased() })
        var bindings: [String: AnalyzerBinding] = [:]
        for cell in report.cells {
            guard case .analyze(let analyze) = cell.kind, let analyzer = AnalyzerCatalog.named(analyze.analyzer) else {
                continue
            }
            var tables: [String: Schema] = [:]
            var broken: [Diagnostic] = []
            for (name, source) in sources {
                if case .success(let source) = source { tables[name] = source.schema }
            }
            for name in analyzer.roles.map({ analyze.over[$0.name] ?? $0.name }) {
                if definitions[QueryKey(name)] != nil {
                    switch scout.plan(QueryKey(name)) {
                    case .success(let plan): tables[name] = plan.schema
                    case .failure(let failure): broken += failure.diagnostics
                    }
                } else if report.unreadCells.contains(name) {
                    broken.append(
                        Diagnostic("failed-dependency", .error, "it reads '\(name)', which cannot be planned"))
                } else if case .failure(let failure)? = sources[name] {
                    broken += failure.diagnostics
                }
            }
            var binding = AnalyzerBinding(analyzer, over: analyze.over, tables: tables)
            if !broken.isEmpty { binding.diagnostics = broken }
            bindings[cell.id] = binding
            for (query, key) in zip(analyzer.queries, ReportCatalog.keys(cell.id, of: analyzer)) {
                let name = "analyzer \(analyzer.name)"
                let output: [Field] =
                    switch query.output {
                    case .values(let values): values.map { Field($0.name, $0.type) }
                    case .table(let table): table.schema.fields
                    }
                definitions[key] = QueryDefinition(
                    sql: CellSQL(query.sql, name: name), window: cell.window, roles: binding.roles, output: output)
            }
        }
        self.bindings = bindings
        planner = CellPlanner(
            definitions: definitions, sources: sources, period: period, parameters: parameters, zone: zone)
        planner.span = span
        planner.unreadCells = scout.unreadCells
    }

    private static func queryDefinitions(_ report: Report) -> [QueryKey: QueryDefinition] {
        var definitions: [QueryKey: QueryDefinition] = [:]
        for cell in report.cells {
            switch cell.kind {
            case .query(let sql): definitions[QueryKey(cell.id)] = QueryDefinition(sql: sql, window: cell.window)
            case .assertion(let sql, _):
                definitions[QueryKey(cell.id, ReportCatalog.failingRows)] = QueryDefinition(
                    sql: sql, window: cell.window)
            default: break
            }
        }
        return definitions
    }

    /// Plans all that the report shows. Call once, before reading `collector` and `failures`.
    mutating func planAll() {
        for cell in report.cells { want(cell) }
        want(report.body, loops: [:])
        for note in report.footnotes { want(note.body, loops: [:]) }
        for (expression, _) in report.pages?.expressions ?? [] { want(expression, offset: 0, loops: [:]) }
        for alert in report.alerts { want(alert.condition, offset: 0, loops: [:]) }
        for want in order { add(want) }
    }

    /// The plan of a query for the report's period, as its cell defines it.
    mutating func plan(_ key: QueryKey) -> Result<LogicalPlan, PlanFailure> { planner.plan(key) }

    /// The instance under which a query's rows for a period were asked for; nil when nobody needs them.
    func instance(_ key: QueryKey, offset: Int) -> QueryInstance? {
        switch wanted[Want(key: key, offset: offset)] {
        case nil: nil
        case .all?: QueryInstance(key, offset: offset)
        case .some(let columns)?: QueryInstance(key, offset: offset, columns: columns)
        }
    }

    /// The periods, as steps from the report's, for which a query's rows were asked for.
    func offsets(of key: QueryKey) -> [Int] { order.filter { $0.key == key }.map(\.offset) }

    /// True when an earlier period is answered by the very query that answers the report's own, so that there is nothing to compare:
    /// the cell sees all of time, or its sources have none.
    func isTimeless(_ key: QueryKey) -> Bool {
        guard case .success(let now) = planAsIs(key, 0), case .success(let before) = planAsIs(key, -1) else {
            return false
        }
        return now == before
    }

    /// The window that a query is seen through on the page.
    func window(of key: QueryKey) -> CellWindow { planner.definitions[key]?.window ?? .period }

    private func planAsIs(_ key: QueryKey, _ offset: Int) -> Result<LogicalPlan, PlanFailure> {
        var planner = planner
        return planner.plan(key, offset: offset)
    }

    // MARK: What is needed

    private mutating func want(_ cell: Cell) {
        switch cell.kind {
        case .query: want(QueryKey(cell.id), 0, .all)
        case .assertion: want(QueryKey(cell.id, ReportCatalog.failingRows), 0, .all)
        case .analyze(let analyze):
            guard let analyzer = AnalyzerCatalog.named(analyze.analyzer), let binding = bindings[cell.id] else {
                failures[QueryKey(cell.id, ReportCatalog.firstValues)] = PlanFailure([
                    Diagnostic("unknown-analyzer", .error, "there is no analyzer '\(analyze.analyzer)'")
                ])
                return
            }
            guard binding.diagnostics.isEmpty else {
                for key in ReportCatalog.keys(cell.id, of: analyzer) {
                    failures[key] = PlanFailure(binding.diagnostics)
                }
                return
            }
            for key in ReportCatalog.keys(cell.id, of: analyzer) { want(key, 0, .all) }
            for shown in analyze.shown { want(shown) }
        case .chart(let chart):
            guard case .success(let key) = catalog.table(named: chart.from) else { return }
            want(key, 0, .all)
            if chart.comparesPrior { want(key, -1, .all) }
        case .table(let table):
            for name in [table.from] + table.columns.compactMap(\.trend?.from) {
                if case .success(let key) = catalog.table(named: name) { want(key, 0, .all) }
            }
        case .keyFigures(let figures):
            for figure in figures {
                want(figure.value, offset: 0, loops: [:])
                if report.period.comparesPrior, figure.change != KeyFigureCell.Change.none {
                    want(figure.value, offset: -1, loops: [:])
                }
                if figure.showsHistory ?? true, report.period.comparesPrior {
                    for step in 1...ReportPlanner.historyLength { want(figure.value, offset: -step, loops: [:]) }
                }
            }
        }
    }

    private mutating func want(_ nodes: [DocumentNode], loops: [String: QueryKey]) {
        for node in nodes {
            switch node {
            case .heading(_, let spans), .paragraph(let spans): want(spans, loops: loops)
            case .list(_, _, let items): for item in items { want(item, loops: loops) }
            case .quote(let body), .alert(_, let body): want(body, loops: loops)
            case .proseTable(_, let header, let rows):
                for spans in header + rows.flatMap({ $0 }) { want(spans, loops: loops) }
            case .conditional(let parts, let otherwise):
                for part in parts {
                    want(part.condition, offset: 0, loops: loops)
                    want(part.body, loops: loops)
                }
                want(otherwise, loops: loops)
            case .each(let variable, let table, let body):
                want(table, offset: 0, loops: loops)
                var inner = loops
                if case .path(let steps) = table.node,
                    case .success(.table(let key)) = catalog.resolve(steps, loops: Set(loops.keys))
                {
                    inner[variable] = key
                }
                want(body, loops: inner)
            case .code, .rule, .cell, .place: break
            }
        }
    }

    private mutating func want(_ spans: [DocumentSpan], loops: [String: QueryKey]) {
        for span in spans {
            switch span {
            case .value(let expression, _): want(expression, offset: 0, loops: loops)
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _, _):
                want(inner, loops: loops)
            case .text, .unread, .code, .image, .footnote, .lineBreak, .softBreak: break
            }
        }
    }

    private mutating func want(_ expression: ValueExpression, offset: Int, loops: [String: QueryKey]) {
        switch expression.node {
        case .literal: break
        case .path(let steps):
            guard case .success(let target) = catalog.resolve(steps, loops: Set(loops.keys)) else { return }
            switch target {
            case .column(let key, _, let name): want(key, offset, .some([name]))
            case .table(let key): want(key, offset, .all)
            case .passed(let key): want(key, offset, .all)
            case .parameter, .period, .run, .loop: break
            }
        case .call(let function, let arguments):
            for argument in arguments {
                want(argument, offset: offset, loops: loops)
                if [.prior, .delta, .change].contains(function) {
                    want(argument, offset: offset - 1, loops: loops)
                }
            }
        case .negate(let operand), .not(let operand): want(operand, offset: offset, loops: loops)
        case .binary(_, let left, let right):
            want(left, offset: offset, loops: loops)
            want(right, offset: offset, loops: loops)
        }
    }

    private mutating func want(_ key: QueryKey, _ offset: Int, _ columns: Columns) {
        let want = Want(key: key, offset: offset)
        var columns = columns
        // A page finds its rows by that column, whoever wants the others.
        if case .some(let names) = columns, let own = catalog.pageColumns[key], !names.contains(own) {
            columns = .some(names + [own])
        }
        switch (wanted[want], columns) {
        case (nil, _):
            order.append(want)
            wanted[want] = columns
        case (.all?, _): break
        case (.some?, .all): wanted[want] = .all
        case (.some(let before)?, .some(let more)):
            wanted[want] = .some(before + more.filter { !before.contains($0) })
        }
    }

    // MARK: Requests

    private mutating func add(_ want: Want) {
        guard failures[want.key] == nil, let instance = instance(want.key, offset: want.offset) else { return }
        switch planner.plan(want.key, offset: want.offset) {
        case .failure(let failure): failures[want.key] = failure
        case .success(let plan):
            if want.key.part == ReportCatalog.failingRows {
                collector.add(instance, PlanShaping.count(plan))
            } else {
                let ordered = RowOrder.definite(plan)
                collector.add(instance, instance.columns.map { PlanShaping.columns($0, of: ordered) } ?? ordered)
            }
        }
    }
}
