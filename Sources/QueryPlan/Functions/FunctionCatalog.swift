public import Columnar

/// All functions of the SQL subset.
public enum FunctionCatalog {
    /// In the order of the reference.
    public static let all: [FunctionDescription] =
        aggregates + windows + mathematics + analysis + wholeNumbers + checkedArithmetic + choices + choicesOfNull
        + conversions + texts + times

    /// The function of that name or alias; case does not matter.
    public static func named(_ name: String) -> FunctionDescription? { byName[name.lowercased()] }

    /// Every name a user may write, aliases included.
    static let names: [String] = all.flatMap { [$0.name] + $0.aliases }

    private static let byName: [String: FunctionDescription] = {
        var table: [String: FunctionDescription] = [:]
        for function in all {
            for name in [function.name] + function.aliases { table[name] = function }
        }
        return table
    }()

    private static func aggregate(
        _ name: String, _ aliases: [String] = [], _ parameters: [FunctionDescription.Kind],
        _ result: FunctionDescription.ResultKind, _ function: AggregateFunction, optional: Int = 0, _ summary: String
    ) -> FunctionDescription {
        FunctionDescription(
            name: name, aliases: aliases, category: .aggregate, parameters: parameters, optional: optional,
            result: result,
            implementation: .aggregate(function), summary: summary)
    }

    static func scalar(
        _ category: FunctionDescription.Category, _ function: ScalarFunction, _ aliases: [String] = [],
        _ parameters: [FunctionDescription.Kind], _ result: FunctionDescription.ResultKind, optional: Int = 0,
        variadic: Bool = false, _ summary: String
    ) -> FunctionDescription {
        FunctionDescription(
            name: function.rawValue, aliases: aliases, category: category, parameters: parameters, optional: optional,
            isVariadic: variadic, result: result, implementation: .scalar(function), summary: summary)
    }

    static func rewritten(
        _ category: FunctionDescription.Category, _ name: String, _ aliases: [String] = [],
        _ parameters: [FunctionDescription.Kind], _ result: FunctionDescription.ResultKind, optional: Int = 0,
        variadic: Bool = false, _ summary: String
    ) -> FunctionDescription {
        FunctionDescription(
            name: name, aliases: aliases, category: category, parameters: parameters, optional: optional,
            isVariadic: variadic, result: result, implementation: .rewritten, summary: summary)
    }

    private static let aggregates = [
        aggregate(
            "count", [], [.any], .fixed(.int64), .count, optional: 1,
            "Rows where the argument is not null; count(*) counts all rows."),
        aggregate(
            "sum", [], [.number], .sameAsArgument, .sum,
            "The sum; null over no rows. Of decimal(p, s) it is a decimal(p + 10, s), of at most 38 digits."),
        rewritten(
            .aggregate, "grouping", [], [.any], .fixed(.int64),
            "1 where ROLLUP, CUBE or GROUPING SETS leave the key out, else 0."),
        rewritten(
            .aggregate, "grouping_id", [], [.any], .fixed(.int64), optional: 1,
            "grouping() of several keys as bits, the first highest; of all keys without arguments."),
        aggregate(
            "avg", ["mean"], [.fractional], .fixed(.double), .avg,
            "The arithmetic mean; of decimal(p, s) a decimal(p + 4, s + 4), each at most 38."),
        aggregate("min", [], [.any], .sameAsArgument, .min, "The smallest value."),
        aggregate("max", [], [.any], .sameAsArgument, .max, "The largest value."),
        aggregate("median", [], [.double], .fixed(.double), .percentile, "The exact median, interpolated."),
        aggregate(
            "percentile", ["quantile_cont"], [.double, .double], .fixed(.double), .percentile,
            "The exact percentile at a fraction from 0 to 1, interpolated."),
        aggregate(
            "percentile_cont", [], [.double], .fixed(.double), .percentile,
            "percentile_cont(fraction) WITHIN GROUP (ORDER BY x): the exact percentile, interpolated."),
        aggregate(
            "stddev_samp", ["stddev", "std"], [.double], .fixed(.double), .stddev_samp, "The sample standard deviation."
        ),
        aggregate("stddev_pop", [], [.double], .fixed(.double), .stddev_pop, "The population standard deviation."),
        aggregate("var_samp", ["variance"], [.double], .fixed(.double), .var_samp, "The sample variance."),
        aggregate("var_pop", [], [.double], .fixed(.double), .var_pop, "The population variance."),
        aggregate(
            "corr", [], [.double, .double], .fixed(.double), .corr,
            "Pearson's correlation; NaN where a value is, null where one side does not vary."),
        aggregate("covar_samp", [], [.double, .double], .fixed(.double), .covar_samp, "The sample covariance."),
        aggregate("covar_pop", [], [.double, .double], .fixed(.double), .covar_pop, "The population covariance."),
        aggregate(
            "min_by", ["arg_min"], [.any, .any], .sameAsArgument, .min_by,
            "The first argument where the second is smallest, in the first such row. (Spark takes the last one.)"),
        aggregate(
            "max_by", ["arg_max"], [.any, .any], .sameAsArgument, .max_by,
            "The first argument where the second is largest, in the first such row. (Spark takes the last one.)"),
        aggregate("bool_and", ["every"], [.boolean], .fixed(.boolean), .bool_and, "True when all values are true."),
        aggregate("bool_or", ["some", "any"], [.boolean], .fixed(.boolean), .bool_or, "True when any value is true."),
        aggregate(
            "first", ["first_value", "any_value"], [.any], .sameAsArgument, .first,
            "The first row's value, null included unless IGNORE NULLS says so."),
        aggregate(
            "last", ["last_value"], [.any], .sameAsArgument, .last,
            "The last row's value, null included unless IGNORE NULLS says so."),
        aggregate(
            "string_agg", ["listagg"], [.string, .string], .fixed(.string), .string_agg, optional: 1,
            "The texts joined by a separator: string_agg(DISTINCT x, ', ' ORDER BY x), or WITHIN GROUP (ORDER BY y); input order otherwise."
        ),
        aggregate(
            "approx_count_distinct", [], [.any], .fixed(.int64), .approx_count_distinct,
            "About how many distinct values: exact up to 256, then within 1.6 % (one standard error) by HyperLogLog."),
        aggregate(
            "approx_percentile", ["percentile_approx", "approx_quantile"], [.number, .double, .bigint],
            .sameAsArgument, .approx_percentile, optional: 1,
            "A value near the percentile: exact up to 4096 values, then off by at most log2(n / 4096) / 4096 of the n ranks."
        ),
    ]

