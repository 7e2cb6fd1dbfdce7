"""Makes or checks the expected rows of case files with Apache Spark.

    expect.py [--write] [FILE…]      all files of Cases/ unless some are named

Spark runs each case's query (or its `spark:` spelling) in ANSI mode and the case's zone. --write puts what Spark answers in place of
what is expected; without it every difference is said and the exit status is 1. A case with `differs:` is worked by hand: it is never
rewritten, and it is a fault if Spark does agree with it after all.
"""

import argparse
import logging
import math
import os
import re
import sys
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import cases as files

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

SETTINGS = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1",
    "spark.sql.ansi.enabled": "true", "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.variable.substitute": "false", "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false", "spark.driver.memory": "1g",
}
TYPES = {"tinyint": "bigint", "smallint": "bigint", "int": "bigint", "bigint": "bigint", "float": "double", "void": "null"}
# What a failure is called here, by Spark's error condition.
FAILURES = {
    "DIVIDE_BY_ZERO": "division-by-zero", "REMAINDER_BY_ZERO": "division-by-zero",
    "ARITHMETIC_OVERFLOW": "integer-overflow", "BINARY_ARITHMETIC_OVERFLOW": "integer-overflow",
    "CAST_INVALID_INPUT": "cast-failed", "CAST_OVERFLOW": "cast-failed",
    "NUMERIC_VALUE_OUT_OF_RANGE": "decimal-overflow", "DATETIME_FIELD_OUT_OF_BOUNDS": "invalid-date",
    "SCALAR_SUBQUERY_TOO_MANY_ROWS": "subquery-rows",
}
EPOCH = datetime(1970, 1, 1)
TOLERANCE = 1e-9


class Spark:
    def __init__(self):
        from pyspark.sql import SparkSession
        builder = SparkSession.builder.master("local[1]").appName("expect")
        for key, value in SETTINGS.items(): builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")
        # Failures are answers here.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        self.zone = None

    def answer(self, case):
        """A table, or the conditions of Spark's error."""
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException
        if case.zone != self.zone:
            self.zone = case.zone
            self.session.conf.set("spark.sql.session.timeZone", case.zone)
        for name, table in case.tables.items(): self.session.sql(view(name, table))
        try:
            frame = self.session.sql(sql(case.spark or case.query))
            columns = [files.Column(field.name, type_name(field.dataType)) for field in frame.schema.fields]
            # Python's own times would lose the zone and the years that it does not know.
            frame = frame.toDF(*(f"c{index}" for index in range(len(columns))))
            wrapped = [f"{wrap(column.type)}(c{index})" for index, column in enumerate(columns)]
            rows = [list(row) for row in frame.selectExpr(*wrapped).collect()] if columns else []
        except (PySparkException, Py4JJavaError) as error:
            found = error.getCondition() if isinstance(error, PySparkException) else re.search(r"\[([A-Z_.]+)\]", str(error))[1]
            condition = found or first_line(error)
            return [FAILURES.get(condition.split(".")[0], "?"), condition]
        finally:
            for name in case.tables: self.session.catalog.dropTempView(name)
        return files.Table(columns, [[read(value, column.type) for value, column in zip(row, columns)] for row in rows])


def first_line(error): return "".join(str(error).split("\n")[:1])[:80].replace(" ", "_")


def sql(text):
    """The query as Spark reads it: a number with a point is a double to us and a decimal to Spark, and a backslash in quotes is one."""
    def spelling(match): return match[0] + "D" if match[1] else match[0].replace("\\", "\\\\") if match[0][0] == "'" else match[0]
    return re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|(?<![\w.])(\d+\.\d*|\.\d+)(?![\w.])", spelling, text)


def view(name, table):
    rows = [", ".join(literal(value, column.type) for value, column in zip(row, table.columns)) for row in table.rows]
    names = ", ".join(f"`{column.name}`" for column in table.columns)
    if not rows:
        nulls = ", ".join(f"CAST(NULL AS {column.type}) AS `{column.name}`" for column in table.columns)
        return f"CREATE OR REPLACE TEMP VIEW `{name}` AS SELECT {nulls} WHERE false"
    return f"CREATE OR REPLACE TEMP VIEW `{name}` AS SELECT * FROM VALUES {', '.join(f'({row})' for row in rows)} AS v({names})"


