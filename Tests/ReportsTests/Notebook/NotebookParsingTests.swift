import Columnar
import Diagnostics
import Reports
import Testing

@Suite("Notebooks are read into reports")
struct NotebookParsingTests {
    static func parse(_ body: String, includes: [String: String] = [:]) -> (report: Report?, diagnostics: [Diagnostic])
    {
        ReportParser.parse(SourceText(path: "reports/r.md", text: "---\nreport: 1\ntitle: R\n---\n" + body)) { path in
            includes[path].map { SourceText(path: path, text: $0) }
        }
    }

    /// The document as short text, to compare with what a reader expects.
    static func outline(_ nodes: [DocumentNode]) -> String {
        nodes.map(outline).filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func outline(_ node: DocumentNode) -> String {
        switch node {
        case .heading(let level, let spans): "h\(level)(\(text(spans)))"
        case .paragraph(let spans): "p(\(text(spans)))"
        case .list(let start, let isTight, let items):
            "\(start.map { "ol\($0)" } ?? "ul")\(isTight ? "" : "-loose")(\(items.map(outline).joined(separator: "; ")))"
        case .quote(let body): "quote(\(outline(body)))"
        case .alert(let kind, let body): "\(kind.rawValue)(\(outline(body)))"
        case .code(let language, let code): "code(\(language ?? "-"): \(code))"
        case .proseTable(let alignments, let header, let rows):
            "table(\(alignments.map(\.rawValue).joined(separator: ",")): "
                + ([header] + rows).map { $0.map(text).joined(separator: "|") }.joined(separator: " / ") + ")"
        case .rule: "rule"
        case .cell(let id): "cell(\(id))"
        case .conditional(let parts, let otherwise):
            parts.map { "if(\(text($0.condition)): \(outline($0.body)))" }.joined(separator: " ")
                + (otherwise.isEmpty ? "" : " else(\(outline(otherwise)))")
        case .each(let variable, let table, let body): "each(\(variable) in \(text(table)): \(outline(body)))"
        case .place: ""
        }
    }

    static func text(_ spans: [DocumentSpan]) -> String { spans.map(text).joined() }

    static func text(_ span: DocumentSpan) -> String {
        switch span {
        case .text(let text): text
        case .value(let expression, let format): "{\(text(expression))\(format.map { " as \($0)" } ?? "")}"
        case .emphasis(let inner): "_\(text(inner))_"
        case .strong(let inner): "*\(text(inner))*"
        case .strikethrough(let inner): "~\(text(inner))~"
        case .code(let code), .unread(let code, _): "`\(code)`"
        case .link(let inner, let destination, _): "[\(text(inner))](\(destination))"
        case .image(let alternative, let destination, _): "![\(alternative)](\(destination))"
        case .footnote(let label): "[^\(label)]"
        case .lineBreak: "⏎"
        case .softBreak: "␣"
        }
    }

    static func text(_ expression: ValueExpression) -> String {
        switch expression.node {
        case .literal(let scalar): scalar.type == .string ? "'\(scalar.text)'" : scalar.isNull ? "null" : scalar.text
        case .path(let steps): steps.text
        case .call(let function, let arguments):
            "\(function.rawValue)(\(arguments.map { text($0) }.joined(separator: ", ")))"
        case .negate(let operand): "(-\(text(operand)))"
        case .not(let operand): "(not \(text(operand)))"
        case .binary(let op, let left, let right): "(\(text(left)) \(op.rawValue) \(text(right)))"
        }
    }

    @Test(
        "prose keeps its meaning",
        arguments: [
            ("# One\n\nTwo *three* **four** `five`.", "h1(One) p(Two _three_ *four* `five`.)"),
            ("~~gone~~ but \\~\\~not\\~\\~ `~~code~~` and ~~ open", "p(~gone~ but ~~not~~ `~~code~~` and ~~ open)"),
            ("- [ ] open\n- [x] done\n", "ul(p(☐ open); p(☑ done))"),
            ("> [!WARNING]\n> Low.\n> More.", "warning(p(Low.␣More.))"),
            ("> [!tip]\n>\n> - a", "tip(ul(p(a)))"),
            ("> just quoted", "quote(p(just quoted))"),
            (
                "| a | b |\n|:--|--:|\n| `x\\|y` | **2** |\n| _z_ |\n",
                "table(leading,trailing: a|b / `x|y`|*2* / _z_|)"
            ),
            ("before\n| a |\n|---|\n| # 1 |", "p(before) table(leading: a / # 1)"),
            ("a | b\n--- | ---\n1 | 2 | 3", "table(leading,leading: a|b / 1|2)"),
            ("no\n| table\n|---|---|---|", "p(no␣| table␣|---|---|---|)"),
            (
                "Note.[^n] Not \\[^n].\n\n[^n]: Its *text*\n    goes on.\n\n    Second.\n\nAfter.",
                "p(Note.[^n] Not [^n].) p(After.)"
            ),
            ("[^w]\n\n[^w]: word", "p([^w])"),
            ("<!-- a plain comment -->\n\ntext <!-- inside --> text", "p(text  text)"),
            ("```js\nlet x = 1\n```", "code(js: let x = 1\n)"),
            ("    indented", "code(-: indented\n)"),
            ("3. a\n4. b", "ol3(p(a); p(b))"),
            ("`` `= x` `` stays", "p(`` `= x` `` stays)".replacing("`` `= x` ``", with: "``= x``")),
        ])
    func prose(source: String, expected: String) {
        let (report, found) = Self.parse(source)
        #expect(Self.outline(report?.body ?? []) == expected)
        #expect(found.isEmpty, "\(found)")
    }

    @Test(
        "inline values are expressions with a format",
        arguments: [
            ("`= a.b`", "{a.b}"), ("`= a.b as ,.2f`", "{a.b as ,.2f}"),
            ("`= low[0].hour as %A %H:%M`", "{low[0].hour as %A %H:%M}"),
            ("`= 1 + 2 * 3 - 4`", "{((1 + (2 * 3)) - 4)}"), ("`= -(1 + 2)`", "{(-(1 + 2))}"),
            ("`= a.b > 1 and not c.d = 'x' or e.f`", "{(((a.b > 1) and (not (c.d == 'x'))) or e.f)}"),
            ("`= 'it''s' || \" as \"`", "{concat('it''s',  as )}".replacing("'it''s',  as ", with: "'it's', ' as '")),
            ("`= plural(count(t), 'one', 'many')`", "{plural(count(t), 'one', 'many')}"),
            ("`= t[-1].x % 2`", "{(t[-1].x % 2)}"), ("`= t[\"a b\"]`", "{t.a b}"), ("`= 1e3`", "{1000.0}"),
            ("`= 9223372036854775807`", "{9223372036854775807}"), ("`=x`", "`=x`"), ("`= null`", "{null}"),
            ("``= a.b``", "{a.b}"), ("*`= a.b`*", "_{a.b}_"),
        ])
    func values(source: String, expected: String) {
        let (report, found) = Self.parse(source)
        #expect(Self.outline(report?.body ?? []) == "p(\(expected))")
        #expect(found.isEmpty, "\(found)")
    }

    @Test(
        "control comments become branches and loops, right beside lists, quotes and alerts",
        arguments: [
            ("<!-- if: a.b > 1 -->\nyes\n<!-- else -->\nno\n<!-- end -->", "if((a.b > 1): p(yes)) else(p(no))"),
            ("<!-- each: row in t -->\n- `= row.x`\n<!-- end -->\nafter", "each(row in t: ul(p({row.x}))) p(after)"),
            ("- a\n<!-- if: true -->\n> [!NOTE]\n> b\n<!-- end -->", "ul(p(a)) if(true: note(p(b)))"),
            ("<!-- if: false -->\n<!-- else if: a.b -->\nx\n<!-- end --> <!-- plain -->", "if(false: ) if(a.b: p(x))"),
            ("> quoted\n<!-- if:\n  true -->\nx\n<!-- end -->", "quote(p(quoted)) if(true: p(x))"),
            ("- item\n\n  <!-- if: true -->\n  inner\n  <!-- end -->", "ul-loose(p(item) if(true: p(inner)))"),
        ])
    func control(source: String, expected: String) {
        let (report, found) = Self.parse(source)
        #expect(Self.outline(report?.body ?? []) == expected)
        #expect(found.isEmpty, "\(found)")
    }

    @Test("an included file's text, cells and notes belong to the report, and its findings to the file")
    func includes() {
        let (report, found) = Self.parse(
            "a\n\n<!-- include: parts/x.md -->\n\nb[^n]",
            includes: [
                "reports/parts/x.md":
                    "# X\n\n`= 1 +`\n\n```sql {#q}\nSELECT 1 AS a\n```\n\n<!-- include: ../y.md -->\n\n[^n]: note",
                "reports/y.md": "y",
            ])
        #expect(Self.outline(report?.body ?? []) == "p(a) h1(X) p(`= 1 +`) cell(q) p(y) p(b[^n])")
        #expect(
            found.map { "\($0.file ?? ""):\($0.range?.lowerBound.line ?? 0):\($0.range?.lowerBound.column ?? 0)" } == [
                "reports/parts/x.md:3:7"
            ])
        #expect(report?.footnotes.map { Self.outline($0.body) } == ["p(note)"])
        #expect(report?.files.map(\.path) == ["reports/r.md", "reports/parts/x.md", "reports/y.md"])
    }

