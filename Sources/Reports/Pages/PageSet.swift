import Columnar
import Diagnostics
import QueryPlan

/// Makes the pages of a run: one a row, each with a path of its own.
struct PageSet {
    let report: Report
    let settings: PageSettings
    let evaluator: ValueEvaluator
    let zone: ZoneRules

    /// The pages with their rows.
    ///
    /// - Throws: `QueryFailure` when a row gives no path, or two rows give the same.
    func pages(of table: Table) throws -> [(page: ReportPages.Page, row: ValueEvaluator.LoopRow)] {
        var pages: [(page: ReportPages.Page, row: ValueEvaluator.LoopRow)] = []
        var rows: [String: Int] = [:]
        for (number, values) in table.rows.enumerated() {
            let row = ValueEvaluator.LoopRow(schema: table.schema, values: values)
            let path = text(settings.path, row) { PagePath.slug($0) }
            try check(path, row, number)
            // Two names that differ only in case are one in some file systems.
            if let other = rows.updateValue(number, forKey: path.lowercased()) {
                throw failure(
                    "duplicate-page",
                    "\(name(of: other, pages[other].row)) and \(name(of: number, row)) would both be the page '\(path)'",
                    help: "write more of the row's values in 'path'")
            }
            pages.append(
                (
                    ReportPages.Page(
                        path: path, title: title(row),
                        values: zip(table.schema.names, values).map { Named($0, $1) }), row
                ))
        }
        return pages
    }

    private func check(_ path: String, _ row: ValueEvaluator.LoopRow, _ number: Int) throws {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        if names.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) {
            throw failure(
                "empty-page", "\(name(of: number, row)) gives the path '\(path)', which leaves a name empty",
                help: "leave rows without that value out of '\(settings.each)'")
        }
        if names.contains(where: { $0.utf8.count > PagePath.longestPart }) {
            throw failure(
                "long-page",
                "\(name(of: number, row)) gives the path '\(path)', of which a part is longer than \(PagePath.longestPart) bytes",
                help: "write fewer values in one part of 'path'")
        }
        if let first = names.first, PagePath.isTaken(String(first)) {
            throw failure(
                "taken-page", "\(name(of: number, row)) gives the path '\(path)', which the report's own files take",
                help: "write a name before it, such as 'pages/…'")
        }
    }

    /// A row for messages, by its number and its first value.
    private func name(of number: Int, _ row: ValueEvaluator.LoopRow) -> String {
        guard let column = row.schema.names.first, let value = row.values.first else {
            return "row \(number + 1) of '\(settings.each)'"
        }
        return "row \(number + 1) (\(column) \(value.isNull ? "null" : "'\(value.text)'")) of '\(settings.each)'"
    }

    private func title(_ row: ValueEvaluator.LoopRow) -> String {
        if let title = settings.title { return text(title, row) { $0 } }
        let values = settings.path.expressions.map { value($0.expression, $0.format, row) }
        return "\(report.title): \(values.joined(separator: ", "))"
    }

    private func text(_ template: TextTemplate, _ row: ValueEvaluator.LoopRow, _ shape: (String) -> String) -> String {
        template.parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let expression, let format): shape(value(expression, format, row))
            }
        }.joined()
    }

    /// A value as it reads without a format of its own: whole numbers and texts as they are. Empty when there is none.
    private func value(_ expression: ValueExpression, _ format: String?, _ row: ValueEvaluator.LoopRow) -> String {
        var evaluator = evaluator
        evaluator.page = row
        guard let value = try? evaluator.value(expression), !value.isNull else { return "" }
        return format.map { ValueText.text(value, format: $0, zone: zone) } ?? value.text
    }

    private func failure(_ id: String, _ message: String, help: String) -> QueryFailure {
        QueryFailure(
            fault: .data,
            diagnostic: Diagnostic(
                id, .error, message, file: settings.pathPlace?.file, range: settings.pathPlace?.range, help: help))
    }

    /// What stands on the run's own page: the rows, each with a link to its page.
    func index(of pages: [ReportPages.Page], schema: Schema) -> [Block] {
        guard !pages.isEmpty else { return [.paragraph([.text("There are no pages in this period.")])] }
        let readers = schema.fields.map { ValueText($0.type, format: nil, zone: zone) }
        let rows = pages.map { page -> [[Inline]] in
            var cells = zip(readers, page.values).map { [Inline.value($0.text($1.value))] }
            if let first = cells.first {
                cells[0] = [.link(first, destination: AddressText.encoded("\(page.path)/index.html"), title: nil)]
            }
            return cells
        }
        return [
            .proseTable(
                ProseTable(
                    alignments: schema.fields.map { $0.type.isNumeric ? .trailing : .leading },
                    header: schema.names.map { [.text(ValueText.words($0))] }, rows: rows))
        ]
    }
}
