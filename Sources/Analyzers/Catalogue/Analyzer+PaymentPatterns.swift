import Columnar

extension AnalyzerRole {
    /// One row for each payment.
    static let payments = AnalyzerRole(
        "payments",
        [
            Field("payment_id", .string), Field("user_id", .string), Field("amount", .double),
            Field("timestamp", .timestamp), Field("status", .string),
        ])
}

extension Analyzer {
    /// How much is paid, by whom and when, and what stands out.
    public static let paymentPatterns = Analyzer(
        name: "payment_patterns",
        title: "Payments",
        summary: "How much is paid, by whom and when, and which payments stand out",
        roles: [.payments],
        queries: [
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "total_payments", .int64, "Payments", format: ",d", good: .up, "Payments in the period."),
                    ValueDescription(
                        "total_volume", .double, "Payment volume", unit: "π", format: ",.0f", good: .up,
                        "Sum of the amounts of all payments."),
                    ValueDescription(
                        "average_payment", .double, "Average payment", unit: "π", format: ",.2f",
                        "Mean amount of a payment."),
                    ValueDescription(
                        "min_payment", .double, "Smallest payment", unit: "π", format: ",.2f", "The smallest amount."),
                    ValueDescription(
                        "max_payment", .double, "Largest payment", unit: "π", format: ",.2f", "The largest amount."),
                    ValueDescription(
                        "median_payment", .double, "Median payment", unit: "π", format: ",.2f",
                        "Half of the payments are at most this large."),
                    ValueDescription(
                        "p95_payment", .double, "95th percentile", unit: "π", format: ",.2f",
                        "95 % of the payments are at most this large (exact, interpolated)."),
                    ValueDescription(
                        "unique_users", .int64, "Paying users", format: ",d", good: .up,
                        "Different users with at least one payment."),
                ]),
                sql: """
                    SELECT
                      count(*) AS total_payments,
                      sum(amount) AS total_volume,
                      avg(amount) AS average_payment,
                      min(amount) AS min_payment,
                      max(amount) AS max_payment,
                      median(amount) AS median_payment,
                      percentile(amount, 0.95) AS p95_payment,
                      count(DISTINCT user_id) AS unique_users
                    FROM payments
                    """),
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "anomaly_count", .int64, "Anomalous payments", format: ",d", change: .absolute, good: .down,
                        "Payments further than 3 population standard deviations from the mean amount.")
                ]),
                sql: """
                    WITH spread AS (SELECT avg(amount) AS mean, stddev_pop(amount) AS deviation FROM payments)
                    SELECT count(*) AS anomaly_count
                    FROM payments CROSS JOIN spread
                    WHERE abs(amount - mean) > 3 * deviation
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "most_active_users",
                        [
                            ColumnDescription("user_id", .string, "User"),
                            ColumnDescription("transactions", .int64, "Payments", format: ",d"),
                            ColumnDescription("total_spent", .double, "Spent", unit: "π", format: ",.2f"),
                        ], "The ten users with the most payments, most first, then by user_id.")),
                sql: """
                    SELECT user_id, count(*) AS transactions, sum(amount) AS total_spent
                    FROM payments
                    GROUP BY user_id
                    ORDER BY transactions DESC, user_id
                    LIMIT 10
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "status_distribution",
                        [
                            ColumnDescription("status", .string, "Status"),
                            ColumnDescription("count", .int64, "Payments", format: ",d"),
                            ColumnDescription("volume", .double, "Volume", unit: "π", format: ",.2f"),
                        ], "A row for each status, by name.")),
                sql: """
                    SELECT status, count(*) AS count, sum(amount) AS volume
                    FROM payments
                    GROUP BY status
                    ORDER BY status NULLS LAST
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "size_distribution",
                        [
                            ColumnDescription("lower", .double, "From", unit: "π", format: ",d"),
                            ColumnDescription("upper", .double, "Below", unit: "π", format: ",d"),
                            ColumnDescription("count", .int64, "Payments", format: ",d"),
                        ],
                        "A row for each of ten fixed size ranges, lower ≤ amount < upper; the last has no upper edge.")),
                sql: """
                    WITH edges AS (
                      SELECT lower, upper
                      FROM (VALUES (0.0, 1.0), (1.0, 5.0), (5.0, 10.0), (10.0, 25.0), (25.0, 50.0), (50.0, 100.0),
                                   (100.0, 250.0), (250.0, 500.0), (500.0, 1000.0), (1000.0, NULL)) AS e(lower, upper)
                    ),
                    sizes AS (
                      SELECT CASE WHEN amount < 1 THEN 0.0 WHEN amount < 5 THEN 1.0 WHEN amount < 10 THEN 5.0
                                  WHEN amount < 25 THEN 10.0 WHEN amount < 50 THEN 25.0 WHEN amount < 100 THEN 50.0
                                  WHEN amount < 250 THEN 100.0 WHEN amount < 500 THEN 250.0
                                  WHEN amount < 1000 THEN 500.0 ELSE 1000.0 END AS edge
                      FROM payments
                      WHERE amount >= 0
                    ),
                    counted AS (SELECT edge, count(*) AS payments FROM sizes GROUP BY edge)
                    SELECT edges.lower AS lower, edges.upper AS upper, coalesce(counted.payments, 0) AS count
                    FROM edges LEFT JOIN counted ON edges.lower = counted.edge
                    ORDER BY edges.lower
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "daily_volume",
                        [
                            ColumnDescription("day", .timestamp, "Day", format: "%a %-d %b"),
                            ColumnDescription("payments", .int64, "Payments", format: ",d"),
                            ColumnDescription("volume", .double, "Volume", unit: "π", format: ",.2f"),
                        ], "A row for each day with payments, in time order.")),
                sql: """
                    SELECT date_trunc('day', timestamp) AS day, count(*) AS payments, sum(amount) AS volume
                    FROM payments
                    GROUP BY date_trunc('day', timestamp)
                    ORDER BY day
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "hourly_activity",
                        [
                            ColumnDescription("weekday", .int64, "Weekday (1 is Monday)", format: "d"),
                            ColumnDescription("hour", .int64, "Hour", format: "d"),
                            ColumnDescription("payments", .int64, "Payments", format: ",d"),
                        ], "A row for each weekday (ISO: 1 is Monday) and hour with payments, in that order.")),
                sql: """
                    SELECT weekday, hour, count(*) AS payments
                    FROM (SELECT weekday(timestamp) AS weekday, hour(timestamp) AS hour FROM payments) AS clock
                    GROUP BY weekday, hour
                    ORDER BY weekday, hour
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "anomalies",
                        [
                            ColumnDescription("payment_id", .string, "Payment"),
                            ColumnDescription("user_id", .string, "User"),
                            ColumnDescription("amount", .double, "Amount", unit: "π", format: ",.2f"),
                            ColumnDescription("timestamp", .timestamp, "Time", format: "%a %-d %b, %H:%M"),
                            ColumnDescription("z_score", .double, "Standard deviations from the mean", format: "+.1f"),
                        ],
                        "The twenty payments furthest from the mean, at least 3 population standard deviations, furthest first."
                    )),
                sql: """
                    WITH spread AS (SELECT avg(amount) AS mean, stddev_pop(amount) AS deviation FROM payments),
                    largest AS (
                      SELECT payment_id, user_id, amount, timestamp FROM payments
                      ORDER BY amount DESC, payment_id LIMIT 20
                    ),
                    smallest AS (
                      SELECT payment_id, user_id, amount, timestamp FROM payments
                      ORDER BY amount NULLS LAST, payment_id LIMIT 20
                    ),
                    extreme AS (
                      SELECT *, 1 AS side FROM largest UNION ALL SELECT *, -1 AS side FROM smallest
                    )
                    SELECT payment_id, user_id, amount, timestamp, (amount - mean) / deviation AS z_score
                    FROM extreme CROSS JOIN spread
                    WHERE side * (amount - mean) > 3 * deviation
                    ORDER BY abs((amount - mean) / deviation) DESC, payment_id
                    LIMIT 20
                    """),
        ],
        standard: [
            StandardItem(
                .keyFigures, "figures",
                yaml: """
                    - value: total_payments
                    - value: total_volume
                    - value: median_payment
                    - value: anomaly_count
                    """),
            StandardItem(
                .chart, "daily_volume", from: "daily_volume",
                yaml: """
                    mark: bar
                    x: day
                    y: volume
                    title: Volume by day
                    caption: π
                    format: .3~s
                    compare: prior
                    width: half
                    """),
            StandardItem(
                .chart, "hourly_activity", from: "hourly_activity",
                yaml: """
                    mark: heatmap
                    x: hour
                    y: weekday
                    color: payments
                    title: When people pay
                    caption: Payments by weekday and hour; stronger colour is more
                    format: ",d"
                    width: half
                    """),
            StandardItem(
                .chart, "size_distribution", from: "size_distribution",
                yaml: """
                    mark: histogram
                    x: lower
                    upper: upper
                    y: count
                    title: How large payments are
                    caption: Payments by amount in π
                    format: ",d"
                    width: half
                    """),
            StandardItem(
                .chart, "status_distribution", from: "status_distribution",
                yaml: """
                    mark: bar
                    orientation: horizontal
                    x: status
                    y: count
                    title: What became of them
                    caption: Payments by status
                    format: ",d"
                    compare: prior
                    width: half
                    """),
            StandardItem(
                .table, "most_active_users", from: "most_active_users",
                yaml: """
                    title: Most active users
                    columns:
                      user_id: {label: User}
                      transactions: {label: Payments, format: ",d"}
                      total_spent: {label: Spent, unit: π, format: ",.2f", bar: true}
                    """),
            StandardItem(
                .table, "anomalies", from: "anomalies",
                yaml: """
                    title: Payments that stand out
                    caption: Further than 3 standard deviations from the mean, furthest first
                    columns:
                      payment_id: {label: Payment}
                      user_id: {label: User}
                      amount: {label: Amount, unit: π, format: ",.2f"}
                      timestamp: {label: Time, format: "%a %-d %b, %H:%M"}
                      z_score: {label: Deviations, format: "+.1f"}
                    """),
        ])
}
