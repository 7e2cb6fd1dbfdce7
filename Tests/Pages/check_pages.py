"""Looks at every rendered page and chart in headless Chromium: light and dark, wide, narrow and on paper.

Usage: check_pages.py TRINITY [--shots DIR]. Renders the shipped reports over generated data into a scratch folder, loads each page and
each SVG from file://, and checks what a reader would notice: console errors, sideways scrolling, broken images, text outside
its chart, ids used twice, elements that hostile data would have made.
"""

import argparse
import base64
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver

ROOT = Path(__file__).resolve().parent.parent.parent
END = "2026-11-16"
REPORTS = {
    "trinity_report_weekly": "2026-W46",
    "quantum_resonance_hourly": "2026-11-13T06",
    "payment_analytics_daily": "2026-11-13",
    "ethical_coherence_daily": "2026-11-13",
    "gallery": "2026-W46",
}
PAGE_FACTS = """
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
const visible = e => e.getClientRects().length > 0;
const outside = [...document.querySelectorAll('svg')].filter(visible).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(visible).filter(text => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2);
  }).map(text => text.textContent.slice(0, 40));
});
return {
  title: document.title,
  scripts: document.querySelectorAll('script, iframe, object, embed').length,
  handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
  twice: ids.filter((id, index) => ids.indexOf(id) !== index),
  sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  charts: [...document.querySelectorAll('figure svg')].filter(visible).length,
  dead: [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.hash),
  narrow: [...document.querySelectorAll('.chart.narrow')].filter(visible).length,
  background: getComputedStyle(document.body).backgroundColor,
  outside,
};
"""


class Browser:
    """A headless Chromium whose size and colour scheme can be set."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, path, width, scheme, media=""):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.driver.get_log("browser")
        self.driver.get(path.as_uri())

    def complaints(self):
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]

    def facts(self):
        return self.driver.execute_script(PAGE_FACTS)

    def shoot(self, path):
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(picture["data"]))

    def paper(self):
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69})
        return base64.b64decode(printed["data"])


class Checks:
    """Counts what held and says what did not."""

    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}")


def luminance(color):
    red, green, blue = [int(part) for part in color[color.index("(") + 1:-1].split(",")[:3]]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trinity")
    parser.add_argument("--shots", type=Path, help="folder to keep screenshots in")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="trinity-pages-"))
    checks = Checks()
    browser = None
    try:
        shutil.copytree(ROOT / "reports", scratch / "reports")
        shutil.copy(ROOT / "trinity.yaml", scratch)
        subprocess.run(
            [options.trinity, "sample", "--quiet", "--out", scratch / "data", "--rows", "100000", "--end", END], check=True)
        browser = Browser()
        for report, period in REPORTS.items():
            done = subprocess.run(
                [options.trinity, "render", f"reports/{report}.md", "--period", period, "--out", "out", "--quiet"], cwd=scratch)
            checks.expect(done.returncode == 0, f"{report} renders (exit {done.returncode})")
            folder = scratch / "out" / report / period
            page = folder / "index.html"
            for width in (1200, 720, 390):
                for scheme in ("light", "dark"):
                    name = f"{report} at {width} px, {scheme}"
                    browser.open(page, width, scheme)
                    facts = browser.facts()
                    complaints = browser.complaints()
                    checks.expect(not complaints, f"{name}: no console message, found {complaints}")
                    checks.expect(facts["title"] != "", f"{name}: has a title")
                    checks.expect(facts["scripts"] == 0 and facts["handlers"] == 0, f"{name}: nothing executable")
                    checks.expect(not facts["twice"], f"{name}: ids are unique, twice: {facts['twice'][:5]}")
                    checks.expect(facts["sideways"] <= 0, f"{name}: no sideways scrolling, {facts['sideways']} px")
                    checks.expect(facts["charts"] > 0, f"{name}: charts are visible")
                    checks.expect(not facts["dead"], f"{name}: every fragment link leads somewhere, dead: {facts['dead']}")
                    checks.expect(not facts["outside"], f"{name}: no text leaves its chart: {facts['outside'][:5]}")
                    bright = luminance(facts["background"])
                    checks.expect(bright > 200 if scheme == "light" else bright < 60, f"{name}: ground is {facts['background']}")
                    if options.shots:
                        options.shots.mkdir(parents=True, exist_ok=True)
                        browser.shoot(options.shots / f"{report}-{width}-{scheme}.png")
            browser.open(page, 688, "dark", media="print")
            facts = browser.facts()
            checks.expect(facts["narrow"] == 0, f"{report} on A4: the wide drawings, found {facts['narrow']} narrow ones")
            checks.expect(luminance(facts["background"]) > 250, f"{report} on A4: white, found {facts['background']}")
            checks.expect(facts["sideways"] <= 0, f"{report} on A4: fits the paper, {facts['sideways']} px too wide")
            browser.open(page, 1200, "dark")
            paper = browser.paper()
            checks.expect(paper.startswith(b"%PDF") and len(paper) > 20_000, f"{report}: prints")
            if options.shots:
                (options.shots / f"{report}.pdf").write_bytes(paper)
            charts = sorted((folder / "charts").glob("*.svg"))
            checks.expect(len(charts) > 0, f"{report}: has chart files")
            for chart in charts:
                for scheme in ("light", "dark"):
                    browser.open(chart, 800, scheme)
                    root = browser.driver.execute_script("return document.documentElement.nodeName")
                    complaints = browser.complaints()
                    checks.expect(root == "svg" and not complaints, f"{chart.name}, {scheme}: opens alone, {complaints}")
        browser.open(scratch / "out" / "index.html", 1200, "light")
        links = browser.driver.execute_script("return [...document.querySelectorAll('a')].map(a => a.href)")
        for report, period in REPORTS.items():
            checks.expect(any(f"/{report}/{period}/" in link for link in links), f"the index links {report} {period}")
        checks.expect(not browser.complaints(), "the index has no console message")
    finally:
        if browser:
            browser.driver.quit()
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


main()
