"""Measures `trinity render` side by side with the named peers, in one run, whole processes.

Every case runs its commands in turn, several rounds, and prints medians: wall seconds, the largest process's peak memory, and the
ratio of trinity's time to each peer's. Machines are noisy: read the ratios. The table also goes to .bench/results.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BENCH = ROOT / ".bench"
PERIOD, END = "2026-W46", "2026-11-16"

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Weekly report"},
        {
            "cell_type": "code", "id": "sum", "metadata": {}, "execution_count": None, "outputs": [],
            "source": "sum(range(10))",
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4, "nbformat_minor": 5,
}


def measure(command, cwd):
    """Wall seconds and peak memory in MB of one run; the output is thrown away, a failure ends the benchmark."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{error.decode()[-2000:]}")
    return seconds, usage.ru_maxrss / 1024


def workspace(trinity, rows, weeks, form):
    """A folder with the shipped reports and generated data; made once and kept."""
    folder = BENCH / f"{form}-{rows}-{weeks}w"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(
            [trinity, "sample", "--quiet", "--out", folder / "data", "--rows", str(rows), "--weeks", str(weeks),
             "--end", END, "--format", form], check=True)
        (folder / "complete").touch()
    shutil.copytree(ROOT / "reports", folder / "reports", dirs_exist_ok=True)
    (folder / "trinity.yaml").write_text((ROOT / "trinity.yaml").read_text().replace("/**/*.csv", f"/**/*.{form}"))
    return folder


def weekly(trinity, folder, *options):
    return [trinity, "render", "reports/trinity_report_weekly.md", "--period", PERIOD, "--out", "out", "--quiet", *options]


def compare(title, rows, contenders, rounds):
    """Runs every contender in turn, `rounds` times after one warm-up; returns lines of a Markdown table."""
    samples = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, (command, cwd) in contenders.items():
            result = measure(command, cwd)
            if turn > 0:
                samples[name].append(result)
            print(f"  {title}: {name}: {result[0]:.2f} s, {result[1]:.0f} MB", file=sys.stderr)
    medians = {
        name: (statistics.median(s for s, _ in runs), statistics.median(m for _, m in runs)) for name, runs in samples.items()
    }
    ours = medians["trinity"]
    lines = [f"### {title}", "", rows, "", "| | seconds | peak MB | trinity's time / its |", "|:--|--:|--:|--:|"]
    for name, (seconds, memory) in medians.items():
        ratio = "" if name == "trinity" else f"{ours[0] / seconds:.3f}"
        lines.append(f"| {name} | {seconds:.3f} | {memory:.0f} | {ratio} |")
    peers = [seconds for name, (seconds, _) in medians.items() if name != "trinity"]
    memories = [memory for name, (_, memory) in medians.items() if name != "trinity"]
    lines.append("")
    lines.append(
        f"Against the fastest peer: {ours[0] / min(peers):.3f} of its time; against the leanest: "
        f"{ours[1] / min(memories):.3f} of its memory.")
    return lines + [""]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trinity", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=5_000_000, help="transactions of the large case")
    parser.add_argument("--cases", default="notebook,weekly-csv", help="comma-separated")
    options = parser.parse_args()
    trinity, python = options.trinity, sys.executable
    BENCH.mkdir(exist_ok=True)
    output = []
    for case in options.cases.split(","):
        if case == "notebook":
            folder = workspace(trinity, 100_000, 8, "csv")
            notebook = BENCH / "two_cells.ipynb"
            notebook.write_text(json.dumps(NOTEBOOK))
            environment = ["env", f"PATH={Path(python).parent}:{os.environ['PATH']}"]
            script = "papermill --no-progress-bar two_cells.ipynb done.ipynb && jupyter nbconvert --to html done.ipynb"
            output += compare(
                "Weekly report over small data, against a two-cell notebook",
                "100,000 transactions, 50,000 payments, 20,000 audits as CSV; the notebook adds ten numbers.",
                {
                    "trinity": (weekly(trinity, folder), folder),
                    "papermill + nbconvert": (environment + ["sh", "-c", script], BENCH),
                }, options.rounds)
            page = folder / "out" / "trinity_report_weekly" / PERIOD / "index.html"
            output += [f"The page is {page.stat().st_size / 1000:.0f} KB.", ""]
        elif case.startswith("weekly-"):
            form = case.removeprefix("weekly-")
            folder = workspace(trinity, options.rows, 1, form)
            contenders = {"trinity": (weekly(trinity, folder), folder)}
            for peer in ["duckdb", "polars", "datafusion", "chdb"]:
                contenders[peer] = ([python, HERE / "peers" / f"{peer}_weekly.py", folder / "data", form], folder)
            size = sum(f.stat().st_size for f in (folder / "data").rglob(f"*.{form}"))
            output += compare(
                f"Weekly report over large data, {form.upper()}",
                f"{options.rows:,} transactions, {options.rows // 2:,} payments, {options.rows // 5:,} audits, "
                f"{size / 1e6:,.0f} MB, whole process.", contenders, options.rounds)
        else:
            sys.exit(f"there is no case '{case}'; there are notebook, weekly-csv and weekly-ndjson")
    text = "\n".join(output)
    (BENCH / "results.md").write_text(text + "\n")
    print(text)


main()
