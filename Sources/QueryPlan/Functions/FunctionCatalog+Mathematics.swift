import Columnar

extension FunctionCatalog {
    private static func curve(_ function: ScalarFunction, _ summary: String) -> FunctionDescription {
        scalar(.mathematics, function, [], [.double], .fixed(.double), summary)
    }

    /// Exponentials, angles and other functions of real numbers.
    static let analysis = [
        rewritten(
            .mathematics, "log", [], [.double, .double], .fixed(.double), optional: 1,
            "The natural logarithm of one number; log(base, x) to a base; null at or below zero."),
        curve(.log1p, "The natural logarithm of 1 + x; null at or below -1."),
        curve(.expm1, "e to the power of x, less 1."),
        rewritten(.mathematics, "e", [], [], .fixed(.double), "The base of natural logarithms."),
        curve(.cbrt, "The cube root."),
        scalar(
            .mathematics, .hypot, [], [.double, .double], .fixed(.double), "The square root of the sum of two squares."
        ),
        curve(.degrees, "Radians as degrees."),
        curve(.radians, "Degrees as radians."),
        curve(.asin, "The arc sine in radians; NaN outside -1 to 1."),
        curve(.acos, "The arc cosine in radians; NaN outside -1 to 1."),
        scalar(
            .mathematics, .atan2, [], [.double, .double], .fixed(.double),
            "The angle in radians of a point given as y and x."),
        curve(.cot, "The cotangent of radians."),
        curve(.sec, "The secant of radians."),
        curve(.csc, "The cosecant of radians."),
        curve(.sinh, "The hyperbolic sine."),
        curve(.cosh, "The hyperbolic cosine."),
        curve(.tanh, "The hyperbolic tangent."),
        curve(.asinh, "The inverse hyperbolic sine."),
        curve(.acosh, "The inverse hyperbolic cosine; NaN below 1."),
        curve(.atanh, "The inverse hyperbolic tangent; NaN outside -1 to 1."),
        curve(.rint, "The nearest whole number, as a double, half to even."),
        scalar(
            .mathematics, .bround, [], [.number, .bigint], .sameAsArgument, optional: 1,
            "Rounded to some decimals, half to even; for a bigint or decimal their number must be constant."),
        scalar(
            .mathematics, .width_bucket, [], [.double, .double, .double, .bigint], .fixed(.int64),
            "The bucket of x among so many of equal width between two bounds: 0 before the first, one more than there are behind the last."
        ),
    ]

    /// Functions of whole numbers and their bits.
    static let wholeNumbers = [
        scalar(
            .mathematics, .pmod, [], [.number, .number], .sameAsArgument,
            "The remainder, never negative for a positive divisor."),
        scalar(
            .mathematics, .factorial, [], [.bigint], .fixed(.int64), "1 · 2 · … · n; null below 0 and above 20."),
        scalar(
            .mathematics, .shiftleft, [], [.bigint, .bigint], .fixed(.int64),
            "The bits moved up by so many places, as x << n."),
        scalar(
            .mathematics, .shiftright, [], [.bigint, .bigint], .fixed(.int64),
            "The bits moved down by so many places, the sign kept, as x >> n."),
        scalar(
            .mathematics, .shiftrightunsigned, [], [.bigint, .bigint], .fixed(.int64),
            "The bits moved down by so many places, zeros behind them, as x >>> n."),
        scalar(.mathematics, .bit_count, [], [.bigint], .fixed(.int64), "How many bits are set."),
        scalar(
            .mathematics, .bit_get, ["getbit"], [.bigint, .bigint], .fixed(.int64),
            "The bit at a position from 0, the lowest, to 63."),
        scalar(.mathematics, .bin, [], [.bigint], .fixed(.string), "In binary, two's complement."),
        rewritten(.mathematics, "negative", [], [.number], .sameAsArgument, "The value with the other sign, as -x."),
        rewritten(.mathematics, "positive", [], [.number], .sameAsArgument, "The value itself, as +x."),
    ]

    /// Arithmetic that gives null where the operators fail.
    static let checkedArithmetic = [
        scalar(
            .mathematics, .try_add, [], [.number, .number], .sameAsArgument, "x + y, or null when that overflows."),
        scalar(
            .mathematics, .try_subtract, [], [.number, .number], .sameAsArgument,
            "x - y, or null when that overflows."),
        scalar(
            .mathematics, .try_multiply, [], [.number, .number], .sameAsArgument,
            "x * y, or null when that overflows."),
        scalar(
            .mathematics, .try_divide, [], [.number, .number], .fixed(.double), "x / y, or null when y is zero."),
        scalar(
            .mathematics, .try_mod, [], [.number, .number], .sameAsArgument, "x % y, or null when y is zero."),
    ]
}
