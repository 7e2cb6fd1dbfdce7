"""Looks at every page and chart of a site in headless Chromium: light and dark, wide, narrow and on paper.

Usage: test_browser.py TRINITY [--artefacts DIR]. Publishes the shipped reports over generated data into a scratch folder and opens each page
and each SVG from file://. A page may say nothing on the console, ask for nothing outside of its site, scroll sideways at no width, skip no level
of headings, leave nothing without a name, and must please the Nu HTML checker and axe-core. Pictures go to DIR.
"""

import shutil

import gates
import pages
from browser import Browser, luminance
from sites import Workspace

WIDTHS = (390, 820, 1440)
SCHEMES = ("light", "dark")
# A4 less its margins, in CSS pixels.
A4 = 688
TEMPLATES = ("trinity", "plain")


def pages_of(site):
    """Pages of a site; those under latest/ are copies."""
    return sorted(page for page in site.rglob("*.html") if "latest" not in page.relative_to(site).parts)


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
            facts = pages.check(name, browser, checks, site.as_uri() + "/", with_axe=width != 820)
            checks.expect(facts["title"] != "", f"{name}: has a title")
            if "trinity_report_weekly/" in page_name and "/latest" not in page_name:
                checks.expect(page.stat().st_size < 250_000, f"{name}: the weekly page with all its charts is under 250 KB")
            checks.expect(facts["scripts"] == 0 and facts["handlers"] == 0, f"{name}: nothing executable")
            checks.expect(not is_report or site.name == "users" or "/tables/" in page_name or facts["charts"] > 0, f"{name}: charts are visible")
            bright = luminance(facts["background"])
            checks.expect(bright > 200 if scheme == "light" else bright < 60, f"{name}: ground is {facts['background']}")
            browser.shoot(pictures / f"{page_name.replace('/', '-')}-{width}-{scheme}.png")
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


def look_at_users(site, browser, checks, pictures):
    """A set of pages on a site that knows its address: their depth, a parameter, and a notice of a run that failed."""
    found = pages_of(site)
    for page in found:
        look_at(page, site, browser, checks, pictures)
    pages.check_markup("users", found, checks)
    sets = {parts[1] for parts in [page.relative_to(site).parts for page in found] if len(parts) == 5}
    checks.expect(sets == {"2026-W45", "2026-W46", "2026-W46+least=20.0"}, f"users: each run has a page for each row, found {sets}")
    notices = "return [...document.querySelectorAll('.notice')].map(e => e.textContent)"
    for period, count in [("2026-W45", 0), ("2026-W46", 1)]:
        for page in [page for page in found if page.parts[-4:-1][0] == period] + [site / "users" / period / "index.html"]:
            browser.open(page)
            told = browser.run(notices)
            checks.expect(len(told) == count, f"{name_of(page, site)}: says how often a newer run failed, {told}")
            text = browser.run("return document.querySelector('footer').textContent")
            checks.expect("least = 1.0" in text, f"{name_of(page, site)}: names its parameter, {text}")
            canonical = browser.run("return document.querySelector('link[rel=canonical]').href")
            checks.expect(canonical.startswith("https://example.org/reports/users/"), f"{name_of(page, site)}: its address is {canonical}")


def look_at_single_files(folder, browser, checks, pictures):
    """Files that have everything inside, each alone in a folder of its own."""
    found = sorted(folder.glob("*.html"))
    checks.expect(len(found) == 2, f"single: a file a report, found {[page.name for page in found]}")
    for page in found:
        alone = folder / page.stem / "mailed" / page.name
        alone.parent.mkdir(parents=True)
        shutil.copy(page, alone)
        look_at(alone, folder, browser, checks, pictures)
        browser.open(alone)
        browser.run("document.documentElement.scrollIntoView(false)")
        strangers = [address for address in browser.requests() if not address.startswith("data:") and address != alone.as_uri()]
        checks.expect(not strangers, f"{page.name}: asks for nothing but itself, found {strangers}")
    pages.check_markup("single files", found, checks)


def look(trinity, scratch, checks, pictures):
    workspace = Workspace(trinity, scratch / "workspace")
    browser = Browser()
    try:
        for template in TEMPLATES:
            site = workspace.publish(template)
            found = pages_of(site)
            for page in found:
                look_at(page, site, browser, checks, pictures)
            look_at_charts(site, browser, checks)
            pages.check_markup(template, found, checks)
        look_at_users(workspace.publish_users(), browser, checks, pictures)
        look_at_single_files(workspace.publish_single_files(), browser, checks, pictures)
    finally:
        browser.close()


if __name__ == "__main__":
    pages.run(__doc__, "browser", look)
