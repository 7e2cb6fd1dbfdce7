import Diagnostics

/// Checks the Mustache files of a template: tags that open and close, partials that exist, and variables that their layout has.
///
/// A partial is checked where a layout includes it, with the variables of that place.
struct LayoutChecker {
    /// The files by name without their ending.
    let sources: [String: SourceText]
    /// The files that are rendered by themselves, with the variables that each is given; all others are partials.
    let roots: [(name: String, variables: [TemplateVariable])]

    /// The first names of all variables that each root uses, also by way of its partials; known once it is checked.
    private(set) var used: [String: Set<String>] = [:]
    /// The names of all files that some root is made of, itself included; known once they are checked.
    private(set) var reached: Set<String> = []

    private var root = ""
    private var found: [Diagnostic] = []
    private var tags: [String: [MustacheTag]] = [:]

    init(sources: [String: SourceText], roots: [(name: String, variables: [TemplateVariable])]) {
        self.sources = sources
        self.roots = roots
    }

    /// Everything that is wrong, in no order; a finding may stand twice.
    mutating func check() -> [Diagnostic] {
        for (name, source) in sources { tags[name] = scan(source) }
        for root in roots {
            self.root = root.name
            check(root.name, scopes: [Scope(members: root.variables)], open: [])
        }
        return found
    }

    /// A warning when the layout of reports has no place for what the site may have to say of a page.
    func missingNotice() -> Diagnostic? {
        let name = TemplateLayout.page.name
        guard let source = sources[name], !(used[name]?.contains("notice") ?? false) else { return nil }
        return Diagnostic(
            "no-notice", .warning,
            "this layout never shows 'notice': readers of a site would not see that a newer run has failed its checks",
            file: source.path, range: source.range(0..<0), help: "write {{{notice}}} above {{{body}}}")
    }

    /// A warning when the layout of reports never shows the report.
    func missingBody() -> Diagnostic? {
        let name = TemplateLayout.page.name
        guard let source = sources[name], !(used[name]?.contains("body") ?? false) else { return nil }
        return Diagnostic(
            "no-body", .warning, "this layout never shows 'body': its pages would be without the report",
            file: source.path, range: source.range(0..<0), help: "write {{{body}}} where the report stands")
    }

    /// What names mean at a place: the members of one object.
    private struct Scope {
        var members: [TemplateVariable]
    }

    /// The tags of a file, when they open and close as they should; otherwise none, and that is told.
    private mutating func scan(_ source: SourceText) -> [MustacheTag] {
        let (tags, unclosed) = MustacheTag.all(in: source)
        var isFine = unclosed.isEmpty
        for range in unclosed { report("bad-template", "this tag is never closed", range, in: source) }
        var open: [MustacheTag] = []
        for tag in tags {
            switch tag.kind {
            case .section, .inverted, .parent, .block: open.append(tag)
            case .close:
                if let last = open.last, last.name == tag.name {
                    open.removeLast()
                    continue
                }
                isFine = false
                let expected = open.last.map { "; '\($0.name)' is open here" } ?? "; nothing is open here"
                report(
                    "bad-template", "this closes '\(tag.name)'\(expected)", tag.range, in: source,
                    help: open.last.map { "write {{/\($0.name)}}" })
                // One mistake is told once: a name that nothing has opened is taken for a misspelt one.
                if let index = open.lastIndex(where: { $0.name == tag.name }) {
                    open.removeSubrange(index...)
                } else {
                    _ = open.popLast()
                }
            default: break
            }
        }
        for tag in open {
            isFine = false
            report(
                "bad-template", "'\(tag.name)' is opened here and never closed", tag.range, in: source,
                help: "write {{/\(tag.name)}} where it ends")
        }
        return isFine ? tags : []
    }

