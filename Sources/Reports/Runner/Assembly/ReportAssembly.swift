import Columnar
import Diagnostics
import QueryPlan

/// Assembles what a run brought: the report's document, or the list of its pages and the document of each.
struct ReportAssembly: Sendable {
    let report: Report
    let evaluator: ValueEvaluator
    let zone: ZoneRules
    /// The result but for what the cells and the document bring.
    let draft: ReportResult
    /// What a draft tells in its document; nil for a report for readers.
    var findings: [Diagnostic]?

    private var tables: RunTables { evaluator.tables }

    /// The run's result.
    ///
    /// - Throws: `QueryFailure` when a row of a report with pages gives no path, or two rows give the same.
    func result() throws -> ReportResult {
        var result = draft
        let cells = cells(evaluator)
        result.cells = cells.results
        result.asserts = cells.asserts
        result.failures = cells.failures
        result.alerts = report.alerts.map(outcome)
        guard let settings = report.pages else {
            (result.blocks, result.footnotes) = document(evaluator)
            return result
        }
        let rows: Table
        do throws(ValueFailure) { rows = try tables.table(QueryKey(settings.each)) } catch {
            result.blocks = [FigureAssembler.failure(of: settings.each, error, isDraft: findings != nil)]
            return result
        }
        let set = PageSet(report: report, settings: settings, evaluator: evaluator, zone: zone)
        let pages = try set.pages(of: rows)
        result.blocks = set.index(of: pages.map(\.page), schema: rows.schema)
        let parts = PageTables(tables, pages: pages.map(\.row))
        let (shared, assembly) = (result, self)
        result.pages = ReportPages(pages.map(\.page)) { index in
            assembly.page(pages[index].page, PageView(row: pages[index].row, parts: parts), of: shared)
        }
        return result
    }

    /// The document of one page.
    private func page(_ page: ReportPages.Page, _ view: PageView, of run: ReportResult) -> ReportResult {
        var tables = tables
        tables.page = view
        let evaluator = ValueEvaluator(
            tables: tables, period: evaluator.period, parameters: evaluator.parameters, run: evaluator.run,
            page: view.row)
        var result = run
        result.page = page
        result.title = page.title
        result.cells = cells(evaluator).results
        (result.blocks, result.footnotes) = document(evaluator)
        return result
    }

    /// What the figures of the whole run say of an alert.
    private func outcome(of rule: AlertRule) -> AlertResult {
        let isFiring = (try? evaluator.value(rule.condition))?.asBoolean
        var figures: [Named<Scalar>] = []
        for path in rule.condition.paths where !figures.contains(where: { $0.name == path.text }) {
            figures.append(Named(path.text, (try? evaluator.value(ValueExpression(.path(path)))) ?? .null))
        }
        return AlertResult(rule: rule, isFiring: isFiring, figures: figures)
    }

    private func figures(_ evaluator: ValueEvaluator) -> FigureAssembler {
        FigureAssembler(
            report: report, tables: evaluator.tables, evaluator: evaluator, period: evaluator.period, zone: zone,
            isDraft: findings != nil)
    }

    private func cells(_ evaluator: ValueEvaluator) -> CellCollector {
        CellCollector(report: report, tables: evaluator.tables, figures: figures(evaluator))
    }

    private func document(_ evaluator: ValueEvaluator) -> (blocks: [Block], footnotes: [Footnote]) {
        var assembler = DocumentAssembler(
            report: report, tables: evaluator.tables, evaluator: evaluator, figures: figures(evaluator), zone: zone,
            marks: findings.map(DraftMarks.init))
        return assembler.assemble()
    }
}
