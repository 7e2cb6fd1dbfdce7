import Charting
package import Diagnostics
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
    /// Files that go into a site as they are, by path below the site; in order of their paths. The style sheet is one of them when pages
    /// link it.
    package let statics: [OutputFile]
    /// A digest of everything that pages look like: files, options and theme.
    package let digest: String
    /// The names of its style sheets, in the order they apply.
    package let styleNames: [String]
    /// The style sheet of pages without charts.
    package let style: StyleSheet
    /// The style sheet of pages with charts.
    package let chartStyle: StyleSheet

    /// What is not right with it, but does not keep it from being used.
    package let warnings: [Diagnostic]

    private let values: [String: TemplateOption.Value]
    private let common: [String: any Sendable]
    /// The style sheet's file at the top of the site; nil when pages hold their own.
    private let stylesheet: String?
    private let texts: [String: SourceText]
    private let library: MustacheLibrary

    init(
        name: String, description: String?, options: [TemplateOption], tokens: [ThemeToken],
        values: [String: TemplateOption.Value], style: String, styleNames: [String], stylesheet: String?,
        isSheetNamedByContent: Bool, statics: [OutputFile], texts: [String: SourceText], library: MustacheLibrary,
        warnings: [Diagnostic]
    ) {
        self.name = name
        self.description = description
        self.options = options
        self.tokens = tokens
        self.values = values
        self.styleNames = styleNames
        self.warnings = warnings
        self.texts = texts
        self.style = StyleSheet(style)
        chartStyle = StyleSheet(style + ChartStyle.sheet)
        // Pages that link their sheet find their own, whatever others are on the site. Where the app around them links it, the app knows
        // only the name that the template gives.
        let sheet = style + ChartStyle.sheet
        let name = stylesheet.map { isSheetNamedByContent ? Template.name(of: sheet, $0) : $0 }
        self.stylesheet = name
        let linked = name.map { [OutputFile(path: $0, text: sheet)] } ?? []
        self.statics = (statics.filter { $0.path != name } + linked).sorted { $0.path < $1.path }
        common = ["options": Template.mustache(values)]
        self.library = library
        var parts = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        parts += self.statics.map { "\($0.path) \(Digest.hex($0.bytes))" }
        parts += texts.sorted { $0.key < $1.key }.map { "\($0.key) \(Digest.hex($0.value.utf8))" }
        digest = Digest.hex(Array((parts.joined(separator: "\n") + chartStyle.text).utf8))
    }

    /// The digits of its digest that a style sheet's name has: 48 bits, so that two sheets do not meet by chance.
    private static let sheetDigits = 12

    /// `style.css` by its content: `style-0123456789ab.css`.
    private static func name(of sheet: String, _ written: String) -> String {
        let stem = written.hasSuffix(".css") ? String(written.dropLast(".css".count)) : written
        return "\(stem)-\(Digest.hex(Array(sheet.utf8)).prefix(sheetDigits)).css"
    }

    /// The value of an option; nil when the template has none of that name.
    package func option(_ name: String) -> TemplateOption.Value? { values[name] }

    /// Whether an option is true; false when the template has none of that name.
    package func isOn(_ name: String) -> Bool { values[name] == .boolean(true) }

    /// The text of a layout or partial by its name without `.mustache`; nil when there is none.
    package func source(_ name: String) -> String? { texts[name].map { String(decoding: $0.utf8, as: UTF8.self) } }

    /// Whether there is a file for a layout: a template that stands alone may have left it out.
    package func has(_ layout: TemplateLayout) -> Bool { library.getTemplate(named: layout.name) != nil }

    /// A page from its values; empty when the template lacks the layout.
    ///
    /// - Parameters:
    ///   - values: what `layout` documents, without what all layouts share.
    ///   - depth: how many folders below the top of the site the page lies.
    package func render(_ values: [String: Any], layout: TemplateLayout, depth: Int) -> String {
        let sheet = layout.drawsCharts ? chartStyle : style
        let root = String(repeating: "../", count: depth)
        var values = values
        for (name, value) in common { values[name] = value }
        values["root"] = root
        if let stylesheet {
            values["stylesheet"] = root + stylesheet
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
