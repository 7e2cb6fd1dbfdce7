import Columnar

extension AnalyzerRole {
    /// One row for each ethical audit of a transaction.
    static let audits = AnalyzerRole(
        "audits",
        [
            Field("audit_id", .string), Field("transaction_id", .string), Field("ethical_score", .double),
            Field("verity_score", .double), Field("qualia_score", .double), Field("timestamp", .timestamp),
        ])
}

extension Analyzer {
    /// How the audits judge: ethics, verity, qualia and their synthesis.
    public static let ethicalCoherence = Analyzer(
        name: "ethical_coherence",
        title: "Ethical coherence",
        summary: "How audits judge ethics, verity and qualia, and the synthesis of the two",
        roles: [.audits],
        queries: [
            AnalyzerQuery(
                .values([
                    ValueDescription(
                        "total_audits", .int64, "Audits", format: ",d", good: .up, "Audits in the period."),
                    ValueDescription(
                        "average_ethical_score", .double, "Ethical score", format: ",.0f", good: .up,
                        "Mean ethical score of all audits."),
                    ValueDescription(
                        "average_verity_score", .double, "Verity", format: ",.1f", good: .up,
                        "Mean verity score: alignment with truth."),
                    ValueDescription(
                        "average_qualia_score", .double, "Qualia", format: ",.1f", good: .up,
                        "Mean qualia score: quality of experience."),
                    ValueDescription(
                        "average_synthesis_score", .double, "Synthesis", format: ",.1f", good: .up,
                        "Mean of each audit's harmonic mean of verity and qualia."),
                    ValueDescription(
                        "coherence_level", .string, "Coherence level", change: .none,
                        "The level of the average ethical score: transcendent from 700, harmonious from 500, growing from 300, else foundational."
                    ),
                ]),
                sql: """
                    SELECT total_audits, average_ethical_score, average_verity_score, average_qualia_score,
                      average_synthesis_score,
                      CASE WHEN average_ethical_score IS NULL THEN NULL
                           ELSE \(coherenceLevel("average_ethical_score")) END AS coherence_level
                    FROM (
                      SELECT count(*) AS total_audits, avg(ethical_score) AS average_ethical_score,
                        avg(verity_score) AS average_verity_score, avg(qualia_score) AS average_qualia_score,
                        avg(\(synthesis)) AS average_synthesis_score
                      FROM audits
                    ) AS totals
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "coherence_distribution",
                        [
                            ColumnDescription("coherence_level", .string, "Level"),
                            ColumnDescription("count", .int64, "Audits", format: ",d"),
                        ], "A row for each level that occurs, highest first.")),
                sql: """
                    SELECT coherence_level, count(*) AS count
                    FROM (SELECT \(coherenceLevel("ethical_score")) AS coherence_level FROM audits) AS levels
                    GROUP BY coherence_level
                    ORDER BY \(levelOrder)
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "daily_coherence",
                        [
                            ColumnDescription("day", .timestamp, "Day", format: "%a %-d %b"),
                            ColumnDescription("audits", .int64, "Audits", format: ",d"),
                            ColumnDescription("average_ethical_score", .double, "Ethical score", format: ",.1f"),
                            ColumnDescription("average_synthesis_score", .double, "Synthesis", format: ",.1f"),
                        ], "A row for each day with audits, in time order.")),
                sql: """
                    SELECT date_trunc('day', timestamp) AS day, count(*) AS audits,
                      avg(ethical_score) AS average_ethical_score, avg(\(synthesis)) AS average_synthesis_score
                    FROM audits
                    GROUP BY date_trunc('day', timestamp)
                    ORDER BY day
                    """),
            AnalyzerQuery(
                .table(
                    TableDescription(
                        "coherence_matrix",
                        [
                            ColumnDescription("coherence_level", .string, "Level"),
                            ColumnDescription("metric", .string, "Metric"),
                            ColumnDescription("average", .double, "Average", format: ",.1f"),
                        ], "A row for each level that occurs (highest first) and metric: verity, qualia, synthesis.")),
                sql: """
                    WITH levels AS (
                      SELECT coherence_level, avg(verity_score) AS verity, avg(qualia_score) AS qualia,
                        avg(synthesis_score) AS synthesis
                      FROM (
                        SELECT \(coherenceLevel("ethical_score")) AS coherence_level, verity_score, qualia_score,
                          \(synthesis) AS synthesis_score
                        FROM audits
                      ) AS scored
                      GROUP BY coherence_level
                    )
                    SELECT coherence_level, metric,
                      CASE metric WHEN 'verity' THEN verity WHEN 'qualia' THEN qualia ELSE synthesis END AS average
                    FROM levels
                    CROSS JOIN (VALUES ('verity', 1), ('qualia', 2), ('synthesis', 3)) AS metrics(metric, position)
                    ORDER BY \(levelOrder), position
                    """),
        ],
        standard: [
            StandardItem(
                .keyFigures, "figures",
                yaml: """
                    - value: total_audits
                    - value: average_ethical_score
                    - value: average_synthesis_score
                    - value: coherence_level
                    """),
            StandardItem(
                .chart, "daily_coherence", from: "daily_coherence",
                yaml: """
                    mark: line
                    x: day
                    y: average_ethical_score
                    title: Ethical score by day
                    caption: Mean of all audits, 0 to 1,000
                    format: ",.0f"
                    zero: false
                    compare: prior
                    """),
            StandardItem(
                .chart, "coherence_distribution", from: "coherence_distribution",
                yaml: """
                    mark: bar
                    orientation: horizontal
                    x: coherence_level
                    y: count
                    title: How audits judge
                    caption: Audits by level of the ethical score
                    format: ",d"
                    compare: prior
                    width: half
                    """),
            StandardItem(
                .chart, "coherence_matrix", from: "coherence_matrix",
                yaml: """
                    mark: heatmap
                    x: metric
                    y: coherence_level
                    color: average
                    title: The Veto Triad by level
                    caption: Mean verity, qualia and synthesis of the audits at each level
                    format: ".1f"
                    width: half
                    """),
        ])

    /// The level of a score, as a CASE: the original system's thresholds.
    private static func coherenceLevel(_ score: String) -> String {
        """
        CASE WHEN \(score) >= 700 THEN 'transcendent' WHEN \(score) >= 500 THEN 'harmonious' \
        WHEN \(score) >= 300 THEN 'growing' ELSE 'foundational' END
        """
    }

    /// The harmonic mean of verity and qualia; 0 where their sum is 0, null where either is null.
    private static let synthesis = """
        CASE WHEN verity_score + qualia_score = 0 THEN 0.0 \
        ELSE 2 * verity_score * qualia_score / (verity_score + qualia_score) END
        """

    /// An ORDER BY term that puts the highest level first.
    private static let levelOrder =
        "CASE coherence_level WHEN 'transcendent' THEN 1 WHEN 'harmonious' THEN 2 WHEN 'growing' THEN 3 ELSE 4 END"
}
