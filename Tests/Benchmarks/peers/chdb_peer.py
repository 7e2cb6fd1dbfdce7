"""A report's queries, or one query, in ClickHouse (chdb) as an expert writes them.

Usage: chdb_peer.py weekly|payments|ethics|QUERY DATA csv|csv.zst|ndjson|parquet. Reports load each file set once; single queries are read where
the files stand.
"""

import json
import os
import sys

from chdb.session import Session

from finish import finish
from statements import SINGLE, TABLES, report, single

kind, data, form = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
SCHEMAS = {
    "transactions": "transaction_id String, user_id String, amount Float64, resonance_level Nullable(Float64), "
    "quantum_phase LowCardinality(String), timestamp DateTime64(3, 'UTC'), ethical_score Float64, "
    "coherence_score Nullable(Float64)",
    "payments": "payment_id String, user_id String, amount Float64, timestamp DateTime64(3, 'UTC'), "
    "status LowCardinality(String)",
    "audits": "audit_id String, transaction_id String, ethical_score Float64, verity_score Float64, qualia_score Float64, "
    "timestamp DateTime64(3, 'UTC')",
}
FORMATS = {"csv": "CSVWithNames", "csv.zst": "CSVWithNames", "ndjson": "JSONEachRow", "parquet": "Parquet"}
session = Session()
session.query("SET date_time_input_format = 'best_effort'")
session.query("CREATE DATABASE bench")
for table in SCHEMAS if kind in SINGLE else TABLES[kind]:
    files = f"file('{data}/{table}/*.{form}', '{FORMATS[form]}', $${SCHEMAS[table]}$$)"
    if kind in SINGLE:
        session.query(f"CREATE VIEW bench.{table} AS SELECT * FROM {files}")
    else:
        session.query(f"CREATE TABLE bench.{table} ({SCHEMAS[table]}) ENGINE = Memory")
        session.query(f"INSERT INTO bench.{table} SELECT * FROM {files}")
session.query("USE bench")
spellings = dict(median="quantileExactInclusive(0.5)(amount)", p95="quantileExactInclusive(0.95)(amount)")
if kind in SINGLE:
    statements = {kind: single(kind, lag="lagInFrame(toNullable(amount))", **spellings)}
else:
    statements = report(
        kind, hour="toStartOfHour(timestamp)", day="toStartOfDay(timestamp)", weekday="toDayOfWeek(timestamp)",
        hour_of_day="toHour(timestamp)", lag="lagInFrame(toNullable(quantum_phase))", **spellings)
results = {}
for name, sql in statements.items():
    text = str(session.query(sql.replace("stddev_pop(", "stddevPop("), "JSONCompactEachRow"))
    results[name] = [json.loads(line) for line in text.splitlines() if line]
finish(results)
