import Columnar

extension AnalyzerRole {
    /// One row for each transaction of the lattice.
    static let transactions = AnalyzerRole(
        "transactions",
        [
            Field("transaction_id", .string), Field("user_id", .string), Field("amount", .double),
            Field("resonance_level", .double), Field("quantum_phase", .string), Field("timestamp", .timestamp),
            Field("ethical_score", .double), Field("coherence_score", .double),
        ])
}

extension Analyzer {
    /// How strongly transactions resonate, and in which phases.
    public static let quantumResonance = Analyzer(
        name: "quantum_resonance",
        title: "Quantum resonance",
        summary: "How strongly transactions resonate, by phase, category and hour",
        roles: [.transactions],
        queries: [
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "total_transactions", .int64, "Transactions", format: ",d", good: .up,
                        "Transactions in the period."),
                    ValueDescription(
                        "total_value", .double, "Transaction value", unit: "π", format: ",.0f", good: .up,
                        "Sum of the amounts of all transactions."),
                    ValueDescription(
                        "average_resonance", .double, "Average resonance", format: ".3f", change: .absolute, good: .up,
                        "Mean resonance level of all transactions, 0 to 1."),
                    ValueDescription(
                        "average_ethical_score", .double, "Ethical score of transactions", format: ",.0f", good: .up,
                        "Mean ethical score of all transactions."),
                    ValueDescription(
                        "average_coherence", .double, "Average coherence", format: ".3f", change: .absolute, good: .up,
                        "Mean coherence score of all transactions, 0 to 1."),
                    ValueDescription(
                        "recent_transactions", .int64, "Transactions in the last hour", format: ",d", good: .up,
                        "Transactions in the last hour of the period."),
                    ValueDescription(
                        "recent_average_resonance", .double, "Resonance in the last hour", format: ".3f",
                        change: .absolute, good: .up, "Mean resonance level in the last hour of the period."),
                    ValueDescription(
                        "unique_users", .int64, "Users", format: ",d", good: .up,
                        "Different users with at least one transaction."),
                ]),
                sql: """
                    SELECT
                      count(*) AS total_transactions,
                      sum(amount) AS total_value,
                      avg(resonance_level) AS average_resonance,
                      avg(ethical_score) AS average_ethical_score,
                      avg(coherence_score) AS average_coherence,
                      count(*) FILTER (WHERE timestamp >= :period_to - INTERVAL '1' HOUR) AS recent_transactions,
                      avg(resonance_level) FILTER (WHERE timestamp >= :period_to - INTERVAL '1' HOUR)
                        AS recent_average_resonance,
                      count(DISTINCT user_id) AS unique_users
                    FROM transactions
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "phase_distribution",
                        [
                            ColumnDescription("quantum_phase", .string, "Phase"),
                            ColumnDescription("count", .int64, "Transactions", format: ",d"),
                            ColumnDescription("average_resonance", .double, "Average resonance", format: ".3f"),
                        ], "A row for each phase, in phase order; other phases after them, by name.")),
                sql: """
                    SELECT quantum_phase, count(*) AS count, avg(resonance_level) AS average_resonance
                    FROM transactions
                    GROUP BY quantum_phase
                    ORDER BY \(phaseOrder("quantum_phase")), quantum_phase NULLS LAST
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "resonance_categories",
                        [
                            ColumnDescription("category", .string, "Category"),
                            ColumnDescription("count", .int64, "Transactions", format: ",d"),
                        ],
                        "A row for each category that occurs: high from 0.8, medium from 0.5, else low; a missing level is low."
                    )),
                sql: """
                    SELECT category, count(*) AS count
                    FROM (
                      SELECT CASE WHEN resonance_level >= 0.8 THEN 'high'
                                  WHEN resonance_level >= 0.5 THEN 'medium'
                                  ELSE 'low' END AS category
                      FROM transactions
                    ) AS categorised
                    GROUP BY category
                    ORDER BY CASE category WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "hourly_resonance",
                        [
                            ColumnDescription("hour", .timestamp, "Hour", format: "%a %-d %b, %H:%M"),
                            ColumnDescription("count", .int64, "Transactions", format: ",d"),
                            ColumnDescription("average_resonance", .double, "Average resonance", format: ".3f"),
                        ], "A row for each hour with transactions, in time order.")),
                sql: """
                    SELECT date_trunc('hour', timestamp) AS hour, count(*) AS count,
                      avg(resonance_level) AS average_resonance
                    FROM transactions
                    GROUP BY date_trunc('hour', timestamp)
                    ORDER BY hour
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "phase_transitions",
                        [
                            ColumnDescription("from_phase", .string, "From"),
                            ColumnDescription("to_phase", .string, "To"),
                            ColumnDescription("count", .int64, "Transitions", format: ",d"),
                        ],
                        "A row for each pair of phases in consecutive transactions of one user (by time, then transaction_id), in phase order."
                    )),
                sql: """
                    SELECT from_phase, to_phase, count(*) AS count
                    FROM (
                      SELECT
                        lag(quantum_phase) OVER (PARTITION BY user_id ORDER BY timestamp, transaction_id) AS from_phase,
                        quantum_phase AS to_phase
                      FROM transactions
                    ) AS steps
                    WHERE from_phase IS NOT NULL
                    GROUP BY from_phase, to_phase
                    ORDER BY \(phaseOrder("from_phase")), from_phase, \(phaseOrder("to_phase")), to_phase NULLS LAST
                    """),
        ],
        standard: [
            StandardItem(
                .keyFigures, "figures",
                yaml: """
                    - value: total_transactions
                    - value: average_resonance
                    - value: unique_users
                    - value: total_value
                    """),
            StandardItem(
                .chart, "hourly_resonance", from: "hourly_resonance",
                yaml: """
                    mark: line
                    x: hour
                    y: average_resonance
                    title: Average resonance by hour
                    caption: 0 to 1, all transactions
                    format: .2f
                    zero: false
                    compare: prior
                    references:
                      - {value: 0.5, label: low < 0.5}
                    bands:
                      - {from: 0.8, to: 1, label: high ≥ 0.8}
                    """),
            StandardItem(
                .chart, "phase_distribution", from: "phase_distribution",
                yaml: """
                    mark: bar
                    orientation: horizontal
                    x: quantum_phase
                    y: count
                    color: quantum_phase
                    title: Where transactions stand
                    caption: Transactions by quantum phase
                    format: ",d"
                    compare: prior
                    width: half
                    """),
            StandardItem(
                .chart, "cascade", from: "phase_distribution",
                yaml: """
                    mark: cascade
                    x: quantum_phase
                    y: count
                    title: Phase cascade
                    caption: Foundation inside, transcendence outside; the width of a ring is its share
                    width: half
                    """),
            StandardItem(
                .chart, "resonance_categories", from: "resonance_categories",
                yaml: """
                    mark: bar
                    orientation: horizontal
                    x: category
                    y: count
                    title: How strongly they resonate
                    caption: Transactions; high from 0.8, medium from 0.5
                    format: ",d"
                    compare: prior
                    width: half
                    """),
            StandardItem(
                .chart, "phase_transitions", from: "phase_transitions",
                yaml: """
                    mark: flow
                    from: from_phase
                    to: to_phase
                    value: count
                    title: How users move between phases
                    caption: Consecutive transactions of one user
                    format: ",d"
                    width: half
                    """),
        ])

    /// An ORDER BY term that puts the four phases in their own order and anything else behind them.
    static func phaseOrder(_ column: String) -> String {
        "CASE \(column) WHEN 'foundation' THEN 1 WHEN 'growth' THEN 2 WHEN 'harmony' THEN 3 "
            + "WHEN 'transcendence' THEN 4 ELSE 5 END"
    }
}
