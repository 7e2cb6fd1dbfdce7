"""What must hold of reports on Spark: the same output as the local engine's, and no partial result whatever happens to the server.

    spark.py TRINITY [--tests COMMAND] [GATE …]     all gates, or those named; COMMAND runs the package's tests
"""

import argparse
import csv
import gzip
import json
import os
import random
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from server import Cluster, CommonServer, Server

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ["trinity_report_weekly", "payment_analytics_daily", "ethical_coherence_daily", "quantum_resonance_hourly"]


def run(trinity, *arguments, cwd=None, timeout=600, environment=None):
    return subprocess.run(
        [trinity, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=timeout, env=environment
    )


def workspace(trinity, folder, form="csv", rows=20000, **options):
    """A workspace with the shipped reports over sample data."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "reports", folder / "reports", dirs_exist_ok=True)
    text = (ROOT / "trinity.yaml").read_text().replace("*.csv", f"*.{form}*")
    (folder / "trinity.yaml").write_text(text)
    extra = [item for key, value in options.items() for item in (f"--{key}", value)]
    made = run(trinity, "sample", "--out", "data", "--rows", rows, "--format", form, "--weeks", 2, "--end", "2026-11-23", *extra, cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


def close(a, b):
    """Equal, but for doubles that are 1e-9 of their size apart."""
    if isinstance(a, float) or isinstance(b, float):
        if a is None or b is None or isinstance(a, str) or isinstance(b, str):
            return a == b
        return a == b or abs(a - b) <= 1e-9 * max(abs(a), abs(b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(close(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return a == b


def differences(one, other):
    """The files of two output folders that differ, the manifest aside."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    found = []
    for name in sorted(names):
        if name.name == "manifest.json":
            continue
        first, second = one / name, other / name
        if not first.exists() or not second.exists():
            found.append(f"{name}: only on one side")
        elif name.suffix == ".json":
            if not close(json.loads(first.read_text()), json.loads(second.read_text())):
                found.append(str(name))
        elif not same_text(first.read_text(), second.read_text()):
            found.append(str(name))
    return found


NUMBER = re.compile(r"\d[\d,]*\.\d+")


def same_text(one, other):
    """Equal, but for numbers whose last digit is one apart: sums in another order may round to another side."""
    if one == other:
        return True
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    for a, b in zip(NUMBER.findall(one), NUMBER.findall(other)):
        if abs(float(a.replace(",", "")) - float(b.replace(",", ""))) > 1.001 * 10 ** -min(len(a.split(".")[1]), len(b.split(".")[1])):
            return False
    return True


def render(trinity, folder, engine, reports, *arguments):
    """Renders reports into a folder of their own, and says what came of it."""
    shutil.rmtree(folder / f"out-{engine}", ignore_errors=True)
    begun = time.monotonic()
    outcome = run(
        trinity, "render", *(f"reports/{report}.md" for report in reports), "--as-of", "2026-11-23", "--out", f"out-{engine}",
        "--engine", engine, *arguments, cwd=folder,
    )
    print(f"    {', '.join(reports)} on {engine}: {time.monotonic() - begun:.1f} s, exit status {outcome.returncode}", flush=True)
    return outcome


def both(trinity, folder, reports, address):
    """Renders reports on both engines and compares."""
    local = render(trinity, folder, "local", reports)
    as_local(trinity, folder, reports, address, local)
    return local


def as_local(trinity, folder, reports, address, local):
    """Renders reports on Spark and compares them with what the local engine has made."""
    spark = render(trinity, folder, "spark", reports, "--spark-remote", address)
    assert local.returncode == spark.returncode, spark.stderr[-3000:]
    found = differences(folder / "out-local", folder / "out-spark")
    assert not found, f"{reports}: {found}"
    assert any((folder / "out-local").rglob("index.html")), "there are no pages to compare"


# MARK: Gates


def cases(trinity, scratch, common):
    """The package's tests of SQL on both engines, and those of the module."""
    environment = {**os.environ, "TRINITY_TEST_SPARK": common.address}
    log = scratch / "tests.log"
    with open(log, "w") as file:
        status = subprocess.run(
            [*shlex.split(TESTS), "--filter", "QueryConformanceTests|SparkBackendTests"], cwd=ROOT, env=environment, stdout=file,
            stderr=subprocess.STDOUT, timeout=1800).returncode
    lines = log.read_text(errors="replace").splitlines()
    failed = [line[:400] for line in lines if "\u2718" in line]
    assert status == 0, "\n".join(failed[:20] or lines[-20:])
    summary = [line for line in lines if "Test run with" in line and "passed" in line]
    assert summary, "no tests were run"
    print("    " + summary[-1].lstrip("\u2714 "))


def spoil(folder):
    """Makes a workspace's data awkward: nulls, quotes, other line ends, times with offsets and without, and rows that do not fit and are set aside."""
    generator = random.Random(11)
    for path in sorted((folder / "data").rglob("*.csv")):
        with open(path, newline="") as file:
            names, *rows = csv.reader(file)
        place = names.index("timestamp")
        for row in rows:
            for index in range(1, len(row)):
                if index != place and generator.random() < 0.05:
                    row[index] = ""
            chance = generator.random()
            if chance < 0.1:
                row[place] = row[place].replace("Z", generator.choice(["+00:00", "+0000", "", ",5"]))
            elif chance < 0.13:
                row[0] += generator.choice([' "quoted"', ", and a comma", "\nand a line", " ünï 🦆"])
            elif chance < 0.14:
                row[generator.randrange(2, len(row))] = generator.choice(["oops", "1d", "2026"])
            elif chance < 0.145:
                row.pop()
        with open(path, "w", newline="") as file:
            csv.writer(file, lineterminator=generator.choice(["\n", "\r\n"])).writerows([names, *rows])
    text = (folder / "trinity.yaml").read_text()
    schemas = {
        "transactions": "{transaction_id: string, user_id: string, amount: double, resonance_level: double, quantum_phase: string, timestamp: timestamp, ethical_score: double, coherence_score: double}",
        "payments": "{payment_id: string, user_id: string, amount: double, timestamp: timestamp, status: string}",
        "audits": "{audit_id: string, transaction_id: string, ethical_score: double, verity_score: double, qualia_score: double, timestamp: timestamp}",
    }
    for name, schema in schemas.items():
        text = text.replace(f"data/{name}/**/*.csv*,", f"data/{name}/**/*.csv*, on_bad_row: quarantine, schema: {schema},")
    assert text.count("quarantine") == 3, text
    (folder / "trinity.yaml").write_text(text)


def reports(trinity, scratch, common):
    """The four reports come out the same on both engines, over every format and over awkward data."""
    folder = workspace(trinity, scratch / "awkward")
    spoil(folder)
    print("  awkward csv")
    both(trinity, folder, REPORTS, common.address)
    for form, options in (("csv", {}), ("ndjson", {}), ("parquet", {}), ("csv", {"compress": "gzip"})):
        folder = workspace(trinity, scratch / f"{form}{'-gz' if options else ''}", form, **options)
        print(f"  {folder.name}")
        # The weekly report has every analyzer in it.
        both(trinity, folder, REPORTS if form == "csv" and not options else REPORTS[:1], common.address)


def awkward(trinity, scratch, common):
    """Nulls, quotes, line ends, offsets, missing columns, Hive folders, and rows that do not fit: both engines read the same."""
    generator = random.Random(7)
    folder = scratch / "awkward"
    data = folder / "data"
    (data / "day=2026-11-17").mkdir(parents=True)
    (data / "day=2026-11-18").mkdir(parents=True)
    (data / "a b%c").mkdir(parents=True)
    texts = ["plain", "", "with, comma", 'with "quotes"', "two\nlines", "crlf\r\nin it", "ünï cödé 🦆", " spaces ", "back\\slash", "tab\there"]

    def rows(count, names, bad=0.0):
        for number in range(count):
            row = {
                "id": str(number), "name": generator.choice(texts), "amount": generator.choice(["1.5", "-2", "1e3", "", " 7 ", "0.1"]),
                "at": generator.choice(
                    ["2026-11-17T10:00:00Z", "2026-11-17 11:00:00.123456", "2026-11-18", "2026-11-18T01:30:00+05:30", "",
                     "2026-11-17T10:00:00,5", "2026-03-29T02:30:00", "2026-10-25 02:30:00"]),
                "ok": generator.choice(["true", "false", ""]), "big": generator.choice(["9223372036854775807", "-1", "", "12.0", "3e2"]),
            }
            if generator.random() < bad:
                row[generator.choice(["amount", "at", "big", "ok"])] = generator.choice(["oops", "1d", "2026", "0x10", "2026-13-01"])
            yield [row[name] for name in names]

    def write(path, names, count, end="\n", bad=0.0, delimiter=","):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "wt", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator=end, delimiter=delimiter)
            writer.writerow(names)
            writer.writerows(rows(count, names, bad))

    names = ["id", "name", "amount", "at", "ok", "big"]
    write(data / "day=2026-11-17/a.csv", names, 300)
    write(data / "day=2026-11-17/b.csv", names[::-1], 200, end="\r\n")
    write(data / "day=2026-11-18/c.csv.gz", names, 250)
    write(data / "day=2026-11-18/d.csv", names[:3] + names[4:], 50)
    write(data / "a b%c/rejects [1].csv", names, 400, bad=0.1)
    with open(data / "a b%c/rejects [1].csv", "a") as file:
        file.write("1,2\n,,,,,,,,\n\n")
    with open(data / "n.ndjson", "w") as file:
        for row in rows(300, names):
            record = dict(zip(names, row))
            value = {"id": int(record["id"]), "name": record["name"] or None, "amount": float(record["amount"] or 0), "at": record["at"] or None,
                     "ok": {"true": True, "false": False}.get(record["ok"])}
            for key in list(value):
                if value[key] is None and generator.random() < 0.5:
                    del value[key]
            file.write(json.dumps(value, ensure_ascii=generator.random() < 0.5) + generator.choice(["\n", "\r\n", " \n"]))
        for text in ('{"id": 1.5}\n', '{"id": "7"}\n', "[1]\n", '{"id": 1\n', "\n", '{"id": 1, "ok": "true"}\n', '{"at": 5}\n'):
            file.write(text)
    schema = "{id: bigint, name: string, amount: double, at: timestamp, ok: boolean, big: bigint}"
    (folder / "trinity.yaml").write_text(
        f"""
timezone: Europe/Berlin
sources:
  hive: {{path: data/day=*/*, time: at, schema: {schema.replace('}', ', day: date}')}}}
  lacking: {{path: data/day=*/*, schema: {schema.replace('}', ', day: date, nmae: string, colour: string}')}}}
  lacking_parquet: {{path: "parquet/transactions/**/*.parquet", schema: {{user_id: string, colour: string}}}}
  bad: {{path: "data/a b%c/", time: at, on_bad_row: quarantine, schema: {schema}}}
  lines: {{path: data/n.ndjson, time: at, on_bad_row: quarantine, schema: {schema.replace(', big: bigint', '')}}}
""")
    queries = [
        "SELECT * FROM {0}", "SELECT count(*) AS n, count(name) AS names, sum(amount) AS s, min(at) AS lo, max(at) AS hi FROM {0}",
        "SELECT name, length(name) AS l, count(*) AS n FROM {0} GROUP BY name ORDER BY name",
        "SELECT date_trunc('day', at) AS d, hour(at) AS h, count(*) AS n FROM {0} GROUP BY 1, 2 ORDER BY 1, 2",
    ]
    for source in ("hive", "bad", "lines"):
        for query in queries + (["SELECT day, sum(big / 1e18) AS s, count(*) AS n FROM hive GROUP BY day"] if source == "hive" else []):
            answers = []
            for engine in ("local", "spark"):
                answer = run(
                    trinity, "query", query.format(source), "--engine", engine, "--format", "json", "--spark-remote", common.address, cwd=folder)
                assert answer.returncode == 0, f"{engine}: {query}: {answer.stderr}"
                answers.append((json.loads(answer.stdout), answer.stderr))
            assert close(answers[0][0], answers[1][0]), f"{source}: {query}\n{first_difference(*[a[0] for a in answers])}"
            assert answers[0][1] == answers[1][1], answers
            print(f"    {source}: {len(answers[0][0]['rows'])} rows, {query.format(source)[:60]}")
    # Without quarantine the same row is the error, and the same words tell it.
    (folder / "trinity.yaml").write_text((folder / "trinity.yaml").read_text().replace("on_bad_row: quarantine, ", ""))
    for engine in ("local", "spark"):
        answer = run(trinity, "query", "SELECT sum(amount) AS s FROM bad", "--engine", engine, "--spark-remote", common.address, cwd=folder)
        assert answer.returncode == 1 and "bad-row" in answer.stderr, answer
        print("    " + answer.stderr.strip().split("\n")[0][:100])
    # A declared column that stands in no file is an error, in the same words; one that nobody asks for is none.
    made = run(trinity, "sample", "--out", "parquet", "--rows", 200, "--format", "parquet", cwd=folder)
    assert made.returncode == 0, made.stderr
    for select, status in (
        ("count(nmae) AS n FROM lacking", 1), ("count(colour) AS n, count(nmae) AS m, count(id) AS i FROM lacking WHERE day > DATE '2026-11-17'", 1),
        ("count(id) AS n FROM lacking", 0), ("count(*) AS n FROM lacking", 0),
        ("max(colour) AS c FROM lacking_parquet", 1), ("count(user_id) AS n FROM lacking_parquet", 0),
    ):
        answers = [
            run(trinity, "query", f"SELECT {select}", "--engine", engine, "--spark-remote", common.address, cwd=folder)
            for engine in ("local", "spark")
        ]
        assert [answer.returncode for answer in answers] == [status, status], (select, answers)
        assert (answers[0].stdout, answers[0].stderr) == (answers[1].stdout, answers[1].stderr), (select, answers)
        assert ("missing-column" in answers[0].stderr) == (status == 1), answers
    print("    columns that no file has are told alike")


