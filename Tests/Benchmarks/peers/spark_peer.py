"""A report's queries in Spark (PySpark, local, all cores) as an expert writes them: each file set read once and cached.

Usage: spark_peer.py weekly|payments|ethics DATA csv|ndjson|parquet.
"""

import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from finish import finish
from statements import TABLES, report

kind, data, form = sys.argv[1:4]
SCHEMAS = {
    "transactions": "transaction_id STRING, user_id STRING, amount DOUBLE, resonance_level DOUBLE, quantum_phase STRING, timestamp TIMESTAMP, "
    "ethical_score DOUBLE, coherence_score DOUBLE",
    "payments": "payment_id STRING, user_id STRING, amount DOUBLE, timestamp TIMESTAMP, status STRING",
    "audits": "audit_id STRING, transaction_id STRING, ethical_score DOUBLE, verity_score DOUBLE, qualia_score DOUBLE, timestamp TIMESTAMP",
}
spark = (
    SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    .config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "8").config("spark.driver.memory", "6g").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
for table in TABLES[kind]:
    reader = spark.read.schema(SCHEMAS[table])
    place = f"{data}/{table}"
    rows = reader.csv(place, header=True) if form == "csv" else reader.json(place) if form == "ndjson" else reader.parquet(place)
    rows.cache().createOrReplaceTempView(table)
statements = report(
    kind, hour="date_trunc('hour', timestamp)", day="date_trunc('day', timestamp)", weekday="weekday(timestamp) + 1", hour_of_day="hour(timestamp)",
    median="percentile(amount, 0.5)", p95="percentile(amount, 0.95)", lag="lag(quantum_phase)")
results = {name: [list(row) for row in spark.sql(sql).collect()] for name, sql in statements.items()}
# The memory that counts is Java's.
status = Path(f"/proc/{spark.sparkContext._jvm.java.lang.ProcessHandle.current().pid()}/status").read_text()
finish(results, peak_mb=int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)
spark.stop()
