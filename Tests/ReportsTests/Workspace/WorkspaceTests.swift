import Columnar
import Diagnostics
import Foundation
import QueryPlan
import TestSupport
import Testing

@testable import Reports

@Suite struct WorkspaceTests {
    func parse(_ text: String) -> (workspace: Workspace, diagnostics: [Diagnostic]) {
        Workspace.parse(SourceText(path: "trinity.yaml", text: text), root: "/home/forge")
    }

    /// `line:column message | help` of every finding.
    func findings(_ text: String) -> [String] {
        parse(text).diagnostics.map { finding in
            let place = finding.range.map { "\($0.lowerBound.line):\($0.lowerBound.column) " } ?? ""
            return place + finding.message + (finding.help.map { " | \($0)" } ?? "")
        }
    }

    @Test("sources, folders and defaults are read in order")
    func whole() throws {
        let (workspace, diagnostics) = parse(
            """
            # comment
            title: Forge
            timezone: Europe/Berlin
            output: public
            allow_paths: [/srv/exports]
            limits: {threads: 4}
            sources:
              transactions: {path: data/transactions/**/*.csv, time: timestamp}
              audits:
                path: [a.ndjson, /srv/exports/b.ndjson]
                format: ndjson
                time: at
                on_bad_row: quarantine
                schema: {at: timestamp, score: double}
              plain: data/plain.tsv
            """)
        #expect(diagnostics == [])
        #expect(workspace.title == "Forge")
        #expect(workspace.zone.identifier == "Europe/Berlin")
        #expect(workspace.output == "public")
        #expect(workspace.reports == "reports")
        #expect(workspace.threads == 4)
        #expect(workspace.sources.map(\.name) == ["transactions", "audits", "plain"])
        let audits = workspace.sources[1]
        #expect(audits.paths == ["a.ndjson", "/srv/exports/b.ndjson"])
        #expect(audits.format == .ndjson)
        #expect(audits.timeColumn == "at")
        #expect(audits.badRows == .quarantine)
        #expect(audits.schema == Schema([Field("at", .timestamp), Field("score", .double)]))
        #expect(audits.root == "/home/forge")
        #expect(audits.zone.identifier == "Europe/Berlin")
        #expect(workspace.sources[2].paths == ["data/plain.tsv"])
    }

    @Test("an empty file is a workspace with the usual folders")
    func empty() {
        #expect(findings("") == [])
        #expect(findings("# nothing yet\n") == [])
    }

    @Test(
        "a zone may be an offset",
        arguments: [("+05:45", 20_700), ("'-03:30'", -12_600), ("+18:00", 64_800)])
    func offsets(text: String, seconds: Int64) {
        let (workspace, diagnostics) = parse("timezone: \(text)")
        #expect(diagnostics == [])
        #expect(workspace.zone.offset(atSeconds: 0) == seconds)
    }

