extension TemplateLayout {
    /// A report for a period.
    package static let page = TemplateLayout(
        name: "page", purpose: "A report for a period: OUT/REPORT/PERIOD/index.html.", drawsCharts: true,
        variables: [
            .always("report", "The report's id."),
            .always("periodID", "The period's id, such as 2026-W46."),
            .always("period", "The period in words, such as week 46 with its days."),
            .always("from", "The period's first moment, RFC 3339 in UTC."),
            .always("to", "The first moment behind the period, RFC 3339 in UTC."),
            .always("zone", "The time zone of the report's calendar."),
            .always("all", "What the page of all periods is called, such as All weeks."),
            .always("run", "The way from the page to its run's folder: empty but for a page of a set."),
            .maybe(
                "site", .boolean,
                "Whether there are other pages around it: missing for a page that is a file of its own."),
            .maybe(
                "csv",
                .object([
                    .always(
                        "tables",
                        .list([
                            .always("name", "The table's name."),
                            .always("link", "The way to its file."),
                        ]), "The tables.")
                ]), "On a site: the report's tables as CSV files."),
            .maybe("set", .boolean, "Whether the page is one of a set."),
            .maybe("notice", .html, "On a site: why the page is an older one."),
            .maybe("pager", .html, "On a site, and in a set: links to the pages before and behind."),
            .always("body", .html, "The report's text, figures, charts and tables."),
            .maybe("footnotes", .html, "The report's footnotes."),
            .maybe(
                "contents",
                .object([
                    .always(
                        "items",
                        .list([
                            .always("id", "The heading's id, for #id."),
                            .always("text", "The heading."),
                        ]), "The headings.")
                ]), "The headings of the second level, when the option 'contents' is on and there are at least two."),
            .always(
                "notices",
                .list([
                    .always("title", "What is the matter."),
                    .always("text", "How bad it is."),
                ]), "What readers must know first: checks that failed, cells without a result."),
            .always(
                "sources",
                .list([
                    .always("name", "The source's name."),
                    .always("files", "How many files of which format."),
                    .always("rows", "How many rows were read."),
                    .maybe("rejected", "How many rows were set aside."),
                    .maybe("withoutTime", "How many rows have no time and so lie in no period."),
                ]), "The data that were read."),
            .always(
                "checks",
                .list([
                    .always("text", "The check and its outcome."),
                    .always("passed", .boolean, "Whether it held."),
                ]), "The report's asserts."),
            .always("engine", "The engine's name and version."),
            .maybe("ran", "What readers should know of the run: that the local engine stood in for Spark."),
            .always("plan", "The first digits of the plan's fingerprint."),
            .always(
                "parameters",
                .list([
                    .always("name", "The parameter's name."),
                    .always("value", "Its value in this run."),
                ]), "The report's parameters."),
            .maybe("rejects", .boolean, "Whether there is a file rejects.ndjson."),
        ])
}