def first_difference(one, other):
    for index, (a, b) in enumerate(zip(one["rows"], other["rows"])):
        if not close(a, b):
            return f"row {index}: {a} and {b}"
    return f"{len(one['rows'])} and {len(other['rows'])} rows"


def truncation(trinity, scratch, common):
    """A million rows arrive complete where the server ends streams early and makes batches as large as it can."""
    path = scratch / "million.csv"
    with open(path, "w") as file:
        file.write("a,b,c,d,e\n")
        for number in range(1_000_000):
            file.write(f"{number},{number * 7919 % 1000003},x{number},{number / 8},2026-11-{number % 28 + 1:02d}\n")
    query = ["query", "SELECT a, b, c, d, e FROM t WHERE a >= 0 ORDER BY a", "--source", f"t={path}", "--format", "csv"]
    local = run(trinity, *query, "--engine", "local")
    assert local.stdout.count("\n") == 1_000_001
    settings = [
        "--memory", "3g", "--conf", "spark.connect.execute.reattachable.senderMaxStreamSize=4m",
        "--conf", "spark.sql.execution.arrow.maxRecordsPerBatch=0",
    ]
    with Server(trinity, scratch / "server-4m", *settings) as server:
        begun = time.monotonic()
        spark = run(trinity, *query, "--engine", "spark", "--spark-remote", server.address)
        assert spark.returncode == 0, spark.stderr
        assert spark.stdout == local.stdout, (len(spark.stdout), len(local.stdout))
        print(f"    1,000,000 rows in {time.monotonic() - begun:.1f} s")


