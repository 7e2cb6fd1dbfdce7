"""What is measured: each function gives the results of one group of cases."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

from data import BENCH, HERE, PERIOD, Workspace
from measure import Contender, compare, same

sys.path[:0] = [str(HERE / "peers"), str(HERE.parent / "Spark")]
from server import Server  # noqa: E402
from statements import SINGLE, TABLES, single  # noqa: E402

PEERS = {"DuckDB": "duckdb", "Polars": "polars", "DataFusion": "datafusion", "ClickHouse": "chdb"}
HASHING = "SHA-256 of the inputs"
FORMS = {"CSV": "csv", "NDJSON": "ndjson", "Parquet": "parquet"}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Weekly report"},
        {"cell_type": "code", "id": "sum", "metadata": {}, "execution_count": None, "outputs": [], "source": "sum(range(10))"},
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5,
}


def peers(space, kind, only=None):
    """The peers' scripts for a report or query over a workspace's data."""
    return [Contender(name, [sys.executable, HERE / "peers" / f"{script}_peer.py", kind, space.data, space.form], space.folder)
            for name, script in PEERS.items() if only is None or name in only]


def spark(space, kind):
    """Spark's script, run once: it takes a minute; none without Java."""
    if not shutil.which("java"): return []
    return [Contender("PySpark", [sys.executable, HERE / "peers" / "spark_peer.py", kind, space.data, space.form], space.folder, most_runs=1)]


def report(settings, group, case, space, name, kind, others=()):
    """A report by trinity, for the first time and again, and its queries by the peers."""
    first = Contender("trinity, first run", space.render(name), space.folder, prepare=space.forget_digests)
    again = Contender("trinity", space.render(name), space.folder)
    tables = [space.data / table for table in TABLES[kind]]
    hashing = Contender(HASHING, [sys.executable, HERE / "hashing.py", *tables], space.folder, is_peer=False)
    return compare(group, case, space.note, [first, again, hashing, *peers(space, kind), *others], settings.runs)


def weekly(settings):
    for case, form in {**FORMS, "zstd CSV": "csv.zst"}.items():
        space = Workspace(settings.trinity, settings.rows, form)
        others = spark(space, "weekly") if case == "CSV" else []
        yield report(settings, "weekly report", case, space, "trinity_report_weekly", "weekly", others)


def alone(settings):
    space = Workspace(settings.trinity, settings.rows, "csv")
    for kind in ["payments", "ethics"]: yield report(settings, "report alone", f"{kind}, CSV", space, f"{kind}_weekly", kind)


def queries(settings):
    ours = {"median": "median(amount)", "p95": "percentile(amount, 0.95)", "lag": "lag(amount)"}
    for case, form in FORMS.items():
        space = Workspace(settings.trinity, settings.rows, form)
        for kind in settings.queries:
            contenders = [Contender("trinity", space.query(single(kind, **ours)), space.folder), *peers(space, kind)]
            yield compare("single query", f"{kind}, {case}", space.note, contenders, settings.runs, checked=True)


def threads(settings):
    """Two cores and one; beside them two reports at once with a core each, which wait for nothing: what the machine has to give."""
    space = Workspace(settings.trinity, settings.rows, "csv")
    one = space.render("trinity_report_weekly", "--threads", "1")
    other = [*one, "--out", "out-beside"]
    both = ["sh", "-c", f"{shlex.join(map(str, other))} & {shlex.join(map(str, one))}; status=$?; wait $! && exit $status"]
    contenders = [Contender("trinity", space.render("trinity_report_weekly", "--threads", "2"), space.folder),
                  Contender("trinity, one core", one, space.folder), Contender("trinity, two reports, a core each", both, space.folder)]
    # A ratio of two short times: more runs than others.
    runs = settings.runs * 3
    yield compare("cores", "weekly report, CSV", f"{space.note}; {runs} runs of each", contenders, runs)


def growth(settings):
    for rows in settings.growth:
        space = Workspace(settings.trinity, rows, "csv")
        yield compare("growth", f"{rows:,} transactions", space.note, [Contender("trinity", space.render(), space.folder)], settings.runs)


