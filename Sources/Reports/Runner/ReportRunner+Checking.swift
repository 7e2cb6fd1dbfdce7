import Analyzers
import Charting
public import Columnar
public import Diagnostics
public import QueryPlan
import Tracing

extension ReportRunner {
    /// Everything that is wrong with a report's queries, names, figures and formats, in reading order; whatever the period.
    ///
    /// Reads no data rows but the bounded sample that an undeclared schema is inferred from. What the parser found is not repeated, nor what
    /// only follows from it: a report with mistakes is checked as far as it could be read.
    public func check(_ report: Report) async -> [Diagnostic] {
        let period = standardPeriod(of: report, asOf: 0)
        let planner = await plan(report, period: period, parameters: ReportRunner.values(of: report, []))
        return ReportRunner.problems(of: report, planner)
    }

    /// The same before a run, with what the run then need not plan again; nil when its plan may be another than the check's in more than
    /// the bounds of its period.
    ///
    /// - Parameters:
    ///   - period: the run's period.
    ///   - parameters: the run's values by name.
    public func check(
        _ report: Report, before period: Period, parameters: [Named<Scalar>] = []
    ) async -> (diagnostics: [Diagnostic], planned: PlannedReport?) {
        let values = ReportRunner.values(of: report, parameters)
        guard values == ReportRunner.values(of: report, []) else { return (await check(report), nil) }
        let clock = ContinuousClock()
        let started = clock.now
        let planner = await withSpan("plan") { _ in await plan(report, period: period, parameters: values) }
        let seconds = (clock.now - started).inSeconds
        guard planner.failures.isEmpty else { return (await check(report), nil) }
        return (
            ReportRunner.problems(of: report, planner),
            PlannedReport(planner: planner, report: report.id, period: period, parameters: values, seconds: seconds)
        )
    }

    private static func problems(of report: Report, _ planner: ReportPlanner) -> [Diagnostic] {
        var checker = ReportChecker(report: report, planner: planner)
        return checker.check()
    }
}

/// Checks a planned report: each rule looks at one kind of thing.
private struct ReportChecker {
    let report: Report
    var planner: ReportPlanner
    private var found: [Diagnostic] = []

    init(report: Report, planner: ReportPlanner) {
        self.report = report
        self.planner = planner
    }

    mutating func check() -> [Diagnostic] {
        for cell in report.cells { check(cell) }
        checkDocument()
        var unique: [Diagnostic] = []
        for diagnostic in found where !unique.contains(diagnostic) { unique.append(diagnostic) }
        return unique.sortedForReading()
    }

    private mutating func check(_ cell: Cell) {
        switch cell.kind {
        case .query: checkQuery(QueryKey(cell.id), cell)
        case .assertion: checkQuery(QueryKey(cell.id, ReportCatalog.failingRows), cell)
        case .analyze(let analyze):
            checkAnalyzer(analyze, cell)
            for shown in analyze.shown { check(shown) }
        case .chart(let chart):
            guard let schema = schema(named: chart.from, cell) else { return }
            for problem in chart.specification.problems(for: schema, comparesPrior: chart.comparesPrior) {
                report(
                    NameProblem(
                        "bad-chart", "chart '\(cell.id)': \(problem.message)",
                        notes: problem.isAboutColumns
                            ? ["'\(chart.from)' has \(schema.names.joined(separator: ", "))"] : [], help: problem.help),
                    cell, option: problem.option)
            }
        case .table(let table):
            guard let schema = schema(named: table.from, cell) else { return }
            var tables: [String: Schema] = [:]
            for column in table.columns {
                guard let trend = column.trend else { continue }
                if let found = self.schema(named: trend.from, cell, option: "columns.\(column.name).trend.from") {
                    tables[trend.from] = found
                }
            }
            for (problem, option) in TableChecker(table: table, schema: schema, trends: tables).problems() {
                report(problem, cell, option: option)
            }
        case .keyFigures: break
        }
    }

    private mutating func checkAnalyzer(_ analyze: AnalyzeCell, _ cell: Cell) {
        guard let analyzer = AnalyzerCatalog.named(analyze.analyzer) else {
            let names = AnalyzerCatalog.all.map(\.name)
            report(
                NameProblem(
                    "unknown-analyzer", "there is no analyzer '\(analyze.analyzer)'",
                    notes: ["there are \(names.joined(separator: ", "))"],
                    help: NearMatch.help(analyze.analyzer, among: names)), cell, option: "analyzer")
            return
        }
        let roles = analyzer.roles.map(\.name)
        for name in analyze.over.keys.sorted() where !roles.contains(name) {
            report(
                NameProblem(
                    "unknown-role", "analyzer '\(analyzer.name)' has no input '\(name)'",
                    notes: ["it reads \(roles.joined(separator: ", "))"], help: NearMatch.help(name, among: roles)),
                cell, option: "over.\(name)")
        }
        for key in ReportCatalog.keys(cell.id, of: analyzer) { checkQuery(key, cell) }
    }

