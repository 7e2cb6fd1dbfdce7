"""Takes the SHA-256 of every file below some folders, as a report's manifest does, on all cores. Usage: hashing.py FOLDER..."""

import hashlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def hashed(path):
    # hashlib is OpenSSL's, and lets other threads go on.
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20): digest.update(piece)
    return digest.hexdigest()


began = time.perf_counter()
files = sorted((file for folder in sys.argv[1:] for file in Path(folder).rglob("*") if file.is_file()), key=lambda file: -file.stat().st_size)
with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool: digests = list(pool.map(hashed, files))
print(*digests, sep="\n")
# As the peers say it: without the interpreter's start.
print(json.dumps({"seconds": time.perf_counter() - began, "peak_mb": None}))
