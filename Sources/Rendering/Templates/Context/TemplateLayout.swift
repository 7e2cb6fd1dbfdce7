/// A kind of page: the layout `NAME.mustache` and the variables that it is given.
///
/// Each kind stands in a file of its own, `TemplateLayout+KIND.swift`, and in `all`.
package struct TemplateLayout: Sendable {
    /// The layout's file without its ending.
    package let name: String
    /// What it is the page of.
    package let purpose: String
    /// Whether the page draws charts or sparklines and needs their style sheet.
    package let drawsCharts: Bool
    /// What the renderer gives, without what all layouts share.
    package let variables: [TemplateVariable]

    /// Every kind of page.
    package static let all: [TemplateLayout] = [.page, .index, .home, .archive, .missing]

    /// What every layout is given, besides `options`.
    package static let common: [TemplateVariable] = [
        .always("windowTitle", "The title of the browser's window."),
        .always("title", "The title above the page."),
        .maybe("kicker", "A line above the title."),
        .maybe("description", "One sentence about the page for search engines and feeds."),
        .always("root", "The way from the page to the top of the site, such as ../../; empty at the top."),
        .maybe("links", .html, "Links of a site's page for the head: its canonical address, its neighbours, the feed."),
        .always("policy", "The Content-Security-Policy that lets the page use its style and nothing else."),
        .maybe("style", .html, "The page's CSS; missing when it is linked."),
        .maybe("stylesheet", "Where the page's CSS lies when it is linked."),
    ]
}

extension TemplateVariable {
    /// A text that is always there.
    package static func always(_ name: String, _ meaning: String) -> TemplateVariable { always(name, .text, meaning) }

    /// A text that may be missing.
    package static func maybe(_ name: String, _ meaning: String) -> TemplateVariable { maybe(name, .text, meaning) }
}
