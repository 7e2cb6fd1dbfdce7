"""Random queries over random tables, in trinity and in DuckDB or Spark; says every case in which the answers disagree.

One seed makes one case, so `--seed N --cases 1` runs it again. A failing case is made smaller before it is printed. What trinity
refuses as a whole is found by probes and said at the end; a documented difference (differences.py) is counted apart.
"""

import argparse
import collections
import copy
import random
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from compare import disagreement
from differences import documented
from engines import DuckDB, Failure, Trinity
from features import probe
from grammar import Grammar
from nodes import SPARK
from shrink import shrink
from tables import Table

TABLES = ["alpha", "beta", "gamma"]


class Case:
    """Tables and a query over them, and how trinity runs it."""

    def __init__(self, seed, tables, query, options): self.seed, self.tables, self.query, self.options = seed, tables, query, options

    @staticmethod
    def random(seed, covered, forms, large_share):
        generator = random.Random(seed)
        large = generator.random() < large_share
        tables = [Table.random(generator, name, forms, large) for name in TABLES]
        query = Grammar(generator, tables, covered).query()
        options = ["--threads", generator.choice(["1", "2", "3"])]
        if large or generator.random() < 0.05: options += ["--memory", "16MB"]
        return Case(seed, tables, query, options)

    def copy(self):
        return Case(self.seed, [Table(t.name, t.columns, list(t.rows), t.form) for t in self.tables], self.query, self.options)

    def write(self, folder):
        for table in self.tables: table.write(folder)
        (folder / "trinity.yaml").write_text("sources:\n" + "".join(table.declaration() for table in self.tables))


def peer_named(name):
    if name == "duckdb": return DuckDB()
    # Only who asks for it needs it.
    from spark import Spark
    return Spark()


class Runner:
    def __init__(self, binary, peer):
        self.trinity, self.peer = Trinity(binary), peer_named(peer)
        self.folder = Path(tempfile.mkdtemp(prefix="trinity-differential-"))

    def run(self, case):
        """Both answers, and the kind of their disagreement or None."""
        case.write(self.folder)
        for table in case.tables: self.peer.load(table)
        ours = self.trinity.run(case.query.sql(0), self.folder, case.options)
        theirs = self.peer.run(case.query.sql(self.peer.dialect))
        return ours, theirs, disagreement(ours, theirs, case.query, self.peer.name)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.peer.close()


runner = None


def start(binary, peer):
    global runner
    runner = Runner(binary, peer)


def check(seed, covered, forms, large_share, shrinks):
    """(seed, outcome, report): the outcome is 'agree', 'fail alike', 'documented: …' or the kind of the disagreement."""
    case = Case.random(seed, covered, forms, large_share)
    ours, theirs, kind = runner.run(case)
    if kind is None: return seed, "fail alike" if isinstance(ours, Failure) else "agree", None
    reason = documented(case.query.sql(0), ours, theirs, runner.peer.name)
    if reason: return seed, f"documented: {reason}", None
    def fails(trial):
        a, b, trial_kind = runner.run(trial)
        return trial_kind == kind and first_line(a) == first_line(ours) and first_line(b) == first_line(theirs) and not documented(trial.query.sql(0), a, b, runner.peer.name)
    if shrinks: case = shrink(case, fails)
    ours, theirs, _ = runner.run(case)
    return seed, kind, report(case, kind, ours, theirs)


def first_line(answer):
    """A failure's first words, so that shrinking does not wander to another failure."""
    return answer.text.strip().splitlines()[0][:40] if isinstance(answer, Failure) else None


