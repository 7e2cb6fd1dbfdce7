import Columnar
import Jobs

/// The parts that several pages have.
extension HTML {
    /// A row of figures: name, value, and whether it is good or bad.
    mutating func figures(_ figures: [(name: String, value: String, tone: String?)]) {
        element("dl", [("class", "figures")]) { html in
            for figure in figures {
                html.element("div") { html in
                    html.element("dt", figure.name)
                    html.element("dd") { $0.element("b", [("class", figure.tone)], figure.value) }
                }
            }
        }
        line()
    }

    /// A table in a box that scrolls by itself; `numbers` are columns that stand to the right besides those that always do.
    mutating func table(_ columns: [String], numbers: Set<String> = [], _ rows: (inout HTML) -> Void) {
        element("div", [("class", "scroll")]) { html in
            html.element("table") { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        for column in columns {
                            if column.isEmpty {
                                html.element("td", "")
                            } else {
                                let isNumber =
                                    numbers.contains(column)
                                    || ["From", "Took", "Rows", "Bytes", "Failing rows"].contains(column)
                                html.element("th", [("scope", "col"), ("class", isNumber ? "number" : nil)], column)
                            }
                        }
                    }
                }
                html.element("tbody", [], rows)
            }
        }
        line()
    }

    /// Something to notice.
    mutating func notice(_ tone: String, _ text: String, title: String? = nil) {
        element("div", [("class", tone == "bad" ? "notice" : "alert")]) { html in
            if let title { html.element("p") { $0.element("strong", title) } }
            html.element("p", [("class", "lines")], text)
        }
        line()
    }

    /// How a run or a job stands.
    mutating func state(_ state: Run.State) { element("span", [("class", "state \(state.rawValue)")], state.rawValue) }

    /// A job's newest runs as a row of marks, oldest first.
    mutating func strip(_ runs: [Run]) {
        element("span", [("class", "strip")]) { html in
            for run in runs.reversed() {
                let name = "run \(run.id), \(run.period): \(run.state.rawValue)"
                html.element(
                    "a",
                    [
                        ("href", "/status/runs/\(run.id)"), ("class", run.state.rawValue), ("title", name),
                        ("aria-label", name),
                    ], "")
            }
        }
    }

    /// Runs in a table.
    mutating func runs(_ runs: [Run], _ times: PageTime, namesJob: Bool = true) {
        if runs.isEmpty {
            element("p", "There are no runs yet.")
            return
        }
        table(["Run"] + (namesJob ? ["Job"] : []) + ["Period", "Status", "Why", "Began", "Took", "Rows"]) { html in
            for run in runs {
                html.element("tr") { html in
                    html.element("th", [("scope", "row")]) { $0.link("/status/runs/\(run.id)", "\(run.id)") }
                    if namesJob {
                        html.element("td") { $0.link("/status/jobs/\(AddressText.encoded(run.job))", run.job) }
                    }
                    html.element("td", [("class", "whole")], run.period)
                    html.element("td") { $0.state(run.state) }
                    html.element("td", run.trigger.rawValue)
                    html.element("td") { html in
                        if let started = run.startedAt {
                            html.instant(started, times, hasSeconds: true)
                        } else {
                            html.add("–")
                        }
                    }
                    html.element("td", [("class", "number")], PageNumber.seconds(run.duration(now: times.now)))
                    html.element("td", [("class", "number")], PageNumber.count(run.rows))
                }
            }
        }
    }

    /// The field of a form that takes the server's token.
    mutating func token() {
        element("label") { html in
            html.add("Token ")
            html.empty(
                "input",
                [("name", "token"), ("type", "password"), ("required", ""), ("autocomplete", "current-password")])
        }
    }

    /// An instant for people and for programs.
    mutating func instant(_ microseconds: Int64, _ times: PageTime, hasSeconds: Bool = false) {
        element(
            "time", [("datetime", InstantText.rfc3339(microseconds))], times.text(microseconds, hasSeconds: hasSeconds))
    }

    /// An instant as RFC 3339 for people; a dash when there is none.
    mutating func time(_ text: String?, _ times: PageTime) {
        guard let text, let instant = TimestampText.microseconds(text, zone: .utc) else { return add("–") }
        self.instant(instant, times)
    }
}
