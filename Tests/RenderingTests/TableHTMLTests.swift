import Columnar
import Reports
import Testing

@testable import Rendering

@Suite("Tables in HTML")
struct TableHTMLTests {
    private func table(
        _ values: [Double?], heat: TableCell.Heat? = nil, bar: Bool = false, total: Double? = nil, rows: Int? = nil,
        dataName: String? = "q"
    ) -> DataTable {
        DataTable(
            id: "t", title: "Title & more", caption: nil,
            columns: [
                DataTable.Column(name: "k", label: "K", unit: nil, alignment: .leading, showsBar: false),
                DataTable.Column(name: "v", label: "V", unit: "kg", alignment: .trailing, showsBar: bar, heat: heat),
            ],
            rows: values.map { value in
                [
                    DataTable.Cell(.string("a"), text: "a"),
                    DataTable.Cell(value.map { .double($0) } ?? .null, text: value.map { "\($0)" } ?? "–"),
                ]
            },
            totals: total.map {
                DataTable.Totals(label: "All", cells: [nil, DataTable.Cell(.double($0), text: "\($0)")])
            }, totalRows: rows ?? values.count, dataName: dataName, width: .full)
    }

    private func html(_ table: DataTable, style: BodyStyle = BodyStyle()) -> String {
        TableHTML(table, style: style).text
    }

    @Test(
        "tints reach from the smallest value to the largest in eight steps; the pale end and missing values have none")
    func sequential() {
        let text = html(table([0, 4, 8, nil], heat: .sequential))
        #expect(text.contains("<td class=\"number\"><bdi>0.0</bdi></td>"))
        #expect(text.contains("<td class=\"number heat-4\"><bdi>4.0</bdi></td>"))
        #expect(text.contains("<td class=\"number heat-8\"><bdi>8.0</bdi></td>"))
        #expect(text.contains("<td class=\"number\"><bdi>–</bdi></td>"))
    }

    @Test("diverging tints start from zero and tell below from above")
    func diverging() {
        let text = html(table([-2, 0, 4], heat: .diverging))
        #expect(text.contains("<td class=\"number heat-4 below\"><bdi>-2.0"))
        #expect(text.contains("<td class=\"number\"><bdi>0.0"))
        #expect(text.contains("<td class=\"number heat-8\"><bdi>4.0"))
    }

    @Test("one value, and values at the ends of what doubles hold, are tinted without fail")
    func extremes() {
        #expect(!html(table([3, 3], heat: .sequential)).contains("heat-"))
        let text = html(table([-.greatestFiniteMagnitude, .greatestFiniteMagnitude], heat: .sequential, bar: true))
        #expect(text.contains("heat-8"))
    }

    @Test("bars start from zero: to the left for values below it")
    func bars() {
        #expect(html(table([1, 4], bar: true)).contains("<rect width=\"25.0\" height=\"6\"/>"))
        let mixed = html(table([-1, 3], bar: true))
        #expect(mixed.contains("<rect width=\"25.0\" height=\"6\" class=\"negative\"/>"))
        #expect(mixed.contains("<rect x=\"25.0\" width=\"75.0\" height=\"6\"/>"))
    }

    @Test("totals are a row of the table's foot, with a name that belongs to it")
    func totals() {
        let text = html(table([1], bar: true, total: 1))
        #expect(
            text.contains(
                "<tfoot><tr><th scope=\"row\">All</th><td class=\"number\"><bdi>1.0</bdi></td><td class=\"bar\"></td></tr></tfoot>"
            ))
    }

    @Test("what a limit leaves out is counted, with a link to where it is")
    func limit() {
        var files = BodyStyle()
        files.hasTableFiles = true
        #expect(
            html(table([1], rows: 1313)).contains("<p class=\"more\">and <a href=\"report.json\">1,312 more</a></p>"))
        #expect(html(table([1], rows: 313), style: files).contains("<a href=\"tables/q.csv\">312 more</a>"))
        #expect(html(table([1], rows: 313, dataName: nil)).contains("<p class=\"more\">and 312 more</p>"))
    }

    @Test("a table scrolls in a frame that has a name and can be reached with the keyboard; the heading has the unit")
    func frame() {
        let text = html(table([1]))
        #expect(text.contains("<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Title &amp; more\">"))
        #expect(text.contains("<th scope=\"col\" class=\"number\">V, kg</th>"))
    }

    @Test("times are not broken over lines: a narrow window scrolls the table instead")
    func times() {
        var shown = table([1])
        shown.rows[0][1] = DataTable.Cell(.timestamp(0), text: "1 January 1970, 00:00")
        #expect(html(shown).contains("<td class=\"number time\"><bdi>1 January 1970, 00:00"))
    }

    @Test("a trend is a drawing with a name; Markdown has it in letters, and totals in bold")
    func trend() throws {
        var shown = table([1, 2], total: 3)
        shown.rows[0][1] = DataTable.Cell(
            .null, text: "▁█", trend: DataTable.Trend(values: [1, 2], labels: ["Mon", "Tue"]))
        #expect(html(shown).contains("<td class=\"number trend\"><svg"))
        var result = try OutputTests().result("x")
        result.blocks = [.dataTable(shown)]
        let text = ReportMarkdown.text(result)
        #expect(text.contains("| a | ▁█ |"))
        #expect(text.contains("| **All** | **3.0** |"))
    }

    @Test("a figure of half width shares a row with the next one, or with the code right before it")
    func rows() {
        var half = table([1])
        half.width = .half
        let code = Block.code(language: "yaml", "mark: bar")
        func outline(_ blocks: [Block]) -> String {
            BlockHTML().text(blocks).split(separator: "\n").compactMap { line in
                if line.hasPrefix("<div class=\"row\">") {
                    "("
                } else if line.hasPrefix("<pre") {
                    "code"
                } else if line.hasPrefix("<figure class=\"half") {
                    "half"
                } else if line.hasPrefix("<figure") {
                    "full"
                } else {
                    nil
                }
            }.joined(separator: " ")
        }
        #expect(outline([.dataTable(half), .dataTable(half)]) == "( half half")
        #expect(outline([code, .dataTable(half), code, .dataTable(half)]) == "( code half ( code half")
        #expect(outline([code, .dataTable(table([1])), .dataTable(half)]) == "code full ( half")
    }

    @Test("a long word has places to break, which are no characters; other texts are as they were")
    func longWords() {
        let word = String(repeating: "a", count: 28)
        #expect(HTMLText.breakable(word + word + "a<") == "\(word)<wbr>\(word)<wbr>a&lt;")
        #expect(
            HTMLText.breakable("\(word.dropLast()) \(word.dropLast())-\(word.dropLast())").ranges(of: "<wbr>").isEmpty)
        #expect(HTMLText.breakable("a & b") == "a &amp; b")
    }
}
