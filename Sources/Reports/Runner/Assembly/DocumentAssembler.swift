import Analyzers
import Columnar
import Diagnostics
import QueryPlan

/// Turns a report's text and a run's tables into the finished document: conditions decided, loops unrolled, values filled in.
struct DocumentAssembler {
    let report: Report
    let tables: RunTables
    let evaluator: ValueEvaluator
    let figures: FigureAssembler
    let zone: ZoneRules

    /// Footnote labels in the order of their first reference.
    private(set) var notes: [String] = []
    /// What is wrong with a draft; nil for a report for readers.
    private var marks: DraftMarks?
    private var references: [String: Int] = [:]
    private var headingIDs: Set<String> = []
    private var loops: [String: ValueEvaluator.LoopRow] = [:]

    init(
        report: Report, tables: RunTables, evaluator: ValueEvaluator, figures: FigureAssembler, zone: ZoneRules,
        marks: DraftMarks? = nil
    ) {
        self.marks = marks
        self.report = report
        self.tables = tables
        self.evaluator = evaluator
        self.figures = figures
        self.zone = zone
        // A page's main part has this one.
        headingIDs.insert("content")
        // Figures stand on the page under their own ids, charts with a suffix for each size.
        for cell in report.cells.flatMap(\.withShown) {
            headingIDs.formUnion(["", "-w", "-n"].map { cell.id + $0 })
        }
    }

    /// The document's blocks and its footnotes.
    mutating func assemble() -> (blocks: [Block], footnotes: [Footnote]) {
        let blocks = problems(in: report.frontMatter) + blocks(report.body)
        var footnotes: [Footnote] = []
        // A note may refer to further notes, which then come behind it.
        while footnotes.count < notes.count {
            let label = notes[footnotes.count]
            let body = report.footnotes.first { $0.label == label }?.body ?? []
            footnotes.append(Footnote(label: label, blocks: self.blocks(body), references: 0))
        }
        for index in footnotes.indices { footnotes[index].references = references[footnotes[index].label] ?? 0 }
        return (blocks, footnotes)
    }

    private mutating func blocks(_ nodes: [DocumentNode]) -> [Block] {
        var blocks: [Block] = []
        for node in nodes {
            switch node {
            case .heading(let level, let spans):
                let content = inlines(spans)
                blocks.append(.heading(level: level, id: headingID(content), content))
            case .paragraph(let spans):
                let content = inlines(spans)
                if !content.isEmpty { blocks.append(.paragraph(content)) }
            case .list(let start, let isTight, let items):
                blocks.append(.list(start: start, isTight: isTight, items: items.map { self.blocks($0) }))
            case .quote(let body): blocks.append(.quote(self.blocks(body)))
            case .alert(let kind, let body): blocks.append(.alert(kind, self.blocks(body)))
            case .code(let language, let text): blocks.append(.code(language: language, text))
            case .proseTable(let alignments, let header, let rows):
                blocks.append(
                    .proseTable(
                        ProseTable(
                            alignments: alignments, header: header.map { inlines($0) },
                            rows: rows.map { row in row.map { inlines($0) } })))
            case .rule: blocks.append(.rule)
            case .cell(let id): blocks += report.cell(id).map { self.blocks(for: $0) } ?? []
            case .conditional(let parts, let otherwise):
                for part in parts { blocks += problems(in: part.condition.place) }
                blocks += conditional(parts, otherwise: otherwise)
            case .each(let variable, let table, let body):
                blocks += problems(in: table.place)
                blocks += each(variable, in: table, body)
            case .place(let place): blocks += problems(in: place)
            }
        }
        return blocks
    }

    /// What a cell shows, behind what is wrong with it; a chart with mistakes is not drawn.
    private mutating func blocks(for cell: Cell) -> [Block] {
        let found = marks?.take(in: cell.extent) ?? []
        guard !found.isEmpty else { return figures.blocks(for: cell) }
        let problems = found.map { finding -> Block in
            guard finding.severity == .error else { return DraftMarks.block(finding) }
            return .failure(cell: cell.id, message: DraftMarks.message(finding), help: finding.help)
        }
        if case .chart = cell.kind, found.hasErrors { return problems }
        return problems
            + figures.blocks(for: cell).filter { block in
                guard case .failure(cell.id, let message, _) = block else { return true }
                return !found.contains { message.hasPrefix($0.message) }
            }
    }

    private mutating func problems(in place: SourcePlace?) -> [Block] {
        marks?.take(in: place).map(DraftMarks.block) ?? []
    }

