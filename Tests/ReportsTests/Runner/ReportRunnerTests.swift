import Charting
import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import Reports

@Suite struct ReportRunnerTests {
    let schema = Schema([Field("user_id", .string), Field("amount", .double), Field("at", .timestamp)])

    func workspace(_ names: String...) -> Workspace {
        var workspace = Workspace(root: "/w")
        workspace.sources = names.map {
            SourceDeclaration(name: $0, paths: ["\($0).csv"], root: "/w", timeColumn: "at")
        }
        return workspace
    }

    func query(_ id: String, _ sql: String, window: CellWindow? = nil) -> Cell {
        Cell(id: id, kind: .query(CellSQL(sql, name: "\(id).sql")), window: window)
    }

    func path(_ steps: PathStep...) -> ValueExpression { ValueExpression(.path(steps)) }

    func value(_ cell: String, _ name: String) -> ValueExpression { path(.name(cell), .name(name)) }

    func call(_ function: ValueFunction, _ arguments: ValueExpression...) -> ValueExpression {
        ValueExpression(.call(function, arguments))
    }

    func week() throws -> Period { try Period(id: "2026-W46", zone: .utc) }

    /// The text of all paragraphs, one a line.
    func text(_ blocks: [Block]) -> [String] {
        blocks.map { block in
            switch block {
            case .paragraph(let inlines): inlines.map(\.plainText).joined()
            case .failure(let cell, let message, _): "FAILURE \(cell): \(message)"
            case .list(_, _, let items): "LIST " + items.map { text($0).joined(separator: "|") }.joined(separator: ";")
            case .alert(let kind, let inner): "\(kind) " + text(inner).joined(separator: "|")
            case .keyFigures(let figures):
                "KPI "
                    + figures.map { figure in
                        let change = figure.change.map { " \($0.text) \($0.basis) \($0.tone)" } ?? ""
                        return "\(figure.label)=\(figure.value)\(change) \(figure.history.map { $0 ?? -1 })"
                    }.joined(separator: ";")
            case .dataTable(let table):
                "TABLE " + table.columns.map(\.label).joined(separator: ",") + " "
                    + table.rows.map { $0.map(\.text).joined(separator: ",") }.joined(separator: ";")
            case .chart(let figure):
                "CHART \(figure.id) \(figure.input.table.rowCount)/\(figure.input.comparison?.rowCount ?? -1)"
            default: "\(block)"
            }
        }
    }

    @Test("a comparison asks for the earlier period in the same call, and only for the columns it needs")
    func comparison() async throws {
        let backend = StubBackend(
            ["t": schema],
            answers: [
                "totals": row(("n", .int64(30)), ("mean", .double(1.5))),
                "totals @-1 (mean)": row(("mean", .double(1.2))),
            ])
        let report = Report(
            id: "r", title: "R", cells: [query("totals", "SELECT count(*) AS n, avg(amount) AS mean FROM t")],
            body: [
                .paragraph([
                    .value(value("totals", "n"), format: ",d"), .text(" "),
                    .value(call(.delta, value("totals", "mean")), format: "+.1%"), .text(" "),
                    .value(call(.change, value("totals", "mean")), format: "+.2f"), .text(" "),
                    .value(call(.prior, value("totals", "mean")), format: ".1f"),
                ])
            ])
        let runner = ReportRunner(backend: backend, workspace: workspace("t", "unused"))
        let result = try await runner.run(report, period: try week())
        #expect(text(result.blocks) == ["30 +25.0% +0.30 1.2"])
        #expect(backend.calls.count == 1)
        #expect(backend.askedIDs == ["totals", "totals @-1 (mean)"])
        #expect(result.cells.map(\.id) == ["totals"])
        #expect(result.cells[0].tables.map(\.name) == ["result"])
        #expect(result.failures.isEmpty)
        #expect(result.priorPeriod.id == "2026-W45")
    }

