"""The small app with the three lines that mount the reports, served on a free port, and pages of its own that show charts."""

import http.client
import importlib.util
import logging
import sys
import threading
from pathlib import Path

from flask import render_template_string
from werkzeug.serving import make_server

# What is added to the app, before it runs.
LINES = """
from published.glyph_weaver import reports
app.register_blueprint(reports)
"""

SHOW = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
{% if both %}<meta name="color-scheme" content="light dark">{% endif %}
<title>Charts</title>
</head>
<body>
<h1>Charts</h1>
{% for chart in charts %}
<h2>{{ chart }}</h2>
<img id="img-{{ loop.index }}" src="{{ addresses[chart] }}" alt="{{ chart }} as an image" width="476">
<object id="object-{{ loop.index }}" data="{{ addresses[chart] }}" type="image/svg+xml" style="width: 476px; height: auto" aria-label="{{ chart }} as an object"></object>
<div id="inline-{{ loop.index }}"></div>
{% endfor %}
<script>
window.arrived = Promise.all({{ charts | tojson }}.map(async (chart, index) => {
  const answer = await fetch({{ addresses | tojson }}[chart]);
  document.getElementById('inline-' + (index + 1)).innerHTML = await answer.text();
}));
</script>
</body>
</html>
"""

EMBEDDED = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Weaver</title><link rel="stylesheet" href="{{ report_stylesheet() }}">
<style>body { font: 20px serif; margin: 20px; } h2 { color: rgb(1, 2, 3); }</style></head>
<body><h2 id="own">Ours</h2>{{ report_fragment("trinity_report_weekly") }}</body>
</html>
"""


class Host:
    """The app, running until `close`."""

    def __init__(self, folder):
        """`folder` holds the published reports in `published/`; app.py is put beside them."""
        source = (Path(__file__).parent / "app.py").read_text()
        start = source.index('if __name__ == "__main__"')
        (folder / "app.py").write_text(source[:start] + LINES.lstrip() + "\n\n" + source[start:])
        sys.path.insert(0, str(folder))
        sys.dont_write_bytecode = True
        spec = importlib.util.spec_from_file_location("app", folder / "app.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.app = module.app
        self.app.add_url_rule("/show/<int:both>", "show", self.show)
        self.app.add_url_rule("/embedded", "embedded", lambda: render_template_string(EMBEDDED))
        # Chromium asks every server for one.
        self.app.add_url_rule("/favicon.ico", "favicon", lambda: ("", 204))
        self.charts = {}
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, both):
        return render_template_string(SHOW, charts=list(self.charts), addresses=self.charts, both=both)

    def address(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path, method="GET", **headers):
        """The answer to a request whose path goes out exactly as it is written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=False)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def close(self):
        self.server.shutdown()