    private mutating func conditional(_ parts: [ConditionalPart], otherwise: [DocumentNode]) -> [Block] {
        for part in parts {
            do throws(ValueFailure) {
                if try evaluator.value(part.condition, loops: loops) == .boolean(true) { return blocks(part.body) }
            } catch {
                return [FigureAssembler.dependent(on: error, "this part of the report")]
            }
        }
        return blocks(otherwise)
    }

    private mutating func each(_ variable: String, in table: ValueExpression, _ body: [DocumentNode]) -> [Block] {
        let rows: Table
        do throws(ValueFailure) {
            guard let found = try evaluator.table(table, loops: Set(loops.keys)) else { return [] }
            rows = found
        } catch {
            return [FigureAssembler.dependent(on: error, "this part of the report")]
        }
        let outer = loops[variable]
        var result: [Block] = []
        for row in rows.rows {
            loops[variable] = ValueEvaluator.LoopRow(schema: rows.schema, values: row)
            for block in blocks(body) { DocumentAssembler.append(block, to: &result) }
        }
        loops[variable] = outer
        return result
    }

    /// Appends a block; the lists that the turns of a loop give become one list.
    private static func append(_ block: Block, to blocks: inout [Block]) {
        if case .list(let start, let isTight, let items) = block,
            case .list(let first, let wasTight, let before)? = blocks.last,
            (start == nil) == (first == nil)
        {
            blocks[blocks.count - 1] = .list(start: first, isTight: isTight && wasTight, items: before + items)
        } else {
            blocks.append(block)
        }
    }

    private mutating func inlines(_ spans: [DocumentSpan]) -> [Inline] {
        var inlines: [Inline] = []
        for span in spans {
            switch span {
            case .text(let text): inlines.append(.text(text))
            case .value(let expression, let format):
                let found = marks?.see(in: expression.place).filter { $0.severity == .error } ?? []
                inlines.append(
                    found.isEmpty
                        ? .value(text(expression, format: format)) : .problem(DraftMarks.text(found)))
            case .unread(let text, let place):
                let found = marks?.see(in: place) ?? []
                inlines.append(found.isEmpty ? .code(text) : .problem(DraftMarks.text(found)))
            case .emphasis(let inner): inlines.append(.emphasis(self.inlines(inner)))
            case .strong(let inner): inlines.append(.strong(self.inlines(inner)))
            case .strikethrough(let inner): inlines.append(.strikethrough(self.inlines(inner)))
            case .code(let text): inlines.append(.code(text))
            case .link(let inner, let destination, let title):
                inlines.append(.link(self.inlines(inner), destination: destination, title: title))
            case .image(let alternative, let destination, let title):
                inlines.append(.image(alternative: alternative, destination: destination, title: title))
            case .footnote(let label): inlines.append(reference(label))
            case .lineBreak: inlines.append(.lineBreak)
            case .softBreak: inlines.append(.softBreak)
            }
        }
        return inlines
    }

    /// An inline value as text; what depends on a failed cell says so.
    private func text(_ expression: ValueExpression, format: String?) -> String {
        do throws(ValueFailure) {
            let value = try evaluator.value(expression, loops: loops)
            var format = format
            if format == nil, case .path(let steps) = expression.node {
                format = tables.planner.catalog.description(ofValue: steps)?.format
            }
            return ValueText.text(value, format: format, zone: zone)
        } catch {
            return "[no value: '\(error.cell)' failed]"
        }
    }

    private mutating func reference(_ label: String) -> Inline {
        if !notes.contains(label) { notes.append(label) }
        references[label, default: 0] += 1
        return .footnote((notes.firstIndex(of: label) ?? 0) + 1, occurrence: references[label] ?? 1)
    }

    /// GitHub's way: lower case, letters, digits, `-` and `_` kept, blanks as `-`, repeats numbered.
    private mutating func headingID(_ content: [Inline]) -> String {
        let text = content.map(\.plainText).joined().lowercased()
        var base = ""
        for scalar in text.unicodeScalars {
            if scalar == " " || scalar == "\n" {
                base += "-"
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
                || scalar == "_"
            {
                base.unicodeScalars.append(scalar)
            }
        }
        if base.isEmpty { base = "section" }
        var id = base
        var number = 0
        while headingIDs.contains(id) {
            number += 1
            id = "\(base)-\(number)"
        }
        headingIDs.insert(id)
        return id
    }
}

extension Inline {
    /// The text alone.
    package var plainText: String {
        switch self {
        case .text(let text), .value(let text), .problem(let text), .code(let text): text
        case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _, _):
            inner.map(\.plainText).joined()
        case .image(let alternative, _, _): alternative
        case .footnote: ""
        case .lineBreak, .softBreak: " "
        }
    }
}
