import QueryPlan
import Reports
import Testing

@testable import Rendering

@Suite("Variables of templates")
struct TemplateContextTests {
    @Test("a report's page is given what is documented, and nothing else")
    func page() throws {
        let template = try TemplateStore().load(
            TemplateChoice(options: [TemplateSetting("contents", .text("true"))]))
        var full = try OutputTests().result("x")
        full.blocks.append(.heading(level: 2, id: "second", [.text("Second")]))
        var bare = full
        (bare.kicker, bare.description, bare.blocks, bare.footnotes) = (nil, nil, [], [])
        (bare.sources[0].rejected, bare.sources[0].rowsWithoutTime) = ([], nil)
        (bare.asserts, bare.parameters) = ([], [])
        full.notice = "ran on another engine"
        let page = PageHTML(template: template)
        let inSet = PagePlace(hasSlots: true, depth: 1, previous: ("a", "A"), next: ("b", "B"))
        let single = PagePlace(hasSlots: true, isSingle: true)
        let places = [PagePlace(), inSet, single]
        expectDocumented(places.map { page.values(full, place: $0) } + [page.values(bare)], .page)
    }

    @Test("a site's own pages are given what is documented, and nothing else")
    func site() throws {
        var manifest = SiteManifest()
        manifest.title = "All"
        let figure = SiteFigure(
            KeyFigure(id: "k", label: "K", value: "1", history: [1, 2], historyLabels: ["a", "b"]))
        func run(_ report: String, _ period: String, trouble: [String] = [], full: Bool) -> PublishedRun {
            PublishedRun(
                report: report, title: report, description: full ? "What it is" : nil, folder: period, period: period,
                label: period, shortLabel: period, grains: "weeks", from: period, to: period, fingerprint: "",
                content: "", published: "", updated: "", trouble: trouble, status: 0, figures: full ? [figure] : [],
                pages: nil)
        }
        manifest.runs = [
            run("a", "2026-W46", full: true), run("a", "2026-W45", trouble: ["x"], full: true),
            run("b", "2026-W46", full: false),
        ]
        manifest.holds = [
            HeldRun(
                report: "a", folder: "2026-W47", label: "Week 47", fingerprint: "", at: "", atText: "", trouble: ["x"],
                status: 3, kept: "2026-W46", period: "2026-W47", from: "2026-W47")
        ]
        let pages = try [nil, "Above"].map { kicker in
            SitePages(
                manifest: manifest,
                builder: try SiteBuilder(
                    output: "unused", title: "All", kicker: kicker, template: try TemplateStore().load(), version: ""))
        }
        expectDocumented(pages.map(\.home), .home, onSite: true)
        expectDocumented(
            pages.map { $0.archive(Array(manifest.runs.prefix(2))) }, .archive, onSite: true)
        expectDocumented(pages.map(\.missing), .missing, onSite: true)
    }

    /// Compares values with a layout's documentation: what every value has, some have and none has.
    private func expectDocumented(
        _ given: [[String: Any]], _ layout: TemplateLayout, onSite: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let rendered = ["style", "stylesheet", "policy", "root"] + (onSite ? ["description"] : [])
        var common = TemplateLayout.common.filter { !rendered.contains($0.name) }
        // A page of a site always has its links.
        for index in common.indices where onSite && common[index].name == "links" { common[index].isOptional = false }
        compare(given, layout.variables + common, layout.name, sourceLocation)
    }

    private func compare(
        _ given: [[String: Any]], _ documented: [TemplateVariable], _ place: String, _ location: SourceLocation
    ) {
        let names = Set(documented.map(\.name))
        for values in given {
            for name in values.keys where !names.contains(name) {
                Issue.record("\(place) is given '\(name)', which is not documented", sourceLocation: location)
            }
        }
        for variable in documented {
            let values = given.compactMap { $0[variable.name] }
            #expect(
                !values.isEmpty, "\(place).\(variable.name) is documented and never given", sourceLocation: location)
            let isMissing = values.count < given.count
            #expect(
                isMissing == variable.isOptional, "\(place).\(variable.name): missing now and then, or not",
                sourceLocation: location)
            for value in values {
                #expect(
                    kind(of: value) == variable.type.name.lowercased()
                        || kind(of: value) == "text" && variable.type.name == "HTML",
                    "\(place).\(variable.name) is \(variable.type.name), given \(value)", sourceLocation: location)
            }
            let inner = values.flatMap { ($0 as? [[String: Any]]) ?? ($0 as? [String: Any]).map { [$0] } ?? [] }
            if !variable.type.members.isEmpty {
                compare(inner, variable.type.members, "\(place).\(variable.name)", location)
            }
        }
    }

    private func kind(of value: Any) -> String {
        switch value {
        case is Bool: "boolean"
        case is String: "text"
        case is [[String: Any]]: "list"
        case is [String: Any]: "object"
        default: "unknown"
        }
    }
}
