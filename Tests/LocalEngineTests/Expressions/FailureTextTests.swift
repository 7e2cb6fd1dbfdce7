import Columnar
import Diagnostics
import LocalEngine
import QueryPlan
import Testing

/// What a failing expression says, and what it says to do.
@Suite("Failure texts")
struct FailureTextTests {
    @Test(
        "an expression's failure names what was written and what would help",
        arguments: [
            (
                "last_day(date_from_unix_date(2147483647))", "integer-overflow",
                "the result of 'last_day' is out of range",
                "cast an operand to double, or filter the rows that are too large"
            ),
            (
                "to_date('2024-13-01', 'yyyy-MM-dd')", "cast-failed",
                "a text does not fit the pattern of 'to_timestamp'",
                "use try_to_date or try_to_timestamp to get null instead"
            ),
            (
                "CAST('x' AS bigint)", "cast-failed", "a value does not fit in CAST(string AS bigint)",
                "use TRY_CAST to get null instead"
            ),
            ("unbase64('/w==')", "not-text", "what 'unbase64' reads stands for no UTF-8 text", nil),
            ("space(1000000000)", "text-too-long", "the text that 'space' makes is too long", nil),
        ])
    func texts(sql: String, id: String, message: String, help: String?) throws {
        let error = #expect(throws: EvaluationError.self) { try SQLExpression(sql).value() }
        let diagnostic = try #require(error?.failure.diagnostic)
        #expect(diagnostic.id == id && diagnostic.message == message && diagnostic.help == help)
    }

    @Test("space makes blanks, none for none", arguments: [("space(3)", "   "), ("space(0)", ""), ("space(-2)", "")])
    func blanks(sql: String, expected: String) throws { #expect(try answer(sql) == expected) }
}
