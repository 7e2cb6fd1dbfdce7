import Columnar

extension FunctionCatalog {
    /// Choices by null, NaN or equality.
    static let choicesOfNull = [
        rewritten(
            .choice, "nvl2", [], [.unshared, .any, .any], .sameAsArgument,
            "The second argument when the first is not null, else the third."),
        rewritten(.choice, "isnull", [], [.unshared], .fixed(.boolean), "Whether the value is null, as x IS NULL."),
        rewritten(
            .choice, "isnotnull", [], [.unshared], .fixed(.boolean), "Whether the value is not null, as x IS NOT NULL."
        ),
        rewritten(
            .choice, "equal_null", [], [.any, .any], .fixed(.boolean),
            "Whether two values are equal or both null, as x <=> y."),
        scalar(
            .choice, .nanvl, [], [.double, .double], .fixed(.double),
            "The first argument, or the second when it is NaN."),
        rewritten(.choice, "nullifzero", [], [.number], .sameAsArgument, "The number, or null for zero."),
        rewritten(.choice, "zeroifnull", [], [.number], .sameAsArgument, "The number, or zero for null."),
        rewritten(
            .choice, "decode", [], [.unshared, .unshared, .any], .sameAsArgument, variadic: true,
            "decode(x, a, b, c, d, …, e): b when x is a, d when x is c, … else e, or null; null equals null here."),
    ]

    /// Types as functions.
    static let conversions = [
        rewritten(.choice, "string", [], [.unshared], .fixed(.string), "CAST(x AS string)."),
        rewritten(.choice, "bigint", ["int"], [.unshared], .fixed(.int64), "CAST(x AS bigint)."),
        rewritten(.choice, "double", ["float"], [.unshared], .fixed(.double), "CAST(x AS double)."),
        rewritten(.choice, "boolean", [], [.unshared], .fixed(.boolean), "CAST(x AS boolean)."),
        rewritten(.choice, "typeof", [], [.unshared], .fixed(.string), "The name of the value's type."),
    ]
}
