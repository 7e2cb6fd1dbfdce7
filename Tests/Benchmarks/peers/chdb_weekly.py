"""The weekly report's queries in ClickHouse (chdb) as an expert writes them: load each file set once, then query.

Usage: chdb_weekly.py DATA [csv|ndjson]. Prints one JSON object: query name -> rows.
"""

import json
import os
import sys

from chdb.session import Session

from weekly_sql import queries

data, form = os.path.abspath(sys.argv[1]), (sys.argv[2:] or ["csv"])[0]
SCHEMAS = {
    "transactions": "transaction_id String, user_id String, amount Float64, resonance_level Nullable(Float64), "
    "quantum_phase LowCardinality(String), timestamp DateTime64(3, 'UTC'), ethical_score Float64, "
    "coherence_score Nullable(Float64)",
    "payments": "payment_id String, user_id String, amount Float64, timestamp DateTime64(3, 'UTC'), "
    "status LowCardinality(String)",
    "audits": "audit_id String, transaction_id String, ethical_score Float64, verity_score Float64, qualia_score Float64, "
    "timestamp DateTime64(3, 'UTC')",
}
kind = "CSVWithNames" if form == "csv" else "JSONEachRow"
session = Session()
session.query("SET date_time_input_format = 'best_effort'")
session.query("CREATE DATABASE weekly")
for table, schema in SCHEMAS.items():
    session.query(f"CREATE TABLE weekly.{table} ({schema}) ENGINE = Memory")
    session.query(
        f"INSERT INTO weekly.{table} SELECT * FROM file('{data}/{table}/*.{form}', '{kind}', $${schema}$$)")
session.query("USE weekly")

QUERIES = queries(
    hour="toStartOfHour(timestamp)", day="toStartOfDay(timestamp)", weekday="toDayOfWeek(timestamp)",
    hour_of_day="toHour(timestamp)", median="quantileExactInclusive(0.5)(amount)",
    p95="quantileExactInclusive(0.95)(amount)", lag="lagInFrame(toNullable(quantum_phase))")
QUERIES = {name: sql.replace("stddev_pop(", "stddevPop(") for name, sql in QUERIES.items()}
results = {}
for name, sql in QUERIES.items():
    text = str(session.query(sql, "JSONCompactEachRow"))
    results[name] = [json.loads(line) for line in text.splitlines() if line]
print(json.dumps(results, default=str))
