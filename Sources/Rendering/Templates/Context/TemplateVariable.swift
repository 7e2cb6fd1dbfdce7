import Reports

/// A variable that layouts can use, documented.
package struct TemplateVariable: Sendable {
    /// What a variable holds.
    package indirect enum Kind: Sendable {
        /// Plain text: `{{name}}` escapes it.
        case text
        /// HTML that is safe already: `{{{name}}}`.
        case html
        /// A truth value for sections.
        case boolean
        /// Things in order: `{{#name}}` repeats for each, with the members as variables.
        case list([TemplateVariable])
        /// A thing with members: `{{name.member}}`.
        case object([TemplateVariable])

        /// The kind in words.
        package var name: String {
            switch self {
            case .text: "text"
            case .html: "HTML"
            case .boolean: "boolean"
            case .list: "list"
            case .object: "object"
            }
        }

        /// The members of an object or of a list's things.
        package var members: [TemplateVariable] {
            switch self {
            case .list(let members), .object(let members): members
            case .text, .html, .boolean: []
            }
        }
    }

    /// The name.
    package var name: String
    /// What it holds.
    package var type: Kind
    /// Whether it may be missing, so that a section around it is left out.
    package var isOptional: Bool
    /// What it means, in a sentence or less.
    package var meaning: String

    /// A variable that is always there.
    package static func always(_ name: String, _ type: Kind = .text, _ meaning: String) -> TemplateVariable {
        TemplateVariable(name: name, type: type, isOptional: false, meaning: meaning)
    }

    /// A variable that may be missing.
    package static func maybe(_ name: String, _ type: Kind = .text, _ meaning: String) -> TemplateVariable {
        TemplateVariable(name: name, type: type, isOptional: true, meaning: meaning)
    }

    /// The options of a template as layouts see them.
    static func options(_ options: [TemplateOption]) -> TemplateVariable {
        .always(
            "options",
            .object(
                options.map {
                    TemplateVariable(
                        name: $0.name, type: $0.kind == .boolean ? .boolean : .text,
                        isOptional: $0.kind == .string && $0.choices.isEmpty, meaning: $0.description)
                }), "The template's options.")
    }
}
