import Diagnostics
import Foundation
import QueryPlan

extension SparkFailure {
    /// What went wrong, as our own engine calls it, by Spark's error class.
    private struct Meaning {
        var id: String
        var fault: QueryFailure.Fault
        var message: String
        var help: String?
    }

    private var meaning: Meaning? {
        switch errorClass?.prefix(while: { $0 != "." }) {
        case "DIVIDE_BY_ZERO", "REMAINDER_BY_ZERO":
            Meaning(
                id: "division-by-zero", fault: .query, message: "division by zero",
                help: "use nullif(divisor, 0) to get null instead")
        case "ARITHMETIC_OVERFLOW", "BINARY_ARITHMETIC_OVERFLOW", "CAST_OVERFLOW", "INTERVAL_ARITHMETIC_OVERFLOW",
            "DATETIME_OVERFLOW":
            Meaning(
                id: "integer-overflow", fault: .query, message: "a result is out of range",
                help: "cast an operand to double, or filter the rows that are too large")
        case "NUMERIC_VALUE_OUT_OF_RANGE", "NUMERIC_OUT_OF_SUPPORTED_RANGE":
            Meaning(
                id: "decimal-overflow", fault: .query, message: "a decimal result has too many digits",
                help: "cast an operand to double, or to a decimal of fewer digits")
        case "CAST_INVALID_INPUT", "CANNOT_PARSE_TIMESTAMP", "INVALID_CAST_ARGUMENT", "CONVERSION_INVALID_INPUT":
            Meaning(
                id: "cast-failed", fault: .data, message: "a value does not fit its type",
                help: "use TRY_CAST to get null instead")
        case "DATETIME_FIELD_OUT_OF_BOUNDS", "ILLEGAL_DAY_OF_WEEK", "INVALID_FRACTION_OF_SECOND":
            Meaning(
                id: "invalid-date", fault: .data, message: "a day or time does not exist")
        case "MALFORMED_CHARACTER_CODING", "INVALID_UTF8_STRING":
            Meaning(id: "not-text", fault: .data, message: "bytes stand for no UTF-8 text")
        case "INVALID_PARAMETER_VALUE", "INVALID_INDEX_OF_ZERO", "INVALID_REGEXP_REPLACE", "ILLEGAL_ARGUMENT":
            Meaning(id: "invalid-argument", fault: .query, message: "a function was given an argument out of its range")
        case "INVALID_FORMAT":
            Meaning(id: "invalid-pattern", fault: .query, message: "a pattern misplaces its escape character")
        case "USER_RAISED_EXCEPTION" where RowFaultMessage.severalRows == parameters["errorMessage"]:
            Meaning(
                id: "subquery-rows", fault: .query,
                message: "a sub-query that stands for a value has more than one row",
                help: "select an aggregate such as max(…), or add LIMIT 1 with an ORDER BY")
        case "USER_RAISED_EXCEPTION" where RowFaultMessage.castFailed == parameters["errorMessage"]:
            Meaning(
                id: "cast-failed", fault: .data, message: "a value does not fit its type",
                help: "use TRY_CAST to get null instead")
        case "OPERATION_CANCELED":
            Meaning(id: "spark-cancelled", fault: .resources, message: "somebody stopped the query on the Spark server")
        default: nil
        }
    }

    /// The failure of a request. Spark's own words are kept as a note.
    var queryFailure: QueryFailure {
        let name = errorClass.map { "\($0)" } ?? sqlState ?? "no error class"
        var notes: [String] = []
        if let fragment { notes.append("in \(fragment)") }
        if let meaning {
            notes.append("Spark says \(name): \(sentence)")
            return QueryFailure(
                fault: meaning.fault,
                diagnostic: Diagnostic(meaning.id, .error, meaning.message, notes: notes, help: meaning.help),
                expression: fragment)
        }
        return QueryFailure(
            fault: sqlState?.hasPrefix("42") == true ? .bug : .resources,
            diagnostic: Diagnostic(
                "spark-failed", .error, "Spark could not run a query (\(name)): \(sentence)", notes: notes),
            expression: fragment)
    }

    /// The first line of the message, without the class that stands before it and the advice behind it.
    private var sentence: String {
        var line = message.split(separator: "\n").first.map(String.init) ?? message
        if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
            line = String(line[line.index(after: end)...].drop { $0 == " " })
        }
        if let state = line.range(of: " SQLSTATE: ") { line = String(line[..<state.lowerBound]) }
        return String(line.prefix(400))
    }
}
