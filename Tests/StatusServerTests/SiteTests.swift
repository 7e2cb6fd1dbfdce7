import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import StatusServer

@Suite("The published site over HTTP")
struct SiteTests {
    @Test("files come with their type, folders with their index, and a folder without its slash is sent there")
    func files() async throws {
        let fixture = try await Fixture()
        let home = try await fixture.ask("/")
        #expect(home.status == 200)
        #expect(home.text.contains("Home"))
        #expect(home.header("Content-Type") == "text/html; charset=utf-8")
        #expect(home.header("X-Content-Type-Options") == "nosniff")
        let chart = try await fixture.ask("/daily/2026-11-16/charts/a.svg")
        #expect(chart.header("Content-Type") == "image/svg+xml")
        #expect(chart.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
        let folder = try await fixture.ask("/daily/2026-11-16")
        #expect(folder.status == 308)
        #expect(folder.header("Location") == "/daily/2026-11-16/")
        #expect(try await fixture.ask("/daily/2026-11-16/").text.contains("Day"))
    }

    @Test("what has not changed is not sent again, and a change is noticed")
    func conditional() async throws {
        let fixture = try await Fixture()
        let tag = try #require(try await fixture.ask("/").header("ETag"))
        for field in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = try await fixture.ask("/", headers: [("If-None-Match", field)])
            #expect(again.status == 304)
            #expect(again.text == "")
            #expect(again.header("ETag") == tag)
        }
        try fixture.folder.write("<!doctype html><title>New home</title>", to: "site/index.html")
        #expect(try await fixture.ask("/", headers: [("If-None-Match", tag)]).status == 200)
    }

    @Test("HEAD tells what GET would, without the body")
    func head() async throws {
        let answer = try await Fixture().ask("/", .head)
        #expect(answer.status == 200)
        #expect(answer.text == "")
        #expect(answer.header("Content-Length") == "34")
    }

    @Test("a large file comes whole, piece by piece")
    func large() async throws {
        let fixture = try await Fixture()
        let text = String(repeating: "0123456789\n", count: 30_000)
        try fixture.folder.write(text, to: "site/daily/all.csv")
        let answer = try await fixture.ask("/daily/all.csv")
        #expect(answer.header("Content-Length") == "330000")
        #expect(answer.text == text)
    }

    @Test(
        "nothing outside the site, no link, and none of the publisher's own files is given away",
        arguments: [
            "/../secret.txt", "/%2e%2e/secret.txt", "/daily/..%2f..%2fsecret.txt", "/.lock", "/linked.txt",
            "/folder/secret.txt",
            "//secret.txt", "/daily//2026-11-16/", "/index.html/",
        ])
    func outside(_ path: String) async throws {
        let fixture = try await Fixture()
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path + "/site/linked.txt", withDestinationPath: "../secret.txt")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path + "/site/folder", withDestinationPath: "..")
        let answer = try await fixture.ask(path)
        #expect([400, 404].contains(answer.status))
        #expect(!answer.text.contains("outside"))
    }

    @Test("what is not there: the site's own page for browsers, a problem for programs")
    func missing() async throws {
        let fixture = try await Fixture()
        let page = try await fixture.ask("/nothing", headers: [("Accept", "text/html")])
        #expect(page.status == 404)
        #expect(page.text.contains("Lost"))
        let problem = try await fixture.ask("/nothing")
        #expect(problem.header("Content-Type") == "application/problem+json")
        #expect(try await fixture.ask("/nothing", .post, headers: Fixture.bearer).status == 405)
    }

    @Test("without a site the home page is the jobs'")
    func noSite() async throws {
        let fixture = try await Fixture { $0.site += "/none" }
        let answer = try await fixture.ask("/")
        #expect(answer.status == 307)
        #expect(answer.header("Location") == "/status/")
    }
}
