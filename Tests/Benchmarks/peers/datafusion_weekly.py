"""The weekly report's queries in DataFusion as an expert writes them: load each file set once into memory, then query.

Usage: datafusion_weekly.py DATA [csv|ndjson]. Prints one JSON object: query name -> rows.
"""

import json
import sys

import pyarrow as pa
from datafusion import SessionContext

from weekly_sql import queries

data, form = sys.argv[1], (sys.argv[2:] or ["csv"])[0]
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
for table, fields in SCHEMAS.items():
    if form == "csv":
        context.register_csv(f"{table}_files", f"{data}/{table}/", schema=pa.schema(fields), file_extension=".csv")
    else:
        context.register_json(f"{table}_files", f"{data}/{table}/", schema=pa.schema(fields), file_extension=".ndjson")
    context.register_table(table, context.table(f"{table}_files").cache())

QUERIES = queries(
    hour="date_trunc('hour', timestamp)", day="date_trunc('day', timestamp)", weekday="date_part('isodow', timestamp)",
    hour_of_day="date_part('hour', timestamp)", median="median(amount)",
    p95="percentile_cont(0.95) WITHIN GROUP (ORDER BY amount)", lag="lag(quantum_phase)")
results = {}
for name, sql in QUERIES.items():
    batches = context.sql(sql).collect()
    results[name] = [list(row.values()) for batch in batches for row in batch.to_pylist()]
print(json.dumps(results, default=str))
