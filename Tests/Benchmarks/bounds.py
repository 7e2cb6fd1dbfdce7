"""What must hold, by what was measured."""

from cases import HASHING

ENGINES = ["DuckDB", "Polars", "DataFusion", "ClickHouse"]


class Bound:
    """A claim, the most that it allows, and what was measured; in a unit for people. Claims of first runs stand apart: see output.DIGESTS."""

    def __init__(self, claim, most, value, unit="", least=False, is_first=False):
        self.claim, self.most, self.value, self.unit, self.least, self.is_first = claim, most, value, unit, least, is_first

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

    def say(claim, most, value, unit="", least=False, is_first=False):
        if value is not None: found.append(Bound(claim, most, value, unit, least, is_first))

    def first(claim, most, result):
        """A first run against the fastest peer, which hashes nothing, and against that peer and a hashing of the same files after it."""
        peer, ours, hashing = result.fastest(ENGINES), result["trinity, first run"], result[HASHING]
        if not peer or not ours: return
        say(f"{claim}: first run, of the fastest peer", most, ours.median / peer.median, is_first=True)
        if hashing: say(f"{claim}: first run, of the fastest peer and the hashing", most, ours.median / (peer.median + hashing.without_start), is_first=True)

    for case, most in {"CSV": 1 / 4, "NDJSON": 1 / 4, "Parquet": 1 / 2}.items():
        if result := by.get(("weekly report", case)):
            say(f"weekly report, {case}: of the fastest of {', '.join(ENGINES)}", most, result.ratio(names=ENGINES))
            for one in ["trinity, first run", "trinity"]: say(f"weekly report, {case}: {one}, peak memory", 512, result[one].peak, " MB")
            if result["PySpark"]: say(f"weekly report, {case}: of PySpark", 1 / 50, result.ratio(names=["PySpark"]))
            first(f"weekly report, {case}", most, result)
    for case in ["payments, CSV", "ethics, CSV"]:
        if result := by.get(("report alone", case)):
            say(f"{case} alone: of the fastest peer", 1 / 6, result.ratio(names=ENGINES))
            first(f"{case} alone", 1 / 6, result)
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
        one = result["trinity, one core"].median
        say("weekly report, CSV: two cores over one", 1.8, one / result.ours.median, " x", least=True)
        # Two processes that do not wait for each other are what two cores can give: 2 where they do not slow each other down.
        machine = 2 * one / result["trinity, two reports, a core each"].median
        say("weekly report, CSV: two cores over one, of what two reports at once come to", 1.8 / 2, one / result.ours.median / machine, least=True)
    return found


def pages(contender): return int(contender.name.split()[1])


def rows(result): return int(result.case.split()[0].replace(",", ""))
