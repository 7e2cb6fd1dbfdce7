"""A report's queries, or one query, in DataFusion as an expert writes them.

Usage: datafusion_peer.py weekly|payments|ethics|QUERY DATA csv|csv.zst|ndjson|parquet. Reports load each file set once into memory, single
queries are read where the files stand.
"""

import sys

import pyarrow as pa
from datafusion import SessionContext

from finish import finish
from statements import SINGLE, TABLES, report, single

kind, data, form = sys.argv[1:4]
D, S, T = pa.float64(), pa.string(), pa.timestamp("us", tz="UTC")
SCHEMAS = {
    "transactions": [
        ("transaction_id", S), ("user_id", S), ("amount", D), ("resonance_level", D), ("quantum_phase", S),
        ("timestamp", T), ("ethical_score", D), ("coherence_score", D),
    ],
    "payments": [("payment_id", S), ("user_id", S), ("amount", D), ("timestamp", T), ("status", S)],
    "audits": [
        ("audit_id", S), ("transaction_id", S), ("ethical_score", D), ("verity_score", D), ("qualia_score", D),
        ("timestamp", T),
    ],
}
context = SessionContext()


def register(name, table):
    schema, place = pa.schema(SCHEMAS[table]), f"{data}/{table}/"
    if form == "parquet": context.register_parquet(name, place)
    elif form == "ndjson": context.register_json(name, place, schema=schema, file_extension=".ndjson")
    elif form == "csv": context.register_csv(name, place, schema=schema, file_extension=".csv")
    else: context.register_csv(name, place, schema=schema, file_extension=".csv.zst", file_compression_type="zstd")


spellings = dict(median="median(amount)", p95="percentile_cont(0.95) WITHIN GROUP (ORDER BY amount)")
if kind in SINGLE:
    for table in SCHEMAS: register(table, table)
    statements = {kind: single(kind, lag="lag(amount)", **spellings)}
else:
    for table in TABLES[kind]:
        register(f"{table}_files", table)
        context.register_table(table, context.table(f"{table}_files").cache())
    statements = report(
        kind, hour="date_trunc('hour', timestamp)", day="date_trunc('day', timestamp)", weekday="date_part('isodow', timestamp)",
        hour_of_day="date_part('hour', timestamp)", lag="lag(quantum_phase)", **spellings)
results = {}
for name, sql in statements.items():
    results[name] = [list(row.values()) for batch in context.sql(sql).collect() for row in batch.to_pylist()]
finish(results)
