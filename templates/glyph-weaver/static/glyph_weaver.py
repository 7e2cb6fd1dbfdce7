"""A Flask blueprint that shows the reports beside this file, as `trinity publish --template glyph-weaver` writes them.

    from glyph_weaver import reports
    app.register_blueprint(reports)

It answers, below the prefix it is registered with:

    /reports/                                        the home page
    /reports/<report>/<period>/                      a report; the period may be "latest"; "?fragment" leaves html and head away
    /reports/<report>/<period>/<file>                what lies beside it: report.json, report.md, charts/<chart>.svg
    /api/svg/reports/<report>/<period>/<chart>       a chart as image/svg+xml
    /api/reports/<report>/latest                     the newest values as JSON

Pages stand in the app's own template "reports.html" when it has one, with `title`, `stylesheet` and `fragment`; otherwise in a plain
document. `{{ report_fragment("weekly") }}` puts a report into any other template; such a page links `report_stylesheet()`.

Only files that a manifest lists are served, and never through a link. Needs nothing but the standard library and Flask.
"""

import hashlib
import json
import os
import re
from pathlib import Path
from urllib.parse import urljoin

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from jinja2 import TemplateNotFound
from markupsafe import Markup

ROOT = Path(__file__).resolve().parent
"""The folder with the reports."""

CACHE_CONTROL = "private, no-cache"
"""What answers say of caching unless the app's configuration has REPORTS_CACHE_CONTROL: browsers keep pages and charts but ask each time
whether they are still right (ETag), and caches between do not keep them, for the app may show them to some people only."""

STYLESHEET = "style.css"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
}
PAGE_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

reports = Blueprint("reports", __name__)


@reports.get("/reports/")
def home():
    """The home page."""
    return page("index.html", url_for("reports.home"))


@reports.get("/reports/<path:path>")
def file(path):
    """A page, or a file beside one."""
    parts = path.split("/")
    if parts[-1] in ("", "index.html"):
        folder = "/".join(parts[:-1])
        name = f"{folder}/index.html" if folder else "index.html"
        return page(name, url_for("reports.file", path=f"{folder}/") if folder else url_for("reports.home"))
    content = read(path)
    if content is None and read(f"{path}/index.html") is not None:
        # Relative links start from the folder, so that its address ends in a slash.
        return Response(status=308, headers={"Location": url_for("reports.file", path=f"{path}/")})
    return answer(content, TYPES.get(Path(path).suffix))


@reports.get("/api/svg/reports/<report>/<period>/<chart>")
def chart(report, period, chart):
    """A chart by its cell's id, with or without ".svg"."""
    name = chart.removesuffix(".svg")
    return answer(read(f"{report}/{folder_of(report, period)}/charts/{name}.svg"), TYPES[".svg"])


@reports.get("/api/reports/<report>/latest")
def latest(report):
    """The newest values of a report: those of every cell by name, with the ways to its page and charts."""
    period = folder_of(report, "latest")
    content = read(f"{report}/{period}/report.json")
    if content is None:
        abort(404)
    found = json.loads(content)
    charts = sorted(
        name.removeprefix("charts/").removesuffix(".svg")
        for name in listed(f"{report}/{period}")
        if re.fullmatch(r"charts/[^/]+\.svg", name))
    values = {
        "report": found["report"],
        "title": found["title"],
        "period": found["period"],
        "values": {cell: body["values"] for cell, body in found["cells"].items() if body.get("values")},
        "asserts": found["asserts"],
        "page": url_for("reports.file", path=f"{report}/{period}/"),
        "charts": {name: url_for("reports.chart", report=report, period=period, chart=name) for name in charts},
    }
    return answer(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(), TYPES[".json"])


@reports.app_template_global()
def report_fragment(report, period="latest"):
    """A report for a page of the app's own; empty when there is none."""
    folder = folder_of(report, period)
    content = read(f"{report}/{folder}/index.html")
    if content is None:
        return Markup("")
    return Markup(absolute(content.decode(), url_for("reports.file", path=f"{report}/{folder}/")))


