public import Columnar

/// A function of the SQL subset as users call it: name, parameters, result, and one line of documentation.
public struct FunctionDescription: Hashable, Sendable {
    /// What an argument may be.
    public enum Kind: String, Hashable, Sendable {
        /// bigint, decimal or double.
        case number
        case double
        /// A decimal stays one; all other numbers are read as double.
        case fractional = "double or decimal"
        case bigint
        case string
        case boolean
        case bigintOrString = "bigint or string"
        case timestamp
        case date
        /// timestamp or date.
        case time
        /// Any type; all `any` arguments of a call share one.
        case any
        /// Any type, whatever the others are.
        case unshared = "any type"
        /// A unit of time as a literal, such as 'hour'.
        case unit
    }

    /// What the result is.
    public enum ResultKind: Hashable, Sendable {
        case fixed(DataType)
        /// The type of the first argument of kind number, time or any.
        case sameAsArgument
    }

    /// What computes it.
    public enum Implementation: Hashable, Sendable {
        case scalar(ScalarFunction)
        case aggregate(AggregateFunction)
        /// Rewritten into other expressions when names are resolved.
        case rewritten
        /// Only with OVER.
        case window
    }

    /// The group in the reference.
    public enum Category: String, Hashable, Sendable, CaseIterable {
        case aggregate, window, mathematics, choice, text, time
    }

    /// The name; case does not matter.
    public var name: String
    /// Other names for the same.
    public var aliases: [String] = []
    /// The group in the reference.
    public var category: Category
    /// The parameters in order.
    public var parameters: [Kind]
    /// How many of the last parameters may be left out.
    public var optional = 0
    /// Whether the last parameter may repeat.
    public var isVariadic = false
    /// What the result is.
    public var result: ResultKind
    /// What computes it.
    public var implementation: Implementation
    /// One sentence.
    public var summary: String

    /// `substring(string, bigint[, bigint]) → string`
    public var signature: String {
        var text = name + "("
        for (index, parameter) in parameters.enumerated() {
            let isOptional = index >= parameters.count - optional
            if isOptional { text += "[" }
            if index > 0 { text += ", " }
            text += parameter == .unit ? "'unit'" : parameter.rawValue
        }
        if isVariadic { text += ", …" }
        text += String(repeating: "]", count: optional) + ") → "
        switch result {
        case .fixed(let type): text += type.name
        case .sameAsArgument: text += parameters.first { [.number, .time, .any].contains($0) }?.rawValue ?? "any"
        }
        return text
    }
}
