import Columnar
import Diagnostics
import Jobs
import Reports

extension StatusPages {
    /// All jobs, and the newest runs.
    func jobsPage(_ board: StatusBoard.Snapshot) -> PageContent {
        let times = PageTime(now: board.at)
        var html = HTML()
        let counts = { (state: Run.State) in board.statuses.count { $0.status == state } }
        let due = board.catalog.jobs.compactMap { $0.slots(after: board.at, count: 1).first }.min()
        html.figures([
            ("Jobs", "\(board.statuses.count)", nil), ("Running", "\(counts(.running))", nil),
            ("Failed last", "\(counts(.failed))", counts(.failed) == 0 ? nil : "bad"),
            (desk.hasScheduler ? "Next run" : "Next slot", due.map { times.until($0) } ?? "none", nil),
        ])
        if !desk.hasScheduler {
            html.notice("note", "This server begins no runs by itself: it was started without --scheduler.")
        }
        for (job, status) in zip(board.catalog.jobs, board.statuses) where !status.alerts.isEmpty {
            html.notice("bad", "\(job.name): \(status.alerts.joined(separator: ", "))", title: "Alert")
        }
        for (path, found) in board.catalog.problems.sorted(by: { $0.key < $1.key }) {
            html.notice(
                "bad", "\(path): \(found.first { $0.severity == .error }?.message ?? "it cannot be read")",
                title: "A report cannot be read, and does not run")
        }
        html.element("h2", "Jobs")
        html.table(["Job", "Status", "Newest runs", "Last run", "Took", "Next run"]) { html in
            for (job, status) in zip(board.catalog.jobs, board.statuses) {
                let times = PageTime(now: board.at, zone: job.zone)
                html.element("tr") { html in
                    html.element("th", [("scope", "row")]) { html in
                        html.link("/status/jobs/\(PathText.encoded(job.id))", job.name)
                        html.element("small", job.schedule?.text ?? "on demand")
                    }
                    html.element("td") { $0.state(status.status) }
                    html.element("td") { $0.strip(board.recent[job.id] ?? []) }
                    html.element("td") { $0.time(status.lastRun, times) }
                    html.element("td", [("class", "number")], PageNumber.seconds(status.duration))
                    html.element("td") { $0.time(status.nextRun, times) }
                }
            }
        }
        html.element("h2", "Newest runs")
        html.runs(board.runs, PageTime(now: board.at))
        return PageContent(title: "Jobs", subtitle: "As of \(times.text(board.at))", body: html)
    }

    /// One job: how it stands, when it runs next, and its runs.
    func jobPage(_ job: Job) async throws -> PageContent {
        let now = desk.clock.now()
        let times = PageTime(now: now, zone: job.zone)
        let status = JobStatus(job, try await desk.store.summary(of: job.id), now: now)
        let runs = try await desk.store.runs(of: job.id, limit: 50)
        var html = HTML()
        html.figures([
            ("Status", status.status.rawValue, status.status == .failed ? "bad" : nil),
            ("Runs", "\(status.runCount)", nil),
            ("Failed", "\(status.errorCount)", nil), ("Last took", PageNumber.seconds(status.duration), nil),
        ])
        for alert in status.alerts { html.notice("bad", alert, title: "Alert") }
        if let error = status.lastError, status.status == .failed || status.status == .pending {
            html.notice("bad", error, title: "What went wrong last")
        }
        if let description = job.report.description { html.element("p", description) }
        html.element("p") { html in
            html.add("Report ")
            html.element("code", job.path)
            if let schedule = job.schedule {
                html.add(", runs ")
                html.element("code", schedule.text)
                html.add(" in \(job.zone.identifier)")
            } else {
                html.add(", runs when somebody asks for it")
            }
            if let page = runs.first(where: { $0.page != nil && $0.state == .completed })?.page {
                html.add("; ")
                html.link("/" + page, "its newest page")
            }
            html.add(".")
        }
        let slots = job.slots(after: now, count: 5)
        if !slots.isEmpty {
            html.element("h2", "Next runs")
            html.element("ul") { html in
                for slot in slots {
                    html.element("li") { html in
                        html.instant(slot, times)
                        html.add(" (\(times.until(slot))), period \(job.period(at: slot).id)")
                    }
                }
            }
        }
        html.element("h2", "Runs")
        html.runs(runs, times, namesJob: false)
        runForm(job, now: now, to: &html)
        return PageContent(title: job.name, subtitle: "As of \(times.text(now))", body: html)
    }

    private func runForm(_ job: Job, now: Int64, to html: inout HTML) {
        html.element("h2", "Run it now")
        guard settings.token != nil else {
            html.element("p") { html in
                html.add("Start the server with ")
                html.element("code", "TRINITY_API_TOKEN")
                html.add(" in its environment to run jobs from here.")
            }
            return
        }
        html.element("form", [("method", "post"), ("class", "run")]) { html in
            html.element("label") { html in
                html.add("Period ")
                html.empty(
                    "input", [("name", "period"), ("placeholder", job.period(at: now).id), ("autocomplete", "off")])
            }
            html.element("label") { html in
                html.add("Token ")
                html.empty(
                    "input",
                    [("name", "token"), ("type", "password"), ("required", ""), ("autocomplete", "current-password")])
            }
            html.element("button", "Run")
        }
    }
}
