/// The files of `templates/` by their paths there, written here by `make templates`.
enum EmbeddedTemplates {
    static let files: [String: String] = [
        "glyph-weaver/archive.mustache": ####"""
        <article class="trinity-report" lang="{{options.language}}">
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{count}}</p><nav aria-label="Reports"><a href="latest/index.html">Latest</a> <a href="{{root}}index.html">All reports</a></nav></div>
        </header>
        {{> archive-periods}}
        </article>

        """####,
        "glyph-weaver/home.mustache": ####"""
        <article class="trinity-report" lang="{{options.language}}">
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{count}}</p><nav aria-label="Site"><a href="feed.xml">Feed</a></nav></div>
        </header>
        {{> home-reports}}
        </article>

        """####,
        "glyph-weaver/index.mustache": ####"""
        <article class="trinity-report" lang="{{options.language}}">
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        {{#up}}<div class="period"><p>{{count}}</p><nav aria-label="Reports"><a href="{{up}}">All reports</a></nav></div>
        {{/up}}</header>
        {{#reports}}<section class="listing">
        <h2><a href="{{latest}}">{{title}}</a></h2>
        {{#description}}<p>{{description}}</p>
        {{/description}}<ul class="periods">
        {{#periods}}<li><a href="{{link}}">{{label}}</a>{{#trouble}} <span class="bad">{{trouble}}</span>{{/trouble}}</li>
        {{/periods}}</ul>
        {{#more}}<p class="more"><a href="{{more}}">all periods</a></p>
        {{/more}}</section>
        {{/reports}}{{^reports}}<p class="empty">No report has been rendered yet.</p>
        {{/reports}}{{#broken}}<p class="more">{{text}}</p>
        {{/broken}}</article>

        """####,
        "glyph-weaver/page.mustache": ####"""
        <article class="trinity-report" id="{{report}}" lang="{{options.language}}">
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{period}} · {{zone}}</p>{{#site}}<nav aria-label="Reports">{{#set}}<a href="{{run}}index.html">All pages</a> {{/set}}<a href="{{run}}../index.html">{{all}}</a> <a href="{{root}}index.html">All reports</a></nav>{{/site}}</div>
        {{{pager}}}</header>
        {{#contents}}<nav class="contents" aria-label="Contents"><ul>
        {{#items}}<li><a href="#{{id}}">{{text}}</a></li>
        {{/items}}</ul></nav>
        {{/contents}}{{{notice}}}{{#notices}}<div class="notice" role="alert"><strong>{{title}}</strong> {{text}}</div>
        {{/notices}}{{{body}}}{{{footnotes}}}{{#options.footer}}
        {{> foot}}
        {{/options.footer}}</article>

        """####,
        "glyph-weaver/scope.css": ####"""
        & {
          background: var(--paper); color: var(--ink); font-family: var(--font); font-size: var(--text-size); line-height: 1.55; font-variant-numeric: tabular-nums;
        }
        /* On a page of its own a report keeps its distance; within another page that is the page's affair. */
        body:has(> main:only-child > &) { margin: 0; }
        body > main:only-child > & {
          box-sizing: border-box; min-height: 100vh; padding: 32px max(32px, calc((100% - var(--page-width)) / 2 + 32px)) 64px;
        }
        @media screen and (max-width: 700px) { body > main:only-child > & { padding: 16px; } }
        @media print { & { color-scheme: light; } body > main:only-child > & { padding: 0; } }

        """####,
        "glyph-weaver/static/glyph_weaver.py": ####"""
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

        """####,
        "glyph-weaver/template.yaml": ####"""
        # Fragments for the Flask Glyph Weaver, and for any Flask app: no html, no head, a style sheet that stays within '.trinity-report', and
        # glyph_weaver.py, a blueprint that serves them.
        name: glyph-weaver
        description: Fragments with a Flask blueprint, for the Glyph Weaver and other apps.
        scope: .trinity-report
        stylesheet: style.css
        options:
          charts: image
        theme:
          page-width: {light: 1056px}

        """####,
        "plain/page.css": ####"""
        :root { color-scheme: light dark; }
        body {
          max-width: var(--page-width); margin: 0 auto; padding: 1rem; background: var(--paper); color: var(--ink);
          font-family: var(--font); font-size: var(--text-size); line-height: 1.5;
        }
        a { color: var(--accent); }
        h2 { margin-top: var(--section-gap); }
        main > p, main > ul, main > ol { max-width: var(--text-width); }
        img, svg { max-width: 100%; height: auto; }
        figure { margin: 1.5rem 0; }
        figcaption .title { display: block; font-weight: bold; }
        figcaption .caption, .more, .change, summary, footer { color: var(--muted); font-size: .875em; }
        pre, .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
        .number { text-align: end; }
        .number, .time { white-space: nowrap; }
        .center { text-align: center; }
        .figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1rem 0; }
        .figures dd { margin: 0; }
        .figures b { font-size: 1.5em; }
        .alert, .failure, [role=alert] { padding-left: 1rem; border-left: 4px solid var(--warn); }
        .alert .kind { margin: 0; font-weight: bold; }
        .chart.narrow { display: none; }
        picture.chart { display: block; }
        td.bar svg { width: 8rem; height: .5rem; }
        td.bar rect { fill: var(--accent); }
        td.trend svg { width: 8rem; height: 1.5rem; }
        .skip { position: absolute; left: -9999px; }
        @media print { nav, details { display: none; } }

        """####,
        "plain/page.mustache": ####"""
        {{> head}}
        <main>
        <header>
        {{#kicker}}<p>{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <p>{{period}}, {{zone}}</p>
        {{{pager}}}</header>
        {{{notice}}}{{#notices}}<p role="alert"><strong>{{title}}</strong> {{text}}</p>
        {{/notices}}{{{body}}}{{{footnotes}}}{{#site}}<nav aria-label="Reports">
        <p>{{#set}}<a href="{{run}}index.html">All pages</a>, {{/set}}<a href="{{run}}../index.html">{{all}}</a>, <a href="{{root}}index.html">all reports</a></p>
        </nav>
        {{/site}}</main>
        {{#options.footer}}
        {{> foot}}
        {{/options.footer}}
        {{> tail}}

        """####,
        "plain/template.yaml": ####"""
        # Semantic HTML and little CSS: easy to put into another page, to restyle, and to read without any style at all.
        name: plain
        description: Semantic HTML with minimal CSS, easy to embed and to restyle.
        options:
          charts: image
          footer: false

        theme:
          font: {light: serif}
          page-width: {light: 60rem}
          section-gap: {light: 2.5rem}

        """####,
        "trinity/archive-periods.mustache": ####"""
        {{#notices}}<div class="notice" role="note"><strong>{{title}}</strong> {{text}}</div>
        {{/notices}}{{#years}}<section class="listing">
        <h2>{{year}}</h2>
        <ul class="periods">
        {{#periods}}<li><a href="{{link}}">{{label}}</a>{{#trouble}} <span class="bad">{{trouble}}</span>{{/trouble}}</li>
        {{/periods}}</ul>
        </section>
        {{/years}}

        """####,
        "trinity/archive.mustache": ####"""
        {{> head}}
        <a class="skip" href="#content">Skip to the periods</a>
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{count}}</p><nav aria-label="Reports"><a href="latest/index.html">Latest</a> <a href="{{root}}index.html">All reports</a></nav></div>
        </header>
        <main id="content">
        {{> archive-periods}}
        </main>
        {{> tail}}

        """####,
        "trinity/foot.mustache": ####"""
        <footer>
        <section>
        <h2>Sources</h2>
        <ul>
        {{#sources}}<li>{{name}}: {{files}}, {{rows}}{{#rejected}}, <strong>{{rejected}}</strong>{{/rejected}}{{#withoutTime}}, {{withoutTime}}{{/withoutTime}}</li>
        {{/sources}}{{^sources}}<li>none</li>
        {{/sources}}</ul>
        </section>
        <section>
        <h2>Checks</h2>
        <ul>
        {{#checks}}<li>{{text}}</li>
        {{/checks}}{{^checks}}<li>none</li>
        {{/checks}}</ul>
        </section>
        <section>
        <h2>Run</h2>
        <ul>
        <li>plan {{plan}}{{#ran}}; {{ran}}{{/ran}}</li>
        {{#parameters}}<li>{{name}} = {{value}}</li>
        {{/parameters}}<li><a href="report.json">data</a> · <a href="report.md">Markdown</a>{{#site}} · <a href="{{run}}manifest.json">manifest</a>{{/site}}{{#rejects}} · <a href="{{run}}rejects.ndjson">rejected rows</a>{{/rejects}}</li>
        {{#csv}}<li><details><summary>Tables as CSV</summary><ul>{{#tables}}<li><a href="{{link}}">{{name}}</a></li>{{/tables}}</ul></details></li>
        {{/csv}}</ul>
        </section>
        </footer>

        """####,
        "trinity/head.mustache": ####"""
        <!doctype html>
        <html lang="{{options.language}}">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{{policy}}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="trinity">
        {{#description}}<meta name="description" content="{{description}}">
        {{/description}}<title>{{windowTitle}}</title>
        {{{links}}}{{#stylesheet}}<link rel="stylesheet" href="{{stylesheet}}">{{/stylesheet}}{{^stylesheet}}<style>{{{style}}}</style>{{/stylesheet}}
        </head>
        <body>

        """####,
        "trinity/home-reports.mustache": ####"""
        {{#reports}}<section class="listing">
        <h2><a href="{{latest}}">{{title}}</a></h2>
        <p class="meta">{{period}}</p>
        {{#notices}}<div class="notice" role="note"><strong>{{title}}</strong> {{text}}</div>
        {{/notices}}{{#description}}<p>{{description}}</p>
        {{/description}}{{{figures}}}<p class="more">{{#previous}}<a href="{{link}}">{{label}}</a> · {{/previous}}<a href="{{archive}}">{{all}}</a></p>
        </section>
        {{/reports}}

        """####,
        "trinity/home.mustache": ####"""
        {{> head}}
        <a class="skip" href="#content">Skip to the reports</a>
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{count}}</p><nav aria-label="Site"><a href="feed.xml">Feed</a></nav></div>
        </header>
        <main id="content">
        {{> home-reports}}
        </main>
        {{> tail}}

        """####,
        "trinity/index.mustache": ####"""
        {{> head}}
        <a class="skip" href="#content">Skip to the reports</a>
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        {{#up}}<div class="period"><p>{{count}}</p><nav aria-label="Reports"><a href="{{up}}">All reports</a></nav></div>
        {{/up}}</header>
        <main id="content">
        {{#reports}}<section class="listing">
        <h2><a href="{{latest}}">{{title}}</a></h2>
        {{#description}}<p>{{description}}</p>
        {{/description}}<ul class="periods">
        {{#periods}}<li><a href="{{link}}">{{label}}</a>{{#trouble}} <span class="bad">{{trouble}}</span>{{/trouble}}</li>
        {{/periods}}</ul>
        {{#more}}<p class="more"><a href="{{more}}">all periods</a></p>
        {{/more}}</section>
        {{/reports}}{{^reports}}<p class="empty">No report has been rendered yet.</p>
        {{/reports}}{{#broken}}<p class="more">{{text}}</p>
        {{/broken}}</main>
        {{> tail}}

        """####,
        "trinity/missing.mustache": ####"""
        {{> head}}
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>Page not found</h1>
        </header>
        <main id="content">
        <p>There is no page at this address. It may have been moved, or the link may be wrong.</p>
        <p><a href="{{home}}">{{title}}</a></p>
        </main>
        {{> tail}}

        """####,
        "trinity/page.css": ####"""
        :root { color-scheme: light dark; }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 40px 32px 64px; max-width: var(--page-width); background: var(--paper); color: var(--ink);
          font-family: var(--font); font-size: var(--text-size); line-height: 1.55;
          font-variant-numeric: tabular-nums;
        }
        a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .skip { position: absolute; left: -9999px; }
        .skip:focus { left: 16px; top: 8px; background: var(--paper); padding: 4px 8px; }
        header { border-bottom: 1px solid var(--line); padding-bottom: 20px; margin-bottom: 28px; }
        .kicker { margin: 0; font-size: 13px; letter-spacing: .08em; text-transform: uppercase; color: var(--muted); }
        h1 { margin: 4px 0 6px; font-size: 38px; line-height: 1.15; letter-spacing: -.01em; }
        .period { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; color: var(--muted); }
        .period p { margin: 0; }
        .period nav { display: flex; gap: 20px; }
        h2 { margin: var(--section-gap) 0 8px; font-size: 23px; line-height: 1.25; }
        h3 { margin: 32px 0 6px; font-size: 17px; }
        h4, h5, h6 { margin: 24px 0 4px; font-size: 15px; }
        p, ul, ol, blockquote, pre { margin: 0 0 16px; }
        main > p, main > ul, main > ol, main > blockquote, main > .notes,
        article > p, article > ul, article > ol, article > blockquote, article > .notes { max-width: var(--text-width); }
        li > p { margin-bottom: 8px; }
        blockquote { padding-left: 16px; border-left: 3px solid var(--line); color: var(--muted); }
        code { font-family: var(--font-code); font-size: .9em; background: var(--code); padding: 1px 4px; border-radius: 3px; }
        pre { background: var(--code); padding: 12px 16px; border-radius: 6px; overflow-x: auto; }
        pre code { background: none; padding: 0; }
        hr { border: 0; border-top: 1px solid var(--line); margin: 32px 0; }
        img { max-width: 100%; }
        .contents { margin: 0 0 24px; font-size: 14px; }
        .contents ul { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0; padding: 0; list-style: none; }
        .figures {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); margin: 0 0 16px;
          border: 1px solid var(--line); border-radius: 8px; background: var(--panel); overflow: hidden;
        }
        .figures > div { padding: 16px 20px 14px; box-shadow: -1px -1px 0 var(--line); }
        .figures dt { font-size: 14px; color: var(--muted); }
        .figures dd { margin: 0; }
        .figures b { font-size: 30px; line-height: 1.25; letter-spacing: -.01em; }
        .figures .long b { font-size: 21px; line-height: 1.8; }
        .figures .unit { color: var(--muted); }
        .figures .change { font-size: 13px; color: var(--muted); }
        .figures .good { color: var(--good); font-weight: 600; }
        .figures .bad { color: var(--bad); font-weight: 600; }
        .figures .neutral { color: var(--ink); font-weight: 600; }
        .spark { margin-top: 6px; line-height: 0; }
        .spark svg { width: 120px; height: 28px; }
        .alert, .notice, .failure {
          margin: 0 0 20px; padding: 12px 16px; border-left: 4px solid var(--note); background: var(--note-ground); border-radius: 0 6px 6px 0;
        }
        .alert p, .failure p { margin: 0 0 4px; }
        .alert .kind { font-size: 13px; font-weight: 600; color: var(--note); }
        .alert.warning, .alert.important { border-color: var(--warn); background: var(--warn-ground); }
        .alert.warning .kind, .alert.important .kind { color: var(--warn); }
        .alert.caution, .failure, .notice { border-color: var(--bad); background: var(--bad-ground); }
        .alert.caution .kind { color: var(--bad); }
        figure { margin: 28px 0 24px; min-width: 0; }
        .row { display: grid; grid-template-columns: 1fr 1fr; gap: 0 40px; }
        .row > pre { align-self: start; margin: 28px 0 24px; min-width: 0; }
        .row figure:only-child { grid-column: 1 / -1; max-width: 520px; }
        figcaption .title { display: block; font-size: 15px; font-weight: 600; }
        figcaption .caption { display: block; font-size: 13px; color: var(--muted); }
        .chart { margin-top: 10px; line-height: 0; }
        .chart svg { width: 100%; height: auto; }
        .chart.narrow { display: none; }
        picture.chart { display: block; }
        picture.chart img { max-width: 100%; height: auto; }
        details { margin-top: 6px; font-size: 13px; }
        summary { color: var(--muted); cursor: pointer; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; margin-top: 8px; }
        details table { font-size: 13px; width: auto; }
        th { font-weight: 500; color: var(--muted); text-align: left; }
        th, td { padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        details th, details td { padding: 3px 20px 3px 0; }
        .number { text-align: right; white-space: nowrap; }
        .number + :not(.number):not(.bar) { padding-left: 20px; }
        .time { white-space: nowrap; }
        .center { text-align: center; }
        td.bar { width: 30%; min-width: 90px; padding-left: 8px; padding-right: 0; vertical-align: middle; }
        td.bar svg { display: block; width: 100%; height: 8px; }
        td.bar rect { fill: var(--accent); opacity: .75; }
        td.bar rect.negative { fill: var(--bad); }
        td.trend { padding-top: 4px; padding-bottom: 4px; line-height: 0; vertical-align: middle; }
        td.trend svg { width: 120px; height: 24px; }
        tfoot th, tfoot td { border-top: 1px solid var(--axis); border-bottom: 0; font-weight: 600; color: var(--ink); }
        tfoot .total { float: left; margin-right: 12px; }
        /* Text keeps its contrast on the strongest tint: 40 % of the accent on the ground. */
        [class*="heat-"] { --tint: var(--accent); padding-left: 12px; background: color-mix(in oklab, var(--tint) var(--share), transparent); }
        [class*="heat-"].below { --tint: var(--bad); }
        .heat-1 { --share: 5%; }
        .heat-2 { --share: 10%; }
        .heat-3 { --share: 15%; }
        .heat-4 { --share: 20%; }
        .heat-5 { --share: 25%; }
        .heat-6 { --share: 30%; }
        .heat-7 { --share: 35%; }
        .heat-8 { --share: 40%; }
        .scroll:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        table.prose { width: auto; }
        table.prose th, table.prose td { padding-right: 28px; }
        .more, .empty { font-size: 13px; color: var(--muted); }
        .notes { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--line); font-size: 14px; }
        .notes p { display: inline; }
        .noteref { text-decoration: none; }
        sup { line-height: 0; }
        footer {
          display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 32px; margin-top: 64px; padding-top: 16px;
          border-top: 1px solid var(--line); font-size: 13px; color: var(--muted);
        }
        footer h2 { margin: 0 0 4px; font-size: 13px; color: var(--ink); }
        footer ul { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
        .listing h2 { margin-top: 32px; }
        .periods { padding: 0; list-style: none; columns: 2; }
        .listing .meta { margin: 2px 0 0; font-size: 13px; color: var(--muted); }
        .pager { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 10px; font-size: 13px; }
        .bad { color: var(--bad); }
        @media screen and (max-width: 700px) {
          body { padding: 24px 16px 48px; }
          h1 { font-size: 29px; }
          h2 { margin-top: 44px; }
          .figures { grid-template-columns: 1fr 1fr; }
          .figures > div { padding: 12px 14px 10px; }
          .figures b { font-size: 24px; }
          .figures .long b { font-size: 17px; }
          .row { display: block; }
          .row figure:only-child { max-width: none; }
          .chart.wide { display: none; }
          /* Drawn for phones: wider windows show it no larger, so that its text is as large as the text beside it. */
          .chart.narrow { display: block; max-width: 400px; }
          picture.chart img { max-width: min(100%, 430px); }
          /* A shadow stands at each end beyond which a table goes on: it stays, while the ground that hides it moves with the table. */
          .scroll {
            --shadow: color-mix(in oklab, var(--ink) 26%, transparent);
            background:
              linear-gradient(to right, var(--paper) 16px, transparent) left / 40px 100% no-repeat local,
              linear-gradient(to left, var(--paper) 16px, transparent) right / 40px 100% no-repeat local,
              linear-gradient(to right, var(--shadow) 0, transparent) left / 14px 100% no-repeat scroll,
              linear-gradient(to left, var(--shadow) 0, transparent) right / 14px 100% no-repeat scroll;
          }
          th, td { padding-right: 10px; }
          td.bar { display: none; }
          footer { grid-template-columns: 1fr; }
          .periods { columns: 1; }
        }
        @media print {
          :root {
            color-scheme: light;
            --paper: #fff; --ink: #000; --muted: #444; --grid: #ddd; --line: #ccc; --axis: #999; --panel: #fff;
            --warn-ground: #fff; --note-ground: #fff; --bad-ground: #fff; --code: #f5f5f5;
          }
          @page { margin: 16mm 14mm; }
          body { max-width: none; padding: 0; font-size: 11pt; }
          nav, .skip, details, .back { display: none; }
          h1 { font-size: 24pt; }
          h2 { font-size: 15pt; margin-top: 24pt; }
          h2, h3, figcaption { break-after: avoid; }
          h2 + p { break-after: avoid; }
          figure, .figures, .alert, tr, footer { break-inside: avoid; }
          figure.table { break-inside: auto; }
          thead { display: table-header-group; }
          .figures { grid-template-columns: repeat(4, 1fr); }
          .figures > div { padding: 10px 12px; }
          .figures b { font-size: 18pt; }
          .alert, .notice, .failure { border: 1px solid var(--line); border-left-width: 4px; }
          main a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 9pt; color: var(--muted); }
        }

        """####,
        "trinity/page.mustache": ####"""
        {{> head}}
        <a class="skip" href="#content">Skip to the report</a>
        <header>
        {{#kicker}}<p class="kicker">{{kicker}}</p>
        {{/kicker}}<h1>{{title}}</h1>
        <div class="period"><p>{{period}} · {{zone}}</p>{{#site}}<nav aria-label="Reports">{{#set}}<a href="{{run}}index.html">All pages</a> {{/set}}<a href="{{run}}../index.html">{{all}}</a> <a href="{{root}}index.html">All reports</a></nav>{{/site}}</div>
        {{{pager}}}</header>
        {{#contents}}<nav class="contents" aria-label="Contents"><ul>
        {{#items}}<li><a href="#{{id}}">{{text}}</a></li>
        {{/items}}</ul></nav>
        {{/contents}}<main id="content">
        {{{notice}}}{{#notices}}<div class="notice" role="alert"><strong>{{title}}</strong> {{text}}</div>
        {{/notices}}{{{body}}}{{{footnotes}}}</main>
        {{#options.footer}}
        {{> foot}}
        {{/options.footer}}
        {{> tail}}

        """####,
        "trinity/tail.mustache": ####"""
        </body>
        </html>

        """####,
        "trinity/template.yaml": ####"""
        # The default. Every other template extends it unless it says 'extends: none'.
        name: trinity
        description: The default, for the screen in light and dark, for narrow windows, and for paper.
        extends: none

        options:
          language: {type: string, default: en, description: "The language of the pages, as HTML's lang attribute wants it."}
          contents: {type: boolean, default: false, description: Whether reports list their sections at the top.}
          charts:
            type: string
            choices: [inline, image]
            default: inline
            description: Whether charts are part of the page, drawn also for narrow windows, or images from charts/.
          data: {type: boolean, default: true, description: Whether the data behind a chart stand below it.}
          footer: {type: boolean, default: true, description: "Whether reports end with their sources, checks and run."}

        # Each token is a CSS variable: 'accent' is --accent. One without values is left to the charts' own colours until somebody sets it.
        theme:
          paper: {type: color, light: "#fdfdfb", dark: "#10141f", description: The ground of pages.}
          panel: {type: color, light: "#ffffff", dark: "#151a27", description: The ground of key figures.}
          ink: {type: color, light: "#1a2033", dark: "#e6e9f0", description: Text.}
          muted: {type: color, light: "#5a647d", dark: "#9aa5bc", description: "Captions, labels and other text that steps back."}
          accent: {type: color, light: "#2a5db0", dark: "#86aef0", description: "Links, bars in tables and the first series of charts."}
          line: {type: color, light: "#e2e5ea", dark: "#2a3244", description: Lines between parts of a page and rows of a table.}
          grid: {type: color, light: "#e4e6ea", dark: "#232a3a", description: Grid lines of charts.}
          axis: {type: color, light: "#b9c0cc", dark: "#4a546a", description: Axis lines of charts.}
          code: {type: color, light: "#f3f4f6", dark: "#1a2030", description: The ground of code.}
          good: {type: color, light: "#17704b", dark: "#6fcf9f", description: Changes that are welcome.}
          bad: {type: color, light: "#a8321f", dark: "#f0917f", description: "Changes that are not, and failures."}
          bad-ground: {type: color, light: "#fdeeea", dark: "#2d1a1a", description: The ground of failures and of cautions.}
          warn: {type: color, light: "#8a5200", dark: "#e0a63f", description: Warnings.}
          warn-ground: {type: color, light: "#fff5dd", dark: "#2a2312", description: The ground of warnings.}
          note: {type: color, light: "#2a5db0", dark: "#86aef0", description: Notes and tips.}
          note-ground: {type: color, light: "#eef3fb", dark: "#172033", description: The ground of notes and tips.}
          foundation: {type: color, description: The phase foundation in charts.}
          growth: {type: color, description: The phase growth in charts.}
          harmony: {type: color, description: The phase harmony in charts.}
          transcendence: {type: color, description: The phase transcendence in charts.}
          font:
            type: font
            light: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif
            description: Text and headings.
          font-code: {type: font, light: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace', description: Code.}
          chart-font: {type: font, description: Text in charts; one about as wide as the default keeps labels apart.}
          text-size: {type: length, light: 16px, description: The size of text.}
          text-width: {type: length, light: 68ch, description: The width of paragraphs.}
          page-width: {type: length, light: 1056px, description: The width of pages with their margins.}
          section-gap: {type: length, light: 56px, description: The space above a section.}

        """####,
    ]
}
