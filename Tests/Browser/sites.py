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