def engines(settings):
    """The weekly report on the local engine and on a Spark server of this machine, from little data to much."""
    if not settings.spark_trinity: return
    measured = []
    with Server(settings.spark_trinity, BENCH / "spark", "--memory", "6g") as server:
        for rows in settings.growth:
            space = Workspace(settings.trinity, rows, "csv")
            there = [settings.spark_trinity, *space.render("trinity_report_weekly", "--engine", "spark", "--spark-remote", server.address)[1:]]
            # Spark takes minutes a run: one, on a server that the smallest report has warmed up.
            spark = Contender("trinity on Spark", there, space.folder, most_runs=1)
            if not measured: spark.run(keep=False)
            contenders = [Contender("trinity", space.render(), space.folder), spark]
            result = compare("local and Spark", f"{rows:,} transactions", space.note, contenders, 1)
            measured.append((rows, result["trinity on Spark"].median / result.ours.median))
            yield result
    settings.remarks.append(crossing(measured))


def crossing(measured):
    """Where Spark becomes faster than the local engine, in a sentence; `measured` has rows and Spark's time over the local engine's."""
    faster = next((index for index, (_, ratio) in enumerate(measured) if ratio < 1), None)
    if faster is None:
        rows, ratio = measured[-1]
        return f"The weekly report on Spark, on this one machine, takes {ratio:.1f} times as long as on the local engine at {rows:,} transactions: up to there they do not cross."
    if faster == 0: return f"The weekly report is faster on Spark from {measured[0][0]:,} transactions on."
    return f"The weekly report becomes faster on Spark between {measured[faster - 1][0]:,} and {measured[faster][0]:,} transactions."


def files(settings):
    # A file a day: 2,002 days are 286 weeks.
    weeks = 286 if settings.rows > 500_000 else 40
    space = Workspace(settings.trinity, min(settings.rows, 1_000_000), "csv", weeks)
    kind = "filter-aggregate"
    ours = Contender("trinity", space.query(single(kind, median="", p95="", lag="")), space.folder)
    count = len(list((space.data / "transactions").iterdir()))
    yield compare("many files", f"{kind}, {count:,} CSV files", space.note, [ours, *peers(space, kind)], settings.runs, checked=True)


def startup(settings):
    BENCH.mkdir(exist_ok=True)
    tiny = BENCH / "tiny"
    tiny.mkdir(exist_ok=True)
    (tiny / "t.csv").write_text("a\n1\n2\n")
    python = lambda text: [sys.executable, "-c", text]
    contenders = [
        Contender("trinity", [settings.trinity, "query", "SELECT sum(a) FROM t", "--source", "t=t.csv", "--quiet"], tiny),
        Contender("trinity --version", [settings.trinity, "--version"], tiny),
        Contender("DuckDB", python("import duckdb; duckdb.sql(\"SELECT sum(a) FROM 't.csv'\").fetchall()"), tiny),
        Contender("Polars", python("import polars as pl; pl.scan_csv('t.csv').select(pl.col('a').sum()).collect()"), tiny),
        Contender("DataFusion", python("from datafusion import SessionContext as S; c = S(); c.register_csv('t', 't.csv'); c.sql('SELECT sum(a) FROM t').collect()"), tiny),
        Contender("ClickHouse", python("import chdb; chdb.query(\"SELECT sum(a) FROM file('t.csv')\")"), tiny),
    ]
    yield compare("start-up", "a query over two rows", "two rows of CSV", contenders, max(settings.runs, 5))


def notebook(settings):
    space = Workspace(settings.trinity, 100_000, "csv", weeks=8)
    (BENCH / "two_cells.ipynb").write_text(json.dumps(NOTEBOOK))
    environment = ["env", f"PATH={Path(sys.executable).parent}:{os.environ['PATH']}"]
    script = "papermill --no-progress-bar two_cells.ipynb done.ipynb && jupyter nbconvert --to html done.ipynb"
    yield compare(
        "small data", "weekly report, and a notebook of two cells", space.note + "; the notebook adds ten numbers",
        [Contender("trinity", space.render(), space.folder), Contender("papermill + nbconvert", environment + ["sh", "-c", script], BENCH)], settings.runs)


