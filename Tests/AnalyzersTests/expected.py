"""Works out every analyzer output with DuckDB, for the tests to compare with.

Usage: expected.py DATA FROM TO > expected.json. DATA holds transactions/, payments/ and audits/ as CSV; FROM and TO bound the period
(UTC). The queries follow the definitions of the analyzers, not their SQL.
"""

import json
import sys

import duckdb

data, begin, end = sys.argv[1:4]
db = duckdb.connect()
db.execute("SET TimeZone = 'UTC'")
COLUMNS = {
    "transactions": {"transaction_id": "VARCHAR", "user_id": "VARCHAR", "amount": "DOUBLE", "resonance_level": "DOUBLE",
                     "quantum_phase": "VARCHAR", "timestamp": "VARCHAR", "ethical_score": "DOUBLE", "coherence_score": "DOUBLE"},
    "payments": {"payment_id": "VARCHAR", "user_id": "VARCHAR", "amount": "DOUBLE", "timestamp": "VARCHAR", "status": "VARCHAR"},
    "audits": {"audit_id": "VARCHAR", "transaction_id": "VARCHAR", "ethical_score": "DOUBLE", "verity_score": "DOUBLE",
               "qualia_score": "DOUBLE", "timestamp": "VARCHAR"},
}
for table, columns in COLUMNS.items():
    db.execute(
        f"CREATE TABLE {table} AS SELECT * REPLACE ((timestamp::TIMESTAMPTZ AT TIME ZONE 'UTC') AS timestamp) "
        f"FROM read_csv('{data}/{table}/*.csv', header = true, types = {columns}, union_by_name = true) "
        f"WHERE timestamp::TIMESTAMPTZ >= '{begin}Z'::TIMESTAMPTZ AND timestamp::TIMESTAMPTZ < '{end}Z'::TIMESTAMPTZ")


def rows(sql):
    result = db.execute(sql)
    names = [column[0] for column in result.description]

    def plain(value):
        if hasattr(value, "isoformat"):
            text = value.isoformat()
            text = (text if "T" in text else text + "T00:00:00")
            if "." in text:
                text = text.rstrip("0")
            return text + "Z"
        return value

    return [dict(zip(names, map(plain, row))) for row in result.fetchall()]


PHASES = "list_position(['foundation','growth','harmony','transcendence'], {0}) NULLS LAST, {0} NULLS LAST"
LEVELS = "list_position(['transcendent','harmonious','growing','foundational'], coherence_level)"
db.execute("CREATE MACRO level(s) AS CASE WHEN s >= 700 THEN 'transcendent' WHEN s >= 500 THEN 'harmonious' "
           "WHEN s >= 300 THEN 'growing' ELSE 'foundational' END")
db.execute("CREATE MACRO synthesis(v, q) AS CASE WHEN v + q = 0 THEN 0 ELSE 2 * v * q / (v + q) END")
db.execute("CREATE TABLE z AS SELECT *, (amount - (SELECT avg(amount) FROM payments)) / "
           "(SELECT stddev_pop(amount) FROM payments) AS z_score FROM payments")
edges = [0, 1, 5, 10, 25, 50, 100, 250, 500, 1000, None]
sizes = [
    {"lower": low, "upper": high, "count": db.execute(
        f"SELECT count(*) FROM payments WHERE amount >= {low}" + (f" AND amount < {high}" if high else "")).fetchone()[0]}
    for low, high in zip(edges, edges[1:])]
matrix = []
for row in rows(f"SELECT level(ethical_score) AS coherence_level, avg(verity_score) AS verity, avg(qualia_score) AS qualia, "
                f"avg(synthesis(verity_score, qualia_score)) AS synthesis FROM audits GROUP BY 1 ORDER BY {LEVELS}"):
    matrix += [{"coherence_level": row["coherence_level"], "metric": m, "average": row[m]}
               for m in ("verity", "qualia", "synthesis")]
(resonance_average, ethics_average, payment_count) = db.execute(
    "SELECT (SELECT avg(resonance_level) FROM transactions), (SELECT avg(ethical_score) FROM audits), "
    "(SELECT count(*) FROM payments)").fetchone()
