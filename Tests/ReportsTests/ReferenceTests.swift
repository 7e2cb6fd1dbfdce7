import Analyzers
import Charting
import Columnar
import Diagnostics
import Foundation
import QueryPlan
import Testing

@testable import Reports

/// The reference of the report file names what there is, and its examples are reports.
@Suite("Report reference")
struct ReferenceTests {
    static let text: String = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Reports/Reports.docc/Reports.md").standardizedFileURL
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    /// The text on one line, so that it does not matter where lines end.
    static let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")

    /// A section without its title; empty when there is none of that title.
    static func section(_ title: String) -> String {
        let start = "\(title)\n"
        let found = text.components(separatedBy: "\n## ").first { $0.hasPrefix(start) }
        return String((found ?? "").dropFirst(start.count))
    }

    /// A key that nothing has, and that is like none that there is.
    static let unknown = "zzzzzzzzzzzz"

    /// The names that findings about `unknown` list: `'period' has the keys grain, offset, compare`, `it takes window,
    /// echo`.
    static func known(in diagnostics: [Diagnostic]) -> [[String]] {
        diagnostics.filter { $0.id == "unknown-key" }.flatMap(\.notes).compactMap { note -> [String]? in
            for opening in [" has the keys ", "it takes "] {
                if let found = note.range(of: opening) {
                    return note[found.upperBound...].components(separatedBy: ", ")
                }
            }
            return nil
        }
    }

    static func front(_ line: String) -> String { "---\nreport: 1\n\(line)\n---\n" }

    static func cell(_ info: String, _ content: String) -> String {
        "---\nreport: 1\n---\n\n```\(info)\n\(content)\n```\n"
    }

    // MARK: Keys

    /// Reports with an unknown key in one mapping, and the section that names the keys it has.
    static let mappings: [(String, String)] = [
        ("Front matter", front("\(unknown): 1")),
        ("Front matter", front("template: {\(unknown): 1}")),
        ("Front matter", front("job: {\(unknown): 1}")),
        ("Front matter", front("alert: {\(unknown): 1}")),
        ("Parameters", front("params: {a: {type: double, \(unknown): 1}}")),
        ("Periods and comparisons", front("period: {\(unknown): 1}")),
        ("Pages", front("pages: {\(unknown): 1}")),
        ("Cells", cell("yaml {analyze #a}", "analyzer: payment_patterns\n\(unknown): 1")),
        ("Cells", cell("yaml {table #a from=b}", "\(unknown): 1")),
        ("Cells", cell("yaml {table #a from=b}", "columns: {c: {\(unknown): 1}}")),
        ("Cells", cell("yaml {table #a from=b}", "columns: {c: {trend: {\(unknown): 1}}}")),
        ("Cells", cell("yaml {kpi #a}", "- {value: 1, \(unknown): 1}")),
    ]