def report(case, kind, ours, theirs):
    lines = [f"seed {case.seed}: {kind}"]
    sql = case.query.sql(0)
    for table in case.tables:
        if table.name not in sql: continue
        lines.append(f"  {table.path} ({len(table.rows)} rows): {', '.join(table.columns)}")
        lines += [f"    {', '.join('null' if cell is None else repr(cell) if isinstance(cell, str) else str(cell) for cell in row)}" for row in table.rows[:12]]
        if len(table.rows) > 12: lines.append("    …")
    lines += [f"  trinity {' '.join(case.options)}:", f"    {sql}", f"  {runner.peer.name}:", f"    {case.query.sql(runner.peer.dialect)}",
              *shown("trinity", ours), *shown(runner.peer.name, theirs)]
    return "\n".join(lines)


def shown(name, answer):
    if isinstance(answer, Failure): return [f"  {name} fails, {str(answer)[:500].strip()}"]
    return [f"  {name}: {', '.join(answer.types)}"] + [f"    {row}" for row in answer.rows[:12]] + (["    …"] if len(answer.rows) > 12 else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trinity", required=True)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1, help="of the first case")
    parser.add_argument("--seconds", type=float, help="no new case after so long")
    parser.add_argument("--peer", choices=["duckdb", "spark"], default="duckdb")
    parser.add_argument("--jobs", type=int, help="2 unless told; 1 with Spark")
    parser.add_argument("--formats", default="csv,ndjson,parquet")
    parser.add_argument("--show", type=int, default=10, help="failing cases to print")
    options = parser.parse_args()
    jobs = options.jobs or (1 if options.peer == "spark" else 2)
    # Spark takes long over large tables, and its reports are no larger for them.
    large_share = 0 if options.peer == "spark" else 0.02
    began = time.monotonic()
    trinity, scratch = Trinity(options.trinity), Path(tempfile.mkdtemp())
    covered, refused = probe(trinity, scratch)
    forms = [form for form in options.formats.split(",") if form in readable(trinity, scratch, refused)]
    shutil.rmtree(scratch)
    outcomes, reports, number = collections.Counter(), [], 0
    with ProcessPoolExecutor(jobs, initializer=start, initargs=(options.trinity, options.peer)) as pool:
        for name, reason in pool.submit(unknown_to_peer, covered).result().items():
            covered.discard(name)
            refused[name] = f"{options.peer}: {reason}"
        seeds = iter(range(options.seed, options.seed + options.cases))
        while not options.seconds or time.monotonic() - began < options.seconds:
            batch = [seed for _, seed in zip(range(40 * jobs), seeds)]
            if not batch: break
            for _, outcome, text in pool.map(check, batch, *([value] * len(batch) for value in (covered, forms, large_share, len(reports) < options.show)), chunksize=10):
                number += 1
                outcomes[outcome] += 1
                if text:
                    reports.append(text)
                    if len(reports) <= options.show: print(text + "\n", flush=True)
        list(pool.map(close, range(jobs)))
    for name, reason in sorted(refused.items()): print(f"not covered: {name} ({reason})")
    for outcome, count in outcomes.most_common(): print(f"{count:6} {outcome}")
    print(f"differential: {number} queries from seed {options.seed}, {len(reports)} disagreements, {len(refused)} features not covered, "
          f"{time.monotonic() - began:.0f} s")
    sys.exit(1 if reports else 0)


def readable(trinity, folder, refused):
    """The file formats that trinity reads."""
    forms = []
    for form in ["csv", "ndjson", "parquet"]:
        table = Table("probe", ["id", "k"], [[0, 1]], form)
        table.write(folder)
        (folder / "trinity.yaml").write_text("sources:\n" + table.declaration())
        answer = trinity.run("SELECT k FROM probe", folder)
        if isinstance(answer, Failure): refused[f"{form} files"] = answer.text.strip().splitlines()[0]
        else: forms.append(form)
    return forms


def unknown_to_peer(covered):
    """The features that the peer lacks, when it is Spark; what DuckDB lacks is not among the rules."""
    if runner.peer.dialect != SPARK: return {}
    from spark import Analyzer
    _, refused = probe(Analyzer(runner.peer), None, SPARK, covered)
    return refused


def close(_): runner.close()


if __name__ == "__main__":
    main()
