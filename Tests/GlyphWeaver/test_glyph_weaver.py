"""Shows the reports in a Flask app: routes over HTTP, then pages in headless Chromium.

Usage: test_glyph_weaver.py TRINITY [--artefacts DIR]. Publishes the shipped reports with `--template glyph-weaver`, mounts the blueprint into a
small app with three lines, and asks for everything that the blueprint answers and for much that it must not. In Chromium every chart is
displayed as an image, as an object and inline, several on one page, in light and in dark. Pictures go to DIR.
"""

import json
import os

import pages
from browser import Browser, luminance
from host import Host
from sites import Workspace

WEEKLY = "trinity_report_weekly"
PERIOD = "2026-W46"
PAGE = f"/reports/{WEEKLY}/{PERIOD}/"

# Ways to files that nobody may have. {up} stands for ways to write "..".
ATTACKS = [
    "/reports/{up}/app.py", "/reports/{up}/{up}/{up}/{up}/{up}/{up}/etc/passwd", "/reports//etc/passwd", "/reports/%2fetc%2fpasswd",
    PAGE + "{up}/{up}/{up}/app.py", PAGE + "charts/{up}/{up}/{up}/glyph_weaver.py", "/reports/glyph_weaver.py", "/reports/.lock",
    PAGE + "report.json%00.svg", PAGE + ".%00/report.json", "/reports/C:/Windows/win.ini", "/reports/%5c%5chost%5cshare",
    f"/api/svg/reports/{WEEKLY}/{PERIOD}/" + "{up}%2freport.json", f"/api/svg/reports/{WEEKLY}/{PERIOD}/" + "..%2f..%2f..%2f..%2fapp.py",
    f"/api/svg/reports/{WEEKLY}/" + "..%2f..%2fpublished/x", "/api/svg/reports/..%2f..%2fetc/passwd/x", "/api/reports/..%2f..%2fpublished/latest",
    "/api/reports/%2e%2e/latest",
]
UPS = ["..", "%2e%2e", "%2E.", "..%2f..", "..%5c..", "....", "..%00", "%252e%252e", "..;"]

GROUND = """
const done = arguments[arguments.length - 1], [data, x, y] = arguments;
const image = new Image();
image.onload = () => {
  const canvas = document.createElement('canvas');
  canvas.width = image.width; canvas.height = image.height;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  done([...context.getImageData(x, y, 1, 1).data]);
};
image.src = 'data:image/png;base64,' + data;
"""


def check_routes(host, checks, published):
    folder = published / WEEKLY / PERIOD
    home = host.get("/reports/")
    checks.expect(home.status == 200 and b"Weekly Sacred Trinity Report" in home.content, "the home page lists the weekly report")
    page = host.get(PAGE)
    checks.expect(page.status == 200 and page.content.startswith(b"<!doctype html>"), "a report stands in a document")
    checks.expect(page.headers["Content-Type"] == "text/html; charset=utf-8", "a page is HTML")
    checks.expect("default-src 'none'" in page.headers["Content-Security-Policy"], "a page of its own has a policy")
    fragment = host.get(PAGE + "?fragment")
    checks.expect(fragment.content.startswith(b"<article") and b"<html" not in fragment.content, "?fragment leaves html and head away")
    checks.expect(b'src="' + PAGE.encode() in fragment.content, "a fragment's links are right on any page")
    latest = host.get(f"/reports/{WEEKLY}/latest/")
    checks.expect(latest.status == 200 and b"Week 46" in latest.content, "latest is the newest period")
    redirect = host.get(PAGE.rstrip("/"))
    checks.expect(redirect.status == 308 and redirect.headers["Location"].endswith(PAGE), f"a folder's address ends in a slash, {redirect.status}")
    archive = host.get(f"/reports/{WEEKLY}/")
    checks.expect(archive.status == 200 and b"2026-W45/index.html" in archive.content, "the archive lists the earlier period")

    charts = sorted(path.stem for path in (folder / "charts").glob("*.svg"))
    for chart in charts:
        answer = host.get(f"/api/svg/reports/{WEEKLY}/{PERIOD}/{chart}")
        checks.expect(answer.status == 200 and answer.headers["Content-Type"] == "image/svg+xml", f"{chart} is image/svg+xml")
        checks.expect(answer.content == (folder / "charts" / f"{chart}.svg").read_bytes(), f"{chart} is the file")
        host.charts[chart] = f"/api/svg/reports/{WEEKLY}/{PERIOD}/{chart}"
    checks.expect(len(charts) > 5, f"the weekly report has several charts, found {len(charts)}")

    for path in [PAGE, PAGE + "report.json", f"/api/svg/reports/{WEEKLY}/{PERIOD}/{charts[0]}", f"/api/reports/{WEEKLY}/latest"]:
        first = host.get(path)
        tag = first.headers["ETag"]
        checks.expect(tag and tag.startswith('"'), f"{path} has a strong ETag")
        checks.expect(first.headers["Cache-Control"] == "private, no-cache", f"{path} is kept by the browser alone, and asked for again")
        checks.expect(first.headers["X-Content-Type-Options"] == "nosniff", f"{path} is what it says it is")
        again = host.get(path, If_None_Match=tag)
        checks.expect(again.status == 304 and not again.content, f"{path} is not sent twice, {again.status}")
        other = host.get(path, If_None_Match='"another"')
        checks.expect(other.status == 200 and other.content == first.content, f"{path} is sent when it changed")
        head = host.get(path, method="HEAD")
        checks.expect(head.status == 200 and not head.content and head.headers["ETag"] == tag, f"{path} answers HEAD")

    answer = host.get(f"/api/reports/{WEEKLY}/latest", Origin="https://weaver.example")
    values = json.loads(answer.content)
    report = json.loads((folder / "report.json").read_text())
    checks.expect(answer.headers["Content-Type"] == "application/json", "values are JSON")
    checks.expect(answer.headers["Access-Control-Allow-Origin"], "values may be read by other origins, as the app's CORS says")
    checks.expect(values["period"] == report["period"] and values["title"] == report["title"], "values name their period")
    checks.expect(
        values["values"] == {cell: body["values"] for cell, body in report["cells"].items() if body["values"]}, "values are report.json's")
    checks.expect(sorted(values["charts"]) == charts, "values name the charts")
    for address in [*values["charts"].values(), values["page"]]:
        checks.expect(host.get(address).status == 200, f"{address} is there")

    checks.expect(host.get("/resonance-dashboard").status == 200, "the app's own JSON route goes on")
    cascade = host.get("/api/svg/cascade/7")
    checks.expect(cascade.status == 200 and cascade.headers["Content-Type"].startswith("image/svg+xml"), "the app's own cascades go on")
    checks.expect(host.get(PAGE, method="POST").status == 405, "nothing can be posted")
    for path in [
        "/reports/nobody/2026-W46/", f"/reports/{WEEKLY}/1999-W01/", f"/api/svg/reports/{WEEKLY}/{PERIOD}/nothing",
        f"/api/svg/reports/{WEEKLY}/1999-W01/{charts[0]}", "/api/reports/nobody/latest", PAGE + "nothing.json", "/reports/nothing.html",
    ]:
        checks.expect(host.get(path).status == 404, f"{path} is not there, {host.get(path).status}")


