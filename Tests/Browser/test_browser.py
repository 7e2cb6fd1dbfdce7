"""Looks at every page and chart of a site in headless Chromium: light and dark, wide, narrow and on paper.

Usage: test_browser.py TRINITY [--artefacts DIR]. Publishes the shipped reports over generated data into a scratch folder and opens each page
and each SVG from file://. A page may say nothing on the console, ask for nothing outside of its site, scroll sideways at no width, skip no level
of headings, leave nothing without a name, and must please the Nu HTML checker and axe-core. Pictures go to DIR.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import gates
from browser import Browser, Checks, luminance
from sites import ROOT, Workspace

WIDTHS = (390, 820, 1440)
SCHEMES = ("light", "dark")
# A4 less its margins, in CSS pixels.
A4 = 688
TEMPLATES = ("trinity", "plain")


def pages_of(site):
    """Pages of a site; those under latest/ are copies."""
    return sorted(page for page in site.rglob("*.html") if page.parent.name != "latest")


def name_of(page, site):
    path = page.relative_to(site.parent)
    return str(path.parent if path.name == "index.html" else path.with_suffix(""))


def look_at(page, site, browser, checks, pictures):
    """Everything about one page."""
    page_name = name_of(page, site)
    is_report = len(page.relative_to(site).parts) == 3
    for width in WIDTHS:
        for scheme in SCHEMES:
            name = f"{page_name} at {width} px, {scheme}"
            browser.open(page, width, scheme)
            facts = browser.facts()
            complaints = browser.complaints()
            checks.expect(not complaints, f"{name}: no console message, found {complaints}")
            strangers = [address for address in browser.requests() if not address.startswith((site.as_uri() + "/", "data:"))]
            checks.expect(not strangers, f"{name}: no request leaves the site, found {strangers[:3]}")
            checks.expect(facts["title"] != "", f"{name}: has a title")
            if "trinity_report_weekly/" in page_name and "/latest" not in page_name:
                checks.expect(page.stat().st_size < 250_000, f"{name}: the weekly page with all its charts is under 250 KB")
            checks.expect(facts["scripts"] == 0 and facts["handlers"] == 0, f"{name}: nothing executable")
            checks.expect(not facts["twice"], f"{name}: ids are unique, twice: {facts['twice'][:5]}")
            checks.expect(facts["sideways"] <= 0, f"{name}: no sideways scrolling, {facts['sideways']} px")
            checks.expect(not is_report or "/tables/" in page_name or facts["charts"] > 0, f"{name}: charts are visible")
            checks.expect(not facts["broken"], f"{name}: every image is there, broken: {facts['broken']}")
            checks.expect(not facts["dead"], f"{name}: every fragment link leads somewhere, dead: {facts['dead']}")
            checks.expect(facts["tops"] == 1, f"{name}: one heading of the first level, found {facts['tops']}")
            checks.expect(not facts["skips"], f"{name}: no level of headings is skipped, found {facts['skips']}")
            checks.expect(not facts["nameless"], f"{name}: everything has a name: {facts['nameless'][:3]}")
            checks.expect(not facts["outside"], f"{name}: no text leaves its chart: {facts['outside'][:5]}")
            bright = luminance(facts["background"])
            checks.expect(bright > 200 if scheme == "light" else bright < 60, f"{name}: ground is {facts['background']}")
            browser.shoot(pictures / f"{page_name.replace('/', '-')}-{width}-{scheme}.png")
            if width != 820:
                found = gates.accessibility(browser)
                checks.expect(not found, f"{name}: axe-core finds nothing, found {found[:4]}")
    browser.open(page, A4, "dark", media="print")
    facts = browser.facts()
    checks.expect(facts["narrow"] == 0, f"{page_name} on A4: the wide drawings, found {facts['narrow']} narrow ones")
    checks.expect(luminance(facts["background"]) > 250, f"{page_name} on A4: white, found {facts['background']}")
    checks.expect(facts["sideways"] <= 0, f"{page_name} on A4: fits the paper, {facts['sideways']} px too wide")
    browser.shoot(pictures / f"{page_name.replace('/', '-')}-print.png")
    browser.open(page, 1440, "dark")
    paper = browser.paper()
    checks.expect(paper.startswith(b"%PDF"), f"{page_name}: prints")
    (pictures / f"{page_name.replace('/', '-')}.pdf").write_bytes(paper)


def look_at_charts(site, browser, checks):
    """Every drawing by itself."""
    drawings = sorted(drawing for drawing in site.rglob("*.svg") if "latest" not in drawing.parts)
    checks.expect(drawings, f"{site.name}: has chart files")
    for drawing in drawings:
        name = str(drawing.relative_to(site.parent))
        checks.expect(gates.well_formed(drawing) is None, f"{name}: is XML, {gates.well_formed(drawing)}")
        for scheme in SCHEMES:
            browser.open(drawing, 800, scheme)
            root = browser.run("return document.documentElement.nodeName")
            complaints = browser.complaints()
            requests = [address for address in browser.requests() if address != drawing.as_uri()]
            checks.expect(
                root == "svg" and not complaints and not requests, f"{name}, {scheme}: opens alone, {root} {complaints} {requests}")


def check_markup(name, pages, checks):
    found = gates.validate(pages)
    checks.expect(not found, f"{name}: the Nu HTML checker finds nothing, found {len(found)}:\n  " + "\n  ".join(found[:10]))


def look_at_users(site, browser, checks, pictures):
    """A set of pages on a site that knows its address: their depth, a parameter, and a notice of a run that failed."""
    pages = pages_of(site)
    for page in pages:
        look_at(page, site, browser, checks, pictures)
    check_markup("users", pages, checks)
    sets = {page.parent.parent.parent.name for page in pages if page.parent.parent.name == "users"}
    checks.expect(sets == {"2026-W45", "2026-W46", "2026-W46+least=20.0"}, f"users: each run has a page for each row, found {sets}")
    notices = "return [...document.querySelectorAll('.notice')].map(e => e.textContent)"
    for period, count in [("2026-W45", 0), ("2026-W46", 1)]:
        for page in [page for page in pages if page.parts[-4:-1][0] == period] + [site / "users" / period / "index.html"]:
            browser.open(page)
            found = browser.run(notices)
            checks.expect(len(found) == count, f"{name_of(page, site)}: says how often a newer run failed, {found}")
            text = browser.run("return document.querySelector('footer').textContent")
            checks.expect("least = 1.0" in text, f"{name_of(page, site)}: names its parameter, {text}")
            canonical = browser.run("return document.querySelector('link[rel=canonical]').href")
            checks.expect(canonical.startswith("https://example.org/reports/users/"), f"{name_of(page, site)}: its address is {canonical}")


def look_at_single_files(folder, browser, checks, pictures):
    """Files that have everything inside, each alone in a folder of its own."""
    pages = sorted(folder.glob("*.html"))
    checks.expect(len(pages) == 2, f"single: a file a report, found {[page.name for page in pages]}")
    for page in pages:
        alone = folder / page.stem / "mailed" / page.name
        alone.parent.mkdir(parents=True)
        shutil.copy(page, alone)
        look_at(alone, folder, browser, checks, pictures)
        browser.open(alone)
        browser.run("document.documentElement.scrollIntoView(false)")
        strangers = [address for address in browser.requests() if not address.startswith("data:") and address != alone.as_uri()]
        checks.expect(not strangers, f"{page.name}: asks for nothing but itself, found {strangers}")
    check_markup("single files", pages, checks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trinity")
    parser.add_argument("--artefacts", type=Path, default=ROOT / ".bench" / "browser", help="folder for pictures; .bench/browser by default")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="trinity-browser-")).resolve()
    shutil.rmtree(options.artefacts, ignore_errors=True)
    options.artefacts.mkdir(parents=True)
    checks = Checks()
    browser = None
    try:
        workspace = Workspace(options.trinity, scratch / "workspace")
        browser = Browser()
        for template in TEMPLATES:
            site = workspace.publish(template)
            pages = pages_of(site)
            for page in pages:
                look_at(page, site, browser, checks, options.artefacts)
            look_at_charts(site, browser, checks)
            check_markup(template, pages, checks)
        look_at_users(workspace.publish_users(), browser, checks, options.artefacts)
        look_at_single_files(workspace.publish_single_files(), browser, checks, options.artefacts)
    finally:
        if browser:
            browser.close()
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed; pictures in {options.artefacts}")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
