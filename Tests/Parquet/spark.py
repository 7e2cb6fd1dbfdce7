"""Writes files with Spark, in a process of its own: spark.py FOLDER SEED. Prints a JSON list of names and paths below the folder."""

import json
import random
import sys
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from columns import FLAT, table

# What Spark has no type for, or other values.
WITHOUT = ["float16", "dictionary", "fixed", "nothing", "json", "uuid", "time_ms", "time_us", "time_ns", "date64", "uint64", "decimal_9_9", "stamp_ns",
           "stamp_ns_utc", "binary"]


def main(folder, seed):
    r = random.Random(f"{seed} spark")
    rows = table(r, [kind for kind in FLAT if kind not in WITHOUT], 2000, None)
    pq.write_table(rows, folder / "input.parquet", coerce_timestamps="us", allow_truncated_timestamps=True)
    spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
             .config("spark.sql.session.timeZone", "UTC").config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    frame, found = spark.read.parquet(str(folder / "input.parquet")).coalesce(1), []
    for codec in ["none", "snappy", "gzip", "zstd", "lz4_raw", "lz4"]:
        for version in ["PARQUET_1_0", "PARQUET_2_0"]:
            for legacy, stamps in [("false", "TIMESTAMP_MICROS"), ("true", "INT96" if version == "PARQUET_1_0" else "TIMESTAMP_MILLIS")]:
                spark.conf.set("spark.sql.parquet.writeLegacyFormat", legacy)
                spark.conf.set("spark.sql.parquet.outputTimestampType", stamps)
                path = f"{codec}-{version}-{stamps}"
                (frame.write.option("compression", codec).option("parquet.writer.version", version).option("parquet.page.size", r.choice(["200", "1048576"]))
                 .option("parquet.block.size", r.choice(["20000", "134217728"])).option("parquet.enable.dictionary", r.choice(["true", "false"]))
                 .parquet(str(folder / path)))
                found.append((f"spark {codec} {version} {stamps}", path))
    spark.stop()
    print(json.dumps(found))


main(Path(sys.argv[1]), sys.argv[2])
