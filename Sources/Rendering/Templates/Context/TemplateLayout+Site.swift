extension TemplateLayout {
    /// A site's home page.
    package static let home = TemplateLayout(
        name: "home", purpose: "A site's home page: SITE/index.html.", drawsCharts: true,
        variables: [
            .always("count", "How many reports there are, in words."),
            .always(
                "reports",
                .list([
                    .always("title", "The report's title."),
                    .maybe("description", "One sentence about it."),
                    .always("period", "Its latest period in words."),
                    .always("latest", "The way to its latest page."),
                    .always("archive", "The way to the page of all its periods."),
                    .always("all", "What that page is called, such as All weeks."),
                    .maybe("figures", .html, "Its key figures with their sparklines."),
                    .always(
                        "previous",
                        .list([
                            .always("label", "The period."),
                            .always("link", "The way to its page."),
                        ]), "A few earlier periods, newest first."),
                    .always("notices", notices, "Checks that failed."),
                ]), "The reports, by title."),
        ])

    /// All periods of a report.
    package static let archive = TemplateLayout(
        name: "archive", purpose: "All periods of a report on a site: SITE/REPORT/index.html.", drawsCharts: false,
        variables: [
            .always("count", "How many periods there are, in words."),
            .always("notices", notices, "Checks that failed."),
            .always(
                "years",
                .list([
                    .always("year", "The year."),
                    .always(
                        "periods",
                        .list([
                            .always("label", "The period."),
                            .always("link", "The way to its page."),
                            .maybe("trouble", "That its checks failed."),
                        ]), "Its periods, newest first."),
                ]), "The years, newest first."),
        ])

    /// The page that servers show for addresses that lead nowhere.
    package static let missing = TemplateLayout(
        name: "missing", purpose: "The page for addresses that lead nowhere: SITE/404.html.", drawsCharts: false,
        variables: [.always("home", "The way to the home page.")])

    private static let notices = TemplateVariable.Kind.list([
        .always("title", "What is the matter."),
        .always("text", "How bad it is."),
    ])
}
