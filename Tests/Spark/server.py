"""Spark servers and clusters for the gates, all on loopback, started by the binary's own `spark start`."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path


class Server:
    """A Spark Connect server in a folder of its own; the distribution is shared with the user's."""

    def __init__(self, trinity, folder, *arguments):
        self.trinity = trinity
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        shared = prepared_home(trinity)
        for distribution in shared.glob("pyspark-*"):
            link = self.folder / distribution.name
            if not link.exists():
                link.symlink_to(distribution)
        self.environment = {**os.environ, "TRINITY_SPARK_HOME": str(self.folder)}
        # A server that lives for minutes earns little from what Java's second compiler does on the same cores. Without it Java takes less
        # room for code than Spark's generated classes need.
        java = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
        self.arguments = ("--conf", f"spark.driver.extraJavaOptions={java}", *arguments)
        self.address = None
        self.process = None

    def start(self):
        text = subprocess.run(
            [self.trinity, "spark", "start", *self.arguments], env=self.environment, capture_output=True, text=True, timeout=240
        )
        if text.returncode != 0:
            # Without Java or a network no gate says anything.
            sys.exit(f"no Spark server can be started\n{text.stderr}")
        found = re.search(r"(sc://\S+) \(process (\d+)\)", text.stdout)
        self.address, self.process = found.group(1), int(found.group(2))
        return self

    def stop(self):
        subprocess.run([self.trinity, "spark", "stop"], env=self.environment, capture_output=True, timeout=60)

    def kill(self):
        os.kill(self.process, signal.SIGKILL)

    @contextlib.contextmanager
    def stopped(self):
        """Stands still meanwhile: its connections stand, and nothing is answered."""
        os.kill(self.process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process, signal.SIGCONT)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def log(self):
        return (self.folder / "server.log").read_text(errors="replace")


class CommonServer:
    """The server of all gates that need nothing special of one; started when the first asks."""

    def __init__(self, trinity, folder):
        self.made = Server(trinity, Path(folder) / "server")

    @property
    def address(self):
        return (self.made if self.made.address else self.made.start()).address

    @property
    def log(self):
        return self.made.log if self.address else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.made.address:
            self.made.stop()


def default_home():
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return f"{cache}/trinity/spark"


def prepared_home(trinity):
    """The user's folder of Spark; the first server that is started in it brings the distribution, once for all servers of the tests."""
    home = Path(os.environ.get("TRINITY_SPARK_HOME") or default_home())
    if not any(home.glob("pyspark-*/complete")):
        environment = {**os.environ, "TRINITY_SPARK_HOME": str(home)}
        for word in ["start", "stop"]: subprocess.run([trinity, "spark", word], env=environment, capture_output=True, timeout=600)
    return home


def spark_home():
    home = Path(os.environ.get("TRINITY_SPARK_HOME") or default_home())
    python = next(home.glob("pyspark-*")) / "bin/python"
    return subprocess.check_output([python, "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"], text=True).strip()


class Cluster:
    """A standalone master and workers as child processes, each known by its process."""

    def __init__(self, folder, workers=2, port=17077):
        self.home = spark_home()
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.url = f"spark://127.0.0.1:{port}"
        self.port = port
        self.count = workers
        self.processes = []

    def launch(self, name, *arguments):
        environment = {**os.environ, "SPARK_HOME": self.home, "SPARK_LOCAL_IP": "127.0.0.1"}
        environment.pop("SPARK_REMOTE", None)
        log = open(self.folder / f"{name}.log", "w")
        process = subprocess.Popen(
            [f"{self.home}/bin/spark-class", *arguments], env=environment, cwd=self.folder, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def wait_for(self, name, text, seconds=60):
        for _ in range(seconds * 10):
            if text in (self.folder / f"{name}.log").read_text(errors="replace"):
                return
            time.sleep(0.1)
        raise AssertionError(f"{name} is not ready")

    def __enter__(self):
        self.launch(
            "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0"
        )
        self.wait_for("master", "I have been elected leader")
        self.workers = []
        for index in range(self.count):
            worker = self.launch(
                f"worker{index}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                "--webui-port", "0", "--work-dir", str(self.folder / f"work{index}"), self.url,
            )
            self.wait_for(f"worker{index}", "Successfully registered with master")
            self.workers.append(worker)
        return self

    def kill_worker(self, index):
        """Kills a worker and the executors that it has started, by their processes."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.workers[index].pid)], capture_output=True, text=True).stdout
        self.workers[index].kill()
        for child in children.split():
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
