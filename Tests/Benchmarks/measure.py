"""Runs commands side by side and keeps what they took."""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time


class Contender:
    """A command that does a case's work: where it runs, and what to do before each run. Trinity's and what only explains a figure are no peers."""

    def __init__(self, name, command, cwd, prepare=None, most_runs=None, may_fail=False, is_peer=True):
        self.is_peer = is_peer and not name.startswith("trinity")
        self.name, self.command, self.cwd, self.prepare, self.may_fail = name, [str(word) for word in command], cwd, prepare, may_fail
        self.most_runs, self.seconds, self.inner, self.memory, self.answer, self.failure = most_runs, [], [], [], None, None

    def run(self, keep):
        """One run; its numbers are kept unless it is the warm-up. A failure ends the benchmark, or the contender if it may fail."""
        if self.failure: return
        if self.prepare: self.prepare()
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            began = time.perf_counter()
            process = subprocess.Popen(self.command, cwd=self.cwd, stdout=output, stderr=errors)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            errors.seek(0)
            text = output.read()
            if process.returncode:
                words = errors.read().decode(errors="replace")[-2000:]
                if not self.may_fail: sys.exit(f"{' '.join(self.command)} ended with {process.returncode}:\n{words}")
                self.failure = next((line for line in reversed(words.strip().splitlines()) if line.strip()), "no words")[:200]
                return
        self.answer = text
        if not keep: return
        self.seconds.append(seconds)
        self.memory.append(usage.ru_maxrss / 1024)
        try:
            said = json.loads(text.decode().strip().splitlines()[-1])
            self.inner.append(said["seconds"])
            self.memory[-1] = max(self.memory[-1], said["peak_mb"] or 0)
        except (ValueError, KeyError, TypeError, IndexError):
            self.inner.append(seconds)

    @property
    def median(self): return statistics.median(self.seconds) if self.seconds else None

    @property
    def peak(self): return statistics.median(self.memory) if self.memory else None

    @property
    def without_start(self): return statistics.median(self.inner) if self.inner else None

    @property
    def rows(self):
        """The answer to a single query, from trinity's JSON or a peer's; None for reports."""
        try:
            answer = json.loads(self.answer.decode().strip().splitlines()[-1])
        except ValueError:
            return None
        if "rows" in answer: return answer["rows"]
        return next(iter(answer.get("results", {}).values()), None)


class Result:
    """A measured case: contenders in order, `trinity` or one whose name starts so first."""

    def __init__(self, group, case, note, contenders): self.group, self.case, self.note, self.contenders = group, case, note, contenders

    def __getitem__(self, name): return next((one for one in self.contenders if one.name == name), None)

    @property
    def ours(self): return self["trinity"]

    @property
    def peers(self): return [one for one in self.contenders if one.is_peer and one.seconds]

    def fastest(self, names=None):
        """The fastest of some peers, or of all but Spark and notebooks, which are there for their own bounds."""
        peers = [one for one in self.peers if (one.name in names if names else one.name != "PySpark")]
        return min(peers, key=lambda one: one.median, default=None)

    def ratio(self, one="trinity", names=None):
        fastest, ours = self.fastest(names), self[one]
        return ours.median / fastest.median if fastest and ours and ours.seconds else None


def compare(group, case, note, contenders, runs, checked=False):
    """Runs the contenders in turn, after one turn that warms up; with `checked`, their answers must agree."""
    for turn in range(runs + 1):
        for one in contenders:
            if one.most_runs and turn >= one.most_runs: continue
            keep = turn > 0 or one.most_runs is not None
            one.run(keep)
            if keep and one.seconds: print(f"  {group}, {case}: {one.name}: {one.seconds[-1]:.3f} s, {one.memory[-1]:.0f} MB", file=sys.stderr)
    if checked: check(case, [one for one in contenders if one.seconds])
    return Result(group, case, note, contenders)


def check(case, contenders):
    """Ends the benchmark when two contenders have computed different things."""
    first = contenders[0]
    for other in contenders[1:]:
        if not same(first.rows, other.rows):
            sys.exit(f"{case}: {first.name} and {other.name} disagree:\n{str(first.rows)[:500]}\n{str(other.rows)[:500]}")


def same(one, other):
    # DataFusion rounds interpolated percentiles to about ten digits.
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other))
    if isinstance(one, (int, float)) and isinstance(other, (int, float)): return math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)
    if isinstance(one, str) != isinstance(other, str): return str(one) == str(other) or isinstance(one, str) and float(one) == other
    return one == other
