import Columnar
import Diagnostics
import Yams

/// What stands between the `---` lines at the top of a report.
struct FrontMatter {
    var title: String?
    var kicker: String?
    var description: String?
    var schedule: Schedule?
    var alerts: [AlertRule] = []
    var job = JobSettings()
    var zone: ZoneRules?
    var period = PeriodSettings()
    var parameters: [ParameterDeclaration] = []
    var pages: PageSettings?
    var template: TemplateChoice?
    var engine: EngineChoice?

    /// Reads a file's front matter, and gives the offset of the text behind it.
    static func parse(
        _ source: SourceText, from start: Int
    ) -> (front: FrontMatter, bodyStart: Int, diagnostics: [Diagnostic]) {
        var front = FrontMatter()
        guard isFence(source, 1, from: start) else {
            return (
                front, start,
                [
                    Diagnostic(
                        "missing-front-matter", .error, "a report starts with front matter", file: source.path,
                        range: source.range(start..<start),
                        help: "start the file with the three lines '---', 'report: 1' and '---'")
                ]
            )
        }
        guard let close = closingLine(source) else {
            return (
                front, source.utf8.count,
                [
                    Diagnostic(
                        "missing-front-matter", .error, "the front matter is never closed", file: source.path,
                        range: source.range(start..<(start + 3)), help: "end it with a line '---'")
                ]
            )
        }
        let from = source.startOfLine(2)
        let to = source.startOfLine(close)
        let bodyStart = close < source.lineCount ? source.startOfLine(close + 1) : source.utf8.count
        let text = String(decoding: source.utf8[from..<max(from, to)], as: UTF8.self)
        let found = YAMLBody.read(source, text: text, firstLine: 2) { node, document in
            front.read(node, in: document)
        }
        guard let found else {
            return (
                front, bodyStart,
                [
                    Diagnostic(
                        "missing-key", .error, "the front matter has no 'report'", file: source.path,
                        range: source.range(start..<(start + 3)), help: "write 'report: 1'")
                ]
            )
        }
        return (front, bodyStart, found)
    }

    /// The offset of the text behind the front matter, if there is any.
    static func bodyStart(_ source: SourceText, from start: Int) -> Int {
        guard isFence(source, 1, from: start), let close = closingLine(source) else { return start }
        return close < source.lineCount ? source.startOfLine(close + 1) : source.utf8.count
    }

    private static func isFence(_ source: SourceText, _ line: Int, from start: Int = 0) -> Bool {
        var text = source.line(line)
        if line == 1, start == 3, text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text == "---"
    }

    private static func closingLine(_ source: SourceText) -> Int? {
        var line = 2
        while line <= source.lineCount {
            let start = source.startOfLine(line)
            if start < source.utf8.count, source.utf8[start] == UInt8(ascii: "-"), isFence(source, line) { return line }
            line += 1
        }
        return nil
    }

    /// Moves everything into a report but its title when there is none.
    func apply(to report: inout Report) {
        report.title = title ?? ""
        report.kicker = kicker
        report.description = description
        report.schedule = schedule
        report.alerts = alerts
        report.job = job
        report.zone = zone
        report.period = period
        report.parameters = parameters
        report.pages = pages
        report.template = template
        report.engine = engine
    }

    private mutating func read(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "the front matter", in: document)
        if node.mapping != nil {
            if let version = mapping.value("report") {
                if version.scalar?.string != "1" {
                    mapping.report(
                        "unknown-version", "'report' is the version of the language and must be 1", at: version)
                }
            } else {
                mapping.reportMissing("report", help: "write 'report: 1'")
            }
        }
        title = mapping.string("title")
        kicker = mapping.string("kicker")
        description = mapping.string("description")
        if let text = mapping.string("schedule"), let node = mapping.value("schedule") {
            do throws(ScheduleProblem) { schedule = try Schedule(text) } catch {
                mapping.report("bad-schedule", error.message, at: node, help: error.help)
            }
        }
        zone = mapping.zone("timezone")
        if let node = mapping.value("period") { readPeriod(node, in: document, into: &mapping) }
        if let node = mapping.value("params") { readParameters(node, in: document, into: &mapping) }
        if let node = mapping.value("pages") { readPages(node, in: document, into: &mapping) }
        template = TemplateChoice.read(from: &mapping)
        if let node = mapping.value("alert") { readAlerts(node, in: document, into: &mapping) }
        if let node = mapping.value("job") { job.read(node, in: document, into: &mapping) }
        engine = mapping.choice("engine", as: EngineChoice.self)
        return mapping.finish()
    }

    private mutating func readPeriod(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        // The short form names only the grain.
        if case .scalar = node {
            if let grain = outer.choice("period", as: Period.Grain.self) { period.grain = grain }
            return
        }
        var mapping = YAMLMapping(node, of: "'period'", in: document)
        if let grain = mapping.choice("grain", as: Period.Grain.self) { period.grain = grain }
        if let offset = mapping.integer("offset", in: -1000...1000) { period.offset = offset }
        if let items = mapping.strings("compare") {
            period.comparesPrior = false
            for item in items {
                switch item.text {
                case "prior": period.comparesPrior = true
                case "none" where items.count == 1: break
                default:
                    mapping.report(
                        "unknown-value", "'compare' is [prior] or none, not '\(item.text)'", at: item.node,
                        help: NearMatch.help(item.text, among: ["prior", "none"]))
                }
            }
        }
        outer.report(mapping.finish())
    }
}
