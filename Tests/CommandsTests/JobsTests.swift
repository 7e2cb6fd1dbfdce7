import Foundation
import Testing

@Suite("trinity jobs")
struct JobsCommandTests {
    private static let report = """
        ---
        report: 1
        title: Small
        schedule: daily 06:00
        timezone: Europe/Berlin
        period: {grain: day, offset: -1}
        alert: n.total < 10
        ---

        ```sql {#n}
        SELECT sum(x) AS total FROM t
        ```

        ```sql {assert #positive}
        SELECT * FROM t WHERE x < 0
        ```
        """

    private func workspace(_ csv: String = "at,x\n2026-11-09T12:00:00Z,1\n2026-11-10T12:00:00Z,4\n") throws -> Binary {
        let binary = try Binary()
        try binary.write(JobsCommandTests.report, to: "reports/small.md")
        try binary.write("sources:\n  t: {path: t.csv, time: at}\n", to: "trinity.yaml")
        try binary.write(csv, to: "t.csv")
        return binary
    }

    /// The day that it is where the report looks at the clock. Days before the one that is due say nothing of how things stand; this one does,
    /// also when it ends meanwhile.
    private func today() throws -> String {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        return Date.now.formatted(Date.ISO8601FormatStyle(timeZone: berlin).year().month().day())
    }

    private func json(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }

