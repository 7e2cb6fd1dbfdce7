import Columnar
import Diagnostics
import Rendering
import Reports

/// What `trinity new` writes.
enum StarterFiles {
    /// Writes the files of a new thing below a folder, unless its first file is there already.
    ///
    /// - Throws: `DiagnosticsError` with `file-exists` or `unwritable-file`.
    static func write(_ files: [OutputFile], into folder: String) throws {
        if let first = files.first, TextFile.exists("\(folder)/\(first.path)") {
            throw DiagnosticsError(
                Diagnostic(
                    "file-exists", .error, "there is already a file '\(folder)/\(first.path)'",
                    help: "choose another name"))
        }
        for file in files { try TextFile.write(file.bytes, to: "\(folder)/\(file.path)") }
    }

    static func workspace(title: String) -> String {
        """
        # A workspace: where the data are, and what all reports share.
        title: \(title)
        timezone: UTC

        sources:
          events: {path: data/*.csv, time: at}

        """
    }

    /// A few events of a week and of the one before it, so that a report of that week has something to compare.
    static func data(in week: Period) -> String {
        let day: Int64 = 86_400_000_000
        let events: [(day: Int64, hour: Int64, minute: Int64, rest: String)] = [
            (-7, 9, 0, "order,12.50"), (-5, 15, 30, "order,8.00"), (0, 10, 15, "order,20.00"),
            (1, 11, 45, "refund,-8.00"), (3, 18, 20, "order,31.40"), (6, 8, 5, "order,5.75"),
        ]
        let lines = events.map { event in
            let instant = week.from + event.day * day + (event.hour * 60 + event.minute) * 60_000_000
            return "\(TimestampText.rfc3339(microseconds: instant)),\(event.rest)\n"
        }
        return "at,kind,amount\n" + lines.joined()
    }

    /// A report over a source; `time` is its time column, nil when it has none.
    static func report(title: String, source: String, time: String?) -> String {
        let chart =
            time.map { time in
                """

                ```sql {#by_day}
                SELECT date_trunc('day', \(time)) AS day, count(*) AS rows
                FROM \(source)
                GROUP BY 1
                ORDER BY 1
                ```

                ```yaml {chart #trend from=by_day}
                mark: bar
                x: day
                y: rows
                title: Rows by day
                ```

                """
            } ?? ""
        return """
            ---
            report: 1
            title: \(title)
            schedule: "weekly mon 00:00"
            period: {grain: week, offset: -1, compare: [prior]}
            ---

            ```sql {#totals}
            SELECT count(*) AS rows FROM \(source)
            ```

            ```yaml {kpi #figures}
            - {value: totals.rows, label: Rows}
            ```

            There were **`= totals.rows as ,d`** `= plural(totals.rows, 'row', 'rows')`, `= delta(totals.rows) as +.1%` on the week before.
            \(chart)
            ```sql {assert #has_rows}
            SELECT * FROM totals WHERE rows = 0
            ```

            """
    }
}