def memory(settings):
    """Work that is larger than its budget: the answer must be DuckDB's, the peak near the budget."""
    plain = Workspace(settings.trinity, settings.rows, "csv")
    ours = Contender("trinity", plain.query(single("plain-aggregates", median="", p95="", lag="")), plain.folder)
    yield compare("memory", "plain aggregates", plain.note, [ours, *peers(plain, "plain-aggregates", ["DuckDB"])], settings.runs, checked=True)
    space = Workspace(settings.trinity, settings.rows * 2, "csv")
    budget = ["--memory", "128MB"]
    script = [sys.executable, HERE / "peers" / "duckdb_peer.py", "group-unique", space.data, "csv"]
    contenders = [Contender("trinity", space.query(single("group-unique", median="", p95="", lag=""), *budget), space.folder),
                  Contender("DuckDB, 128 MB", script + ["128MB"], space.folder, may_fail=True), Contender("DuckDB", script, space.folder)]
    yield compare("memory", f"group by {space.rows:,} keys in 128 MB", space.note, contenders, settings.runs, checked=True)
    target, sql = BENCH / "sorted.csv", "SELECT transaction_id, user_id, amount FROM transactions ORDER BY amount, transaction_id"
    ours = Contender("trinity", ["sh", "-c", '"$0" query "$1" --format csv --quiet --memory 128MB > "$2"', settings.trinity, sql, target], space.folder)
    theirs = Contender("DuckDB", [sys.executable, HERE / "peers" / "duckdb_sort.py", space.data, BENCH / "sorted-duckdb.csv"], space.folder)
    result = compare("memory", f"sort {space.rows:,} rows in 128 MB", space.note, [ours, theirs], settings.runs)
    subprocess.run([sys.executable, HERE / "peers" / "duckdb_sort.py", "--compare", target, BENCH / "sorted-duckdb.csv"], check=True)
    for file in [target, BENCH / "sorted-duckdb.csv"]: file.unlink()
    yield result


def publish(settings):
    """A thousand pages from one scan, a thousand without data, and a publish with nothing changed; beside them what nbconvert takes for a page."""
    pages, notebooks = 1_000, 20
    numbers = BENCH / "numbers"
    shutil.rmtree(numbers, ignore_errors=True)
    (numbers / "reports").mkdir(parents=True)
    (numbers / "numbers.csv").write_text("n\n" + "".join(f"{n}\n" for n in range(1, pages + 1)))
    (numbers / "trinity.yaml").write_text("sources:\n  numbers: {path: numbers.csv}\n")
    shutil.copy(HERE / "reports" / "pages_alone.md", numbers / "reports")
    folder = BENCH / "notebooks"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for n in range(notebooks): (folder / f"page{n}.ipynb").write_text(json.dumps(NOTEBOOK))
    nbconvert = Contender(f"nbconvert, {notebooks} pages", [Path(sys.executable).parent / "jupyter", "nbconvert", "--to", "html", "--log-level", "ERROR", *sorted(folder.glob("*.ipynb"))], folder)

    trash = BENCH / "trash"

    def clear(folder):
        # Moved, not removed: ext4 looks long for inodes that were not freed within the last minute.
        trash.mkdir(exist_ok=True)
        if (folder / "site").exists(): (folder / "site").rename(trash / str(time.monotonic_ns()))

    def publishing(report, folder):
        again = [settings.trinity, "publish", f"reports/{report}.md", "--period", PERIOD, "--out", "site", "--quiet"]
        first = Contender("trinity", again, folder, prepare=lambda: clear(folder))
        return first, Contender("trinity, nothing changed", again, folder)

    rows = min(settings.rows, 1_000_000)
    space = Workspace(settings.trinity, rows, "csv")
    yield compare("publish", f"{pages:,} pages over {rows:,} rows", space.note, [*publishing("pages_of_users", space.folder), nbconvert], settings.runs)
    yield compare("publish", f"{pages:,} pages without data", "a text and two values a page", [*publishing("pages_alone", numbers), nbconvert], settings.runs)
    shutil.rmtree(trash, ignore_errors=True)


GROUPS = {"weekly": weekly, "alone": alone, "single": queries, "threads": threads, "growth": growth, "engines": engines, "files": files, "startup": startup,
          "notebook": notebook, "memory": memory, "publish": publish}
