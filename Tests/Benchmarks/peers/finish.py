"""How every peer's script ends: one JSON line with its results and the seconds since its imports were done."""

import datetime
import json
import time

began = time.perf_counter()


def finish(results, peak_mb=None):
    """`peak_mb` is the memory of a process that the peer has started, where that is larger than its own."""
    print(json.dumps({"seconds": time.perf_counter() - began, "peak_mb": peak_mb, "results": results}, default=text))


def text(value):
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else float(value)
