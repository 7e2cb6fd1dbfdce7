"""When two answers agree."""

import functools

from engines import Failure

TOLERANCE = 1e-9


def disagreement(ours, theirs, query, peer):
    """What kind of difference there is, in a few words; None when the answers agree."""
    if isinstance(ours, Failure) and isinstance(theirs, Failure):
        if ours.kind == theirs.kind and ours.kind not in ("refused", "crash", "hang"): return None
        if theirs.kind == "refused": return f"both fail: trinity {ours.kind}, {peer} refuses" if ours.kind != "refused" else "both refuse"
        return f"both fail: trinity {ours.kind}, {peer} {theirs.kind}"
    if isinstance(ours, Failure): return f"only trinity fails: {ours.kind}"
    if isinstance(theirs, Failure): return f"only {peer} fails: {theirs.kind}"
    if ours.types != theirs.types: return "types differ"
    if len(ours.rows) != len(theirs.rows): return "the numbers of rows differ"
    exact = [item.exact for item in query.items]
    a, b = ours.rows, theirs.rows
    if query.order:
        return None if all(same(x, y, exact) for x, y in zip(a, b)) else "rows differ"
    key = functools.partial(sort_key, exact=exact)
    a, b = sorted(a, key=key), sorted(b, key=key)
    if all(same(x, y, exact) for x, y in zip(a, b)): return None
    return None if matched(a, b, exact) else "rows differ"


def same(x, y, exact):
    return all(equal(p, q, is_exact) for p, q, is_exact in zip(x, y, exact))


def equal(p, q, exact):
    if p is None or q is None: return p is q
    if exact or not isinstance(p, float): return p == q
    return abs(p - q) <= TOLERANCE * max(1, abs(p), abs(q))


def matched(a, b, exact):
    """Whether rows match one to one when inexact values could not be sorted alike."""
    left = list(b)
    for row in a:
        place = next((place for place, other in enumerate(left[:50]) if same(row, other, exact)), None)
        if place is None: return False
        left.pop(place)
    return True


def sort_key(row, exact):
    """Exact values first, so that the last digits of others do not move rows apart."""
    def cell(value): return (value is not None, str(type(value).__name__), value if value is not None else 0)
    return [cell(value) for value, is_exact in zip(row, exact) if is_exact] + [cell(value) for value, is_exact in zip(row, exact) if not is_exact]
