import Diagnostics
import Foundation
import Reports
import TestSupport
import Testing

@testable import Rendering

@Suite("Templates")
struct TemplateTests {
    /// What is found wrong with a template `own` made of some files, as `id file:line:column help`.
    private func problems(
        _ files: [String: String], bytes: [String: [UInt8]] = [:], _ choice: TemplateChoice? = nil
    ) throws -> [String] {
        let folder = try ScratchFolder()
        for (name, text) in files { try folder.write(text, to: "templates/\(name)") }
        for (name, bytes) in bytes { try folder.write(Data(bytes), to: "templates/\(name)") }
        let path = folder.url.appendingPathComponent("templates").path
        do {
            _ = try TemplateStore(folder: path).load(choice ?? TemplateChoice(name: "own"))
            return []
        } catch let error as DiagnosticsError {
            return error.diagnostics.map { found in
                let place = found.range.map { ":\($0.lowerBound.line):\($0.lowerBound.column)" } ?? ""
                let file = found.file.map { $0.replacingOccurrences(of: "\(path)/", with: "") } ?? "-"
                return "\(found.id) \(file)\(place)" + (found.help.map { " \($0)" } ?? "")
            }
        }
    }

    /// Layouts of a template that extends nothing, beside the one that a test is about.
    private func others(of name: String) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: ["index", "home", "archive", "missing"].map {
                ("\(name)/\($0).mustache", "{{title}}")
            })
    }

    private func load(_ files: [String: String], _ choice: TemplateChoice? = nil) throws -> Template {
        let folder = try ScratchFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        return try TemplateStore(folder: folder.url.path).load(choice ?? TemplateChoice(name: "own"))
    }

    @Test("the templates inside the binary are those in templates/")
    func embedded() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("templates")
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path.contains("/") {
            guard !path.contains("__pycache__"),
                let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
            else { continue }
            found[path] = text
        }
        #expect(found == EmbeddedTemplates.files, "run 'make templates'")
    }

    @Test("every built-in template loads")
    func builtIn() throws {
        for name in TemplateStore().names { #expect(try TemplateStore().load(TemplateChoice(name: name)).name == name) }
    }

    @Test("a sheet that pages link is named by its content; one that the app around them links keeps its name")
    func linkedSheet() throws {
        let manifest = "extends: none\nstylesheet: look.css\n"
        let linked = try load(
            [
                "own/template.yaml": manifest, "own/page.mustache": "{{> head}}{{{notice}}}{{{body}}}",
                "own/head.mustache": "{{stylesheet}}", "own/a.css": "a{}",
            ].merging(others(of: "own")) { $1 })
        let sheet = try #require(linked.statics.first)
        #expect(sheet.path == "look-\(Digest.hex(sheet.bytes).prefix(12)).css")
        #expect(linked.render([:], layout: .page, depth: 2) == "../../\(sheet.path)")
        #expect(linked.warnings.isEmpty)
        let bare = try load(
            [
                "own/template.yaml": manifest, "own/page.mustache": "{{{body}}}", "own/a.css": "a{}",
            ].merging(others(of: "own")) { $1 })
        #expect(bare.statics.map(\.path) == ["look.css"])
        // Nor does it say why a page is an older one.
        #expect(bare.warnings.map(\.id) == ["no-notice"])
        #expect(bare.warnings.first?.file?.hasSuffix("own/page.mustache") ?? false)
    }

    @Test("a file that a template leaves out comes from what it extends")
    func inheritance() throws {
        let files = [
            "base/template.yaml":
                "extends: none\noptions: {size: {type: integer, default: 2}}\ntheme: {ink: {type: color, light: red, dark: blue}}\n",
            "base/index.mustache": "base {{title}} {{options.size}}", "base/page.mustache": "page {{> part}}",
            "base/part.mustache": "base part", "base/a.css": "a{}", "base/b.css": "b{}",
            "base/static/x/logo.svg": "<svg/>",
            "own/template.yaml": "extends: base\noptions: {size: 3}\ntheme: {ink: {dark: green}}\n",
            "own/part.mustache": "own part", "own/a.css": "own{}", "own/c.css": "c{}",
        ]
        let template = try load(files.merging(others(of: "base")) { first, _ in first })
        #expect(template.render(["title": "T"], layout: .index, depth: 0) == "base T 3")
        #expect(template.render([:], layout: .page, depth: 2) == "page own part")
        #expect(
            template.style.text == ":root {\n  --ink: red;\n}\n"
                + "@media screen and (prefers-color-scheme: dark) {\n  :root {\n    --ink: green;\n  }\n}\nown{}b{}c{}")
        #expect(template.statics.map(\.path) == ["x/logo.svg"])
    }

    @Test("a template that extends nothing has all layouts of its own, or is refused")
    func missingLayouts() throws {
        var files = others(of: "own").merging(["own/page.mustache": "{{{notice}}}{{{body}}}"]) { $1 }
        files["own/template.yaml"] = "extends: none\n"
        #expect(try problems(files) == [])
        files["own/home.mustache"] = nil
        let help = "write home.mustache, or leave 'extends: none' out to have the default's"
        #expect(try problems(files) == ["missing-layout own/template.yaml \(help)"])
        files["own/home.mustache"] = ""
        #expect(
            try problems(files) == ["empty-layout own/home.mustache:1:1 write into it what its pages show"])
    }

    @Test("a report's settings win over its workspace's, one by one, as long as both mean the same template")
    func choices() throws {
        func text(_ choice: TemplateChoice) -> String {
            let settings = (choice.options + choice.theme).map { "\($0.name)=\($0.value)" }
            return ([choice.name ?? "-"] + settings).joined(separator: " ")
        }
        let wide = TemplateChoice(name: "plain", options: [TemplateSetting("a", .text("1"))])
        let more = [TemplateSetting("b", .text("2"))]
        let both = "plain a=text(\"1\") b=text(\"2\")"
        #expect(text(TemplateChoice(options: more).over(wide, standard: "trinity")) == both)
        #expect(text(TemplateChoice(name: "plain", options: more).over(wide, standard: "trinity")) == both)
        #expect(text(TemplateChoice(name: "other").over(wide, standard: "trinity")) == "other")
        #expect(
            text(TemplateChoice(name: "trinity").over(TemplateChoice(options: more), standard: "trinity"))
                == "trinity b=text(\"2\")")
    }

    @Test("options and tokens that are unknown or of the wrong type are found where they stand")
    func settings() throws {
        let text =
            "template: {name: trinity, options: {contnts: true, footer: maybe}, theme: {acent: red, ink: 'red;}', font: {dark: 'a{}'}}}\n"
        let (workspace, found) = Workspace.parse(SourceText(path: "trinity.yaml", text: text), root: "/tmp")
        #expect(found.isEmpty)
        #expect(
            try problems([:], workspace.template) == [
                "unknown-option trinity.yaml:1:37 did you mean 'contents'?", "wrong-type trinity.yaml:1:60",
                "unknown-token trinity.yaml:1:76 did you mean 'accent'?", "bad-token trinity.yaml:1:93",
                "bad-token trinity.yaml:1:108",
            ])
    }

    @Test(
        "a value of a token cannot leave its declaration",
        arguments: [
            "red;color:blue", "url(http://x)", "red}", "</style>", "rgb(1,2,3);", "expression(alert(1))", "#12345",
            "rgb(", "",
            "rgb(var(--x))",
        ])
    func hostileTokens(value: String) throws {
        for token in ["ink", "font", "page-width"] {
            let choice = TemplateChoice(theme: [TemplateSetting(token, .text(value))])
            if token == "font", value.isEmpty { continue }
            #expect(throws: DiagnosticsError.self) { try TemplateStore().load(choice) }
        }
    }

    @Test(
        "good values of tokens are taken",
        arguments: [
            ("ink", "#123"), ("ink", "#11223344"), ("ink", "RebeccaPurple"), ("ink", "oklch(60% 0.1 250 / 50%)"),
            ("ink", "hsl(120deg 50% 40%)"), ("font", "Georgia, 'Times New Roman', serif"), ("page-width", "72.5rem"),
            ("section-gap", "0"),
        ])
    func goodTokens(token: String, value: String) throws {
        let template = try TemplateStore().load(TemplateChoice(theme: [TemplateSetting(token, .text(value))]))
        #expect(template.style.text.contains("--\(token): \(value);"))
    }

    @Test("an option's text cannot leave its declaration in a style sheet, nor its element in a layout")
    func hostileOptions() throws {
        let files = [
            "own/template.yaml": "options: {word: {type: string}}\n",
            "own/x.css": ".a::after{content:'{{options.word}}'}",
            "own/index.mustache": "<p>{{options.word}}</p>",
        ]
        let choice = TemplateChoice(name: "own", options: [TemplateSetting("word", .text("'}</style><b>"))])
        let template = try load(files, choice)
        #expect(template.style.text.hasSuffix(".a::after{content:'\\27 \\7d \\3c \\2f style\\3e \\3c b\\3e '}"))
        #expect(template.render([:], layout: .index, depth: 0) == "<p>&#39;}&lt;/style&gt;&lt;b&gt;</p>")
    }

    @Test(
        "mistakes in a template are found at file, line and column",
        arguments: [
            ("page.mustache", "line\n  {{titel}}", "unknown-variable own/page.mustache:2:5 did you mean 'title'?"),
            (
                "page.mustache", "{{#sources}}{{nmae}}{{/sources}}",
                "unknown-variable own/page.mustache:1:15 did you mean 'name'?"
            ),
            ("page.mustache", "{{options.contnts}}", "unknown-variable own/page.mustache:1:3 did you mean 'contents'?"),
            (
                "foot.mustache", "{{#checks}}{{passd}}{{/checks}}",
                "unknown-variable own/foot.mustache:1:14 did you mean 'passed'?"
            ),
            ("page.mustache", "{{> haed}}", "unknown-partial own/page.mustache:1:5 did you mean 'head'?"),
            ("page.mustache", "{{#sources}}\n{{/source}}", "bad-template own/page.mustache:2:1 write {{/sources}}"),
            ("page.mustache", "\n{{#sources}}", "bad-template own/page.mustache:2:1 write {{/sources}} where it ends"),
            ("page.mustache", "a {{title", "bad-template own/page.mustache:1:3"),
            ("page.mustache", "{{body}}{{{notice}}}", "escaped-html own/page.mustache:1:1 write {{{body}}}"),
            (
                "page.mustache", "{{#contents}} {{items}}{{/contents}}",
                "not-text own/page.mustache:1:15 write {{#items}}{{id}}{{/items}}"
            ),
            ("page.mustache", "{{options}}", "not-text own/page.mustache:1:1 write {{options.language}}"),
            ("page.mustache", " \n", "empty-layout own/page.mustache:1:1 delete it to have that of 'trinity' again"),
            ("page.css", "a { color: red;\nb { color: blue; }", "bad-style own/page.css:1:3 write } where it ends"),
            ("page.css", "a { color: red; } }", "bad-style own/page.css:1:19"),
            ("page.css", "a {} /* b {", "bad-style own/page.css:1:6 write */ where it ends"),
            ("page.css", "a::after { content: '}\n}", "bad-style own/page.css:1:21"),
            ("page.css", "a { color: var(--acent); }", "unknown-token own/page.css:1:16 did you mean '--accent'?"),
            ("page.css", "a { color: {{options.colour}}; }", "unknown-variable own/page.css:1:14"),
            ("page.css", "{{title}}", "unknown-variable own/page.css:1:3"),
            ("template.yaml", "opitons: {}", "unknown-key own/template.yaml:1:1 did you mean 'options'?"),
            ("template.yaml", "extends: trintiy", "unknown-template own/template.yaml:1:10 did you mean 'trinity'?"),
            ("template.yaml", "extends: own", "circular-template own/template.yaml:1:10"),
            ("template.yaml", "options: {a: {type: integer, default: x}}", "wrong-type own/template.yaml:1:39"),
            ("template.yaml", "options: {a: {type: bool, default: x}}", "unknown-value own/template.yaml:1:21"),
            ("template.yaml", "options: {contents: 3}", "wrong-type own/template.yaml:1:21"),
            ("template.yaml", "theme: {a: {type: color, light: '#12'}}", "bad-token own/template.yaml:1:33"),
            ("template.yaml", "theme: {acent: red}", "unknown-token own/template.yaml:1:9 did you mean 'accent'?"),
            ("template.yaml", "name: other", "wrong-name own/template.yaml:1:7"),
            ("template.yaml", "a: ]", "bad-yaml own/template.yaml:1:4"),
        ])
    func mistakes(file: String, text: String, expected: String) throws {
        #expect(try problems(["own/\(file)": text]) == [expected])
    }

    @Test("braces in strings, comments, escapes and tags of a style sheet are text; a count of a list is one")
    func fine() throws {
        let css = "a::after{content:'{'} /* } */ .a\\{b{width:{{options.language}}} @media print{a{color:red}}"
        #expect(
            try problems(["own/x.css": css, "own/page.mustache": "{{count(sources)}}{{{body}}}{{{notice}}}"]) == [])
    }

    @Test(
        "files that are no text are found at the first wrong byte",
        arguments: [
            ("page.mustache", "not-text own/page.mustache:2:2 save it in UTF-8"),
            ("page.css", "not-text own/page.css:2:2 save it in UTF-8"),
            ("template.yaml", "not-text own/template.yaml:2:2 save it in UTF-8"),
        ])
    func notText(file: String, expected: String) throws {
        #expect(try problems([:], bytes: ["own/\(file)": [0x61, 0x0A, 0x62, 0xC3, 0x28]]) == [expected])
    }

    @Test("a template whose template.yaml is called something else, and a folder with nothing of a template, are told")
    func noManifest() throws {
        #expect(
            try problems(["own/template.yml": "options: {}"])
                == ["no-manifest own/template.yml rename 'template.yml' to 'template.yaml'"])
        #expect(
            try problems(["own/notes.txt": ""]) == [
                "no-manifest - delete the folder and make one with 'trinity new template own'"
            ])
    }

    @Test("a layout or partial that nothing looks for is told, with what it may have been meant to be")
    func unused() throws {
        let body = "{{{notice}}}{{{body}}}"
        let template = try load([
            "own/template.yaml": "", "own/pgae.mustache": body, "own/extra.mustache": "x",
            "own/part/foot.mustache": "x",
            "own/foot.mustache": "fine",
        ])
        #expect(
            template.warnings.map { "\($0.file?.split(separator: "/").last ?? "-") \($0.help ?? "-")" } == [
                "extra.mustache -", "foot.mustache -", "pgae.mustache did you mean 'page.mustache'?",
            ])
        #expect(
            try load(["own/page.mustache": "x{{{notice}}}"]).warnings.map(\.id) == ["no-body"])
    }

    @Test("an unknown template is told with the near one")
    func unknown() throws {
        #expect(try problems([:], TemplateChoice(name: "trinty")) == ["unknown-template - did you mean 'trinity'?"])
        #expect(try problems([:], TemplateChoice(name: "../x")) == ["unknown-template -"])
    }

    @Test("a workspace's template wins over the built-in one of its name, file by file")
    func shadowing() throws {
        let template = try load(["trinity/index.mustache": "mine"], TemplateChoice())
        #expect(template.render([:], layout: .index, depth: 0) == "mine")
        #expect(template.has(.page))
    }

    @Test("a variable with a fallback, one that CSS sets itself, and one in a comment are fine")
    func variables() throws {
        let css = ":root{--mine:1px}a{margin:var(--mine);color:var(--theirs, red)} /* var(--nobody) */"
        #expect(try problems(["own/x.css": css]) == [])
    }

    @Test("the style's digest is what the policy allows")
    func policy() throws {
        let template = try TemplateStore().load()
        let digest = Digest.base64(Array(template.chartStyle.text.utf8))
        #expect(template.chartStyle.policy.contains("style-src 'sha256-\(digest)'"))
    }
}