def check_attacks(host, checks, published):
    folder = published / WEEKLY / PERIOD
    secret = b"a secret beside the site"
    (published.parent / "secret.txt").write_bytes(secret)
    (published / "secret.svg").write_bytes(secret)
    (folder / "charts" / "unlisted.svg").write_bytes(secret)
    os.symlink(published.parent, published / "way-out")
    charts = sorted(path.name for path in (folder / "charts").glob("*.svg"))
    linked = folder / "charts" / charts[0]
    kept = linked.read_bytes()
    linked.unlink()
    os.symlink(published.parent / "secret.txt", linked)
    manifest = folder / "manifest.json"
    written = manifest.read_text()
    tampered = json.loads(written)
    for path in ["../../../secret.txt", "../../../app.py", "/etc/passwd", "charts/../../../../secret.txt"]:
        tampered["outputs"].append({"path": path, "bytes": 1, "sha256": "0"})
    manifest.write_text(json.dumps(tampered))
    paths = [attack.replace("{up}", up) for attack in ATTACKS for up in (UPS if "{up}" in attack else [""])]
    paths += [
        PAGE + "charts/unlisted.svg", f"/api/svg/reports/{WEEKLY}/{PERIOD}/unlisted", "/reports/secret.svg", "/reports/way-out/secret.txt",
        f"/reports/way-out/published/{WEEKLY}/{PERIOD}/report.json", PAGE + f"charts/{charts[0]}",
        f"/api/svg/reports/{WEEKLY}/{PERIOD}/{charts[0].removesuffix('.svg')}", PAGE + "../../../secret.txt", PAGE + "charts/../../../../secret.txt",
    ]
    for path in paths:
        answer = host.get(path)
        checks.expect(
            answer.status in (308, 404) and secret not in answer.content and b"root:" not in answer.content and b"Flask(" not in answer.content,
            f"{path} is refused, {answer.status}")
    (folder / "charts" / "unlisted.svg").unlink()
    (published / "secret.svg").unlink()
    (published / "way-out").unlink()
    linked.unlink()
    linked.write_bytes(kept)
    manifest.write_text(written)


def ground(browser, element):
    """The colour that is really seen in the upper left corner of an element."""
    box = browser.run(
        "const e = document.getElementById(arguments[0]); e.scrollIntoView(); const b = e.getBoundingClientRect(); return [b.left, b.top]", element)
    picture = browser.driver.get_screenshot_as_base64()
    pixel = browser.run_later(GROUND, picture, box[0] + 4, box[1] + 4)
    return f"rgb({pixel[0]}, {pixel[1]}, {pixel[2]})"


