/// What a template's `template.yaml` says.
///
/// ```yaml
/// name: house
/// description: Our letterhead.
/// extends: trinity
/// options:
///   contents: true                                    # another default for an inherited option
///   draft: {type: boolean, default: false, description: Says on every page that it is a draft.}
/// theme:
///   accent: {light: "#7a1fa2", dark: "#cf93e6"}       # other values for an inherited token
///   gap: {type: length, light: 24px, description: Space between sections.}
/// ```
package struct TemplateManifest: Sendable {
    /// The file's name in a template's folder.
    package static let fileName = "template.yaml"

    /// The template that fills in what this one leaves out.
    package enum Parent: Hashable, Sendable {
        /// The usual one.
        case standard
        /// The one of this name.
        case named(String)
        /// None: this one stands alone.
        case none
    }

    /// The file, for findings about it; nil when there is none.
    package var file: String?
    /// The template it extends.
    package var parent: Parent = .standard
    /// Where that is written.
    package var parentPlace: SourcePlace?
    /// One sentence about the template; nil for none.
    package var description: String?
    /// The selector that the style sheet is kept within, for fragments of other people's pages; nil for the whole page, or the parent's.
    package var scope: String?
    /// The file that the style sheet is written to, at the top of the site; nil for the parent's, or none: then each page holds its own.
    package var stylesheet: String?
    /// Options declared here.
    package var options: [TemplateOption] = []
    /// Inherited options with another default.
    package var optionDefaults: [TemplateSetting] = []
    /// Theme tokens declared here.
    package var tokens: [ThemeToken] = []
    /// Inherited theme tokens with other values.
    package var tokenDefaults: [TemplateSetting] = []

    /// What a folder without a `template.yaml` is: an extension of the usual template.
    package init() {}
}
