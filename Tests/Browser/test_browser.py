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
            found = gates.validate(pages)
            checks.expect(not found, f"{template}: the Nu HTML checker finds nothing, found {len(found)}:\n  " + "\n  ".join(found[:10]))
    finally:
        if browser:
            browser.close()
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed; pictures in {options.artefacts}")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