    @Test("cells carry their SQL as it stands in the file, quotes and CRLF included")
    func cellSQL() {
        let (report, found) = ReportParser.parse(
            SourceText(
                path: "r.md",
                text:
                    "\u{FEFF}---\r\nreport: 1\r\n---\r\n\r\n> ```sql {#q window=\"12 weeks\"}\r\n> SELECT 1\r\n> ```\r\n"
            ))
        #expect(found.isEmpty, "\(found)")
        guard let cell = report?.cell("q"), case .query(let sql) = cell.kind else {
            Issue.record("no cell")
            return
        }
        #expect(sql.text.split(whereSeparator: \.isWhitespace) == ["SELECT", "1"])
        #expect(sql.source.location(at: sql.offsets.lowerBound).line == 6)
        #expect(cell.window == .span(count: 12, .week))
    }

    @Test("a cell that echoes shows its own text above its result")
    func echo() {
        let (report, found) = Self.parse(
            "```sql {#q echo=true}\nSELECT 1 AS a\n```\n\n```yaml {chart #c from=q echo=true}\nmark: bar\nx: a\ny: a\n```\n\n"
                + "```yaml {chart #d from=q echo=false}\nmark: bar\nx: a\ny: a\n```\n")
        #expect(found.isEmpty, "\(found)")
        let shown = (report?.body ?? []).map { node -> String in
            switch node {
            case .code(let language, let text): "\(language ?? ""): \(text)"
            case .cell(let id): id
            default: "?"
            }
        }
        #expect(shown == ["sql: SELECT 1 AS a\n", "q", "yaml: mark: bar\nx: a\ny: a\n", "c", "d"])
    }

