"""Kills a publish at random moments and looks at the site each time: it must be the old one or the new one, whole.

    kill.py TRINITY [--kills 200] [--seed 1]

Every publish has new data, so that every page changes. A third of the kills come at any moment of the run, a third while the new site grows or
takes the old one's place, a third just after it has. After each, `trinity verify` must find every file as the manifests say, and all pages must show the same data:
those before the publish, or those it was made for.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PERIOD = "2026-11-09"
PAGES = 30
REPORT = """---
report: 1
title: Users
period: {grain: day, offset: -1}
pages: {each: users, path: "users/{page.user}"}
---

Round `= round.n as d`

```sql {#users}
SELECT user FROM t GROUP BY user
```

```sql {#round}
SELECT max(round) AS n FROM t
```

```sql {#own page=user show=table}
SELECT user, round, x FROM t
```
"""


class Site:
    """A workspace whose site can be published, killed on the way, and looked at."""

    def __init__(self, trinity, folder):
        self.trinity, self.folder = str(Path(trinity).resolve()), Path(folder)
        (self.folder / "reports").mkdir()
        (self.folder / "reports" / "users.md").write_text(REPORT)
        (self.folder / "reports" / "plain.md").write_text(REPORT.replace('pages: {each: users, path: "users/{page.user}"}\n', "").replace(" page=user", ""))
        (self.folder / "trinity.yaml").write_text("sources:\n  t: {path: t.csv, time: at, schema: {at: timestamp, user: int64, round: int64, x: double}}\n")

    def data(self, number):
        """Writes the data of a round."""
        rows = [f"{PERIOD}T{user % 24:02}:00:00Z,{user},{number},{user * 0.5}" for user in range(PAGES)]
        (self.folder / "t.csv").write_text("\n".join(["at,user,round,x", *rows]) + "\n")

    def start(self):
        command = [self.trinity, "publish", "--period", PERIOD, "--base-url", "https://reports.example/", "--quiet"]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def publish(self):
        """A publish to its end; how long it took."""
        began = time.perf_counter()
        process = self.start()
        _, errors = process.communicate()
        if process.returncode: sys.exit(f"publish ended with {process.returncode}: {errors.decode()}")
        return time.perf_counter() - began

    @property
    def inode(self): return (self.folder / "site").stat().st_ino

    @property
    def is_growing(self): return any(self.folder.glob(".site.new-*"))

    def round(self):
        """The round that the site shows, after checking that it is whole and of one round."""
        done = subprocess.run([self.trinity, "verify", "site"], cwd=self.folder, capture_output=True, text=True)
        if done.returncode: fail(f"the site does not verify:\n{done.stderr}")
        rounds = set()
        for report in ["plain", "users"]:
            for period in [PERIOD, "latest"]:
                data = json.loads((self.folder / "site" / report / period / "report.json").read_text())
                rounds.add(data["cells"]["round"]["tables"]["result"]["rows"][0][0])
        for page in (self.folder / "site" / "users").glob("*/users/*/report.json"):
            rounds |= {row[1] for row in json.loads(page.read_text())["cells"]["own"]["tables"]["result"]["rows"]}
        if len(rounds) != 1: fail(f"the site shows the rounds {sorted(rounds)} at once")
        return rounds.pop()


def fail(message): sys.exit(f"kill: {message}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trinity")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    settings = parser.parse_args()
    chance = random.Random(settings.seed)
    with tempfile.TemporaryDirectory() as scratch:
        site = Site(settings.trinity, scratch)
        site.data(0)
        site.publish()
        site.data(1)
        takes = site.publish()
        shown, counts = site.round(), {"before": 0, "after": 0, "too late": 0}
        if shown != 1: fail(f"the site shows round {shown} after round 1 was published")
        number = 1
        while counts["before"] + counts["after"] < settings.kills:
            number += 1
            site.data(number)
            process = site.start()
            if number % 3 == 0:
                time.sleep(chance.uniform(0, takes))
            else:
                old = site.inode
                while process.poll() is None and not site.is_growing: pass
                if number % 3 == 1:
                    time.sleep(chance.uniform(0, takes / 3))
                else:
                    while process.poll() is None and site.inode == old: pass
            process.send_signal(signal.SIGKILL)
            process.communicate()
            found = site.round()
            if found not in (shown, number): fail(f"the site shows round {found}, which is neither {shown} nor {number}")
            if process.returncode != -signal.SIGKILL:
                if found != number: fail(f"publish ended with {process.returncode}, and the site shows round {found}, not {number}")
                counts["too late"] += 1
            else:
                counts["after" if found == number else "before"] += 1
            shown = found
        if not counts["before"] or not counts["after"]: fail(f"the kills never met both the old and the new site: {counts}")
        site.data(number + 1)
        site.publish()
        if site.round() != number + 1: fail("a publish after the kills does not bring the site up to date")
        left = [path.name for path in Path(scratch).glob(".site*")]
        if left: fail(f"a publish after the kills leaves {', '.join(left)}")
        print(f"kill: {settings.kills} kills of a publish of {takes * 1000:.0f} ms: the old site {counts['before']} times, "
              f"the new one {counts['after']} times, never half of one ({counts['too late']} came too late)")


if __name__ == "__main__":
    main()
