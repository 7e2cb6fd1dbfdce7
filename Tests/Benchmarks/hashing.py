"""Takes the SHA-256 of every file below some folders, as a report's manifest does, on all cores. Usage: hashing.py FOLDER..."""

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def digest(path):
    # hashlib is OpenSSL's, and lets other threads go on.
    sum = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20): sum.update(piece)
    return sum.hexdigest()


files = sorted((file for folder in sys.argv[1:] for file in Path(folder).rglob("*") if file.is_file()), key=lambda file: -file.stat().st_size)
with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool: print(*pool.map(digest, files), sep="\n")
