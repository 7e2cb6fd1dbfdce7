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
        for status in board.statuses where !status.alerts.isEmpty {
            html.notice(
                "bad", "\(status.name): \(status.alerts.map(StatusPages.alert).joined(separator: "; "))", title: "Alert"
            )
        }
        for status in board.statuses where !status.undelivered.isEmpty {
            html.notice(
                "bad", "\(status.name): \(status.undelivered.map(StatusPages.text).joined(separator: "\n"))",
                title: "Nobody was told")
        }
        for report in board.catalog.broken {
            html.notice("bad", report.problem, title: "A report cannot be read, and does not run")
        }
        if !board.catalog.workspaceProblems.isEmpty {
            html.notice(
                "bad", RunFailure.of(board.catalog.workspaceProblems, otherwise: .report).message,
                title: "The settings cannot be read; those that were read last go on")
        }
        html.element("h2", "Jobs")
        html.table(["Job", "Status", "Newest runs", "Last run", "Took", "Next run"]) { html in
            for status in board.statuses {
                let times = PageTime(now: board.at, zone: ZoneNames.zone(status.timezone) ?? .utc)
                html.element("tr") { html in
                    html.element("th", [("scope", "row")]) { html in
                        html.link("/status/jobs/\(AddressText.encoded(status.jobId))", status.name)
                        html.element("small", status.schedule ?? "on demand")
                    }
                    html.element("td") { html in
                        html.state(status.status)
                        if status.problem != nil { html.element("small", "cannot be read") }
                    }
                    html.element("td") { $0.strip(board.recent[status.jobId] ?? []) }
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
    func jobPage(_ call: Call) async throws -> PageContent {
        switch try api.entry(call) {
        case .job(let job): try await page(of: job)
        case .broken(let report): try await page(of: report)
        }
    }

    /// A job whose report cannot be read: why, and what it did before.
    private func page(of report: BrokenJob) async throws -> PageContent {
        let now = desk.clock.now()
        let times = PageTime(now: now, zone: report.zone)
        let status = JobStatus(report, try await desk.store.summary(of: report.id), now: now)
        var html = HTML()
        head(of: status, to: &html)
        html.notice(
            "bad", report.problem, title: "Its report cannot be read, so that it does not run until it is mended")
        html.element("h2", "Runs")
        html.runs(try await desk.store.runs(of: report.id, limit: 50), times, namesJob: false)
        return PageContent(title: status.name, subtitle: "As of \(times.text(now))", body: html)
    }

    /// How a job stands in figures, and what it tells of.
    private func head(of status: JobStatus, to html: inout HTML) {
        html.figures([
            ("Status", status.status.rawValue, status.status == .failed ? "bad" : nil),
            ("Runs", "\(status.runCount)", nil),
            ("Failed", "\(status.errorCount)", nil), ("Last took", PageNumber.seconds(status.duration), nil),
        ])
        for alert in status.alerts { html.notice("bad", StatusPages.alert(alert), title: "Alert") }
        if !status.undelivered.isEmpty {
            html.notice(
                "bad", status.undelivered.map(StatusPages.text).joined(separator: "\n"), title: "Nobody was told")
        }
    }

    /// What an alert says that goes on, by the name of its rule.
    private static func alert(_ rule: String) -> String {
        switch rule {
        case AlertOutcome.run: "its last run failed"
        case AlertOutcome.report: "its report cannot be read"
        default: rule
        }
    }

    /// A message that nobody took, in one line.
    private static func text(_ alert: UndeliveredAlert) -> String {
        let what = alert.kind == AlertEvent.Kind.fired.rawValue ? "began" : "ended"
        return "'\(alert.rule)' \(what) at \(alert.at); the \(alert.channel) did not take it in \(alert.attempts) "
            + "\(alert.attempts == 1 ? "attempt" : "attempts"): \(alert.error)"
    }

    private func page(of job: Job) async throws -> PageContent {
        let now = desk.clock.now()
        let times = PageTime(now: now, zone: job.zone)
        let status = JobStatus(job, try await desk.store.summary(of: job.id), now: now)
        let runs = try await desk.store.runs(of: job.id, limit: 50)
        var html = HTML()
        head(of: status, to: &html)
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
        try await figures(of: job, runs, to: &html)
        runForm(job, now: now, to: &html)
        html.element("h2", "Runs")
        html.runs(runs, times, namesJob: false)
        return PageContent(title: job.name, subtitle: "As of \(times.text(now))", body: html)
    }

    /// The figures of the newest run that completed, with what they were in the periods before.
    private func figures(of job: Job, _ runs: [Run], to html: inout HTML) async throws {
        guard let newest = runs.first(where: { $0.state == .completed }) else { return }
        let values = try await desk.store.details(of: newest.id).values.filter { $0.number != nil }
        guard !values.isEmpty else { return }
        let histories = try await desk.store.histories(of: job.id)
        html.element("h2", "Figures")
        html.table(["Value", newest.period, "History"], numbers: [newest.period]) { html in
            for value in values {
                html.element("tr") { html in
                    html.element("th", [("scope", "row")], value.name)
                    html.element("td", [("class", "number")], PageNumber.value(value))
                    html.element("td", [("class", "spark")]) { html in
                        FigureHistory(value.name, histories[value.name] ?? []).draw(to: &html)
                    }
                }
            }
        }
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
            html.token()
            html.element("button", "Run")
        }
    }
}
