"""The real server: our own OpenAPI document under schemathesis, wrk, Prometheus, slow clients and large bodies."""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKEN = "a-token-for-this-test"


def workspace(trinity, folder):
    for name in ("reports", "templates", "trinity.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    subprocess.run([trinity, "sample", "--out", "data", "--rows", "20000", "--weeks", "2"], cwd=folder, check=True, capture_output=True)
    subprocess.run([trinity, "publish", "--quiet"], cwd=folder, check=True, capture_output=True)


class Server:
    """`trinity serve` on a free port, until the end of a `with`."""

    def __init__(self, trinity, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = open(folder / "server.log", "w+")
        environment = os.environ | {"TRINITY_API_TOKEN": TOKEN, "OTEL_SDK_DISABLED": "true"}
        self.process = subprocess.Popen(
            [trinity, "serve", "--port", str(self.port), "--log-format", "json"], cwd=folder, env=environment, stderr=self.log
        )

    def __enter__(self):
        for _ in range(200):
            with contextlib.suppress(OSError):
                if self.get("/ready")[0] == 200:
                    return self
            time.sleep(0.05)
        raise AssertionError("the server does not come up")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(40)
        self.log.seek(0)
        lines = [json.loads(line) for line in self.log if line.startswith("{")]
        assert status == 0, f"it ended with {status}"
        assert not [line for line in lines if line["level"] == "error" and line["message"] == "request failed"], lines

    def get(self, path, method="GET", headers={}, body=None):
        request = urllib.request.Request(self.address + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=70) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def memory(self):
        """Resident memory in bytes."""
        text = pathlib.Path(f"/proc/{self.process.pid}/statm").read_text()
        return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")


def check_original_routes(server):
    bearer = {"Authorization": f"Bearer {TOKEN}", "Prefer": "wait=60"}
    for job in ("quantum_resonance_hourly", "payment_analytics_daily", "ethical_coherence_daily", "trinity_report_weekly"):
        assert server.get(f"/api/spark/jobs/{job}/run", "POST")[0] == 401
        status, body = server.get(f"/api/spark/jobs/{job}/run", "POST", bearer)
        run = json.loads(body)
        assert status == 200 and run["status"] == "completed", run
    assert len(json.loads(server.get("/api/spark/jobs")[1])) >= 4
    for name, key in (
        ("resonance", "average_resonance"), ("payments", "total_volume"), ("ethics", "average_synthesis_score"),
        ("trinity", "resonance_status"),
    ):
        status, body = server.get(f"/api/spark/analytics/{name}")
        assert status == 200 and key in json.loads(body), (name, body[:200])
    print("original routes: four jobs run, four analytics answered")


def check_document(server, folder, examples, seed):
    command = [
        str(pathlib.Path(sys.executable).parent / "schemathesis"), "run", server.address + "/openapi.json",
        "--header", f"Authorization: Bearer {TOKEN}", "--exclude-operation-id", "follow_runs",
        "--phases", "examples,coverage,fuzzing", "--max-examples", str(examples), "--seed", str(seed),
        "--generation-database", "none", "--request-timeout", "60", "--continue-on-failure", "--no-color",
    ]
    # It keeps notes where it runs.
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:]
    counted = re.search(r"(\d+) generated", done.stdout)
    print(f"schemathesis: {counted.group(1) if counted else '?'} requests, no 5xx, no mismatch")


def check_load(server, seconds):
    before = server.memory()
    for path in ("/status/", "/api/v1/jobs", "/"):
        done = subprocess.run(
            ["wrk", "-t2", "-c200", f"-d{seconds}s", "--latency", "--timeout", "10s", server.address + path],
            capture_output=True, text=True, check=True,
        )
        assert "Socket errors" not in done.stdout and "Non-2xx" not in done.stdout, done.stdout
        p99 = re.search(r"99%\s+(\S+)", done.stdout).group(1)
        rate = re.search(r"Requests/sec:\s+(\S+)", done.stdout).group(1)
        print(f"wrk, 200 connections, {seconds} s, {path}: {rate} requests a second, p99 {p99}")
    print(f"memory: {before / 1e6:.0f} MB before, {server.memory() / 1e6:.0f} MB after")
    assert server.memory() < before + 200e6


def check_bodies(server):
    """100 MB bodies are cut off, declared or not, and cost no memory."""
    before = server.memory()
    for head in (b"Content-Length: 100000000\r\n", b"Transfer-Encoding: chunked\r\n"):
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
                connection.sendall(
                    b"POST /api/v1/jobs/trinity_report_weekly/run HTTP/1.1\r\nHost: localhost\r\n"
                    + f"Authorization: Bearer {TOKEN}\r\n".encode() + head + b"\r\n"
                )
                sent = 0
                with contextlib.suppress(OSError):
                    while sent < 100_000_000:
                        connection.sendall(b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n")
                        sent += 0xFFFF
                assert sent < 20_000_000, f"{sent} bytes were taken"
    assert server.memory() < before + 50e6, (before, server.memory())
    print("bodies of 100 MB: cut off, memory flat")


def check_slow_clients(server):
    """200 clients that send a byte now and then lose their connections, and keep nobody else waiting."""
    clients = []
    for index in range(200):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        connection.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: "
            if index % 2
            else b"POST /api/v1/jobs/x/run HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
        )
        connection.setblocking(False)
        clients.append(connection)
    deadline = time.monotonic() + 90
    open_clients = clients
    while open_clients and time.monotonic() < deadline:
        assert server.get("/health")[0] == 200
        still = []
        for connection in open_clients:
            try:
                connection.send(b"a")
                if connection.recv(4096) == b"":
                    raise ConnectionError
                still.append(connection)
            except BlockingIOError:
                still.append(connection)
            except OSError:
                connection.close()
        open_clients = still
        time.sleep(1)
    assert not open_clients, f"{len(open_clients)} slow clients are still there"
    print("slow clients: 200 cut off, others served meanwhile")


def check_metrics(server, folder):
    """promtool has nothing to say, and a real Prometheus scrapes us and answers from what it got."""
    text = server.get("/metrics")[1]
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert done.returncode == 0 and not done.stdout + done.stderr, done.stdout + done.stderr
    for name in (b'trinity_runs_total{job="trinity_report_weekly",status="completed"}', b"trinity_run_duration_seconds_bucket",
                 b"trinity_rows_read_total", b"trinity_bytes_read_total", b"trinity_queue_length", b"trinity_http_requests_total",
                 b"trinity_build_info", b"process_start_time_seconds", b"process_resident_memory_bytes"):
        assert name in text, name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "prometheus.yml").write_text(
        f"scrape_configs:\n- job_name: trinity\n  scrape_interval: 1s\n  static_configs:\n  - targets: ['127.0.0.1:{server.port}']\n"
    )
    prometheus = subprocess.Popen(
        ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
         f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        query = f"http://127.0.0.1:{port}/api/v1/query?query=trinity_runs_total"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                answer = json.load(urllib.request.urlopen(query, timeout=5))
                found = {item["metric"]["job"] for item in answer["data"]["result"]} | {
                    item["metric"].get("exported_job") for item in answer["data"]["result"]}
                if "trinity_report_weekly" in found:
                    print("promtool: silent; Prometheus: scraped and asked")
                    return
            time.sleep(0.5)
        raise AssertionError("Prometheus has no trinity_runs_total")
    finally:
        prometheus.terminate()
        prometheus.wait(20)


def check_leaving(server):
    """An open stream of events does not keep the server from stopping."""
    stream = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    stream.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"text/event-stream" in stream.recv(65536)
    return stream


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trinity")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        workspace(options.trinity, folder)
        with Server(options.trinity, folder) as server:
            check_original_routes(server)
            check_metrics(server, folder)
            check_document(server, folder, options.examples, options.seed)
            check_load(server, options.seconds)
            check_bodies(server)
            check_slow_clients(server)
            stream = check_leaving(server)
        stream.close()
        print("TERM: ended in order, with a browser listening")


if __name__ == "__main__":
    main()