    @Test("every key of a report is named where its mapping is described", arguments: mappings)
    func keys(section: String, report: String) throws {
        let found = Self.known(in: ReportParser.parse(SourceText(path: "r.md", text: report)).diagnostics)
        try #require(found.count == 1)
        for key in found[0] { #expect(Self.section(section).contains("`\(key)`"), "\(key)") }
    }

    @Test("every attribute of a cell is named with the kinds that have it", arguments: NotebookParser.kinds)
    func attributes(of kind: String) throws {
        let language = ["query", "assert"].contains(kind) ? "sql" : "yaml"
        let report = Self.cell("\(language) {\(kind) #a \(Self.unknown)=1}", "a: 1")
        let found = Self.known(in: ReportParser.parse(SourceText(path: "r.md", text: report)).diagnostics)
        let lines = Self.section("Cells").split(separator: "\n")
        let keys = try #require(found.first)
        for key in keys {
            let row = lines.first { $0.hasPrefix("| `\(key)` | ") } ?? ""
            #expect(row.contains("`\(kind)`") || row.contains("| all |"), "\(key)")
        }
    }

    @Test(
        "every key of a workspace is named",
        arguments: [
            "\(unknown): 1", "sources: {a: {path: a.csv, \(unknown): 1}}", "spark: {\(unknown): 1}",
            "limits: {\(unknown): 1}", "jobs: {\(unknown): 1}", "alerts: {\(unknown): 1}",
        ])
    func workspace(text: String) throws {
        let source = SourceText(path: "trinity.yaml", text: text)
        let found = Self.known(in: Workspace.parse(source, root: "/w").diagnostics)
        try #require(found.count == 1)
        // What jobs share has the keys of a report's own `job`, which stand with the front matter.
        let sections = Self.section("The workspace file") + Self.section("Front matter")
        for key in found[0] { #expect(sections.contains("`\(key)`"), "\(key)") }
    }

    // MARK: Names

    @Test("every value of a key that has a choice is named with the others, in one row, item or paragraph")
    func choices() {
        var passages: [String] = []
        for line in Self.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty || line.hasPrefix("|") || line.hasPrefix("- ") || passages.isEmpty {
                passages.append(String(line))
            } else {
                passages[passages.count - 1] += " " + line
            }
        }
        let choices: [[String]] = [
            DataType.writableNames, Period.Grain.allCases.map(\.rawValue), EngineChoice.allCases.map(\.rawValue),
            JobSettings.CatchUp.allCases.map(\.rawValue), AlertRule.Severity.allCases.map(\.rawValue),
            SourceDeclaration.Format.allCases.map(\.rawValue), SourceDeclaration.BadRows.allCases.map(\.rawValue),
            KeyFigureCell.Change.allCases.map(\.rawValue), KeyFigureCell.Direction.allCases.map(\.rawValue),
            TableCell.Heat.allCases.map(\.rawValue), TableCell.Total.allCases.map(\.rawValue),
            FigureWidth.allCases.map(\.rawValue), AlertKind.allCases.map { "[!\($0.rawValue.uppercased())]" },
        ]
        for choice in choices {
            #expect(passages.contains { text in choice.allSatisfy { text.contains("`\($0)`") } }, "\(choice)")
        }
        let cells = Self.section("Cells")
        for kind in NotebookParser.kinds { #expect(cells.contains("\n| `\(kind)`"), "\(kind)") }
        for language in NotebookParser.languages { #expect(cells.contains("`\(language)`"), "\(language)") }
    }

    @Test("every function, operator and field of expressions is named, and every control comment")
    func language() {
        let values = Self.section("Values")
        for function in ValueFunction.allCases { #expect(values.contains("`\(function.rawValue)("), "\(function)") }
        for op in ValueOperator.allCases { #expect(values.contains("`\(op.rawValue)`"), "\(op)") }
        for field in PeriodField.allCases { #expect(values.contains("`period.\(field.rawValue)`"), "\(field)") }
        for field in RunField.allCases { #expect(values.contains("`run.\(field.rawValue)`"), "\(field)") }
        for word in ControlComment.Word.allCases {
            #expect(Self.section("Control comments").contains("`\(ControlComment.form(word))`"), "\(word)")
        }
    }

    @Test("the types of number formats and the directives of time formats are those that there are")
    func formats() {
        let formats = Self.text.components(separatedBy: "\n### Formats\n").last?.components(separatedBy: "\n## ").first
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%".map { String($0) }
        for letter in letters {
            let isType = (try? NumberFormat(letter)) != nil
            let isDirective = (try? TimeFormat("%\(letter)")) != nil
            #expect(formats?.contains("`\(letter)`") == isType, "type \(letter)")
            #expect(formats?.contains("%\(letter)") == isDirective, "directive \(letter)")
        }
    }

    @Test("every analyzer is named with what it reads and shows", arguments: AnalyzerCatalog.all)
    func analyzers(_ analyzer: Analyzer) {
        let cells = Self.section("Cells")
        let row = cells.split(separator: "\n").first { $0.hasPrefix("| `\(analyzer.name)` | ") } ?? ""
        let names =
            analyzer.roles.map(\.name) + analyzer.standard.map(\.id) + analyzer.values.map(\.name)
            + analyzer.tables.map(\.name)
        for name in names { #expect(row.contains("`\(name)`"), "\(name)") }
        for role in analyzer.roles {
            // `payments`: `payment_id`, … up to the full stop.
            let list = Self.flat.components(separatedBy: "`\(role.name)`: ").dropFirst().first ?? ""
            let columns = list.components(separatedBy: ". ")[0]
            for column in role.columns { #expect(columns.contains("`\(column.name)`"), "\(role.name).\(column.name)") }
        }
    }

    @Test("defaults and limits are those of the code")
    func numbers() {
        let (period, flat) = (PeriodSettings(), Self.flat)
        #expect(flat.contains("`grain` (`\(period.grain.rawValue)` unless said)"))
        #expect(flat.contains("`\(period.offset)`, the last complete one, unless said"))
        #expect(period.comparesPrior && flat.contains("`compare` (`[prior]` unless said"))
        #expect(flat.contains("`timeout` (`\(DurationText.text(JobSettings.standardTimeout))`)"))
        #expect(flat.contains("`retries` (\(JobSettings.standardRetries); at most 100)"))
        #expect(flat.contains("`retry_delay` (`\(DurationText.text(JobSettings.standardRetryDelay))`)"))
        let workspace = Workspace(root: "/w")
        #expect(flat.contains("| `\(workspace.reports)`, `\(workspace.templates)` | where they are |"))
        #expect(flat.contains("| `\(workspace.output)`, `\(workspace.site)` | what "))
        #expect(flat.contains("| `\(workspace.zone.identifier)` | of reports without one, and of times in data"))
        #expect(flat.contains("| `limit` | 1 to 100,000 | \(FigureAssembler.defaultRowLimit) | "))
        #expect(ReportPlanner.historyLength == 7 && flat.contains("the seven periods before and this one"))
        #expect(CellWindow.largestCount == 10_000 && flat.contains("(1 to 10,000) that end with the period"))
        #expect(flat.contains("emphasis nest \(CommonMark.deepest) deep at most"))
        #expect(flat.contains("`if` and `each` \(ControlStack.deepest) in one list item, quote or file"))
        #expect(flat.contains("a report's YAML \(YAMLBody.deepest)."))
        #expect(flat.contains("A report includes \(NotebookParser.mostIncludes) files at most."))
        #expect(flat.contains("at most \(ExpressionParser.largest) operators, calls and steps"))
        #expect(flat.contains("and nests \(ExpressionParser.deepest) deep"))
    }

    // MARK: Examples

    /// The examples of the page; one without front matter gets the least there can be.
    static let examples: [String] = text.components(separatedBy: "````markdown\n").dropFirst().map { part in
        let example = part.components(separatedBy: "\n````")[0] + "\n"
        return example.hasPrefix("---\n") ? example : "---\nreport: 1\n---\n\n" + example
    }

    @Test("there are examples") func thereAreExamples() { #expect(Self.examples.count >= 4) }

    @Test("every example is a report with nothing to find fault with", arguments: examples)
    func example(text: String) async throws {
        let (report, parsed) = ReportParser.parse(SourceText(path: "reports/r.md", text: text))
        #expect(parsed.isEmpty, "\(parsed)")
        let payments = try #require(ShippedReportCheckTests.sources["payments"])
        let schemas: [String: Schema] = [
            "orders": Schema([
                Field("id", .int64), Field("customer", .string), Field("amount", .double), Field("paid", .boolean),
                Field("at", .timestamp),
            ]),
            "customers": Schema([Field("customer", .string), Field("name", .string), Field("city", .string)]),
            "payments": payments,
        ]
        let times = ["orders": "at", "payments": "timestamp"]
        var workspace = Workspace(root: "/w")
        workspace.sources = schemas.keys.sorted().map {
            SourceDeclaration(name: $0, paths: ["\($0).csv"], root: "/w", timeColumn: times[$0])
        }
        let found = await ReportRunner(backend: StubBackend(schemas), workspace: workspace)
            .check(try #require(report))
        #expect(found.isEmpty, "\(found)")
    }
}
