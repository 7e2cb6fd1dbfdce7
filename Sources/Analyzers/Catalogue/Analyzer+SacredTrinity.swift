import Columnar

extension Analyzer {
    /// All three components together: where each stands, what to do, and how they relate.
    public static let sacredTrinity = Analyzer(
        name: "sacred_trinity",
        title: "Sacred Trinity",
        summary: "Where resonance, payments and ethics stand together, and what to do",
        roles: [.transactions, .payments, .audits],
        queries: [
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "resonance_status", .string, "Resonance", change: .none,
                        "Where resonance stands: excellent from 0.8, moderate from 0.5, else low.")
                ]),
                sql: """
                    SELECT CASE WHEN level IS NULL THEN 'There were no transactions to judge resonance by.'
                                WHEN level >= 0.8 THEN 'Quantum resonance is excellent.'
                                WHEN level >= 0.5 THEN 'Quantum resonance is moderate.'
                                ELSE 'Quantum resonance is low and needs intervention.' END AS resonance_status
                    FROM (SELECT avg(resonance_level) AS level FROM transactions) AS resonance
                    """),
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "ethical_status", .string, "Ethics", change: .none,
                        "Where ethics stand: transcendent from 700, harmonious from 500, else in need of enhancement.")
                ]),
                sql: """
                    SELECT CASE WHEN score IS NULL THEN 'There were no audits to judge ethics by.'
                                WHEN score >= 700 THEN 'Ethical coherence is transcendent.'
                                WHEN score >= 500 THEN 'Ethical coherence is harmonious.'
                                ELSE 'Ethical coherence needs enhancement.' END AS ethical_status
                    FROM (SELECT avg(ethical_score) AS score FROM audits) AS ethics
                    """),
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "payment_status", .string, "Payments", change: .none, "How many payments were processed.")
                ]),
                sql: """
                    SELECT CASE WHEN payments = 0 THEN 'No payments were processed.'
                                WHEN payments = 1 THEN '1 payment was processed.'
                                ELSE concat(format_number(payments, 0), ' payments were processed.') END AS payment_status
                    FROM (SELECT count(*) AS payments FROM payments) AS processed
                    """),
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "resonance_ethics_correlation", .double, "Resonance and ethics", format: "+.2f",
                        change: .absolute,
                        "Pearson correlation of a transaction's resonance with its audit's ethical score, -1 to 1.")
                ]),
                sql: """
                    SELECT corr(t.resonance_level, a.ethical_score) AS resonance_ethics_correlation
                    FROM transactions AS t INNER JOIN audits AS a ON t.transaction_id = a.transaction_id
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "recommendations",
                        [
                            ColumnDescription("component", .string, "Component"),
                            ColumnDescription("severity", .string, "Severity"),
                            ColumnDescription("message", .string, "What to do"),
                        ],
                        "A row for each component: resonance, payments, ethics; severity is critical, warning, notice or good."
                    )
                ),
                sql: """
                    WITH resonance AS (SELECT avg(resonance_level) AS level FROM transactions),
                    ethics AS (SELECT avg(ethical_score) AS score FROM audits),
                    spread AS (SELECT avg(amount) AS mean, stddev_pop(amount) AS deviation FROM payments),
                    anomalous AS (
                      SELECT count(*) AS anomalies FROM payments CROSS JOIN spread
                      WHERE abs(amount - mean) > 3 * deviation
                    ),
                    processed AS (SELECT count(*) AS payments FROM payments)
                    SELECT component, severity, message
                    FROM (
                      SELECT 1 AS position, 'resonance' AS component,
                        CASE WHEN level IS NULL THEN 'warning' WHEN level >= 0.8 THEN 'good'
                             WHEN level >= 0.5 THEN 'notice' ELSE 'critical' END AS severity,
                        CASE WHEN level IS NULL THEN 'No transactions arrived: check the conduit.'
                             WHEN level >= 0.8 THEN 'Resonance is excellent: keep the course.'
                             WHEN level >= 0.5 THEN 'Resonance is moderate: look at the hours and phases that pull it down.'
                             ELSE 'Resonance is low: intervene in the weakest phases now.' END AS message
                      FROM resonance
                      UNION ALL
                      SELECT 2 AS position, 'payments' AS component,
                        CASE WHEN payments = 0 THEN 'warning' WHEN anomalies > 0 THEN 'notice' ELSE 'good' END AS severity,
                        CASE WHEN payments = 0 THEN 'No payments arrived: check the conduit.'
                             WHEN anomalies = 1 THEN 'One payment stands out: review it.'
                             WHEN anomalies > 1 THEN
                               concat(CAST(anomalies AS string), ' payments stand out: review the largest.')
                             ELSE 'No payment stands out.' END AS message
                      FROM processed CROSS JOIN anomalous
                      UNION ALL
                      SELECT 3 AS position, 'ethics' AS component,
                        CASE WHEN score IS NULL THEN 'warning' WHEN score >= 700 THEN 'good'
                             WHEN score >= 500 THEN 'notice' ELSE 'critical' END AS severity,
                        CASE WHEN score IS NULL THEN 'No audits arrived: check the truth mirror.'
                             WHEN score >= 700 THEN 'Ethics are transcendent: keep the course.'
                             WHEN score >= 500 THEN 'Ethics are harmonious: raise verity and qualia together.'
                             ELSE 'Ethics need enhancement: review the foundational audits.' END AS message
                      FROM ethics
                    ) AS judged
                    ORDER BY position
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "user_overview",
                        [
                            ColumnDescription("user_id", .string, "User"),
                            ColumnDescription("transactions", .int64, "Transactions", format: ",d"),
                            ColumnDescription("average_resonance", .double, "Average resonance", format: ".3f"),
                            ColumnDescription("payments", .int64, "Payments", format: ",d"),
                            ColumnDescription("total_spent", .double, "Spent", unit: "π", format: ",.2f"),
                        ], "The ten users who spent the most, most first, then by user_id.")),
                sql: """
                    WITH active AS (
                      SELECT user_id, count(*) AS transactions, avg(resonance_level) AS average_resonance
                      FROM transactions GROUP BY user_id
                    ),
                    paying AS (
                      SELECT user_id, count(*) AS payments, sum(amount) AS total_spent
                      FROM payments GROUP BY user_id
                    ),
                    everyone AS (
                      SELECT user_id, transactions, average_resonance, 0 AS payments, CAST(NULL AS double) AS total_spent
                      FROM active
                      UNION ALL
                      SELECT user_id, 0 AS transactions, CAST(NULL AS double) AS average_resonance, payments, total_spent
                      FROM paying
                    )
                    SELECT user_id, sum(transactions) AS transactions, max(average_resonance) AS average_resonance,
                      sum(payments) AS payments, coalesce(sum(total_spent), 0) AS total_spent
                    FROM everyone
                    GROUP BY user_id
                    ORDER BY total_spent DESC, user_id
                    LIMIT 10
                    """),
        ],
        standard: [
            StandardItem(
                .keyFigures, "figures",
                yaml: """
                    - value: resonance_ethics_correlation
                    """),
            StandardItem(
                .table, "recommendations", from: "recommendations",
                yaml: """
                    title: What to do
                    columns:
                      component: {label: Component}
                      severity: {label: Severity}
                      message: {label: What to do}
                    """),
            StandardItem(
                .table, "user_overview", from: "user_overview",
                yaml: """
                    title: Users who spent the most
                    columns:
                      user_id: {label: User}
                      transactions: {label: Transactions, format: ",d"}
                      average_resonance: {label: Average resonance, format: ".3f"}
                      payments: {label: Payments, format: ",d"}
                      total_spent: {label: Spent, unit: π, format: ",.2f", bar: true}
                    """),
        ])
}