    private static func window(
        _ name: String, _ parameters: [FunctionDescription.Kind], _ result: FunctionDescription.ResultKind,
        optional: Int = 0,
        _ summary: String
    ) -> FunctionDescription {
        FunctionDescription(
            name: name, category: .window, parameters: parameters, optional: optional, result: result,
            implementation: .window,
            summary: summary)
    }

    private static let windows = [
        window("row_number", [], .fixed(.int64), "1, 2, 3 … in the partition's order."),
        window("rank", [], .fixed(.int64), "The rank in the partition's order, with gaps after ties."),
        window("dense_rank", [], .fixed(.int64), "The rank in the partition's order, without gaps."),
        window(
            "lag", [.any, .bigint, .any], .sameAsArgument, optional: 2,
            "The value some rows before (1 unless told), else the fallback."),
        window(
            "lead", [.any, .bigint, .any], .sameAsArgument, optional: 2,
            "The value some rows behind (1 unless told), else the fallback."),
        window("ntile", [.bigint], .fixed(.int64), "The part of the partition, of so many equal parts, from 1."),
        window("percent_rank", [], .fixed(.double), "(rank - 1) / (rows - 1); 0 for a single row."),
        window("cume_dist", [], .fixed(.double), "The share of rows up to the row's last peer."),
        window(
            "nth_value", [.any, .bigint], .sameAsArgument,
            "The value in the frame's row of that number, from 1; null where there is none."),
    ]

    private static let mathematics = [
        scalar(.mathematics, .abs, [], [.number], .sameAsArgument, "The value without its sign."),
        scalar(.mathematics, .sign, ["signum"], [.double], .fixed(.double), "-1, 0 or 1."),
        scalar(
            .mathematics, .ceil, ["ceiling"], [.number], .fixed(.int64),
            "The next integer up; of a decimal, a decimal."),
        scalar(
            .mathematics, .floor, [], [.number], .fixed(.int64), "The next integer down; of a decimal, a decimal."),
        scalar(
            .mathematics, .round, [], [.number, .bigint], .sameAsArgument, optional: 1,
            "Rounded to some decimals, half away from zero; for a bigint or decimal their number must be constant."),
        scalar(.mathematics, .sqrt, [], [.double], .fixed(.double), "The square root; NaN below zero."),
        scalar(.mathematics, .exp, [], [.double], .fixed(.double), "e to the power of x."),
        scalar(.mathematics, .ln, [], [.double], .fixed(.double), "The natural logarithm; null at or below zero."),
        scalar(
            .mathematics, .log10, [], [.double], .fixed(.double), "The logarithm to base 10; null at or below zero."),
        scalar(.mathematics, .log2, [], [.double], .fixed(.double), "The logarithm to base 2; null at or below zero."),
        scalar(.mathematics, .power, ["pow"], [.double, .double], .fixed(.double), "x to the power of y."),
        scalar(.mathematics, .sin, [], [.double], .fixed(.double), "The sine of radians."),
        scalar(.mathematics, .cos, [], [.double], .fixed(.double), "The cosine of radians."),
        scalar(.mathematics, .tan, [], [.double], .fixed(.double), "The tangent of radians."),
        scalar(.mathematics, .atan, [], [.double], .fixed(.double), "The arc tangent in radians."),
        scalar(.mathematics, .pi, [], [], .fixed(.double), "The circle's constant."),
        scalar(.mathematics, .isnan, [], [.double], .fixed(.boolean), "Whether the value is NaN; false for null."),
        rewritten(.mathematics, "mod", [], [.number, .number], .sameAsArgument, "The remainder, as the operator %."),
    ]

    private static let choices = [
        scalar(
            .choice, .coalesce, ["ifnull", "nvl"], [.any, .any], .sameAsArgument, variadic: true,
            "The first argument that is not null."),
        scalar(
            .choice, .nullif, [], [.any, .any], .sameAsArgument, "The first argument, or null when the two are equal."),
        scalar(.choice, .greatest, [], [.any, .any], .sameAsArgument, variadic: true, "The largest that is not null."),
        scalar(.choice, .least, [], [.any, .any], .sameAsArgument, variadic: true, "The smallest that is not null."),
        rewritten(
            .choice, "if", ["iff"], [.boolean, .any, .any], .sameAsArgument,
            "The second argument when the first is true, else the third."),
    ]
}
