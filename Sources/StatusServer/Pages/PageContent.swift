/// What one page shows.
struct PageContent {
    var title: String
    /// A line under the title.
    var subtitle = ""
    var body: HTML
    /// Whether it brings itself up to date when a run changes.
    var isLive = true

    /// The page as a document.
    func html(site: String) -> String {
        var html = HTML()
        html.element("html", [("lang", "en")]) { html in
            html.line()
            html.element("head") { html in
                html.empty("meta", [("charset", "utf-8")])
                html.empty("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")])
                html.empty("meta", [("name", "color-scheme"), ("content", "light dark")])
                html.element("title", "\(title) · \(site)")
                html.empty("link", [("rel", "stylesheet"), ("href", "/status/style.css")])
                html.empty("link", [("rel", "icon"), ("href", "data:,")])
                if isLive { html.element("script", [("src", "/status/live.js"), ("defer", "")], "") }
            }
            html.line()
            html.element("body") { html in
                html.element("a", [("class", "skip"), ("href", "#main")], "Skip to content")
                html.element("header") { html in
                    html.element("p", [("class", "kicker")], site)
                    html.element("h1", title)
                    html.element("div", [("class", "period")]) { html in
                        html.element("p", subtitle)
                        html.element("nav", [("aria-label", "Pages")]) { html in
                            html.link("/", "Reports")
                            html.add(" ")
                            html.link("/status/", "Jobs")
                            html.add(" ")
                            html.link("/status/runs", "Runs")
                        }
                    }
                }
                html.line()
                html.element("main", [("id", "main")]) { html in html.append(body) }
                html.line()
            }
        }
        return "<!doctype html>\n" + html.text + "\n"
    }
}
