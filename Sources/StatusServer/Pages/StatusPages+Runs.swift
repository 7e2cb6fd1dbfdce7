import Columnar
import HTTPTypes
import Jobs

extension StatusPages {
    private static let pageLength = 100

    /// Runs, newest first, a hundred a page.
    func runsPage(_ call: Call) async throws -> PageContent {
        let before = call.query("before").flatMap { Int64($0) }
        let found = try await desk.store.runs(before: before, limit: StatusPages.pageLength + 1)
        let now = desk.clock.now()
        var html = HTML()
        html.runs(Array(found.prefix(StatusPages.pageLength)), PageTime(now: now))
        if found.count > StatusPages.pageLength {
            html.element("p") { $0.link("/status/runs?before=\(found[StatusPages.pageLength - 1].id)", "Older runs") }
        }
        return PageContent(
            title: "Runs", subtitle: "As of \(PageTime(now: now).text(now))", body: html, isLive: before == nil)
    }

    /// One run: how it went, its stages, its checks, what it read and brought, and its log.
    func runPage(_ call: Call) async throws -> PageContent {
        guard let id = Int64(call.parameter("run_id")), let run = try await desk.store.run(id) else {
            throw Problem(.notFound, "there is no such run")
        }
        let details = try await desk.store.details(of: run.id)
        let job = try? desk.catalog().job(run.job)
        let now = desk.clock.now()
        let times = PageTime(now: now, zone: job?.zone ?? .utc)
        var html = HTML()
        html.figures([
            (
                "Status", run.state.rawValue,
                run.state == .failed ? "bad" : run.state == .completed ? "good" : run.state.rawValue
            ),
            ("Took", PageNumber.seconds(run.duration(now: now)), nil), ("Rows read", PageNumber.count(run.rows), nil),
            ("Read", PageNumber.bytes(run.bytes), nil),
        ])
        if let failure = run.failure {
            html.notice("bad", failure.message, title: "It failed: \(failure.kind.rawValue)")
        }
        html.element("p") { html in
            html.link("/status/jobs/\(AddressText.encoded(run.job))", job?.name ?? run.job)
            html.add(
                " for \(run.period), \(run.trigger.rawValue), \(run.attempts) \(run.attempts == 1 ? "attempt" : "attempts")"
            )
            if let started = run.startedAt {
                html.add(", began ")
                html.instant(started, times)
            }
            if let retry = run.retryAt, !run.state.isFinal {
                html.add(", tries again \(times.until(retry))")
            }
            if let engine = run.engine { html.add(", engine \(engine)") }
            html.add(". ")
            if let page = run.page {
                html.link("/" + page, run.state == .completed ? "Its page" : "The page that stands")
                html.add(".")
            }
        }
        if !run.state.isFinal { cancelForm(run, to: &html) }
        sections(details, times, to: &html)
        if let job, !job.slots(after: now, count: 1).isEmpty {
            html.element("h2", "Next runs of the job")
            html.element("ul") { html in
                for slot in job.slots(after: now, count: 3) {
                    html.element("li") { $0.instant(slot, times) }
                }
            }
        }
        return PageContent(
            title: "Run \(run.id): \(job?.name ?? run.job), \(run.period)", subtitle: "As of \(times.text(now))",
            body: html,
            isLive: !run.state.isFinal)
    }

    private func cancelForm(_ run: Run, to html: inout HTML) {
        guard settings.token != nil else { return }
        html.element("form", [("method", "post"), ("class", "run")]) { html in
            html.token()
            html.element("button", "Cancel the run")
        }
    }

    private func sections(_ details: RunDetails, _ times: PageTime, to html: inout HTML) {
        if !details.stages.isEmpty {
            html.element("h2", "Stages")
            StageTimeline(details.stages).draw(to: &html)
        }
        if !details.checks.isEmpty {
            html.element("h2", "Asserts")
            html.table(["Assert", "Held", "Failing rows"]) { html in
                for check in details.checks {
                    html.element("tr") { html in
                        html.element("th", [("scope", "row")], check.id)
                        html.element("td", [("class", check.passed ? "good" : "bad")], check.passed ? "yes" : "no")
                        html.element(
                            "td", [("class", "number")],
                            check.failingRows.map { PageNumber.count(Int64($0)) } ?? "could not run")
                    }
                }
            }
        }
        if !details.values.isEmpty {
            html.element("h2", "Figures")
            html.table(["Value", ""]) { html in
                for value in details.values {
                    html.element("tr") { html in
                        html.element("th", [("scope", "row")], value.name)
                        html.element("td", [("class", value.number == nil ? nil : "number")], value.text ?? "–")
                    }
                }
            }
        }
        if !details.events.isEmpty {
            html.element("h2", "Alerts")
            html.element("ul") { html in
                for event in details.events { html.element("li", "\(event.kind): \(event.rule)") }
            }
        }
        if !details.log.isEmpty {
            html.element("h2", "Log")
            html.table(["Time", "", "What happened"]) { html in
                for line in details.log {
                    html.element("tr") { html in
                        html.element("td") { $0.instant(line.at, times, hasSeconds: true) }
                        html.element("td", [("class", line.level == "error" ? "bad" : nil)], line.level)
                        html.element("td", [("class", "lines")], line.message)
                    }
                }
            }
        }
        if !details.inputs.isEmpty {
            html.element("h2", "Input files")
            let few = details.inputs.count <= 10
            html.element("details", [("open", few ? "" : nil)]) { html in
                let bytes = details.inputs.reduce(0) { $0 + $1.bytes }
                html.element(
                    "summary",
                    "\(details.inputs.count) \(details.inputs.count == 1 ? "file" : "files"), \(PageNumber.bytes(bytes))"
                )
                inputs(details.inputs, to: &html)
            }
        }
    }

    private func inputs(_ inputs: [RunRecord.Input], to html: inout HTML) {
        html.table(["File", "Bytes", "Rows", "SHA-256"]) { html in
            for input in inputs {
                html.element("tr") { html in
                    html.element("th", [("scope", "row")], input.path)
                    html.element("td", [("class", "number")], PageNumber.count(input.bytes))
                    html.element("td", [("class", "number")], PageNumber.count(input.rows))
                    html.element("td") {
                        $0.element("code", [("title", input.digest)], input.digest?.prefix(12) ?? "–")
                    }
                }
            }
        }
    }
}