@reports.app_template_global()
def report_stylesheet():
    """The way to the style sheet of reports. It changes nothing outside of them."""
    return url_for("reports.file", path=STYLESHEET)


def page(name, address):
    """The answer with a page: its fragment in a document, or alone when that is asked for."""
    content = read(name)
    if content is None:
        abort(404)
    fragment = absolute(content.decode(), address)
    if "fragment" in request.args:
        return answer(fragment.encode(), TYPES[".html"])
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", fragment, re.DOTALL)
    title = Markup(heading.group(1) if heading else "Reports")
    stylesheet = report_stylesheet()
    try:
        return answer(
            render_template("reports.html", title=title, stylesheet=stylesheet, fragment=Markup(fragment)).encode(),
            TYPES[".html"])
    except TemplateNotFound as error:
        # Only the template itself may be missing; what it includes must be there.
        if error.name != "reports.html":
            raise
    document = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{title}</title>\n<link rel="stylesheet" href="{stylesheet}">\n</head>\n'
        f"<body>\n<main>\n{fragment}</main>\n</body>\n</html>\n")
    return answer(document.encode(), TYPES[".html"], PAGE_POLICY)


def answer(content, kind, policy=None):
    """The answer with some bytes, or with 304 when the browser has them already; 404 without any."""
    if content is None or kind is None:
        abort(404)
    response = Response(content, content_type=kind)
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.headers["Cache-Control"] = current_app.config.get("REPORTS_CACHE_CONTROL", CACHE_CONTROL)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if policy or kind == TYPES[".svg"]:
        response.headers["Content-Security-Policy"] = policy or CHART_POLICY
    return response.make_conditional(request)


def absolute(fragment, address):
    """The fragment with links that are right on any page. In what trinity writes a quote outside of a tag is always escaped."""
    return re.sub(
        r' (href|src|srcset)="(?!#)([^"]*)"', lambda found: f' {found[1]}="{urljoin(address, found[2])}"', fragment)


def folder_of(report, period):
    """The folder of a period; of "latest" the newest one that there is."""
    if period != "latest" or listed(f"{report}/latest"):
        return period
    if not is_name(report):
        return period
    newest = ""
    try:
        names = sorted(os.listdir(ROOT / report))
    except OSError:
        return period
    started = ""
    for name in names:
        content = read(f"{report}/{name}/report.json")
        start = json.loads(content)["period"]["from"] if content else ""
        if start > started:
            newest, started = name, start
    return newest or period


def read(path):
    """The bytes of a file that is listed, or None."""
    folder, _, name = path.rpartition("/")
    parts = path.split("/")
    if not all(is_name(part) for part in parts):
        return None
    # A run's folder is REPORT/PERIOD, and its manifest lists all that is below.
    run = "/".join(parts[:2])
    is_listed = "/".join(parts[2:]) in listed(run) if len(parts) > 2 else path in site_files(folder)
    file = ROOT / path
    # A link on the way would lead to another path than the one that was asked for.
    if not is_listed or os.path.realpath(file) != str(file):
        return None
    try:
        return file.read_bytes()
    except OSError:
        return None


def listed(run):
    """The files of a run's folder, as its manifest lists them; none without a manifest."""
    if not all(is_name(part) for part in run.split("/")):
        return set()
    return names_in(ROOT / run / "manifest.json", "outputs")


def site_files(folder):
    """The files that belong to no run: those that the site's manifest lists, or the indexes of a folder without one."""
    names = names_in(ROOT / "site.json", "files")
    names = names or {"index.html", STYLESHEET, f"{folder}/index.html"}
    return {name for name in names if Path(name).suffix in TYPES}


def names_in(manifest, key):
    """The paths that a manifest lists."""
    if os.path.realpath(manifest) != str(manifest):
        return set()
    try:
        return {entry["path"] for entry in json.loads(manifest.read_bytes())[key]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def is_name(part):
    """Whether a part of a path is a plain name: not hidden, no way up, nothing that a file system takes for more."""
    return bool(part) and not part.startswith(".") and not set(part) & set("/\\\0:")
