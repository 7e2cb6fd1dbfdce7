"""What must hold, by what was measured."""

ENGINES = ["DuckDB", "Polars", "DataFusion", "ClickHouse"]


class Bound:
    """A claim, the most that it allows, and what was measured; in a unit for people."""

    def __init__(self, claim, most, value, unit="", least=False): self.claim, self.most, self.value, self.unit, self.least = claim, most, value, unit, least

    @property
    def holds(self): return self.value >= self.most if self.least else self.value <= self.most

    @property
    def line(self):
        sign = "≥" if self.least else "≤"
        return f"| {'pass' if self.holds else '**FAIL**'} | {self.claim} | {sign} {self.most:.3g}{self.unit} | {self.value:.3g}{self.unit} |"


def bounds(results):
    """The bounds that these results can tell."""
    found = []
    by = {(result.group, result.case): result for result in results}

    def say(claim, most, value, unit="", least=False):
        if value is not None: found.append(Bound(claim, most, value, unit, least))

    for case, most in {"CSV": 1 / 4, "NDJSON": 1 / 4, "Parquet": 1 / 2}.items():
        if result := by.get(("weekly report", case)):
            for one in ["trinity, first run", "trinity"]:
                say(f"weekly report, {case}: {one}, of the fastest of {', '.join(ENGINES)}", most, result.ratio(one, ENGINES))
                say(f"weekly report, {case}: {one}, peak memory", 512, result[one].peak, " MB")
            if result["PySpark"]: say(f"weekly report, {case}: of PySpark", 1 / 50, result.ratio(names=["PySpark"]))
    for case in ["payments, CSV", "ethics, CSV"]:
        if result := by.get(("report alone", case)):
            for one in ["trinity, first run", "trinity"]: say(f"{case} alone: {one}, of the fastest peer", 1 / 6, result.ratio(one, ENGINES))
    for result in results:
        if result.group == "single query":
            say(f"{result.case}: of the fastest peer", 1.5 if result.case.endswith("Parquet") else 1.0, result.ratio(names=ENGINES))
    if result := by.get(("memory", "plain aggregates")): say("plain aggregates over CSV: peak memory", 128, result.ours.peak, " MB")
    for result in results:
        if result.group == "memory" and result.case.endswith("in 128 MB"): say(f"{result.case}: peak memory", 192, result.ours.peak, " MB")
    growth = [result for result in results if result.group == "growth"]
    if len(growth) > 1:
        small, large = growth[-2:]
        times = rows(large) / rows(small)
        say(f"weekly report, {large.case}: time over that of {small.case}", 1.1 * times, large.ours.median / small.ours.median, " x")
    for result in results:
        if result.group != "publish": continue
        # The bounds are for a million rows; with fewer they hold all the more.
        say(f"{result.case}: whole process", 1 if "without data" in result.case else 3, result.ours.median, " s")
        say(f"{result.case}: nothing changed", 0.3, result["trinity, nothing changed"].median, " s")
        notebooks = next((one for one in result.peers if one.name.startswith("nbconvert")), None)
        if notebooks: say(f"{result.case}: a page, of nbconvert's", 1 / 10, result.ours.median / 1_000 / (notebooks.median / pages(notebooks)))
    if result := by.get(("cores", "weekly report, CSV")):
        say("weekly report, CSV: two cores over one", 1.8, result["trinity, one core"].median / result.ours.median, " x", least=True)
    return found


def pages(contender): return int(contender.name.split()[1])


def rows(result): return int(result.case.split()[0].replace(",", ""))