    @Test("A job's status has all keys before its first run, and counts the run behind it")
    func status() throws {
        let day = try today()
        let binary = try workspace("at,x\n\(day)T12:00:00Z,1\n")
        let before = try #require(try json(binary.run("jobs", "status", "small", "--json").output) as? [String: Any])
        #expect(
            Set(before.keys) == [
                "job_id", "name", "description", "status", "schedule", "timezone", "last_run", "last_period",
                "next_run",
                "run_count", "error_count", "last_error", "duration", "alerts", "report", "undelivered", "problem",
            ])
        #expect(before["status"] as? String == "pending")
        #expect(before["last_run"] is NSNull)
        let run = try binary.run("jobs", "run", "small", "--period", day)
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("small \(day): completed in "))
        #expect(run.output.hasSuffix(", site/small/\(day)/index.html\n"))
        #expect(try binary.run("verify", "site").status == 0)
        let after = try #require(try json(binary.run("jobs", "status", "small", "--json").output) as? [String: Any])
        #expect(after["status"] as? String == "completed")
        #expect(after["run_count"] as? Int == 1)
        #expect(after["last_period"] as? String == day)
        // The sum of that day is 1.
        #expect(after["alerts"] as? [String] == ["n.total < 10"])
        // A failed run of a day long past says nothing of how things stand.
        #expect(try binary.run("jobs", "run", "small", "--period", "2019-05-05").status == 1)
        let later = try #require(try json(binary.run("jobs", "status", "small", "--json").output) as? [String: Any])
        #expect(later["alerts"] as? [String] == ["n.total < 10"])
    }

    @Test(
        "A failed assert ends a run with status 3, missing data with 1, a wrong report with 2; each is in the history")
    func failures() throws {
        let binary = try workspace("at,x\n2026-11-09T12:00:00Z,-1\n")
        let failed = try binary.run("jobs", "run", "small", "--period", "2026-11-09")
        #expect(failed.status == 3)
        #expect(failed.error.contains("assert 'positive' failed: 1 row"))
        try FileManager.default.removeItem(at: binary.folder.appendingPathComponent("t.csv"))
        #expect(try binary.run("jobs", "run", "small", "--period", "2026-11-09").status == 1)
        try binary.write("at,y\n2026-11-09T12:00:00Z,1\n", to: "t.csv")
        let wrong = try binary.run("jobs", "run", "small", "--period", "2026-11-09")
        #expect(wrong.status == 2)
        #expect(wrong.error.contains("reports/small.md:11:12"))
        let runs = try #require(try json(binary.run("jobs", "history", "small", "--json").output) as? [[String: Any]])
        #expect(runs.map { $0["error_kind"] as? String } == ["report", "missing-data", "assertion"])
    }

    @Test("A backfill runs past periods oldest first, and leaves out those that have completed")
    func backfill() throws {
        let binary = try workspace()
        // Two of the days have no rows, which is as it should be.
        try binary.write("sources:\n  t: {path: t.csv, time: at, may_be_empty: true}\n", to: "trinity.yaml")
        let first = try binary.run("jobs", "backfill", "small", "--from", "2026-11-08", "--to", "2026-11-10")
        #expect(first.status == 0)
        #expect(
            first.output.split(separator: "\n").map { $0.split(separator: ":")[0] } == [
                "[1/3] small 2026-11-08", "[2/3] small 2026-11-09", "[3/3] small 2026-11-10",
            ])
        let second = try binary.run("jobs", "backfill", "small", "--from", "2026-11-10", "--to", "2026-11-11")
        #expect(
            second.output.hasPrefix("[1/2] small 2026-11-10: completed before\n[2/2] small 2026-11-11: completed in "))
    }

    @Test("A period without rows is data that have not come; a source that may be empty is not waited for")
    func emptyPeriod() throws {
        let binary = try workspace()
        let missing = try binary.run("jobs", "run", "small", "--period", "2026-11-11")
        #expect(missing.status == 1)
        #expect(missing.error.contains("'t' has no row in 2026-11-11"))
        #expect(missing.error.contains("may_be_empty: true"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("site").path))
        try binary.write("sources:\n  t: {path: t.csv, time: at, may_be_empty: true}\n", to: "trinity.yaml")
        #expect(try binary.run("jobs", "run", "small", "--period", "2026-11-11").status == 0)
        let runs = try #require(try json(binary.run("jobs", "history", "small", "--json").output) as? [[String: Any]])
        #expect(runs.map { $0["status"] as? String } == ["completed", "failed"])
        #expect(runs.last?["error_kind"] as? String == "missing-data")
    }

    @Test("An alert rule without a value is an alert of its own, and its log says so")
    func noValue() throws {
        let day = try today()
        let binary = try workspace()
        try binary.write(
            "sources:\n  t: {path: t.csv, time: at, may_be_empty: true}\nalerts: {command: \"cat >> told\"}\n",
            to: "trinity.yaml")
        // The sum of no rows is null.
        #expect(try binary.run("jobs", "run", "small", "--period", day).status == 0)
        let status = try #require(try json(binary.run("jobs", "status", "small", "--json").output) as? [String: Any])
        #expect(status["alerts"] as? [String] == ["no value: n.total < 10"])
        #expect(
            try binary.run("jobs", "history", "--run", "1").output.contains(
                "warning  the alert 'n.total < 10' has no value"))
        let told = try binary.read("told")
        #expect(told.contains(#""rule":"no value: n.total < 10""#))
        #expect(told.contains(#""type":"alert.fired""#))
        try binary.write("at,x\n\(day)T12:00:00Z,4\n", to: "t.csv")
        try binary.run("jobs", "run", "small", "--period", day)
        let after = try #require(try json(binary.run("jobs", "status", "small", "--json").output) as? [String: Any])
        #expect(after["alerts"] as? [String] == ["n.total < 10"])
    }

    @Test("A job whose report breaks stays in the list, with what was known of it and what is wrong")
    func broken() throws {
        let binary = try workspace()
        #expect(try binary.run("jobs", "run", "small", "--period", "2026-11-09").status == 0)
        try binary.write(
            JobsCommandTests.report.replacingOccurrences(of: "period: {", with: "perod: {"), to: "reports/small.md")
        let list = try binary.run("jobs", "list")
        #expect(list.status == 2)
        #expect(list.output.contains("small  daily 06:00 Europe/Berlin  failed"))
        #expect(list.error.contains("reports/small.md:6:1"))
        let status = try binary.run("jobs", "status", "small", "--json")
        #expect(status.status == 2)
        let keys = try #require(try json(status.output) as? [String: Any])
        #expect(keys["status"] as? String == "failed")
        #expect(keys["run_count"] as? Int == 1)
        #expect(keys["next_run"] is NSNull)
        #expect((keys["problem"] as? String)?.hasPrefix("reports/small.md:6:1: unknown key 'perod'") == true)
        #expect((keys["problem"] as? String)?.contains("did you mean 'period'?") == true)
        #expect(try binary.run("jobs", "history", "small").output.contains("completed"))
        #expect(try binary.run("jobs", "run", "small").status == 2)
    }

    @Test("A period that has not begun is refused, and a pipe among the reports is none")
    func future() throws {
        let binary = try workspace()
        let pipe = binary.folder.appendingPathComponent("reports/pipe.md").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let run = try binary.run("jobs", "run", "small", "--period", "2999-01-01")
        #expect(run.status == 2)
        #expect(run.error.contains("2999-01-01 has not begun"))
        #expect(try binary.run("check").status == 0)
        #expect(
            try binary.run("check", "reports/pipe.md").error.contains("is a folder, a pipe or a device, not a file"))
    }

    @Test("Two reports of one name are one job, and neither runs")
    func duplicate() throws {
        let binary = try workspace()
        try binary.write(JobsCommandTests.report, to: "reports/more/small.md")
        let list = try binary.run("jobs", "list")
        #expect(list.status == 2)
        #expect(list.output.contains("small  daily 06:00"))
        #expect(list.error.contains("'reports/more/small.md' and 'reports/small.md' would both be job 'small'"))
        #expect(try binary.run("jobs", "run", "small", "--period", "2026-11-09").status == 2)
    }

    @Test("Who only looks needs no history, and makes none")
    func looking() throws {
        let binary = try workspace()
        #expect(try binary.run("jobs", "list").status == 0)
        #expect(try binary.run("jobs", "history").output == "no run yet\n")
        #expect(try binary.run("jobs", "status", "small").output.contains("never"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent(".trinity").path))
    }

    @Test("An unknown job is told with the nearest name, and an unknown run as such")
    func unknown() throws {
        let binary = try workspace()
        let job = try binary.run("jobs", "run", "smal")
        #expect(job.status == 2)
        #expect(job.error.contains("there is no job 'smal'"))
        #expect(job.error.contains("did you mean 'small'?"))
        #expect(try binary.run("jobs", "history", "--run", "7").error.contains("there is no run 7"))
    }

    @Test("Every job runs on generated data, and neither the site nor the history notices")
    func test() throws {
        let binary = try Binary()
        for file in ["trinity.yaml", "reports/payment_analytics_daily.md", "reports/ethical_coherence_daily.md"] {
            try binary.write(
                String(contentsOf: Binary.root.appendingPathComponent(file), encoding: .utf8), to: file)
        }
        let outcome = try binary.run("jobs", "test", "--rows", "500")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasSuffix("2 jobs completed\n"))
        #expect(!FileManager.default.fileExists(atPath: binary.folder.appendingPathComponent("site").path))
        #expect(try binary.run("jobs", "history").output == "no run yet\n")
    }

    @Test("Settings show where they come from, and secrets do not show")
    func config() throws {
        let binary = try workspace()
        try binary.write(
            "title: Forge\nalerts: {webhook: \"https://hooks.example.org/services/abc\"}\n", to: "trinity.yaml")
        let lines = try binary.run("config", "--profile", "streaming", "--timezone", "Europe/Berlin").output
            .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.contains(["title", "Forge", "trinity.yaml"]))
        #expect(lines.contains(["jobs.concurrency", "4", "profile", "streaming"]))
        #expect(lines.contains(["timezone", "Europe/Berlin", "--timezone"]))
        #expect(lines.contains(["alerts.webhook", "https://hooks.example.org/***", "trinity.yaml"]))
        #expect(lines.contains(["output", "out", "built", "in"]))
    }
}
