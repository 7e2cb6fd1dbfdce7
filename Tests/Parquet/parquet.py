"""Parquet files by pyarrow, DuckDB, Polars and Spark, read by `trinity query` and compared with pyarrow's own reading.

The files are made when the test runs, from a seed. Damaged files must be refused with their place, or be read rightly.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

import damage
from expected import comparable, first_difference, type_name, values
from filters import filters
from reader import Trinity
from samples import sample_problems
from writers import cases

KEPT = Path(__file__).resolve().parent.parent.parent / ".bench" / "parquet-failures"


class Outcome:
    """What a case has shown: values compared, and what is wrong."""

    def __init__(self, name): self.name, self.files, self.compared, self.problems, self.skipped = name, 0, 0, [], None

    def says(self, problem): self.problems.append(problem)


def read(folder, path):
    """pyarrow's reading of a file, a folder of files, or a folder of Hive folders."""
    whole = folder / path
    if whole.is_file(): return pq.ParquetFile(whole).read(), 1
    files = sorted(file for file in whole.rglob("*.parquet") if not file.name.startswith((".", "_")))
    if any("=" in part for part in files[0].parts):
        kinds = pa.schema([("day", pa.date32()), ("hour", pa.int64())])
        return pyarrow.dataset.dataset(whole, partitioning=pyarrow.dataset.partitioning(kinds, flavor="hive")).to_table(), len(files)
    tables = [pq.ParquetFile(file).read() for file in files]
    return pa.concat_tables(tables, promote_options="permissive"), len(files)


def compare(outcome, trinity, r, path, table):
    """Asks for all rows, and for some by conditions."""
    types = {field.name: field.type for field in table.schema}
    theirs = {name: values(table.column(name)) for name, type in types.items() if not pa.types.is_nested(type)}
    names = ", ".join(f'"{name}"' for name in theirs)
    answer = trinity.query(f"SELECT {names} FROM t", path, "--threads", r.choice(["1", "2", "3"]))
    if answer.broken or answer.status: return outcome.says(answer.broken or f"refused: {answer.error.strip()[:600]}")
    if len(answer.rows) != table.num_rows: return outcome.says(f"{len(answer.rows)} rows, expected {table.num_rows}")
    order = sorted(range(table.num_rows), key=answer.columns["row"].__getitem__)
    places = dict(zip(theirs["row"], range(table.num_rows)))
    for name, cells in theirs.items():
        wanted = type_name(types[name])
        if answer.types.get(name) != wanted:
            outcome.says(f"column {name} is a {answer.types.get(name)}, expected {wanted}")
            continue
        ours = comparable([answer.columns[name][row] for row in order], wanted, types[name])
        expected = [cells[places[row]] for row in sorted(places)]
        place = first_difference(ours, expected)
        outcome.compared += len(ours)
        if place is not None: outcome.says(f"column {name}, row {place}: {ours[place]!r}, expected {expected[place]!r} ({types[name]})")
    for condition, kept in filters(r, theirs, types, 4):
        answer = trinity.query(f"SELECT row FROM t WHERE {condition}", path)
        wanted = sorted(theirs["row"][place] for place in kept)
        if answer.broken or answer.status: outcome.says(answer.broken or f"WHERE {condition} refused: {answer.error.strip()[:600]}")
        elif sorted(answer.columns["row"]) != wanted: outcome.says(f"WHERE {condition}: {len(answer.rows)} rows, expected {len(wanted)}")
        outcome.compared += len(wanted)


def nested(outcome, trinity, path, table):
    """A nested column beside: what it holds as JSON, or a clear refusal."""
    for field in table.schema:
        if not pa.types.is_nested(field.type): continue
        answer = trinity.query(f'SELECT row, "{field.name}" AS cell FROM t', path)
        if answer.broken: outcome.says(answer.broken)
        elif answer.status:
            if field.name not in answer.error: outcome.says(f"nested {field.name}: refused without its name: {answer.error.strip()[:300]}")
        else:
            pairs = sorted(zip(answer.columns["row"], answer.columns["cell"]))
            expected = [plain(cell, field.type) for cell in table.column(field.name).to_pylist()]
            place = first_difference([None if cell is None else json.loads(cell) for _, cell in pairs], expected)
            outcome.compared += len(expected)
            if place is not None: outcome.says(f"nested {field.name}, row {place}: {pairs[place][1]!r}, expected {expected[place]!r}")


def plain(cell, type):
    """A nested value in JSON's terms: maps are objects."""
    return dict(cell) if cell is not None and pa.types.is_map(type) else cell


def check(binary, name, seed, random_files, spark_folder):
    """Runs one case in a folder of its own; keeps the files of one that fails."""
    outcome, folder = Outcome(name), Path(tempfile.mkdtemp(prefix="trinity-parquet-"))
    r = random.Random(f"{seed} {name} queries")
    try:
        trinity = Trinity(binary, folder)
        if name.startswith("spark "):
            path = dict(json.loads((spark_folder / "cases.json").read_text()))[name]
            shutil.copytree(spark_folder / path, folder / "all")
            path = "all"
        else:
            path = next(case for case in cases(random_files) if case.name == name).write(folder, seed)
        try:
            table, outcome.files = read(folder, path)
        except (OSError, pa.ArrowException) as error:
            outcome.skipped = str(error)
            return outcome
        compare(outcome, trinity, r, path, table)
        nested(outcome, trinity, path, table)
        if outcome.problems: keep(name, folder / path)
    finally:
        shutil.rmtree(folder)
    return outcome


