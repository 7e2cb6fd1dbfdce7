"""Measures trinity side by side with the named peers, in one run, whole processes.

Every case runs its commands in turn, several times, and keeps medians. Machines are noisy: read the ratios. The table is printed and written to
.bench/results.md, with results.json, and results.svg, a chart that trinity draws.
"""

import argparse
import os
import shutil
import sys

from bounds import bounds
from cases import GROUPS, SINGLE
from data import BENCH
from output import write


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trinity", required=True)
    parser.add_argument("--spark-trinity", help="a trinity that is built with Spark, for the case 'engines'")
    parser.add_argument("--cases", default=",".join(GROUPS), help=f"comma-separated: {', '.join(GROUPS)}")
    parser.add_argument("--queries", default=",".join(SINGLE), help=f"of the case 'single', comma-separated: {', '.join(SINGLE)}")
    parser.add_argument("--rows", type=int, help="transactions of the large cases (5,000,000)")
    parser.add_argument("--runs", type=int, help="of each command, after a warm-up (3)")
    parser.add_argument("--quick", action="store_true", help="little data, one run: whether all works, not how fast it is")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a bound does not hold")
    settings = parser.parse_args()
    wanted = settings.cases.split(",")
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown: sys.exit(f"there is no case '{unknown[0]}'; there are {', '.join(GROUPS)}")
    settings.queries = settings.queries.split(",")
    unknown = [name for name in settings.queries if name not in SINGLE]
    if unknown: sys.exit(f"there is no query '{unknown[0]}'; there are {', '.join(SINGLE)}")
    settings.rows = settings.rows or (200_000 if settings.quick else 5_000_000)
    settings.runs = settings.runs or (1 if settings.quick else 3)
    settings.growth = [settings.rows // 4, settings.rows] if settings.quick else [100_000, 1_000_000, settings.rows, settings.rows * 4]
    settings.cores, settings.remarks = len(os.sched_getaffinity(0)), []
    if "weekly" in wanted and not shutil.which("java"): settings.remarks.append("PySpark was not measured, since Java is not there.")
    if "engines" in wanted and not settings.spark_trinity: settings.remarks.append("Spark was not measured as an engine of trinity, since no binary has it.")
    for remark in settings.remarks: print(remark, file=sys.stderr)
    BENCH.mkdir(exist_ok=True)
    results = []
    for name in wanted: results += GROUPS[name](settings)
    found = bounds(results)
    print(write(results, found, settings))
    sys.exit(1 if settings.strict and not all(bound.holds for bound in found) else 0)


if __name__ == "__main__":
    main()