    /// Checks the file of a layout or partial. `open` are the files around it.
    private mutating func check(_ name: String, scopes: [Scope], open: [String]) {
        // A partial may include itself for data that nests; a second look would find nothing new.
        guard let source = sources[name] else { return }
        reached.insert(name)
        guard let tags = tags[name], !open.contains(name) else { return }
        var scopes = scopes
        // How many scopes each open section has brought.
        var brought: [Int] = []
        for tag in tags {
            switch tag.kind {
            case .variable, .unescaped:
                if let variable = resolve(tag, scopes, in: source) { checkText(variable, tag, in: source) }
            case .section:
                switch resolve(tag, scopes, in: source)?.type {
                case .list(let members), .object(let members):
                    scopes.append(Scope(members: members))
                    brought.append(1)
                default: brought.append(0)
                }
            case .inverted:
                _ = resolve(tag, scopes, in: source)
                brought.append(0)
            case .parent:
                include(tag, scopes, open + [name], in: source)
                brought.append(0)
            case .block: brought.append(0)
            case .close: scopes.removeLast(min(brought.popLast() ?? 0, scopes.count - 1))
            case .partial: include(tag, scopes, open + [name], in: source)
            case .comment, .other: break
            }
        }
    }

    /// A tag writes a text; HTML goes into a page as it is, and a list or an object has no text.
    private mutating func checkText(_ variable: TemplateVariable, _ tag: MustacheTag, in source: SourceText) {
        guard !tag.isTransformed else { return }
        switch variable.type {
        case .html where tag.kind == .variable:
            report(
                "escaped-html", "'\(tag.name)' is HTML, and two braces would show its tags as text", tag.range,
                in: source,
                help: "write {{{\(tag.name)}}}")
        case .list(let members):
            report(
                "not-text", "'\(tag.name)' is a list, which has no text of its own", tag.range, in: source,
                help: "write {{#\(tag.name)}}{{\(members.first?.name ?? ".")}}{{/\(tag.name)}}")
        case .object(let members):
            report(
                "not-text", "'\(tag.name)' is an object, which has no text of its own", tag.range, in: source,
                notes: [
                    members.isEmpty ? "it has no members" : "it has \(members.map(\.name).joined(separator: ", "))"
                ],
                help: members.first.map { "write {{\(tag.name).\($0.name)}}" })
        case .html, .text, .boolean: break
        }
    }

    private mutating func include(_ tag: MustacheTag, _ scopes: [Scope], _ open: [String], in source: SourceText) {
        guard sources[tag.name] != nil else {
            report(
                "unknown-partial", "there is no partial '\(tag.name).mustache'", tag.nameRange, in: source,
                help: NearMatch.help(tag.name, among: sources.keys.sorted()))
            return
        }
        check(tag.name, scopes: scopes, open: open)
    }

    /// The variable a name means, looked for from the innermost section outward; nil when there is none, which is told.
    private mutating func resolve(
        _ tag: MustacheTag, _ scopes: [Scope], in source: SourceText
    ) -> TemplateVariable? {
        // "." and the empty name of a transform mean what the section is about.
        if tag.name == "." || tag.name.isEmpty { return nil }
        let parts = tag.name.split(separator: ".").map(String.init)
        guard let first = parts.first else { return nil }
        used[root, default: []].insert(first)
        for scope in scopes.reversed() {
            guard var variable = scope.members.first(where: { $0.name == first }) else { continue }
            for part in parts.dropFirst() {
                guard case .object(let members) = variable.type else { return nil }
                guard let member = members.first(where: { $0.name == part }) else {
                    report(
                        "unknown-variable", "'\(variable.name)' has no '\(part)'", tag.nameRange, in: source,
                        notes: [
                            members.isEmpty ? "it has none" : "it has \(members.map(\.name).joined(separator: ", "))"
                        ],
                        help: NearMatch.help(part, among: members.map(\.name)))
                    return nil
                }
                variable = member
            }
            return variable
        }
        let names = scopes.reversed().flatMap { $0.members.map(\.name) }
        report(
            "unknown-variable", "there is no variable '\(first)' here", tag.nameRange, in: source,
            notes: ["'trinity template variables' lists what there is"], help: NearMatch.help(first, among: names))
        return nil
    }

    private mutating func report(
        _ id: String, _ message: String, _ range: Range<Int>, in source: SourceText, notes: [String] = [],
        help: String? = nil
    ) {
        found.append(
            Diagnostic(
                id, .error, message, file: source.path, range: source.range(range), notes: notes, help: help))
    }
}