    @Test("a cell sees its period through the source's time column, and a cell it reads through the same window")
    func windows() async throws {
        let backend = StubBackend(["t": schema])
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("inner_rows", "SELECT amount FROM t"),
                query("outer_rows", "SELECT max(amount) AS top FROM inner_rows", window: .span(count: 2, .week)),
                query("always", "SELECT count(*) AS n FROM t", window: .all),
            ])
        _ = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        let plans = backend.calls[0].map { ($0.id, $0.plan.formatted()) }
        // 2026-11-09, 2026-11-02 and 2026-11-16 in microseconds
        let monday = "2026-11-09T00:00:00Z"
        let before = "2026-11-02T00:00:00Z"
        let end = "2026-11-16T00:00:00Z"
        for (id, plan) in plans {
            #expect(plan.contains(monday) == (id == "inner_rows"), "\(id)")
            #expect(plan.contains(before) == (id == "outer_rows"), "\(id)")
            #expect(plan.contains(end) == (id != "always"), "\(id)")
        }
        #expect(plans.count == 3)
    }

    @Test("a failing cell stands as a failure in its place, what depends on it says so, and the rest goes on")
    func isolation() async throws {
        let failure = QueryFailure(
            fault: .query, diagnostic: Diagnostic("division-by-zero", .error, "division by zero", help: "use nullif"))
        let backend = StubBackend(
            ["t": schema], answers: ["bad": .failure(failure), "good": row(("n", .int64(3)))])
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("bad", "SELECT amount / 0 AS x FROM t"), query("good", "SELECT count(*) AS n FROM t"),
                Cell(id: "shown", kind: .table(TableCell(from: "bad"))),
                Cell(id: "fine", kind: .table(TableCell(from: "good"))),
            ],
            body: [
                .cell(id: "bad"), .cell(id: "good"), .cell(id: "shown"), .cell(id: "fine"),
                .paragraph([.text("x is "), .value(value("bad", "x"), format: nil)]),
                .conditional(
                    [
                        ConditionalPart(
                            ValueExpression(.binary(.greater, value("bad", "x"), ValueExpression(.literal(.int64(1))))),
                            [.rule])
                    ],
                    otherwise: []),
            ])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(
            text(result.blocks) == [
                "FAILURE bad: division by zero",
                "FAILURE shown: 'shown' has nothing to show: it reads 'bad', which failed",
                "TABLE N 3",
                "x is [no value: 'bad' failed]",
                "FAILURE bad: this part of the report depends on 'bad', which failed",
            ])
        #expect(result.failures.map(\.id) == ["bad"])
    }

    @Test("a source without files fails the cells that read it and no others")
    func missingSource() async throws {
        let backend = StubBackend(["t": schema], answers: ["good": row(("n", .int64(3)))])
        let report = Report(
            id: "r", title: "R",
            cells: [query("lost", "SELECT count(*) AS n FROM gone"), query("good", "SELECT count(*) AS n FROM t")],
            body: [.cell(id: "lost"), .paragraph([.value(value("good", "n"), format: nil)])])
        let runner = ReportRunner(backend: backend, workspace: workspace("t", "gone"))
        let result = try await runner.run(report, period: try week())
        #expect(text(result.blocks) == ["FAILURE lost: no file matches 'gone.csv' of source 'gone'", "3"])
        #expect(await runner.check(report).map(\.message) == ["no file matches 'gone.csv' of source 'gone'"])
    }

    @Test("a key figure tells its change, whether it is welcome, and its history")
    func keyFigures() async throws {
        var answers: [String: Result<Table, QueryFailure>] = ["totals": row(("n", .int64(30)), ("mean", .double(1.5)))]
        for step in 1...7 { answers["totals @-\(step) (n)"] = row(("n", .int64(Int64(30 - step * 2)))) }
        let backend = StubBackend(["t": schema], answers: answers)
        let figure = KeyFigureCell(value: value("totals", "n"), label: "Rows", good: .up)
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("totals", "SELECT count(*) AS n, avg(amount) AS mean FROM t"),
                Cell(id: "k", kind: .keyFigures([figure])),
            ], body: [.cell(id: "k")])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        // 30 / 28 − 1 = 7.14 %
        #expect(
            text(result.blocks)
                == ["KPI Rows=30 +7.1% on week 45 good [16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 28.0, 30.0]"])
        guard case .keyFigures(let figures) = result.blocks[0] else { return }
        #expect(figures[0].historyLabels.first == "week 39")
        #expect(figures[0].historyLabels.last == "week 46")
        #expect(figures[0].id == "k-n")
        #expect(result.cells.last?.values == [Named("n", .int64(30))])
    }

    @Test(
        "without rows in the period before there is no change, and over all of time there is neither change nor history"
    )
    func nothingToCompare() async throws {
        let backend = StubBackend(
            ["t": schema],
            answers: [
                "mean": row(("m", .double(2))), "mean @-1 (m)": row(("m", .null)), "ever": row(("n", .int64(9))),
            ])
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("mean", "SELECT avg(amount) AS m FROM t"),
                query("ever", "SELECT count(*) AS n FROM t", window: .all),
                Cell(
                    id: "k",
                    kind: .keyFigures([
                        KeyFigureCell(value: value("mean", "m")), KeyFigureCell(value: value("ever", "n")),
                    ])),
            ], body: [.cell(id: "k"), .paragraph([.value(call(.delta, value("mean", "m")), format: "+.1%")])])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(text(result.blocks) == ["KPI M=2 [];N=9 []", "–"])
        // One request for all periods of the timeless query: equal plans are asked once.
        #expect(backend.askedIDs.filter { $0.hasPrefix("ever") } == ["ever", "ever @-1 (n)"])
    }

    @Test("a chart compares with the earlier period where that has rows")
    func charts() async throws {
        let points = Schema([Field("user_id", .string), Field("total", .double)])
        let backend = StubBackend(
            ["t": schema],
            answers: [
                "sums": .success(Table(points, rows: [[.string("a"), .double(1)], [.string("b"), .double(2)]])),
                "sums @-1": .success(Table(points, rows: [[.string("a"), .double(3)]])),
            ])
        let specification = ChartSpecification(.bar, x: "user_id", y: "total", title: "Sums")
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("sums", "SELECT user_id, sum(amount) AS total FROM t GROUP BY user_id"),
                Cell(id: "c", kind: .chart(ChartCell(from: "sums", specification: specification, comparesPrior: true))),
                Cell(id: "d", kind: .chart(ChartCell(from: "sums", specification: specification))),
            ], body: [.cell(id: "c"), .cell(id: "d")])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(text(result.blocks) == ["CHART c 2/1", "CHART d 2/-1"])
        guard case .chart(let figure) = result.blocks[0] else { return }
        #expect(figure.input.periodLabel == "week 46")
        #expect(figure.input.comparisonLabel == "week 45")
        #expect(figure.input.timeDomain?.from == result.period.from)
        #expect(figure.input.comparisonDomain?.to == result.period.from)
    }

    @Test("an assert counts its rows in the engine, and says on the page what does not pass")
    func asserts() async throws {
        let backend = StubBackend(
            ["t": schema],
            answers: [
                "neg.failing_rows": row(("failing_rows", .int64(2))),
                "ok.failing_rows": row(("failing_rows", .int64(0))),
            ])
        let sql = CellSQL("SELECT * FROM t WHERE amount < 0 ORDER BY amount", name: "neg")
        let report = Report(
            id: "r", title: "R",
            cells: [
                Cell(id: "neg", kind: .assertion(sql, message: "Amounts are positive")),
                Cell(id: "ok", kind: .assertion(CellSQL("SELECT * FROM t WHERE amount > 9", name: "ok"), message: nil)),
            ],
            body: [
                .cell(id: "neg"), .cell(id: "ok"),
                .conditional([ConditionalPart(value("ok", "passed"), [.paragraph([.text("held")])])], otherwise: []),
            ])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(
            result.asserts == [
                AssertResult(id: "neg", message: "Amounts are positive", passed: false, failingRows: 2),
                AssertResult(id: "ok", message: nil, passed: true, failingRows: 0),
            ])
        #expect(text(result.blocks) == ["caution Amounts are positive: 2 rows do not pass.", "held"])
        #expect(backend.calls[0].allSatisfy { !$0.plan.formatted().contains("Sort") })
    }

    @Test("loops repeat their body for each row and make one list of it")
    func loops() async throws {
        let rows = Schema([Field("status", .string), Field("n", .int64)])
        let backend = StubBackend(
            ["t": schema],
            answers: ["s": .success(Table(rows, rows: [[.string("a"), .int64(1)], [.string("b"), .int64(2)]]))])
        let item: [DocumentNode] = [
            .paragraph([
                .value(value("row", "status"), format: nil), .text(" "),
                .value(
                    call(
                        .plural, value("row", "n"), ValueExpression(.literal(.string("one"))),
                        ValueExpression(.literal(.string("many")))), format: nil),
            ])
        ]
        let report = Report(
            id: "r", title: "R", cells: [query("s", "SELECT user_id AS status, count(*) AS n FROM t GROUP BY user_id")],
            body: [
                .each(variable: "row", table: path(.name("s")), [.list(start: nil, isTight: true, items: [item])]),
                .conditional(
                    [
                        ConditionalPart(
                            ValueExpression(
                                .binary(.equal, call(.count, path(.name("s"))), ValueExpression(.literal(.int64(0))))),
                            [.rule])
                    ],
                    otherwise: [.paragraph([.value(call(.count, path(.name("s"))), format: nil)])]),
            ])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(text(result.blocks) == ["LIST a one;b many", "2"])
    }

    @Test("equal queries are asked once, under the first one's name")
    func sharing() async throws {
        let backend = StubBackend(["t": schema], answers: ["a": row(("n", .int64(5)))])
        let report = Report(
            id: "r", title: "R",
            cells: [query("a", "SELECT count(*) AS n FROM t"), query("b", "select count(*) as n from t")],
            body: [.paragraph([.value(value("b", "n"), format: nil)])])
        let result = try await ReportRunner(backend: backend, workspace: workspace("t")).run(report, period: try week())
        #expect(backend.askedIDs == ["a"])
        #expect(text(result.blocks) == ["5"])
    }

    @Test("queries that read each other in a circle are told as such")
    func circle() async throws {
        let backend = StubBackend(["t": schema])
        let report = Report(
            id: "r", title: "R", cells: [query("a", "SELECT * FROM b"), query("b", "SELECT * FROM a")])
        let found = await ReportRunner(backend: backend, workspace: workspace("t")).check(report)
        #expect(found.map(\.message).contains("queries read each other in a circle: 'a' reads 'b' reads 'a'"))
    }

    @Test("a check finds wrong names, columns, types and formats without a row")
    func check() async throws {
        let backend = StubBackend(["t": schema])
        let report = Report(
            id: "r", title: "R",
            parameters: [ParameterDeclaration(name: "limit", type: .double, defaultValue: .double(1))],
            cells: [
                query("totals", "SELECT count(*) AS n, max(at) AS last FROM t"),
                query("typo", "SELECT amuont FROM t"),
                Cell(id: "shown", kind: .table(TableCell(from: "totls"))),
                Cell(id: "cols", kind: .table(TableCell(from: "totals", columns: [TableCell.Column("nn")]))),
                Cell(id: "an", kind: .analyze(AnalyzeCell(analyzer: "quantum_resonanc"))),
            ],
            body: [
                .paragraph([
                    .value(value("totals", "m"), format: nil), .value(value("total", "n"), format: nil),
                    .value(value("param", "limt"), format: nil), .value(value("totals", "n"), format: "%Y"),
                    .value(path(.name("totals")), format: nil), .value(value("period", "labl"), format: nil),
                ]),
                .conditional([ConditionalPart(value("totals", "n"), [])], otherwise: []),
            ])
        let found = await ReportRunner(backend: backend, workspace: workspace("t")).check(report)
        let messages = found.map { $0.message + ($0.help.map { " | \($0)" } ?? "") }
        for expected in [
            "'totals' has no column 'm' | did you mean 'n'?",
            "there is no cell 'total' | did you mean 'totals'?",
            "there is no parameter 'limt' | did you mean 'limit'?",
            "'totals' is a table, not a value | write totals.COLUMN, totals[n].COLUMN or count(totals)",
            "there is no field of period 'labl' | did you mean 'label'?",
            "a condition is true or false; this is a bigint",
            "there is no cell or source 'totls' | did you mean 'totals'?",
            "'totals' has no column 'nn' | did you mean 'n'?",
            "there is no analyzer 'quantum_resonanc' | did you mean 'quantum_resonance'?",
        ] {
            #expect(messages.contains(expected), "\(expected) in \(messages.joined(separator: "\n"))")
        }
        #expect(messages.contains { $0.hasPrefix("unknown column 'amuont'") || $0.contains("amuont") })
        #expect(found.contains { $0.id == "bad-format" })
    }

    @Test("a finding about an option stands where the option is written")
    func places() async throws {
        let source = SourceText(path: "r.md", text: "mark: bar\nx: usr_id\ny: total\n")
        let place = SourcePlace(file: "r.md", range: source.range(0..<9))
        let option = SourcePlace(file: "r.md", range: source.range(13..<19))
        let report = Report(
            id: "r", title: "R",
            cells: [
                query("sums", "SELECT user_id, sum(amount) AS total FROM t GROUP BY user_id"),
                Cell(
                    id: "c",
                    kind: .chart(
                        ChartCell(from: "sums", specification: ChartSpecification(.bar, x: "usr_id", y: "total"))),
                    place: place, options: ["x": option]),
            ])
        let found = await ReportRunner(backend: StubBackend(["t": schema]), workspace: workspace("t")).check(report)
        #expect(found.map(\.file) == ["r.md"])
        #expect(found.first?.range?.lowerBound.line == 2)
        #expect(found.first?.range?.lowerBound.column == 4)
    }

    @Test("a cell called like a source reads the source, and others read the cell")
    func shadowing() async throws {
        let backend = StubBackend(["t": schema])
        let report = Report(
            id: "r", title: "R",
            cells: [query("t", "SELECT amount AS a FROM t"), query("u", "SELECT max(a) AS top FROM t")])
        let runner = ReportRunner(backend: backend, workspace: workspace("t"))
        #expect(await runner.check(report) == [])
        _ = try await runner.run(report, period: try week())
        #expect(backend.askedIDs == ["t", "u"])
    }

    @Test("an unknown analyzer is told once, not again by everything that reads it")
    func unknownAnalyzer() async throws {
        let report = Report(
            id: "r", title: "R", cells: [Cell(id: "an", kind: .analyze(AnalyzeCell(analyzer: "resonance")))],
            body: [.paragraph([.value(value("an", "total_value"), format: nil)]), .cell(id: "an")])
        let runner = ReportRunner(backend: StubBackend([:]), workspace: workspace())
        #expect(await runner.check(report).map(\.message) == ["there is no analyzer 'resonance'"])
        let result = try await runner.run(report, period: try week())
        #expect(result.failures.map(\.id) == ["an"])
    }
}
