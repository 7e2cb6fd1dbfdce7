"""Apache Spark behind the same call as the other engines."""

import math
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet

from engines import Failure, Result
from nodes import SPARK

sys.path.insert(0, str(Path(__file__).parent.parent / "QueryConformanceTests"))
import cases
import expect

KINDS = {"division-by-zero": "division", "integer-overflow": "overflow", "decimal-overflow": "overflow", "cast-failed": "cast",
         "invalid-date": "cast", "subquery-rows": "rows"}


class Analyzer:
    """Says what Spark refuses, without running anything."""

    def __init__(self, spark): self.spark = spark

    def run(self, sql, folder=None):
        from pyspark.errors import PySparkException
        try:
            self.spark.spark.session.sql(expect.sql(sql)).schema
        except PySparkException as error:
            return Failure("refused", str(error))
        return None


class Spark:
    """Runs queries in one local Spark, in ANSI mode and UTC."""

    name, dialect = "Spark", SPARK

    def __init__(self):
        self.spark = expect.Spark()
        self.folder = tempfile.TemporaryDirectory(prefix="trinity-differential-spark-")
        # Files by others than Spark hold instants without a zone, and days of one calendar.
        self.spark.session.conf.set("spark.sql.parquet.inferTimestampNTZ.enabled", "false")
        self.spark.session.conf.set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED")
        # Compiling a query takes far longer than running it over a few rows.
        self.spark.session.conf.set("spark.sql.codegen.wholeStage", "false")
        self.spark.session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        self.loads = 0

    def load(self, table):
        # A new name each time, since Spark remembers files.
        self.loads += 1
        path = f"{self.folder.name}/{self.loads}.parquet"
        pyarrow.parquet.write_table(table.arrow(), path)
        self.spark.session.read.parquet(path).createOrReplaceTempView(table.name)

    def run(self, sql, folder=None, options=()):
        answer = self.spark.answer(cases.Case("", None, 0, query=sql))
        if isinstance(answer, list): return Failure(KINDS.get(answer[0], "refused"), " ".join(answer))
        types = [column.type for column in answer.columns]
        return Result(types, [[None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in row] for row in answer.rows])

    def close(self): self.folder.cleanup()
