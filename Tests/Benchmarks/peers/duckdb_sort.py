"""Sorts the transactions into a CSV file: duckdb_sort.py DATA TARGET; or says whether two such files are the same: --compare ONE OTHER."""

import sys

import duckdb

COLUMNS = "{'transaction_id': 'VARCHAR', 'user_id': 'VARCHAR', 'amount': 'DOUBLE'}"
if sys.argv[1] == "--compare":
    one, other = (f"read_csv('{path}', header = true, columns = {COLUMNS})" for path in sys.argv[2:])
    counts = [duckdb.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in (one, other)]
    differ = duckdb.sql(f"SELECT count(*) FROM (FROM {one}) AS a POSITIONAL JOIN (FROM {other}) AS b WHERE a IS DISTINCT FROM b").fetchall()[0][0]
    if counts[0] != counts[1] or differ: sys.exit(f"the sorted files differ: {counts[0]} and {counts[1]} rows, {differ} of them not the same")
else:
    data, target = sys.argv[1:]
    duckdb.sql(f"COPY (SELECT transaction_id, user_id, amount FROM read_csv('{data}/transactions/*.csv') ORDER BY amount, transaction_id) "
               f"TO '{target}' (HEADER)")