def check_damage(binary, seed, first, count):
    """Damaged files number `first` and on."""
    outcome, folder = Outcome("damage"), Path(tempfile.mkdtemp(prefix="trinity-parquet-"))
    trinity = Trinity(binary, folder)
    names = ", ".join(["row", *damage.KINDS])
    for number, (name, path, column, told) in enumerate(damage.damaged(seed, first, count, folder)):
        outcome.files += 1
        answer = trinity.query(f"SELECT {names} FROM t", path)
        problem = answer.broken
        if not problem and answer.status:
            # A footer with another name for a column is a whole file, just without the column that is asked for.
            renamed = answer.id == "unknown-column" and " footer" in name
            if path not in answer.error and not renamed: problem = f"refused without the file's name: {answer.error.strip()[:300]}"
            elif column and column not in answer.error: problem = f"refused without the column's name, {column}: {answer.error.strip()[:300]}"
        elif not problem and told:
            expected = damage.expected(seed, first + number, folder)
            pairs = sorted(answer.rows)
            wanted = sorted(map(list, zip(*[values(expected.column(kind)) for kind in ["row", *damage.KINDS]])))
            ours = [list(row) for row in zip(*[comparable(list(cells), answer.types[kind], expected.schema.field(kind).type)
                                              for kind, cells in zip(answer.types, zip(*pairs))])]
            outcome.compared += len(ours) * len(damage.KINDS)
            if ours != wanted: problem = f"wrong rows and no error, in {column or 'some column'}"
        if problem:
            outcome.says(f"{name}: {problem}")
            keep(name, folder / path)
    shutil.rmtree(folder)
    return outcome


def check_unreadable(binary):
    outcome, folder = Outcome("unreadable"), Path(tempfile.mkdtemp(prefix="trinity-parquet-"))
    trinity = Trinity(binary, folder)
    for name, path, sql, words in damage.unreadable(folder):
        outcome.files += 1
        answer = trinity.query(sql, path)
        problem = answer.broken or (None if answer.status else "was read")
        missing = [word for word in words if word.lower() not in answer.error.lower()]
        if not problem and missing: problem = f"the refusal does not say {', '.join(missing)}: {answer.error.strip()[:300]}"
        if problem: outcome.says(f"{name}: {problem}")
        if path == "decimal256.parquet":
            beside = trinity.query("SELECT n FROM t", path)
            if beside.rows != [[1]]: outcome.says(f"{name}: the column beside it cannot be read: {beside.error.strip()[:300]}")
    shutil.rmtree(folder)
    return outcome


def check_sample(binary):
    outcome, folder = Outcome("sample"), Path(tempfile.mkdtemp(prefix="trinity-parquet-"))
    outcome.problems, outcome.files, outcome.compared = sample_problems(binary, folder, 300_000)
    shutil.rmtree(folder)
    return outcome


def spark_files(folder, seed):
    """Names and paths of files by Spark; none, and a line that says why, without Java."""
    if not shutil.which("java"):
        print("parquet: no files by Spark, since Java is not there and could not be installed")
        return []
    script = Path(__file__).resolve().parent / "spark.py"
    done = subprocess.run([sys.executable, script, folder, str(seed)], capture_output=True, text=True)
    if done.returncode: sys.exit(f"parquet: Spark could not write its files:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def keep(name, path):
    """Copies the files of a failing case where they can be looked at."""
    target = KEPT / name.replace(" ", "-")
    KEPT.mkdir(parents=True, exist_ok=True)
    if target.exists(): shutil.rmtree(target) if target.is_dir() else target.unlink()
    shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trinity", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=150, help="with everything chosen at random")
    parser.add_argument("--damaged", type=int, default=400, help="damaged files")
    parser.add_argument("--only", help="cases whose name holds this")
    parser.add_argument("--no-spark", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=20, help="problems to print")
    options = parser.parse_args()
    began = time.monotonic()
    shutil.rmtree(KEPT, ignore_errors=True)
    names = [case.name for case in cases(options.files)]
    spark_folder = Path(tempfile.mkdtemp(prefix="trinity-parquet-spark-"))
    if options.no_spark: print("parquet: no files by Spark, as --no-spark says")
    elif not options.only or options.only.startswith("spark"):
        found = spark_files(spark_folder, options.seed)
        (spark_folder / "cases.json").write_text(json.dumps(found))
        names += [name for name, _ in found]
    wanted = lambda name: not options.only or options.only in name
    outcomes, shown = [], 0
    with ProcessPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(check, options.trinity, name, options.seed, options.files, spark_folder) for name in names if wanted(name)]
        if wanted("sample"): jobs.append(pool.submit(check_sample, options.trinity))
        if wanted("unreadable"): jobs.append(pool.submit(check_unreadable, options.trinity))
        if wanted("damage"):
            jobs += [pool.submit(check_damage, options.trinity, options.seed, first, min(20, options.damaged - first))
                     for first in range(0, options.damaged, 20)]
        for job in jobs:
            outcome = job.result()
            outcomes.append(outcome)
            for problem in outcome.problems:
                shown += 1
                if shown <= options.show: print(f"{outcome.name}: {problem}", flush=True)
    shutil.rmtree(spark_folder, ignore_errors=True)
    skipped = [outcome for outcome in outcomes if outcome.skipped]
    if skipped: print(f"parquet: {len(skipped)} files that pyarrow itself cannot read back, such as '{skipped[0].name}': {skipped[0].skipped}")
    differ = sum(len(outcome.problems) for outcome in outcomes)
    if differ: print(f"parquet: the files are in {KEPT.relative_to(Path.cwd()) if KEPT.is_relative_to(Path.cwd()) else KEPT}")
    print(f"parquet: {sum(outcome.files for outcome in outcomes)} files, {sum(outcome.compared for outcome in outcomes):,} values compared, "
          f"{differ} differ, {time.monotonic() - began:.0f} s")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
