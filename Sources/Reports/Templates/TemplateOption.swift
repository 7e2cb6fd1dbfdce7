/// An option that a template declares.
public struct TemplateOption: Sendable {
    /// What values it takes.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case boolean, integer, number, string
    }

    /// A value of an option.
    public enum Value: Hashable, Sendable {
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        case string(String)

        /// The value as `template.yaml` would write it.
        public var text: String {
            switch self {
            case .boolean(let value): value ? "true" : "false"
            case .integer(let value): String(value)
            case .number(let value): value.description
            case .string(let value): value
            }
        }
    }

    /// The name: `options.NAME` in layouts and style sheets.
    public var name: String
    /// The type.
    public var kind: Kind
    /// The value when nobody sets one.
    public var defaultValue: Value
    /// The texts allowed; empty for any.
    public var choices: [String]
    /// One sentence about it.
    public var description: String

    /// What `text` means as a value of this option; nil, with what was expected in words, when it is none.
    package func value(of text: String) -> (value: Value?, expected: String) {
        switch kind {
        case .boolean: (["true": .boolean(true), "false": .boolean(false)][text], "true or false")
        case .integer: (Int(text).map { .integer($0) }, "a whole number")
        case .number: (Double(text).flatMap { $0.isFinite ? .number($0) : nil }, "a number")
        case .string:
            choices.isEmpty || choices.contains(text)
                ? (.string(text), "a text") : (nil, "one of \(choices.joined(separator: ", "))")
        }
    }
}
