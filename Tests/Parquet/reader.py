"""Runs `trinity query` on files, with an eye on crashes, hangs and memory."""

import json
import os
import re
import resource
import subprocess
import threading


class Answer:
    """Columns by name with their type, or a failure with what it said."""

    def __init__(self, status, error, memory, columns=None, rows=None):
        self.status, self.error, self.memory, self.rows = status, error, memory, rows
        self.types = {column["name"]: column["type"] for column in columns or []}
        self.columns = dict(zip(self.types, map(list, zip(*rows)))) if rows else {name: [] for name in self.types}

    @property
    def id(self):
        """The diagnostic's id."""
        found = re.search(r"\[([a-z-]+)\]", self.error)
        return found[1] if found else None

    @property
    def broken(self):
        """What no input may cause: a signal, no answer in a minute, output that is no JSON, or more than 1 GB."""
        if self.status < 0: return f"ended by signal {-self.status}: {self.error.strip()[-400:]}"
        if self.status not in (0, 1, 2): return f"exit status {self.status}: {self.error.strip()[-400:]}"
        if self.status and not self.id: return f"an error without an id: {self.error.strip()[-400:]}"
        if self.memory > 1 << 30: return f"{self.memory >> 20} MB of memory"
        return None


class Trinity:
    def __init__(self, binary, folder): self.binary, self.folder = os.path.abspath(binary), folder

    def query(self, sql, path, *options):
        """The answer to a query over a source `t` at a path below the scratch folder."""
        command = [self.binary, "query", sql, "--source", f"t={path}", "--format", "json", "--quiet", *options]
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        reader.start()
        alarm = threading.Timer(60, process.kill)
        alarm.start()
        output = process.stdout.read()
        reader.join()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        alarm.cancel()
        error, memory = errors[0].decode(errors="replace"), usage.ru_maxrss << 10
        if process.returncode: return Answer(process.returncode, error, memory)
        try:
            answer = json.loads(output, parse_float=str)
        except ValueError as problem:
            return Answer(-1, f"the output is no JSON: {problem}", memory)
        return Answer(0, error, memory, answer["columns"], answer["rows"])