def check_pages(host, checks, pictures):
    browser = Browser()
    try:
        for scheme in ("light", "dark"):
            browser.open(host.address("/show/1"), 1440, scheme)
            browser.run_later("window.arrived.then(() => arguments[arguments.length - 1](true))")
            count = len(host.charts)
            facts = browser.run("""
                const of = kind => [...Array(arguments[0]).keys()].map(index => document.getElementById(kind + '-' + (index + 1)));
                const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                return {
                  images: of('img').filter(e => e.complete && e.naturalWidth > 100).length,
                  objects: of('object').filter(e => e.contentDocument && e.contentDocument.documentElement.nodeName === 'svg').length,
                  inline: of('inline').filter(e => e.querySelector('svg') && e.querySelector('svg').getBoundingClientRect().width > 100).length,
                  twice: ids.filter((id, index) => ids.indexOf(id) !== index),
                };""", count)
            checks.expect(facts["images"] == count, f"{scheme}: every chart is displayed as an image, {facts['images']} of {count}")
            checks.expect(facts["objects"] == count, f"{scheme}: every chart is displayed as an object, {facts['objects']} of {count}")
            checks.expect(facts["inline"] == count, f"{scheme}: every chart is displayed inline, {facts['inline']} of {count}")
            checks.expect(not facts["twice"], f"{scheme}: several charts on one page share no id, {facts['twice'][:4]}")
            for kind in ("img", "object", "inline"):
                for number in (1, count):
                    color = ground(browser, f"{kind}-{number}")
                    is_right = luminance(color) > 200 if scheme == "light" else luminance(color) < 60
                    checks.expect(is_right, f"{scheme}: the chart {kind}-{number} is {scheme}, its ground is {color}")
            complaints = browser.complaints()
            checks.expect(not complaints, f"{scheme}: no console message, found {complaints}")
            browser.shoot(pictures / f"charts-{scheme}.png")
            for width in (390, 1440):
                for path in (PAGE, "/reports/", f"/reports/{WEEKLY}/"):
                    name = f"{path} at {width} px, {scheme}"
                    browser.open(host.address(path), width, scheme)
                    pages.check(name, browser, checks, host.address("/"))
                    browser.shoot(pictures / f"page{path.replace('/', '-')}{width}-{scheme}.png")
        # A host that knows no dark scheme keeps light reports, whatever its reader prefers; and reports change nothing of the host's.
        browser.open(host.address("/embedded"), 1440, "dark")
        found = browser.run("""
            const article = document.querySelector('article.trinity-report');
            return {ground: getComputedStyle(article).backgroundColor, own: getComputedStyle(document.getElementById('own')).color,
                    page: getComputedStyle(document.body).backgroundColor, size: getComputedStyle(document.body).fontSize,
                    images: [...article.querySelectorAll('img')].filter(e => e.complete && e.naturalWidth > 100).length,
                    broken: [...article.querySelectorAll('img')].filter(e => e.complete && e.naturalWidth === 0).length};""")
        checks.expect(found["own"] == "rgb(1, 2, 3)" and found["size"] == "20px", f"a report changes nothing of the page around it, {found}")
        checks.expect(found["images"] > 5 and found["broken"] == 0, f"an embedded report displays its charts, {found}")
        checks.expect(luminance(found["ground"]) > 200, f"an embedded report follows the page around it, {found}")
        browser.shoot(pictures / "embedded.png")
    finally:
        browser.close()


def check_own_template(host, checks, folder):
    (folder / "templates").mkdir()
    (folder / "templates" / "reports.html").write_text("<!doctype html><title>{{ title }} of ours</title><link rel=stylesheet href='{{ stylesheet }}'>{{ fragment }}")
    page = host.get(PAGE).content
    checks.expect(b"<title>Weekly Sacred Trinity Report of ours</title>" in page and b"<article" in page, "the app's own reports.html is used")


def check_markup(host, checks, scratch):
    files = []
    for name, path in [("page", PAGE), ("home", "/reports/"), ("archive", f"/reports/{WEEKLY}/"), ("embedded", "/embedded")]:
        file = scratch / f"{name}.html"
        file.write_bytes(host.get(path).content)
        files.append(file)
    pages.check_markup("in the app", files, checks)


def look(trinity, scratch, checks, pictures):
    site = Workspace(trinity, scratch / "workspace").publish("glyph-weaver")
    published = scratch / "published"
    site.rename(published)
    host = Host(scratch)
    try:
        check_routes(host, checks, published)
        check_attacks(host, checks, published)
        check_markup(host, checks, scratch)
        check_pages(host, checks, pictures)
        check_own_template(host, checks, scratch)
    finally:
        host.close()


if __name__ == "__main__":
    pages.run(__doc__, "glyph-weaver", look)
