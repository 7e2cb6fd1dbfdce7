"""Spans of real commands: they decode, form one tree, bear the original system's attributes, and hold no data."""

import csv
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from collector import Collector, attributes

TRINITY = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parents[2]
WEEKLY = "reports/trinity_report_weekly.md"


def workspace(folder):
    for name in ("reports", "templates", "trinity.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    run(folder, {}, "sample", "--out", "data", "--rows", "2000")


def run(folder, variables, *arguments, status=0):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("OTEL_", "TRINITY_"))}
    started = time.monotonic()
    done = subprocess.run(
        [TRINITY, *arguments], cwd=folder, env=environment | variables, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done, time.monotonic() - started


def secrets(folder):
    """Values of the data that nobody would write by chance."""
    found = set()
    for path in (folder / "data").rglob("*.csv"):
        with open(path, newline="") as file:
            for row in list(csv.DictReader(file))[:500]:
                found.update(value for key, value in row.items() if key.endswith("_id") or key == "amount")
    return {value for value in found if len(value) >= 6}


def check_tree(spans):
    """One root, every parent there, children within their parents' time."""
    by_id = {span.span_id: span for span in spans}
    assert len(by_id) == len(spans), "span ids repeat"
    assert len({span.trace_id for span in spans}) == 1, "more than one trace"
    roots = [span for span in spans if span.parent_span_id not in by_id]
    assert len(roots) == 1, [span.name for span in roots]
    for span in spans:
        assert len(span.trace_id) == 16 and len(span.span_id) == 8
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        parent = by_id.get(span.parent_span_id)
        if parent:
            # The clock may be set back a little while the command runs.
            assert parent.start_time_unix_nano <= span.start_time_unix_nano + 1_000_000, (parent.name, span.name)
            assert span.end_time_unix_nano <= parent.end_time_unix_nano + 1_000_000, (parent.name, span.name)
    return roots[0], by_id


def check_report(folder, protocol, compare_with=None):
    collector = Collector(answers=[503, 429])
    run(
        folder,
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
            "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=test",
            "OTEL_BSP_SCHEDULE_DELAY": "1",
            "TRACEPARENT": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        },
        "publish",
        "--out",
        f"site-{protocol[5:]}",
    )
    assert all(request[1].get("x-key") == "a b" for request in collector.requests)
    received = list(collector.spans())
    spans = [span for span, _ in received]
    for _, resource in received:
        assert resource["service.name"] == "trinity" and resource["deployment.environment"] == "test", resource
    root, by_id = check_tree(spans)
    assert root.name == "trinity publish"
    assert root.trace_id.hex() == "4bf92f3577b34da6a3ce929d0e0e4736" and root.parent_span_id.hex() == "00f067aa0ba902b7"
    names = {span.name for span in spans}
    assert {"report", "plan", "query", "scan", "assemble", "cell", "render", "publish"} <= names, names
    reports = {attributes(span.attributes)["report.id"]: attributes(span.attributes) for span in spans if span.name == "report"}
    expected = {
        "quantum_resonance_hourly": ("harmony", "resonance"),
        "payment_analytics_daily": ("harmony", "payment"),
        "ethical_coherence_daily": ("harmony", "ethical"),
        "trinity_report_weekly": ("transcendence", "trinity"),
    }
    for report, (phase, kind) in expected.items():
        found = reports[report]
        assert (found["quantum.phase"], found["analytics.type"]) == (phase, kind), found
        assert found["sacred.trinity.analytics"] is True and found["trinity.engine"].startswith("local"), found
        assert found["data.records"] >= 0
    for span in spans:
        assert attributes(span.attributes)["quantum.component"] == "spark_analytics_engine"
    scans = [attributes(span.attributes) for span in spans if span.name == "scan"]
    assert {"transactions", "payments", "audits"} <= {scan["source.name"] for scan in scans}
    assert sum(scan["data.records"] for scan in scans) > 0
    sent = b"".join(request[2] for request in collector.requests)
    for value in secrets(folder):
        assert value.encode() not in sent, f"a data value is in a trace: {value}"
    return len(spans), len(collector.requests)


def check_failure(folder):
    """A cell that fails on its data marks its span, and tells nothing of the data."""
    (folder / "reports" / "wrong.md").write_text(
        "---\nreport: 1\ntitle: Wrong\nperiod: {grain: week, offset: -1}\n---\n\n"
        "```sql {#bad window=all}\nSELECT CAST(user_id AS BIGINT) AS n FROM transactions\n```\n"
    )
    collector = Collector()
    done, _ = run(
        folder, {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address}, "render", "reports/wrong.md", "--verbose",
        "--log-format", "json", status=1,
    )
    spans = [span for span, _ in collector.spans()]
    check_tree(spans)
    cell = next(span for span in spans if span.name == "cell")
    assert cell.status.code == 2 and attributes(cell.attributes)["error.type"] in ("query", "data"), cell
    (folder / "reports" / "wrong.md").unlink()
    import json

    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert any(line["message"] == "report finished" and line["trace_id"] for line in lines), done.stderr
    for value in secrets(folder):
        assert value not in "".join(map(str, lines)), f"a data value is in a log line: {value}"


def check_absence(folder):
    """Without an endpoint nobody is asked; one that is not there does not hold a command up."""
    for variables in ({}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}):
        done, _ = run(folder, variables, "render", WEEKLY)
        assert "spans" not in done.stderr, done.stderr
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for address in ("http://127.0.0.1:9", f"http://127.0.0.1:{silent.getsockname()[1]}"):
            _, plain = run(folder, {}, "render", WEEKLY)
            done, seconds = run(folder, {"OTEL_EXPORTER_OTLP_ENDPOINT": address}, "render", WEEKLY)
            # Two seconds are the bound for spans that wait at the end; the rest is room for a busy machine.
            assert seconds < plain + 6, (address, seconds, plain)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        workspace(folder)
        for protocol in ("http/protobuf", "http/json"):
            count, requests = check_report(folder, protocol)
            print(f"{protocol}: {count} spans in {requests} requests, one tree, no data values")
        check_failure(folder)
        check_absence(folder)
        print("a failed cell is marked; commands without a collector are not held up")


if __name__ == "__main__":
    main()
