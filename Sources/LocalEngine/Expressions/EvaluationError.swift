import Diagnostics
package import QueryPlan

/// A row on which an expression has no value: what went wrong in which operation.
///
/// The default text holds no data value. `offendingText` may quote one and goes into the diagnostic's notes only.
package struct EvaluationError: Error, Hashable, Sendable {
    /// What went wrong; the raw value is the diagnostic's id.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// `/`, `%` or `div` by zero.
        case divisionByZero = "division-by-zero"
        /// A result outside the range of bigint, date or timestamp.
        case integerOverflow = "integer-overflow"
        /// A decimal result of more than 38 digits.
        case decimalOverflow = "decimal-overflow"
        /// A value that its target type cannot hold, or text that does not read as one.
        case castFailed = "cast-failed"
        /// A year, month and day that no calendar has.
        case invalidDate = "invalid-date"
        /// An argument outside what its function takes.
        case invalidArgument = "invalid-argument"
        /// An argument that stands for bytes which are no text, or does not stand for bytes.
        case notText = "not-text"
        /// A LIKE pattern that ends in, or misplaces, its escape character.
        case invalidPattern = "invalid-pattern"
        /// A regular expression, or a replacement for its matches, that does not compile.
        case invalidRegularExpression = "invalid-regular-expression"
        /// A pattern of times that has a field which there is not.
        case invalidTimePattern = "invalid-time-pattern"
        /// A text that names no time zone.
        case unknownZone = "unknown-timezone"
        /// A regular expression that takes too many steps on a text.
        case patternTooCostly = "pattern-too-costly"
        /// A text longer than a column can hold.
        case textTooLong = "text-too-long"
        /// A sub-query that stands for a value and has more than one row.
        case severalRows = "subquery-rows"
        /// A combination of types or arguments that the resolver should have refused.
        case unsupported = "unsupported-expression"
    }

    /// What went wrong.
    package var kind: Kind
    /// The operation in SQL words, such as `+` or `CAST(string AS bigint)`.
    package var operation: String
    /// The text that caused it, bounded in length; nil when there is none worth showing.
    package var offendingText: String?
    /// The expression that failed, as SQL; nil where none is at hand. No part of what makes two errors equal.
    package var expression: String?

    /// An error of an operation.
    package init(_ kind: Kind, in operation: String, text: String? = nil) {
        self.kind = kind
        self.operation = operation
        offendingText = text.map { $0.unicodeScalars.count > 80 ? String($0.unicodeScalars.prefix(80)) + "…" : $0 }
    }
}

extension EvaluationError {
    /// Equal when the same went wrong in the same operation over the same text.
    package static func == (lhs: EvaluationError, rhs: EvaluationError) -> Bool {
        lhs.kind == rhs.kind && lhs.operation == rhs.operation && lhs.offendingText == rhs.offendingText
    }

    /// Hashes what makes errors equal.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(operation)
        hasher.combine(offendingText)
    }
}

extension EvaluationError: CustomStringConvertible {
    /// Whether it is about a text read by a pattern instead of a cast.
    private var reads: Bool { operation == ScalarFunction.to_timestamp.rawValue }

    /// One sentence without any data value.
    package var description: String {
        switch kind {
        case .divisionByZero: "division by zero in '\(operation)'"
        case .integerOverflow: "the result of '\(operation)' is out of range"
        case .decimalOverflow: "the result of '\(operation)' has more than the 38 digits of a decimal"
        case .castFailed where reads: "a text does not fit the pattern of '\(operation)'"
        case .castFailed: "a value does not fit in \(operation)"
        case .invalidDate: "'\(operation)' was given a day that does not exist"
        case .invalidArgument: "'\(operation)' was given an argument out of its range"
        case .notText: "what '\(operation)' reads stands for no UTF-8 text"
        case .invalidPattern: "the pattern of '\(operation)' misplaces its escape character"
        case .invalidRegularExpression: "'\(operation)' was given a pattern or replacement that does not compile"
        case .invalidTimePattern: "'\(operation)' was given a pattern that it cannot follow"
        case .unknownZone: "'\(operation)' was given a time zone that there is not"
        case .patternTooCostly: "the pattern of '\(operation)' backtracks too much"
        case .textTooLong: "the text that '\(operation)' makes is too long"
        case .severalRows: "\(operation) has more than one row"
        case .unsupported: "'\(operation)' is not supported"
        }
    }
}

extension EvaluationError {
    /// The error as a request's failure, with the offending text in a note and what to do about it.
    package var failure: QueryFailure {
        let fault: QueryFailure.Fault =
            switch kind {
            case .divisionByZero, .integerOverflow, .decimalOverflow, .invalidArgument, .invalidPattern,
                .invalidRegularExpression, .invalidTimePattern, .unknownZone,
                .patternTooCostly, .severalRows, .unsupported:
                .query
            case .castFailed, .invalidDate, .notText: .data
            case .textTooLong: .resources
            }
        let help: String? =
            switch kind {
            case .divisionByZero: "use nullif(divisor, 0) to get null instead"
            case .integerOverflow: "cast an operand to double, or filter the rows that are too large"
            case .decimalOverflow: "cast an operand to double, or to a decimal of fewer digits"
            case .castFailed where operation == ScalarFunction.to_timestamp.rawValue:
                "use try_to_date or try_to_timestamp to get null instead"
            case .castFailed: "use TRY_CAST to get null instead"
            case .invalidPattern: "the escape character '\\' may only stand before '%', '_' or itself"
            case .severalRows: "select an aggregate such as max(…), or add LIMIT 1 with an ORDER BY"
            case .patternTooCostly: "avoid repeats inside repeats, such as (a+)+, or make them possessive: (a++)+"
            default: nil
            }
        return QueryFailure(
            fault: fault,
            diagnostic: Diagnostic(
                kind.rawValue, .error, description,
                notes: offendingText.map {
                    [kind == .invalidRegularExpression || kind == .invalidTimePattern ? $0 : "the value is '\($0)'"]
                } ?? [],
                help: help), expression: expression)
    }
}

extension QueryFailure {
    /// What `body` returns; its error as a failure.
    static func of<Value>(_ body: () throws(EvaluationError) -> Value) throws(QueryFailure) -> Value {
        do throws(EvaluationError) {
            return try body()
        } catch {
            throw error.failure
        }
    }
}