    /// A query's own findings; those without a place get the cell's.
    private mutating func checkQuery(_ key: QueryKey, _ cell: Cell) {
        guard let failure = planner.failures[key] else { return }
        for var diagnostic in failure.diagnostics where diagnostic.id != "failed-dependency" {
            if diagnostic.id == "unknown-parameter", !report.knowsParameters { continue }
            if diagnostic.file == nil {
                diagnostic.file = cell.place?.file
                diagnostic.range = cell.place?.range
            }
            found.append(diagnostic)
        }
    }

    private mutating func schema(named name: String, _ cell: Cell, option: String = "from") -> Schema? {
        switch planner.catalog.table(named: name) {
        case .failure(let problem):
            report(problem, cell, option: option)
            return nil
        case .success(let key):
            switch planner.plan(key) {
            case .success(let plan): return plan.schema
            case .failure(let failure):
                if key.part == ReportCatalog.wholeSource { found += failure.diagnostics }
                return nil
            }
        }
    }

    private mutating func checkDocument() {
        // Plans are kept by the planner, so a local copy answers from memory.
        var planner = planner
        var schemas: [QueryKey: Schema] = [:]
        for cell in report.cells {
            var keys = [QueryKey(cell.id)]
            if case .analyze(let analyze) = cell.kind, let analyzer = AnalyzerCatalog.named(analyze.analyzer) {
                keys = ReportCatalog.keys(cell.id, of: analyzer)
            }
            for key in keys {
                if case .success(let plan) = planner.plan(key) { schemas[key] = plan.schema }
            }
        }
        let known = schemas
        var checker = ExpressionChecker(catalog: planner.catalog) { known[$0] }
        for cell in report.cells.flatMap(\.withShown) {
            guard case .keyFigures(let figures) = cell.kind else { continue }
            for (number, figure) in figures.enumerated() {
                checker.checkValue(
                    figure.value, format: figure.format, formatPlace: cell.options["\(number).format"])
            }
        }
        for alert in report.alerts { checker.checkCondition(alert.condition, loops: [:]) }
        ReportChecker.check(report.body, &checker, loops: [:])
        for note in report.footnotes { ReportChecker.check(note.body, &checker, loops: [:]) }
        var pages = PageChecker(report: report, schemas: known)
        pages.check(&checker)
        found += pages.diagnostics
        found += checker.diagnostics
    }

    private static func check(
        _ nodes: [DocumentNode], _ checker: inout ExpressionChecker, loops: [String: QueryKey]
    ) {
        for node in nodes {
            switch node {
            case .heading(_, let spans), .paragraph(let spans): check(spans, &checker, loops)
            case .list(_, _, let items): for item in items { check(item, &checker, loops: loops) }
            case .quote(let body), .alert(_, let body): check(body, &checker, loops: loops)
            case .proseTable(_, let header, let rows):
                for spans in header + rows.flatMap({ $0 }) { check(spans, &checker, loops) }
            case .conditional(let parts, let otherwise):
                for part in parts {
                    checker.checkCondition(part.condition, loops: loops)
                    check(part.body, &checker, loops: loops)
                }
                check(otherwise, &checker, loops: loops)
            case .each(let variable, let table, let body):
                var inner = loops
                if let key = checker.checkTable(table, loops: loops) { inner[variable] = key }
                check(body, &checker, loops: inner)
            case .code, .rule, .cell, .place: break
            }
        }
    }

    private static func check(
        _ spans: [DocumentSpan], _ checker: inout ExpressionChecker, _ loops: [String: QueryKey]
    ) {
        for span in spans {
            switch span {
            case .value(let expression, let format): checker.checkValue(expression, format: format, loops: loops)
            case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _, _):
                check(inner, &checker, loops)
            case .text, .unread, .code, .image, .footnote, .lineBreak, .softBreak: break
            }
        }
    }

    private mutating func report(_ problem: NameProblem, _ cell: Cell, option: String) {
        guard problem.id != NameProblem.toldElsewhere else { return }
        found.append(problem.diagnostic(at: cell.place(of: option)))
    }
}

extension Cell {
    /// The cell, and behind it the cells that an analysis shows.
    var withShown: [Cell] {
        guard case .analyze(let analyze) = kind else { return [self] }
        return [self] + analyze.shown
    }
}