SLOW = "SELECT count(*) AS n FROM t AS x JOIN t AS y ON x.a <= y.a + 1 JOIN t AS z ON y.a <= z.a + 1"


def numbers(scratch, count):
    path = scratch / f"numbers{count}.csv"
    if not path.exists():
        path.write_text("a\n" + "".join(f"{number}\n" for number in range(count)))
    return path


def slow(trinity, scratch, server, address=None):
    """A query that goes on for minutes, when the server works on it."""
    seen = len(server.log)
    process = subprocess.Popen(
        [trinity, "query", SLOW, "--source", f"t={numbers(scratch, 5000)}", "--engine", "spark", "--spark-remote",
         address or server.address, "--format", "csv"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while "Starting task" not in server.log[seen:]:
        assert process.poll() is None, process.communicate()
        time.sleep(0.2)
    # The source's rows are counted first, which takes less.
    time.sleep(4)
    assert process.poll() is None, process.communicate()
    return process


def ended(process, word, begun, deadline):
    """The process has failed in time, with an error of that name and not a row."""
    output, errors = process.communicate(timeout=90)
    taken = time.monotonic() - begun
    assert process.returncode == 1 and not output and f"[{word}]" in errors, (process.returncode, output, errors)
    assert taken < deadline, f"{taken:.1f} s are more than {deadline} s: {errors}"
    print(f"    after {taken:.1f} s: {errors.strip().splitlines()[0][:150]}", flush=True)


def killed(trinity, scratch, common):
    """A server that is killed in the middle of a query: an error in a few seconds, and no rows."""
    server = Server(trinity, scratch / "server-killed").start()
    process = slow(trinity, scratch, server)
    server.kill()
    ended(process, "spark-unreachable", time.monotonic(), deadline=10)


def cancelled(trinity, scratch, common):
    """Ctrl-C stops the query on the server, too."""
    process = slow(trinity, scratch, common)
    seen = len(common.log)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130 and not output, (process.returncode, output, errors)
    for _ in range(100):
        if "cancel" in common.log[seen:].lower():
            return
        time.sleep(0.1)
    raise AssertionError("the server goes on")


def restarted(trinity, scratch, common):
    """Reports before and after a restart of the server, at the same address."""
    folder = workspace(trinity, scratch / "restarted", rows=2000)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    report = ["ethical_coherence_daily"]
    server = Server(trinity, scratch / "server-restarted", "--port", str(port))
    with server:
        local = both(trinity, folder, report, server.address)
    with server:
        as_local(trinity, folder, report, server.address, local)


def refused(trinity, scratch, common):
    """Nobody there, a wrong token, a wrong certificate, a server that stands still: each says what it is, soon."""
    path = numbers(scratch, 10)
    query = ["query", "SELECT sum(a) AS s FROM t", "--source", f"t={path}", "--engine", "spark", "--spark-remote"]

    def fails(address, *words):
        begun = time.monotonic()
        answer = run(trinity, *query, address, timeout=60)
        taken = time.monotonic() - begun
        assert answer.returncode == 1 and not answer.stdout, answer
        assert all(word in answer.stderr for word in words), answer.stderr
        assert "not-the-token" not in answer.stderr
        assert taken < 10, taken
        print(f"    {taken:.1f} s: {answer.stderr.strip().splitlines()[0][:150]}", flush=True)

    fails("sc://127.0.0.1:9", "127.0.0.1:9", "spark-unreachable", "nobody listens")
    with Server(trinity, scratch / "server-token", "--conf", "spark.connect.authenticate.token=the-token") as server:
        port = int(server.address.rsplit(":", 1)[1])
        known = f"sc://localhost:{port}/;token=the-token"
        fails(f"sc://localhost:{port}/;token=not-the-token", "spark-refused")
        answer = run(trinity, *query, known)
        assert answer.returncode == 0 and "45" in answer.stdout, answer
        authority, other = certificate(scratch / "one"), certificate(scratch / "other")
        with TLSProxy(authority, port) as proxy:
            secure = f"sc://localhost:{proxy.port}/;token=the-token;use_ssl=true;ssl_ca="
            fails(f"{secure}{other / 'cert.pem'}", "spark-unreachable", "certificate")
            answer = run(trinity, *query, f"{secure}{authority / 'cert.pem'}")
            assert answer.returncode == 0 and "45" in answer.stdout, answer
            # It stands still in the middle of a query, and for one that comes later, directly and behind the proxy.
            processes = [slow(trinity, scratch, server, known), slow(trinity, scratch, server, f"{secure}{authority / 'cert.pem'}")]
            with server.stopped():
                begun = time.monotonic()
                processes.append(subprocess.Popen([trinity, *query, known], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
                for process in processes:
                    ended(process, "spark-silent", begun, deadline=30)


def certificate(folder):
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True)
    return folder


class TLSProxy:
    """Speaks TLS in front of a server, as production does."""

    def __init__(self, folder, target):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.context.set_alpn_protocols(["h2"])
        self.target = target

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def serve(self):
        while True:
            try:
                raw, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(raw,), daemon=True).start()

    def connect(self, raw):
        try:
            client = self.context.wrap_socket(raw, server_side=True)
        except (ssl.SSLError, OSError):
            return
        server = socket.create_connection(("127.0.0.1", self.target))

        def pump(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
            except OSError:
                pass
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        threading.Thread(target=pump, args=(server, client), daemon=True).start()
        pump(client, server)

    def __exit__(self, *_):
        self.socket.close()


def fallback(trinity, scratch, common):
    """The local engine stands in where the workspace allows it, and page and manifest say so."""
    folder = workspace(trinity, scratch / "fallback", rows=2000)
    text = (folder / "trinity.yaml").read_text()
    (folder / "trinity.yaml").write_text(text + '\nengine: spark\nspark: {remote: "sc://127.0.0.1:9", fallback: local}\n')
    answer = run(trinity, "render", "reports/ethical_coherence_daily.md", "--as-of", "2026-11-23", cwd=folder)
    assert answer.returncode == 0 and "spark-unreachable" in answer.stderr, answer
    page = next((folder / "out").rglob("ethical_coherence_daily/*/index.html"))
    assert "ran on the local engine" in page.read_text()
    manifest = json.loads((page.parent / "manifest.json").read_text())
    assert manifest["engine"].startswith("local") and "Spark did not answer" in manifest["notice"]
    (folder / "trinity.yaml").write_text(text + '\nengine: auto\nspark: {remote: "sc://127.0.0.1:9", threshold: 1kB}\n')
    answer = run(trinity, "explain", "reports/ethical_coherence_daily.md", cwd=folder)
    assert answer.returncode == 1 and "127.0.0.1:9" in answer.stderr, answer
    (folder / "trinity.yaml").write_text(text + "\nengine: auto\nspark: {threshold: 1TB}\n")
    answer = run(trinity, "explain", "reports/ethical_coherence_daily.md", cwd=folder)
    assert answer.returncode == 0 and "Engine local: " in answer.stdout and "1.0 TB" in answer.stdout, answer
    print("    " + answer.stdout.splitlines()[0])


def elsewhere(trinity, scratch, common):
    """Files that only Spark can read: listed, described, pruned by their folders and read through it, with the local engine's results."""
    folder = workspace(trinity, scratch / "here", rows=5000)
    mounted = scratch / "mounted"
    for form in ("csv", "ndjson", "parquet"):
        made = run(trinity, "sample", "--out", mounted / form, "--rows", 5000, "--format", form, "--weeks", 2, "--end", "2026-11-23")
        assert made.returncode == 0, made.stderr
    for day in ("09", "10", "11"):
        part = mounted / "days" / f"day=2026-11-{day}"
        part.mkdir(parents=True)
        with gzip.open(part / "a b.csv.gz", "wt", newline="") as file:
            file.write('x,name,at\n1,"two\nlines",2026-11-%sT12:00:00Z\n2,,2026-11-%sT13:00:00Z\n' % (day, day))
    # Hadoop's file system of mounts stands in for those of clouds: an address that this machine cannot open.
    mount = ["--conf", f"spark.hadoop.fs.viewfs.mounttable.there.link./data=file://{mounted}"]
    with Server(trinity, scratch / "server-elsewhere", *mount) as server:
        for form in ("csv", "ndjson", "parquet"):
            there = scratch / f"there-{form}"
            shutil.copytree(folder / "reports", there / "reports")
            text = (folder / "trinity.yaml").read_text()
            local = re.sub(r"data/(\w+)/\*\*/\*\.csv\*?", rf"{mounted}/{form}/\1/**/*.{form}", text)
            assert local != text, text
            (there / "trinity.yaml").write_text(local + f"\nallow_paths: [{mounted}]\n")
            render = ["render", "reports/trinity_report_weekly.md", "--as-of", "2026-11-23", "--quiet"]
            answer = run(trinity, *render, "--out", "out-local", cwd=there)
            assert answer.returncode == 0, answer.stderr
            (there / "trinity.yaml").write_text(local.replace(f"{mounted}/", "viewfs://there/data/") + "\nengine: auto\n")
            begun = time.monotonic()
            answer = run(trinity, *render, "--out", "out-spark", "--spark-remote", server.address, cwd=there)
            assert answer.returncode == 0, answer.stderr
            found = differences(there / "out-local", there / "out-spark")
            assert not found, f"{form}: {found}"
            print(f"    weekly report over {form}: {time.monotonic() - begun:.1f} s")
        answer = run(trinity, *render, "--out", "out-none", "--engine", "local", cwd=there)
        assert answer.returncode != 0 and "needs-spark" in answer.stderr, answer
        days = ["--source", "t=viewfs://there/data/days", "--engine", "spark", "--spark-remote", server.address]
        here = ["--source", f"t={mounted}/days"]
        sql = "SELECT day, name, count(*) AS n, min(at) AS at FROM t WHERE day >= DATE '2026-11-10' GROUP BY day, name ORDER BY day, name"
        answers = [run(trinity, "query", sql, *source, "--format", "json") for source in (here, days)]
        assert all(answer.returncode == 0 for answer in answers), answers
        assert answers[0].stdout == answers[1].stdout, answers
        answer = run(trinity, "query", sql, *days, "--explain")
        assert "leaves out 1 by folders" in answer.stdout, answer
        for path, word in (("viewfs://there/data/none/*.csv", "no-"), ("viewfs://nowhere/data", "spark-")):
            answer = run(trinity, "query", "SELECT * FROM t", "--source", f"t={path}", *days[2:])
            assert answer.returncode != 0 and word in answer.stderr, answer
            print("    " + answer.stderr.strip().splitlines()[0][:150])


def cluster(trinity, scratch, common):
    """The weekly report on a standalone cluster, a worker of which is killed on the way."""
    folder = workspace(trinity, scratch / "cluster", rows=20000)
    report = ["trinity_report_weekly"]
    local = render(trinity, folder, "local", report)
    with Cluster(scratch / "cluster-processes") as nodes:
        settings = ["--master", nodes.url, "--conf", "spark.executor.memory=512m", "--conf", "spark.cores.max=2"]
        with Server(trinity, scratch / "server-cluster", *settings) as server:
            is_killed = threading.Event()

            def kill():
                # When both workers have done some of the work.
                while not all(server.log.count(f"executor {index}) (") > 3 for index in (0, 1)):
                    time.sleep(0.1)
                nodes.kill_worker(0)
                is_killed.set()
                print("    a worker is killed", flush=True)

            threading.Thread(target=kill, daemon=True).start()
            as_local(trinity, folder, report, server.address, local)
            assert is_killed.is_set(), "the report was done before a worker was killed"


GATES = [cases, reports, awkward, cancelled, truncation, killed, restarted, refused, fallback, elsewhere, cluster]
TESTS = ""


def main():
    global TESTS
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trinity")
    parser.add_argument("gates", nargs="*", metavar="GATE", help=", ".join(gate.__name__ for gate in GATES))
    parser.add_argument("--tests", default="", help="the command that runs the package's tests; without one 'cases' is left out")
    options = parser.parse_intermixed_args()
    unknown = set(options.gates) - {gate.__name__ for gate in GATES}
    if unknown:
        parser.error(f"there is no gate {', '.join(sorted(unknown))}; there are {', '.join(gate.__name__ for gate in GATES)}")
    TESTS = options.tests
    trinity = str(Path(options.trinity).resolve())
    chosen = [gate for gate in GATES if (gate.__name__ in options.gates or not options.gates) and (TESTS or gate is not cases)]
    failed = []
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, CommonServer(trinity, folder) as common:
        for gate in chosen:
            print(f"{gate.__name__}: {gate.__doc__}", flush=True)
            begun = time.monotonic()
            with tempfile.TemporaryDirectory() as scratch:
                try:
                    gate(trinity, Path(scratch), common)
                except (AssertionError, subprocess.TimeoutExpired) as error:
                    failed.append(gate.__name__)
                    print(f"  FAILED: {str(error)[:3000]}", flush=True)
            print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    verdict = f"failed: {', '.join(failed)}" if failed else f"all {len(chosen)} gates hold"
    print(f"test-spark: {verdict}, after {time.monotonic() - start:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
