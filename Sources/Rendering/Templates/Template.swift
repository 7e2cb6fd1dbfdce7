import Charting
import Mustache
public import Reports

/// A template ready to render: a chosen one with its settings, and everything it inherits.
public struct Template: Sendable {
    /// The template's name.
    public let name: String
    /// One sentence about it; nil for none.
    public let description: String?
    /// Its options with their defaults.
    public let options: [TemplateOption]
    /// Its theme's tokens with the values that apply.
    public let tokens: [ThemeToken]
    /// Files that go into a site as they are, by path below the site; in order of their paths.
    package let statics: [OutputFile]
    /// The style sheet of pages without charts.
    package let style: StyleSheet
    /// The style sheet of pages with charts.
    package let chartStyle: StyleSheet

    private let values: [String: TemplateOption.Value]
    private let common: [String: any Sendable]
    private let library: MustacheLibrary

    init(
        name: String, description: String?, options: [TemplateOption], tokens: [ThemeToken],
        values: [String: TemplateOption.Value], style: String, statics: [OutputFile], library: MustacheLibrary
    ) {
        self.name = name
        self.description = description
        self.options = options
        self.tokens = tokens
        self.values = values
        self.statics = statics
        self.style = StyleSheet(style)
        chartStyle = StyleSheet(style + ChartStyle.sheet)
        common = ["options": Template.mustache(values)]
        self.library = library
    }

    /// The value of an option; nil when the template has none of that name.
    package func option(_ name: String) -> TemplateOption.Value? { values[name] }

    /// Whether an option is true; false when the template has none of that name.
    package func isOn(_ name: String) -> Bool { values[name] == .boolean(true) }

    /// Whether there is a file for a layout: a template that stands alone may have left it out.
    package func has(_ layout: TemplateLayout) -> Bool { library.getTemplate(named: layout.name) != nil }

    /// A page from its values; empty when the template lacks the layout.
    ///
    /// - Parameters:
    ///   - values: what `layout` documents, without what all layouts share.
    ///   - stylesheet: where the page finds the style sheet as a file; nil to have it inside the page.
    package func render(_ values: [String: Any], layout: TemplateLayout, stylesheet: String? = nil) -> String {
        let sheet = layout.drawsCharts ? chartStyle : style
        var values = values
        for (name, value) in common { values[name] = value }
        if let stylesheet {
            values["stylesheet"] = stylesheet
            values["policy"] = StyleSheet.linkedPolicy
        } else {
            values["style"] = sheet.text
            values["policy"] = sheet.policy
        }
        return library.render(values, withTemplate: layout.name) ?? ""
    }

    /// Options as Mustache sees them: a truth value opens a section, and so does any text that is not empty.
    static func mustache(_ values: [String: TemplateOption.Value]) -> [String: any Sendable] {
        values.compactMapValues { value in
            switch value {
            case .boolean(let isOn): isOn
            case .integer(let number): number
            case .number(let number): number
            case .string(let text): text.isEmpty ? nil : text
            }
        }
    }
}
