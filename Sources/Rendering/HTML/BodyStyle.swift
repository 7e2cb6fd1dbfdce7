import Reports

/// How the body of a page shows figures: what the renderer itself takes from a template's options.
struct BodyStyle: Sendable {
    /// How a chart comes onto the page.
    enum Charts: String, CaseIterable {
        /// As part of the page, drawn for wide and for narrow windows, in the theme's colours.
        case inline
        /// As an image from `charts/`, in its own colours.
        case image
    }

    /// How charts come onto the page.
    var charts = Charts.inline
    /// Whether the data behind a chart stands below it.
    var showsData = true

    /// Whether every table has a file `tables/NAME.csv` beside the page.
    var hasTableFiles = false

    /// The usual style.
    init() {}

    /// What the options `charts` and `data` of a template say, where it has them.
    init(_ template: Template) {
        if case .string(let text)? = template.option("charts") { charts = Charts(rawValue: text) ?? .inline }
        if case .boolean(let isOn)? = template.option("data") { showsData = isOn }
    }
}
