"""Workspaces of generated data, made once and kept in .bench."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BENCH = ROOT / ".bench"
PERIOD, END = "2026-W46", "2026-11-16"


class Workspace:
    """A folder with the shipped reports, those of the benchmark, and the three tables in one format."""

    def __init__(self, trinity, rows, form="csv", weeks=1):
        self.trinity, self.rows, self.form = trinity, rows, form
        self.folder = BENCH / f"{form}-{rows}-{weeks}w"
        if not (self.folder / "complete").exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            options = ["--format", "csv", "--compress", "zstd"] if form == "csv.zst" else ["--format", form]
            subprocess.run(
                [trinity, "sample", "--quiet", "--out", self.data, "--rows", str(rows), "--weeks", str(weeks), "--end", END, *options], check=True)
            (self.folder / "complete").touch()
        for reports in [ROOT / "reports", HERE / "reports"]: shutil.copytree(reports, self.folder / "reports", dirs_exist_ok=True)
        (self.folder / "trinity.yaml").write_text((ROOT / "trinity.yaml").read_text().replace("/**/*.csv", f"/**/*.{form}"))

    @property
    def data(self): return self.folder / "data"

    @property
    def megabytes(self): return sum(file.stat().st_size for file in self.data.rglob(f"*.{self.form}")) / 1e6

    @property
    def note(self):
        return f"{self.rows:,} transactions, {(self.rows + 1) // 2:,} payments, {(self.rows + 4) // 5:,} audits, {self.megabytes:,.0f} MB"

    def forget_digests(self):
        """Makes the next render take the SHA-256 of every input, as the first does."""
        (self.folder / ".trinity" / "digests").unlink(missing_ok=True)

    def render(self, report="trinity_report_weekly", *options):
        return [self.trinity, "render", f"reports/{report}.md", "--period", PERIOD, "--out", "out", "--quiet", *options]

    def query(self, sql, *options):
        return [self.trinity, "query", sql, "--format", "json", "--quiet", *options]
