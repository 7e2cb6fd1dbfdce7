import Diagnostics

/// Reads one report with the files it includes: what has been found so far, and what names are taken.
struct NotebookParser {
    /// The most files included in one report; a bound for files that include each other many times over.
    static let mostIncludes = 200

    let includes: (String) -> SourceText?
    var diagnostics: [Diagnostic] = []
    var cells: [Cell] = []
    /// The ids of cells with mistakes that keep them from being read.
    var unreadCells: Set<String> = []
    var files: [SourceText] = []
    var footnotes: [FootnoteDefinition] = []
    /// Footnote references with their places, in order.
    var references: [(label: String, place: SourcePlace)] = []
    /// Where links and images lead, in order.
    var destinations: [ReportDestination] = []
    /// Where footnotes are defined, by label.
    var footnotePlaces: [String: SourcePlace] = [:]
    /// The paths of the files being read, outermost first.
    var openFiles: [String] = []
    var includeCount = 0

    init(includes: @escaping (String) -> SourceText?) { self.includes = includes }

    mutating func parse(_ source: SourceText) -> Report? {
        guard checkText(source) else { return nil }
        files.append(source)
        openFiles.append(source.path)
        let start = source.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var report = Report(id: NotebookParser.identifier(of: source.path), title: "")
        checkIdentifier(report.id, of: source)
        let (front, bodyStart, found) = FrontMatter.parse(source, from: start)
        diagnostics += found
        report.knowsParameters = !found.hasErrors
        // What is found at the end of a place belongs to it: the body starts behind.
        report.frontMatter = SourcePlace(file: source.path, range: source.range(start..<max(start, bodyStart - 1)))
        front.apply(to: &report)
        report.body = parse(MappedText(source, bodyStart..<source.utf8.count))
        if front.title == nil { report.title = NotebookParser.title(report.body) ?? report.id }
        checkFootnotes()
        report.cells = cells
        report.unreadCells = unreadCells.subtracting(cells.map(\.id))
        report.footnotes = footnotes
        report.files = files
        report.destinations = destinations
        return report
    }

    /// The file name without folder and extension.
    static func identifier(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// What lies beside the reports' folders on a site; a report of such a name would have its folder there.
    private static let siteFiles = [
        "index.html", "404.html", "feed.xml", "sitemap.xml", "site.json", "manifest.json",
    ]

    private mutating func checkIdentifier(_ id: String, of source: SourceText) {
        guard NotebookParser.siteFiles.contains(id.lowercased()) else { return }
        diagnostics.append(
            Diagnostic(
                "reserved-name", .error, "a report cannot be called '\(id)', which is a file of every site",
                file: source.path, help: "give the report's file another name"))
    }

    private static func title(_ body: [DocumentNode]) -> String? {
        for case .heading(level: 1, let spans) in body { return spans.map(\.plainText).joined() }
        return nil
    }

    /// True for text; what is none is told.
    mutating func checkText(_ source: SourceText) -> Bool {
        guard let problem = source.notText else { return true }
        diagnostics.append(problem)
        return false
    }

    mutating func report(
        _ id: String, _ message: String, _ text: MappedText, _ range: Range<Int>,
        severity: Diagnostic.Severity = .error, notes: [String] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                id, severity, message, file: text.source.path, range: text.range(range), notes: notes, help: help))
    }

    mutating func report(
        _ id: String, _ message: String, at place: SourcePlace, severity: Diagnostic.Severity = .error,
        notes: [String] = [], help: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(id, severity, message, file: place.file, range: place.range, notes: notes, help: help))
    }

    /// Footnotes that are not there, and those that nobody refers to.
    mutating func checkFootnotes() {
        let labels = footnotes.map(\.label)
        for reference in references where footnotePlaces[reference.label] == nil {
            report(
                "unknown-footnote", "there is no footnote '\(reference.label)'", at: reference.place,
                help: NearMatch.help(reference.label, among: labels)
                    ?? "write its text on a line of its own: [^\(reference.label)]: …")
        }
        let used = Set(references.map(\.label))
        for label in labels where !used.contains(label) {
            guard let place = footnotePlaces[label] else { continue }
            report(
                "unused-footnote", "nothing refers to the footnote '\(label)'", at: place, severity: .warning)
        }
    }
}

extension DocumentSpan {
    /// The text alone, without values.
    var plainText: String {
        switch self {
        case .text(let text), .code(let text), .unread(let text, _): text
        case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _, _):
            inner.map(\.plainText).joined()
        case .image(let alternative, _, _): alternative
        case .value, .footnote: ""
        case .lineBreak, .softBreak: " "
        }
    }
}
