extension TemplateLayout {
    /// The reports of a site, or the periods of a report.
    package static let index = TemplateLayout(
        name: "index", purpose: "The reports of a site, OUT/index.html, and the periods of one, OUT/REPORT/index.html.",
        drawsCharts: false,
        variables: [
            .maybe("up", "The way to the page of all reports; missing on that page."),
            .maybe("count", "How many periods there are, in words."),
            .always(
                "reports",
                .list([
                    .always("title", "The report's title."),
                    .maybe("description", "One sentence about it."),
                    .always("latest", "The way to its newest period."),
                    .always(
                        "periods",
                        .list([
                            .always("label", "The period."),
                            .always("link", "The way to its page."),
                            .maybe("trouble", "What went wrong with it, such as 1 check failed."),
                        ]), "Its periods, newest first."),
                    .maybe("more", "The way to the page of all its periods, when some are left out here."),
                ]), "The reports."),
            .always("broken", .list([.always("text", "What cannot be listed.")]), "Folders that could not be read."),
        ])
}
