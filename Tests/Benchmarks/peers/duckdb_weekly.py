"""The weekly report's queries in DuckDB as an expert writes them: load each file set once, then query.

Usage: duckdb_weekly.py DATA [csv|ndjson]. Prints one JSON object: query name -> rows.
"""

import json
import sys

import duckdb

data, form = sys.argv[1], (sys.argv[2:] or ["csv"])[0]
db = duckdb.connect()
db.execute("SET preserve_insertion_order = false")

TYPES = {
    "transactions": "{'transaction_id':'VARCHAR','user_id':'VARCHAR','amount':'DOUBLE','resonance_level':'DOUBLE',"
    "'quantum_phase':'VARCHAR','timestamp':'TIMESTAMP','ethical_score':'DOUBLE','coherence_score':'DOUBLE'}",
    "payments": "{'payment_id':'VARCHAR','user_id':'VARCHAR','amount':'DOUBLE','timestamp':'TIMESTAMP','status':'VARCHAR'}",
    "audits": "{'audit_id':'VARCHAR','transaction_id':'VARCHAR','ethical_score':'DOUBLE','verity_score':'DOUBLE',"
    "'qualia_score':'DOUBLE','timestamp':'TIMESTAMP'}",
}
for table, types in TYPES.items():
    if form == "csv":
        reader = f"read_csv('{data}/{table}/*.csv', header = true, columns = {types})"
    else:
        reader = f"read_json('{data}/{table}/*.ndjson', format = 'newline_delimited', columns = {types})"
    columns = "*"
    if table == "transactions":
        columns = "* EXCLUDE (coherence_score), coherence_score"
    db.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM {reader}")

LEVEL = (
    "CASE WHEN ethical_score >= 700 THEN 'transcendent' WHEN ethical_score >= 500 THEN 'harmonious' "
    "WHEN ethical_score >= 300 THEN 'growing' ELSE 'foundational' END"
)
SYNTHESIS = (
    "CASE WHEN verity_score + qualia_score = 0 THEN 0 "
    "ELSE 2 * verity_score * qualia_score / (verity_score + qualia_score) END"
)
QUERIES = {
    "resonance": "SELECT count(*), sum(amount), avg(resonance_level), avg(ethical_score), avg(coherence_score), "
    "count(*) FILTER (timestamp >= (SELECT max(timestamp) FROM transactions) - INTERVAL 1 HOUR), "
    "count(DISTINCT user_id) FROM transactions",
    "phase_distribution": "SELECT quantum_phase, count(*), avg(resonance_level) FROM transactions GROUP BY 1 ORDER BY 1",
    "resonance_categories": "SELECT CASE WHEN resonance_level >= 0.8 THEN 'high' WHEN resonance_level >= 0.5 THEN "
    "'medium' ELSE 'low' END, count(*) FROM transactions GROUP BY 1 ORDER BY 1",
    "hourly_resonance": "SELECT date_trunc('hour', timestamp), count(*), avg(resonance_level) FROM transactions "
    "GROUP BY 1 ORDER BY 1",
    "phase_transitions": "SELECT p, quantum_phase, count(*) FROM (SELECT lag(quantum_phase) OVER (PARTITION BY user_id "
    "ORDER BY timestamp, transaction_id) AS p, quantum_phase FROM transactions) WHERE p IS NOT NULL "
    "GROUP BY 1, 2 ORDER BY 1, 2",
    "payments": "SELECT count(*), sum(amount), avg(amount), min(amount), max(amount), quantile_cont(amount, 0.5), "
    "quantile_cont(amount, 0.95), count(DISTINCT user_id) FROM payments",
    "most_active_users": "SELECT user_id, count(*) AS n, sum(amount) FROM payments GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10",
    "status_distribution": "SELECT status, count(*), sum(amount) FROM payments GROUP BY 1 ORDER BY 1",
    "size_distribution": "SELECT CASE WHEN amount < 1 THEN 0 WHEN amount < 5 THEN 1 WHEN amount < 10 THEN 5 "
    "WHEN amount < 25 THEN 10 WHEN amount < 50 THEN 25 WHEN amount < 100 THEN 50 WHEN amount < 250 THEN 100 "
    "WHEN amount < 500 THEN 250 WHEN amount < 1000 THEN 500 ELSE 1000 END, count(*) FROM payments GROUP BY 1 ORDER BY 1",
    "daily_volume": "SELECT date_trunc('day', timestamp), count(*), sum(amount) FROM payments GROUP BY 1 ORDER BY 1",
    "hourly_activity": "SELECT isodow(timestamp), hour(timestamp), count(*) FROM payments GROUP BY 1, 2 ORDER BY 1, 2",
    "anomalies": "SELECT payment_id, user_id, amount, timestamp, (amount - m) / s AS z FROM payments, "
    "(SELECT avg(amount) AS m, stddev_pop(amount) AS s FROM payments) WHERE abs(amount - m) > 3 * s "
    "ORDER BY abs(z) DESC, 1 LIMIT 20",
    "ethics": f"SELECT count(*), avg(ethical_score), avg(verity_score), avg(qualia_score), avg({SYNTHESIS}) FROM audits",
    "coherence": f"SELECT {LEVEL}, date_trunc('day', timestamp), count(*), avg(verity_score), avg(qualia_score), "
    f"avg({SYNTHESIS}) FROM audits GROUP BY 1, 2 ORDER BY 1, 2",
    "correlation": "SELECT corr(t.resonance_level, a.ethical_score) FROM transactions t JOIN audits a USING (transaction_id)",
    "user_overview": "SELECT user_id, n, r, p, s FROM (SELECT user_id, count(*) AS p, sum(amount) AS s FROM payments "
    "GROUP BY 1) LEFT JOIN (SELECT user_id, count(*) AS n, avg(resonance_level) AS r FROM transactions GROUP BY 1) "
    "USING (user_id) ORDER BY s DESC, 1 LIMIT 10",
}
print(json.dumps({name: db.execute(sql).fetchall() for name, sql in QUERIES.items()}, default=str))