expected = {
    "quantum_resonance": {
        "values": rows(f"""SELECT count(*) AS total_transactions, sum(amount) AS total_value, avg(resonance_level) AS average_resonance,
            avg(ethical_score) AS average_ethical_score, avg(coherence_score) AS average_coherence,
            count(*) FILTER (timestamp >= '{end}'::TIMESTAMP - INTERVAL 1 HOUR) AS recent_transactions,
            avg(resonance_level) FILTER (timestamp >= '{end}'::TIMESTAMP - INTERVAL 1 HOUR) AS recent_average_resonance,
            count(DISTINCT user_id) AS unique_users FROM transactions""")[0],
        "phase_distribution": rows("SELECT quantum_phase, count(*) AS count, avg(resonance_level) AS average_resonance "
                                   f"FROM transactions GROUP BY 1 ORDER BY {PHASES.format('quantum_phase')}"),
        "resonance_categories": rows("SELECT CASE WHEN resonance_level >= 0.8 THEN 'high' WHEN resonance_level >= 0.5 THEN 'medium' "
                                     "ELSE 'low' END AS category, count(*) AS count FROM transactions GROUP BY 1 "
                                     "ORDER BY list_position(['high','medium','low'], category)"),
        "hourly_resonance": rows("SELECT date_trunc('hour', timestamp) AS hour, count(*) AS count, avg(resonance_level) AS "
                                 "average_resonance FROM transactions GROUP BY 1 ORDER BY 1"),
        "phase_transitions": rows("SELECT from_phase, to_phase, count(*) AS count FROM (SELECT lag(quantum_phase) OVER (PARTITION BY "
                                  "user_id ORDER BY timestamp, transaction_id) AS from_phase, quantum_phase AS to_phase FROM "
                                  "transactions) WHERE from_phase IS NOT NULL GROUP BY 1, 2 "
                                  f"ORDER BY {PHASES.format('from_phase')}, {PHASES.format('to_phase')}"),
    },
    "payment_patterns": {
        "values": rows("SELECT count(*) AS total_payments, sum(amount) AS total_volume, avg(amount) AS average_payment, min(amount) AS "
                       "min_payment, max(amount) AS max_payment, quantile_cont(amount, 0.5) AS median_payment, "
                       "quantile_cont(amount, 0.95) AS p95_payment, count(DISTINCT user_id) AS unique_users, "
                       "(SELECT count(*) FROM z WHERE abs(z_score) > 3) AS anomaly_count FROM payments")[0],
        "most_active_users": rows("SELECT user_id, count(*) AS transactions, sum(amount) AS total_spent FROM payments GROUP BY 1 "
                                  "ORDER BY 2 DESC, 1 LIMIT 10"),
        "status_distribution": rows("SELECT status, count(*) AS count, sum(amount) AS volume FROM payments GROUP BY 1 "
                                    "ORDER BY 1 NULLS LAST"),
        "size_distribution": sizes,
        "daily_volume": rows("SELECT date_trunc('day', timestamp) AS day, count(*) AS payments, sum(amount) AS volume FROM payments "
                             "GROUP BY 1 ORDER BY 1"),
        "hourly_activity": rows("SELECT isodow(timestamp) AS weekday, hour(timestamp) AS hour, count(*) AS payments FROM payments "
                                "GROUP BY 1, 2 ORDER BY 1, 2"),
        "anomalies": rows("SELECT payment_id, user_id, amount, timestamp, z_score FROM z WHERE abs(z_score) > 3 "
                          "ORDER BY abs(z_score) DESC, payment_id LIMIT 20"),
    },
    "ethical_coherence": {
        "values": rows("SELECT count(*) AS total_audits, avg(ethical_score) AS average_ethical_score, avg(verity_score) AS "
                       "average_verity_score, avg(qualia_score) AS average_qualia_score, avg(synthesis(verity_score, qualia_score)) AS "
                       "average_synthesis_score, level(avg(ethical_score)) AS coherence_level FROM audits")[0],
        "coherence_distribution": rows("SELECT level(ethical_score) AS coherence_level, count(*) AS count FROM audits GROUP BY 1 "
                                       f"ORDER BY {LEVELS}"),
        "daily_coherence": rows("SELECT date_trunc('day', timestamp) AS day, count(*) AS audits, avg(ethical_score) AS "
                                "average_ethical_score, avg(synthesis(verity_score, qualia_score)) AS average_synthesis_score "
                                "FROM audits GROUP BY 1 ORDER BY 1"),
        "coherence_matrix": matrix,
    },
    "sacred_trinity": {
        "values": {
            "resonance_status": "Quantum resonance is " + (
                "excellent." if resonance_average >= 0.8 else
                "moderate." if resonance_average >= 0.5 else "low and needs intervention."),
            "ethical_status": "Ethical coherence " + (
                "is transcendent." if ethics_average >= 700 else
                "is harmonious." if ethics_average >= 500 else "needs enhancement."),
            "payment_status": f"{payment_count:,} payments were processed.",
            "resonance_ethics_correlation": db.execute(
                "SELECT corr(resonance_level, a.ethical_score) FROM transactions t JOIN audits a USING (transaction_id)").fetchone()[0],
        },
        "user_overview": rows("SELECT user_id, coalesce(n, 0) AS transactions, r AS average_resonance, coalesce(p, 0) AS payments, "
                              "coalesce(s, 0) AS total_spent FROM (SELECT user_id, count(*) AS n, avg(resonance_level) AS r FROM "
                              "transactions GROUP BY 1) FULL JOIN (SELECT user_id, count(*) AS p, sum(amount) AS s FROM payments "
                              "GROUP BY 1) USING (user_id) ORDER BY total_spent DESC, user_id LIMIT 10"),
    },
}
json.dump(expected, sys.stdout, indent=1, ensure_ascii=False)
