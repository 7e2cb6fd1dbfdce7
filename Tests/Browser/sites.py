"""The sites that are looked at: the shipped reports over generated data, in each template that makes whole pages."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
END = "2026-11-16"
# Two periods each, so that pages have neighbours.
REPORTS = {
    "trinity_report_weekly": ["2026-W45", "2026-W46"],
    "quantum_resonance_hourly": ["2026-11-13T05", "2026-11-13T06"],
    "payment_analytics_daily": ["2026-11-12", "2026-11-13"],
    "ethical_coherence_daily": ["2026-11-12", "2026-11-13"],
}
# Reports over data of their own.
ALONE = ["gallery"]
# Every option of a table, and what tables seldom hold.
TABLES = """---
report: 1
title: Every kind of table
period: {grain: week, offset: -1, compare: [prior]}
template: {options: {contents: true}}
---

## Users

```sql {#users}
SELECT user_id, count(*) AS payments, sum(amount) AS spent, avg(amount) AS mean, sum(amount) - 40 AS above, max(timestamp) AS last
FROM payments GROUP BY user_id ORDER BY spent DESC, user_id
```

```sql {#days}
SELECT user_id, date_trunc('day', timestamp) AS day, sum(amount) AS spent FROM payments GROUP BY 1, 2
```

```yaml {table #top from=users}
title: Who spent the most?
caption: The bar is what was spent, the line what was spent each day
limit: 12
total_label: All users
columns:
- user_id: {label: User}
- payments: {label: Payments, format: ",d", total: sum, heat: true}
- spent: {label: Spent, unit: π, format: ",.2f", bar: true, total: sum}
- mean: {label: Mean, unit: π, format: ",.2f", total: average}
- above: {label: Above 40 π, format: "+,.2f", heat: diverging}
- line: {label: By day, trend: {from: days, x: day, y: spent, by: user_id}}
- last: {label: Last payment, format: "%-d %b, %H:%M", total: max}
```

## Nothing

```sql {#nobody}
SELECT user_id, amount FROM payments WHERE amount < 0
```

```yaml {table #none from=nobody}
title: Who paid less than nothing?
```

## Prose

| Measure | Meaning |
|:--------|--------:|
| mean    | the sum by the count |
"""


# Pages from rows, a parameter, and a check that fails once its limit is lowered.
USERS = """---
report: 1
title: Users, one by one
period: {grain: week, offset: -1, compare: [prior]}
params: {least: {type: double, default: 1, description: The least payment that counts.}}
pages: {each: users, path: "users/{page.user_id}", title: "{page.user_id}"}
---

`= page.user_id` paid **`= page.volume as ,.2f`** π in payments of at least `= param.least as .0f` π.

```sql {#users}
SELECT user_id, count(*) AS payments, sum(amount) AS volume FROM payments WHERE amount >= :least GROUP BY user_id ORDER BY volume DESC, user_id LIMIT 3
```

```sql {#by_day page=user_id}
SELECT user_id, date_trunc('day', timestamp) AS day, sum(amount) AS volume FROM payments WHERE amount >= :least GROUP BY 1, 2
```

```yaml {chart #trend from=by_day}
mark: bar
x: day
y: volume
title: Volume by day
references: [{value: 100, label: goal}]
```

```yaml {table #days from=by_day}
title: Day by day
```

```sql {assert #few message="few users paid"}
SELECT * FROM users WHERE payments > MOST
```
"""


class Workspace:
    """A folder with the shipped reports, sample data, and the sites made of them."""

    def __init__(self, trinity, folder):
        self.trinity = trinity
        self.folder = folder
        folder.mkdir(parents=True)
        shutil.copytree(ROOT / "reports", folder / "reports")
        (folder / "reports" / "tables.md").write_text(TABLES)
        shutil.copy(ROOT / "trinity.yaml", folder)
        self.call("sample", "--quiet", "--out", "data", "--rows", "100000", "--end", END)

    def call(self, *arguments):
        return subprocess.run([self.trinity, *arguments], cwd=self.folder, check=True)

    def publish(self, template):
        """Publishes every report in a template; gives the site's folder."""
        for index in range(2):
            for report, periods in REPORTS.items():
                self.call("publish", "--quiet", "--template", template, "--out", template, "--period", periods[index], f"reports/{report}.md")
        self.call("publish", "--quiet", "--template", template, "--out", template, "--period", "2026-W46", "reports/tables.md")
        for report in ALONE:
            self.call("publish", "--quiet", "--template", template, "--out", template, "--as-of", END, f"reports/{report}.md")
        return self.folder / template

    def publish_users(self):
        """Publishes a set of pages at an address of its own: two periods, one with another parameter, and one whose newer run fails."""
        report = self.folder / "reports" / "users.md"
        report.write_text(USERS.replace("MOST", "1000000"))
        arguments = ["publish", "--quiet", "--base-url", "https://example.org/reports/", "--out", "users", "reports/users.md"]
        self.call(*arguments, "--period", "2026-W45")
        self.call(*arguments, "--period", "2026-W46")
        self.call(*arguments, "--period", "2026-W46", "--param", "least=20")
        report.write_text(USERS.replace("MOST", "0"))
        failed = subprocess.run([self.trinity, *arguments, "--period", "2026-W46"], cwd=self.folder, stderr=subprocess.DEVNULL)
        assert failed.returncode == 3, failed.returncode
        return self.folder / "users"

    def publish_single_files(self):
        """Writes two reports as files of their own."""
        for report in ("trinity_report_weekly", "tables"):
            self.call("publish", "--quiet", "--single-file", "--out", "single", "--period", "2026-W46", f"reports/{report}.md")
        return self.folder / "single"