def literal(value, type):
    if value is None: return f"CAST(NULL AS {type})"
    if type == "string": return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if type == "timestamp": return f"timestamp_micros({micros(value)})"
    return f"CAST('{files.written(value, type)}' AS {type})"


def micros(text):
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return int((datetime.fromisoformat(whole) - EPOCH) / timedelta(seconds=1)) * 1_000_000 + int(fraction.ljust(6, "0") or 0)


def type_name(type):
    name = type.simpleString()
    return TYPES.get(name, name)


def wrap(type): return {"timestamp": "unix_micros", "date": "unix_date"}.get(type, "string" if type.startswith("decimal") else "")


def read(value, type):
    if value is None: return None
    if type == "timestamp": return timestamp(value)
    if type == "date": return day(value)
    return Decimal(value) if type.startswith("decimal") else value


def day(days):
    try: return (date(1970, 1, 1) + timedelta(days=days)).isoformat()
    except OverflowError: return f"day {days}"


def timestamp(micros):
    seconds, fraction = divmod(micros, 1_000_000)
    try: text = (EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError: return f"{micros} µs"
    return text + (f".{fraction:06}".rstrip("0") if fraction else "") + "Z"


def agrees(case, answer):
    """Whether the case expects this answer: rows in order only where the query orders them, doubles within 1e-9 of each other."""
    if isinstance(answer, list): return case.error is not None and (case.error[1:] or answer[1:]) == answer[1:]
    if case.rows is None or [str(column) for column in case.rows.columns] != [str(column) for column in answer.columns]: return False
    expected, actual = case.rows.rows, answer.rows
    if not case.is_ordered: expected, actual = sorted(expected, key=key), sorted(actual, key=key)
    return len(expected) == len(actual) and all(
        equal(x, y) for left, right in zip(expected, actual) for x, y in zip(left, right))


def key(row): return [(value is not None, f"{value:.6g}" if isinstance(value, float) else str(value)) for value in row]


def equal(x, y):
    if not isinstance(x, float) or not isinstance(y, float): return type(x) == type(y) and str(x) == str(y)
    if math.isnan(x) or math.isnan(y): return math.isnan(x) and math.isnan(y)
    if x == 0 and y == 0: return math.copysign(1, x) == math.copysign(1, y)
    return x == y or abs(x - y) <= TOLERANCE * max(abs(x), abs(y)) < math.inf


def sorted_rows(answer): return files.Table(answer.columns, sorted(answer.rows, key=key))


def process(spark, path, writes):
    """The faults of a file."""
    head, cases = files.read(path)
    faults = []
    for case in cases:
        answer = spark.answer(case)
        if case.differs:
            if case.rows is None and case.error is None: faults.append((case, "it differs from Spark, and so needs rows worked by hand", answer))
            elif agrees(case, answer): faults.append((case, "it is said to differ from Spark, but does not", answer))
        elif isinstance(answer, list) and answer[0] == "?":
            # A known error keeps the name that the case gives it.
            if case.error and case.error[1:] == answer[1:]: continue
            faults.append((case, "Spark refuses it", answer))
        elif not agrees(case, answer):
            if writes: case.expected = ["error: " + " ".join(answer)] if isinstance(answer, list) else files.expectation(answer if case.is_ordered else sorted_rows(answer))
            else: faults.append((case, "Spark answers otherwise", answer))
    if writes: files.write(path, head, cases)
    return len(cases), faults


def main(arguments, spark=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    paths = options.files or sorted((Path(__file__).parent / "Cases").glob("*.cases"))
    spark, began, count, faults = spark or Spark(), time.monotonic(), 0, []
    for path in paths:
        number, found = process(spark, path, options.write)
        count += number
        faults += found
        for case, reason, answer in found:
            print(f"{path.name}:{case.line}: {case.name}: {reason}")
            for line in [" ".join(answer)] if isinstance(answer, list) else files.expectation(answer): print(f"    {line}")
    print(f"expect: {count} cases, {len(faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