    @Test("an analysis shows what it is told to, in order")
    func analysis() {
        let (report, found) = Self.parse(
            "```yaml {analyze #res}\nanalyzer: quantum_resonance\nover: tx\nshow: [unique_users, total_value, cascade, hourly_resonance]\n```\n"
        )
        #expect(found.isEmpty, "\(found)")
        guard let cell = report?.cell("res"), case .analyze(let analyze) = cell.kind else {
            Issue.record("no cell")
            return
        }
        #expect(analyze.over == ["transactions": "tx"])
        #expect(analyze.shown.map(\.id) == ["res-unique_users", "res-cascade", "res-hourly_resonance"])
        #expect(analyze.shown.map(\.kindName) == ["kpi", "chart", "chart"])
    }

    @Test("the front matter's values arrive")
    func frontMatter() {
        let (report, found) = ReportParser.parse(
            SourceText(
                path: "a/weekly.md",
                text: """
                    ---
                    report: 1
                    kicker: K
                    schedule: "weekly mon 00:00"
                    timezone: Europe/Berlin
                    period: {grain: month, offset: -2, compare: none}
                    params:
                      low: {type: double, default: 0.5, min: 0, max: 1, description: D}
                      kind: {type: string, default: b, values: [a, b]}
                    ---
                    # The *title*
                    """))
        #expect(found.isEmpty, "\(found)")
        #expect(report?.id == "weekly")
        #expect(report?.title == "The title")
        #expect(report?.zone?.identifier == "Europe/Berlin")
        #expect(report?.period == PeriodSettings(grain: .month, offset: -2, comparesPrior: false))
        #expect(
            report?.parameters == [
                ParameterDeclaration(
                    name: "low", type: .double, defaultValue: .double(0.5), minimum: 0, maximum: 1, description: "D"),
                ParameterDeclaration(
                    name: "kind", type: .string, defaultValue: .string("b"), choices: [.string("a"), .string("b")]),
            ])
    }
}
