"""A report's queries, or one query, in DuckDB as an expert writes them.

Usage: duckdb_peer.py weekly|payments|ethics|QUERY DATA csv|csv.zst|ndjson|parquet [MEMORY]. Reports load each text file set once; Parquet and
single queries are read where they stand, with the columns that are needed.
"""

import sys

import duckdb

from finish import finish
from statements import SINGLE, TABLES, report, single

kind, data, form = sys.argv[1:4]
TYPES = {
    "transactions": {
        "transaction_id": "VARCHAR", "user_id": "VARCHAR", "amount": "DOUBLE", "resonance_level": "DOUBLE", "quantum_phase": "VARCHAR",
        "timestamp": "TIMESTAMP", "ethical_score": "DOUBLE", "coherence_score": "DOUBLE",
    },
    "payments": {"payment_id": "VARCHAR", "user_id": "VARCHAR", "amount": "DOUBLE", "timestamp": "TIMESTAMP", "status": "VARCHAR"},
    "audits": {
        "audit_id": "VARCHAR", "transaction_id": "VARCHAR", "ethical_score": "DOUBLE", "verity_score": "DOUBLE", "qualia_score": "DOUBLE",
        "timestamp": "TIMESTAMP",
    },
}
# What no query of the reports reads.
UNUSED = {"audits": ["audit_id"]}


def reader(table):
    files = f"'{data}/{table}/*.{form}'"
    if form == "parquet": return f"read_parquet({files})"
    if form == "ndjson": return f"read_json({files}, format = 'newline_delimited', columns = {TYPES[table]})"
    return f"read_csv({files}, header = true, columns = {TYPES[table]})"


database = duckdb.connect()
database.execute("SET preserve_insertion_order = false")
database.execute("SET TimeZone = 'UTC'")
if len(sys.argv) > 4: database.execute(f"SET memory_limit = '{sys.argv[4]}'")
spellings = dict(
    median="quantile_cont(amount, 0.5)", p95="quantile_cont(amount, 0.95)",
    lag="lag(quantum_phase)")
if kind in SINGLE:
    for table in TYPES: database.execute(f"CREATE VIEW {table} AS SELECT * FROM {reader(table)}")
    results = {kind: database.execute(single(kind, **spellings | {"lag": "lag(amount)"})).fetchall()}
else:
    for table in TABLES[kind]:
        columns = ", ".join(column for column in TYPES[table] if column not in UNUSED.get(table, []))
        database.execute(f"CREATE {'VIEW' if form == 'parquet' else 'TABLE'} {table} AS SELECT {columns} FROM {reader(table)}")
    statements = report(
        kind, hour="date_trunc('hour', timestamp)", day="date_trunc('day', timestamp)", weekday="isodow(timestamp)", hour_of_day="hour(timestamp)",
        **spellings)
    results = {name: database.execute(sql).fetchall() for name, sql in statements.items()}
finish(results)
