/// What `trinity new` writes.
enum StarterFiles {
    static func workspace(title: String) -> String {
        """
        # A workspace: where the data are, and what all reports share.
        title: \(title)
        timezone: UTC

        sources:
          events: {path: data/*.csv, time: at}

        """
    }

    static let data = """
        at,kind,amount
        2026-11-02T09:00:00Z,order,12.50
        2026-11-04T15:30:00Z,order,8.00
        2026-11-09T10:15:00Z,order,20.00
        2026-11-10T11:45:00Z,refund,-8.00
        2026-11-12T18:20:00Z,order,31.40
        2026-11-15T08:05:00Z,order,5.75

        """

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
