"""Results as Markdown, JSON and CSV, and as a chart that trinity draws itself."""

import csv
import json
import platform
import shutil
import subprocess

from data import BENCH, HERE

DIGESTS = (
    "The manifest of a report holds the SHA-256 of every input. trinity remembers the digests of unchanged files in `.trinity/digests`, so its first run "
    "reads and hashes all files and later ones hash only what changed; both are measured, the first with the memory deleted before each run. Peers hash nothing; "
    "beside them stands what hashing the same files takes in Python, on all cores and by the same library.")


def markdown(results, found, settings):
    lines = ["# Benchmarks", "", f"{settings.cores} cores, {platform.machine()}; {settings.runs} runs of each, unless a case says otherwise, in turn after a warm-up, whole processes, medians. "
             "*After start* leaves out a peer's interpreter and imports. Memory is the largest process's peak. A ratio is trinity's time over a peer's.", "",
             DIGESTS, ""]
    for line in settings.remarks: lines += [line, ""]
    for group in dict.fromkeys(result.group for result in results):
        lines += [f"## {group[0].upper()}{group[1:]}", ""]
        for result in results:
            if result.group != group: continue
            lines += [f"### {result.case}", "", f"{result.note}.", "", "| | seconds | after start | peak MB | trinity's time / its |", "|:--|--:|--:|--:|--:|"]
            for one in result.contenders:
                if not one.seconds:
                    lines.append(f"| {one.name} | failed: {one.failure} | | | |")
                    continue
                ratio = "" if not one.is_peer or not result.ours else f"{result.ours.median / one.median:.3f}"
                inner = "" if not one.is_peer else f"{one.without_start:.3f}"
                once = " (one run)" if one.most_runs == 1 else ""
                lines.append(f"| {one.name}{once} | {one.median:.3f} | {inner} | {one.peak:.0f} | {ratio} |")
            lines.append("")
    for title, some in {"Must hold": [bound for bound in found if not bound.is_first], "First runs, by the same bounds": [bound for bound in found if bound.is_first]}.items():
        if not some: continue
        held = sum(bound.holds for bound in some)
        lines += [f"## {title}", "", "| | | bound | measured |", "|:--|:--|--:|--:|", *(bound.line for bound in some), "", f"{held} of {len(some)} hold.", ""]
    return "\n".join(lines)


def records(results):
    """A record a contender and case."""
    for result in results:
        fastest = result.fastest()
        for one in result.contenders:
            yield {"group": result.group, "case": result.case, "engine": one.name, "seconds": one.median, "after_start": one.without_start,
                   "peak_mb": one.peak, "of_fastest_peer": one.median / fastest.median if fastest and one.seconds and (one.is_peer or one.name.startswith("trinity")) else None, "runs": one.seconds,
                   "failure": one.failure}


def write(results, found, settings):
    """Writes .bench/results.md, .json, .csv and .svg; returns the Markdown."""
    text = markdown(results, found, settings)
    (BENCH / "results.md").write_text(text)
    rows = list(records(results))
    held = [{"claim": bound.claim, "bound": bound.most, "at_least": bound.least, "measured": bound.value, "holds": bound.holds, "first_run": bound.is_first} for bound in found]
    (BENCH / "results.json").write_text(json.dumps({"cores": settings.cores, "runs": settings.runs, "results": rows, "must_hold": held}, indent=1))
    chart(rows, settings)
    return text


def chart(rows, settings):
    """A report over the results, rendered by trinity; its chart is copied to .bench/results.svg."""
    space = BENCH / "report"
    shutil.rmtree(space, ignore_errors=True)
    shutil.copytree(HERE / "report", space)
    with open(space / "results.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["group", "case", "engine", "seconds", "peak_mb", "of_fastest_peer"])
        for row in rows:
            if row["seconds"] is None: continue
            writer.writerow([row["group"], row["case"], row["engine"], f"{row['seconds']:.4f}", f"{row['peak_mb']:.1f}",
                             "" if row["of_fastest_peer"] is None else f"{row['of_fastest_peer']:.4f}"])
    done = subprocess.run([settings.trinity, "render", "reports/benchmarks.md", "--as-of", "2026-11-16", "--out", "out", "--quiet"], cwd=space,
                          capture_output=True, text=True)
    if done.returncode: raise SystemExit(f"the chart of the results could not be drawn:\n{done.stderr}")
    for drawn in space.glob("out/benchmarks/*/charts/ratios.svg"): shutil.copy(drawn, BENCH / "results.svg")
