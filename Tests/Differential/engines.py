"""Both engines, behind one call: SQL in, columns and rows or a failure out."""

import datetime
import decimal
import json
import math
import os
import re
import subprocess

import duckdb

from nodes import THEIRS

# What went wrong, by trinity's diagnostic id; an id not listed here is a refusal.
OUR_FAILURES = {"division-by-zero": "division", "integer-overflow": "overflow", "decimal-overflow": "overflow",
                "cast-failed": "cast", "invalid-date": "cast", "subquery-rows": "rows"}


class Failure:
    def __init__(self, kind, text): self.kind, self.text = kind, text
    def __str__(self): return f"{self.kind}: {self.text}"


class Result:
    """Column types in trinity's names, and rows of Python values. What JSON has no number for is null."""

    def __init__(self, types, rows): self.types, self.rows = types, rows


class Trinity:
    def __init__(self, binary): self.binary = os.path.abspath(binary)

    def run(self, sql, folder, options=()):
        try:
            done = subprocess.run([self.binary, "query", sql, "--format", "json", "--quiet", *options], cwd=folder,
                                  capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return Failure("hang", "no answer in 60 s")
        if done.returncode < 0: return Failure("crash", f"signal {-done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
        if done.returncode:
            text = done.stderr.decode(errors="replace")
            found = re.search(r"error: .*\[([a-z-]+)\]", text)
            return Failure(OUR_FAILURES.get(found[1] if found else "", "refused"), text)
        try:
            answer = json.loads(done.stdout, parse_float=str)
        except ValueError as error:
            return Failure("crash", f"its output is not JSON: {error}")
        types = [column["type"] for column in answer["columns"]]
        return Result(types, [[our_value(cell, type) for cell, type in zip(row, types)] for row in answer["rows"]])


def our_value(cell, type):
    if cell is None: return None
    if type == "double": return float(cell)
    if type.startswith("decimal"): return decimal.Decimal(cell)
    return cell


MACROS = """
-- x / y as doubles, where zero is an error unless x is null
CREATE MACRO div(x, y) AS CASE WHEN y = 0 AND x IS NOT NULL THEN error('division by zero') ELSE x::DOUBLE / y::DOUBLE END;
-- Integers divided, rounded half away from zero
CREATE MACRO rdiv(n, d) AS sign(n)::HUGEINT * sign(d)::HUGEINT * ((abs(n)::HUGEINT * 2 + abs(d)::HUGEINT) // nullif(abs(d)::HUGEINT * 2, 0));
"""


class DuckDB:
    name, dialect = "DuckDB", THEIRS

    def __init__(self):
        self.database = duckdb.connect(config={"threads": 1})
        self.database.execute(MACROS)

    def load(self, table):
        self.database.register("incoming", table.arrow())
        self.database.execute(f"CREATE OR REPLACE TABLE {table.name} AS SELECT * FROM incoming")
        self.database.unregister("incoming")

    def run(self, sql):
        try:
            cursor = self.database.execute(sql)
            names = [str(column[1]) for column in cursor.description]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            return Failure(their_failure(error), str(error))
        types = [their_type(name) for name in names]
        return Result(types, [[their_value(cell, type) for cell, type in zip(row, types)] for row in rows])

    def close(self): self.database.close()


def their_failure(error):
    text = str(error).lower()
    if "division by zero" in text: return "division"
    if isinstance(error, duckdb.OutOfRangeException) or "overflow" in text or "can't be cast" in text and "int128" in text: return "overflow"
    if isinstance(error, duckdb.ConversionException): return "cast"
    if "more than one row" in text: return "rows"
    return "refused"


def their_type(name):
    names = {"BOOLEAN": "boolean", "BIGINT": "bigint", "DOUBLE": "double", "VARCHAR": "string", "DATE": "date", "TIMESTAMP": "timestamp"}
    return names.get(name, name.lower().replace(" ", ""))


def their_value(cell, type):
    if isinstance(cell, float) and not math.isfinite(cell): return None
    if isinstance(cell, datetime.datetime):
        text = cell.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
        return text + (f".{cell.microsecond:06}".rstrip("0") if cell.microsecond else "") + "Z"
    if isinstance(cell, datetime.date): return cell.isoformat()
    return cell