    @Test(
        "every mistake is told with its place and what was probably meant",
        arguments: [
            ("tittle: x", ["1:1 unknown key 'tittle' in the workspace | did you mean 'title'?"]),
            ("timezone: Europe/Berln", ["1:11 there is no time zone 'Europe/Berln' | did you mean 'Europe/Berlin'?"]),
            ("timezone: Berlin", ["1:11 there is no time zone 'Berlin' | did you mean 'Europe/Berlin'?"]),
            (
                "timezone: +18:01",
                [
                    "1:11 there is no time zone '+18:01' | write a name such as 'Europe/Berlin' or 'UTC', "
                        + "or an offset such as '+05:45'"
                ]
            ),
            ("title: [a]", ["1:8 'title' is a text, not a list"]),
            ("- a", ["1:1 the workspace is a mapping of keys to values, not a list"]),
            ("limits: {threads: 0}", ["1:19 'threads' is a number from 1 to 1024, not 0"]),
            ("limits: {threads: many}", ["1:19 'threads' is a whole number, not 'many'"]),
            (
                "sources:\n  a: {paht: x.csv}",
                [
                    "2:6 source 'a' has no 'path'", "2:7 unknown key 'paht' in source 'a' | did you mean 'path'?",
                ]
            ),
            ("sources:\n  a:", ["2:3 source 'a' has no 'path' | write a: {path: data/a.csv}"]),
            ("sources:\n  a-b: x.csv", ["2:3 'a-b' is no name for a source; use letters, digits and '_'"]),
            ("sources:\n  a: x.csv\n  A: y.csv", ["3:3 source 'A' differs from 'a' only in case"]),
            (
                "sources:\n  a: {path: x, format: xlsx}",
                ["2:24 'format' is one of csv, tsv, ndjson, parquet, not 'xlsx'"]
            ),
            (
                "sources:\n  a: {path: x, format: jsnd}",
                ["2:24 'format' is one of csv, tsv, ndjson, parquet, not 'jsnd'"]
            ),
            (
                "sources:\n  a: {path: x, on_bad_row: quarantin}",
                [
                    "2:28 'on_bad_row' is one of error, quarantine, not 'quarantin' | did you mean 'quarantine'?"
                ]
            ),
            (
                "sources:\n  a: {path: ../x.csv}",
                [
                    "2:13 '../x.csv' lies outside the workspace | list its folder under 'allow_paths'"
                ]
            ),
            (
                "sources:\n  a: {path: [x.csv, /etc/passwd]}",
                [
                    "2:21 '/etc/passwd' lies outside the workspace | list its folder under 'allow_paths'"
                ]
            ),
            (
                "sources:\n  a: {path: x, schema: {t: timestmp}}",
                [
                    "2:28 unknown type 'timestmp' of column 't' | did you mean 'timestamp'?"
                ]
            ),
            (
                "sources:\n  a: {path: x, time: tme, schema: {time: timestamp}}",
                [
                    "2:22 source 'a' declares no column 'tme' | did you mean 'time'?"
                ]
            ),
            (
                "sources:\n  a: {path: x, time: t, schema: {t: double}}",
                [
                    "2:22 the time column 't' is declared as double, not as timestamp or date"
                ]
            ),
            (
                "sources:\n  a: {path: x, schema: {t: int, T: int}}",
                [
                    "2:33 column 'T' is declared twice (case does not count)"
                ]
            ),
            ("title: x\ntitle: y", ["1:1 the key 'title' stands here more than once"]),
            ("title: x\n'title': y", ["1:1 the key 'title' stands here more than once"]),
            ("sources:\n  on: a.csv\n  'on': b.csv", ["2:3 the key 'on' stands here more than once"]),
            (
                "title: 'x",
                [
                    "1:10 this is not YAML: while scanning a quoted scalar: found unexpected end of stream"
                ]
            ),
        ] as [(String, [String])])
    func mistakes(text: String, expected: [String]) {
        #expect(findings(text) == expected)
    }

    @Test("a wrong source leaves the others usable")
    func others() {
        let (workspace, diagnostics) = parse("sources:\n  a: {path: 1.csv}\n  b: {}\n  c: [2.csv]")
        #expect(workspace.sources.map(\.name) == ["a", "c"])
        #expect(diagnostics.map(\.message) == ["source 'b' has no 'path'"])
    }

    @Test("the workspace of a report is found upward, and its reports are those with front matter")
    func finding() throws {
        let folder = try ScratchFolder([
            "reports/deep/a.md": "---\nreport: 1\n---\n", "reports/README.md": "# Not a report",
        ])
        let root = folder.path
        defer { withExtendedLifetime(folder) {} }
        #expect(Workspace.file(governing: "\(root)/reports/deep/a.md") == nil)
        try folder.write("title: Here", to: "trinity.yaml")
        #expect(Workspace.file(governing: "\(root)/reports/deep/a.md") == "\(root)/trinity.yaml")
        let workspace = try Workspace.load("\(root)/trinity.yaml")
        #expect(workspace.title == "Here")
        #expect(workspace.root == root)
        #expect(workspace.reportFiles() == ["reports/deep/a.md"])
        let found = #expect(throws: DiagnosticsError.self) {
            try Workspace.load("\(root)/none.yaml", shownAs: "none.yaml")
        }
        #expect(found?.diagnostics.map(\.message) == ["there is no file 'none.yaml'"])
    }

    @Test("sources on a command line collect their paths")
    func arguments() throws {
        let sources = try SourceArguments.declarations(
            ["t=a.csv", "b.csv", "p=x/*.csv", "t=c.csv", "d/day=2026/e.csv"], root: "/r", zone: .utc)
        #expect(sources.map(\.name) == ["t", "p"])
        #expect(sources.map(\.paths) == [["a.csv", "b.csv", "c.csv", "d/day=2026/e.csv"], ["x/*.csv"]])
        let found = #expect(throws: DiagnosticsError.self) {
            try SourceArguments.declarations(["a.csv", "t=", "=x"], root: "/r", zone: .utc)
        }
        #expect(
            found?.diagnostics.map(\.message)
                == ["'a.csv' does not name a source", "'t=' does not name a source", "'=x' does not name a source"])
    }
}
