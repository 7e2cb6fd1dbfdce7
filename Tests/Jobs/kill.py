"""Kills schedulers at random moments of their runs and looks at the history and the site each time.

    kill.py TRINITY [--kills 300] [--seed 1]

Four jobs are due every hour and have months to make up for, so that a scheduler is always in the middle of runs. In every other round two of
them work on the workspace and one is killed. After each kill

- every run that had finished before is still there, and still says the same;
- no slot of a job has two runs, and no slot has been passed over;
- `trinity verify` finds the site whole (after every tenth, since the site grows).

Then runs that somebody asked for (`trinity jobs run`) are killed while a scheduler lives: it must end them without being started anew.

At the end a scheduler that is stopped in order must leave no run marked as running, and every page of a completed run on the site.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

JOBS = ["amounts", "counts", "levels", "users"]
HOUR = 3_600_000_000
REPORT = """---
report: 1
title: {title}
schedule: hourly
period: {{grain: hour, offset: -1}}
job: {{catch_up: all, retries: 100}}
---

There were `= total.n as d` rows.

```sql {{#total}}
SELECT count(*) AS n, sum(x) AS x FROM t
```

```sql {{#by_user show=table}}
SELECT user, count(*) AS n FROM t GROUP BY user
```

```sql {{assert #positive}}
SELECT * FROM t WHERE x < 0
```
"""


class Workspace:
    """Four jobs with a history that starts months ago."""

    def __init__(self, trinity, folder):
        self.trinity, self.folder = str(Path(trinity).resolve()), Path(folder)
        (self.folder / "reports").mkdir()
        for job in JOBS: (self.folder / "reports" / f"{job}.md").write_text(REPORT.format(title=job.capitalize()))
        (self.folder / "trinity.yaml").write_text(
            "sources:\n  t: {path: t.csv, time: at, schema: {at: timestamp, user: int64, x: double}}\n")
        start = datetime(2026, 1, 1, tzinfo=timezone.utc)
        rows = [f"{start + timedelta(minutes=20 * n):%Y-%m-%dT%H:%M:%SZ},{n % 7},{n * 0.25}" for n in range(20_000)]
        (self.folder / "t.csv").write_text("\n".join(["at,user,x", *rows]) + "\n")
        # A scheduler that has seen the jobs, and is stopped in order, leaves a history to write into.
        scheduler = self.scheduler()
        while not self.knows_jobs(): time.sleep(0.05)
        scheduler.send_signal(signal.SIGTERM)
        scheduler.wait()
        with self.database() as database:
            since = int(start.timestamp() * 1e6)
            database.executemany("UPDATE job SET since = ? WHERE id = ?", [(since, job) for job in JOBS])
        self.first = since + HOUR

    def knows_jobs(self):
        if not (self.folder / ".trinity" / "history.sqlite").exists(): return False
        try:
            with self.database() as database:
                return database.execute("SELECT count(*) FROM job").fetchone()[0] == len(JOBS)
        except sqlite3.OperationalError:
            return False

    def database(self): return sqlite3.connect(self.folder / ".trinity" / "history.sqlite", timeout=30)

    def command(self, *arguments):
        return subprocess.run([self.trinity, *arguments], cwd=self.folder, capture_output=True, text=True)

    def process(self, *arguments):
        return subprocess.Popen(
            [self.trinity, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def scheduler(self): return self.process("jobs", "scheduler", "--quiet")

    def runs(self):
        """All runs by job and slot."""
        with self.database() as database:
            return database.execute(
                "SELECT job, slot, state, attempts, finished_at, page FROM run WHERE slot IS NOT NULL ORDER BY job, slot"
            ).fetchall()

    def asked(self):
        """The states of all runs that somebody asked for, by their numbers."""
        with self.database() as database:
            return dict(database.execute("SELECT id, state FROM run WHERE slot IS NULL").fetchall())


class Witness:
    """Remembers what has finished, and finds fault with what is there now."""

    def __init__(self, workspace):
        self.workspace, self.finished = workspace, {}

    def look(self):
        seen, per_job = {}, {job: [] for job in JOBS}
        for job, slot, state, attempts, finished_at, page in self.workspace.runs():
            if (job, slot) in seen: fail(f"{job} has two runs for slot {slot}")
            seen[job, slot] = (state, attempts, finished_at, page)
            per_job[job].append(slot)
        for key, was in self.finished.items():
            if seen.get(key) != was: fail(f"run {key} was {was} and is {seen.get(key)}")
        for job, slots in per_job.items():
            if slots and slots != list(range(self.workspace.first, slots[-1] + 1, HOUR)):
                fail(f"{job} has passed over a slot")
        for key, (state, *rest) in seen.items():
            if state in ("failed", "cancelled"): fail(f"run {key} is {state}")
            if state == "completed": self.finished[key] = (state, *rest)
        return seen


def usual(workspace):
    """How long a scheduler takes to begin and make a dozen runs here: kills come within that time."""
    began = time.perf_counter()
    scheduler = workspace.scheduler()
    while sum(1 for run in workspace.runs() if run[2] == "completed") < 12:
        if time.perf_counter() - began > 120: fail("a scheduler did not make a dozen runs in two minutes")
        time.sleep(0.01)
    scheduler.kill()
    scheduler.wait()
    return time.perf_counter() - began


def kill_asked_runs(workspace, count):
    """Kills runs that somebody asked for while a scheduler lives, and gives how many of them were interrupted and ended by it."""
    # A report of its own, without a schedule: nobody else makes runs of it.
    (workspace.folder / "reports" / "asked.md").write_text(
        REPORT.format(title="Asked").replace("schedule: hourly\n", ""))
    scheduler, interrupted = workspace.scheduler(), 0
    try:
        for _ in range(count):
            before = workspace.asked()
            process = workspace.process("jobs", "run", "asked", "--period", "2026-01-05T03", "--quiet")
            deadline = time.perf_counter() + 60
            while not any(state == "running" for number, state in workspace.asked().items() if number not in before):
                if process.poll() is not None or time.perf_counter() > deadline: break
                time.sleep(0.001)
            process.kill()
            process.wait()
            left = [number for number, state in workspace.asked().items() if number not in before and state == "running"]
            deadline = time.perf_counter() + 60
            while any(workspace.asked()[number] == "running" for number in left):
                if scheduler.poll() is not None: fail("the scheduler has ended by itself")
                if time.perf_counter() > deadline: fail(f"run {left} is stuck in running while a scheduler lives")
                time.sleep(0.05)
            for number in left:
                state = workspace.asked()[number]
                if state != "failed": fail(f"the run {number} that was killed is {state}")
            interrupted += len(left)
    finally:
        scheduler.send_signal(signal.SIGTERM)
        scheduler.wait()
        (workspace.folder / "reports" / "asked.md").unlink()
    return interrupted


def fail(message): sys.exit(f"kill.py: {message}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trinity")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(options.trinity, folder)
        witness = Witness(workspace)
        span, interrupted = usual(workspace), 0
        for number in range(1, options.kills + 1):
            schedulers = [workspace.scheduler() for _ in range(1 + number % 2)]
            time.sleep(random.uniform(0.03, span))
            schedulers[0].kill()
            schedulers[0].wait()
            interrupted += sum(1 for run in workspace.runs() if run[2] == "running")
            witness.look()
            for other in schedulers[1:]:
                # The other one goes on for a moment and then ends as well.
                time.sleep(random.uniform(0, 0.1))
                other.kill()
                other.wait()
                witness.look()
            if number % 10 == 0 and (workspace.folder / "site").exists():
                done = workspace.command("verify", "site")
                if done.returncode: fail(f"the site is damaged after kill {number}: {done.stderr}")
        asked = kill_asked_runs(workspace, max(3, options.kills // 20))
        witness.look()
        # A scheduler that is stopped in order.
        last = workspace.scheduler()
        time.sleep(3)
        last.send_signal(signal.SIGTERM)
        if last.wait(60): fail(f"the scheduler ended with {last.returncode}")
        runs = witness.look()
        if any(run[0] == "running" for run in runs.values()): fail("a run is stuck in running")
        for job in JOBS:
            if not any(key[0] == job for key in witness.finished): fail(f"{job} never completed")
        done = workspace.command("verify", "site")
        if done.returncode: fail(f"the site is damaged: {done.stderr}")
        for (job, _), (*_, page) in witness.finished.items():
            if not (workspace.folder / "site" / page / "index.html").exists(): fail(f"page {page} is missing")
        if not interrupted: fail("no kill came in the middle of a run")
        if not asked: fail("no kill came in the middle of a run that somebody asked for")
        print(
            f"{options.kills} kills: {len(witness.finished)} runs completed, {interrupted} interrupted, none lost, none twice, none stuck; "
            f"{asked} killed beside a scheduler, all ended by it")


if __name__ == "__main__": main()
