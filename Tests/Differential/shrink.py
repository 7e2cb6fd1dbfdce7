"""Makes a failing case smaller while it fails in the same way: first the query's tree, then the rows."""

import copy

from nodes import Node
from queries import Part


def places(root):
    """Every (container, key) in the tree, outermost first."""
    waiting = [root]
    while waiting:
        part = waiting.pop(0)
        for container, key in part.children():
            yield container, key
            waiting.append(container[key])


def smaller(query):
    """Trees one step simpler than `query`, which is left alone."""
    for candidate in query.simpler():
        if isinstance(candidate, Part): yield candidate
    for number, _ in enumerate([None, *places(query)]):
        parts = [query] if number == 0 else []
        copied = copy.deepcopy(query)
        if number == 0:
            part = copied
        else:
            container, key = list(places(copied))[number - 1]
            part = container[key]
        for name in getattr(part, "lists", ()):
            for place in range(len(getattr(part, name))):
                if name in ("items", "rows", "operands") and len(getattr(part, name)) == 1: continue
                trial = copy.deepcopy(copied)
                target = trial if number == 0 else at(trial, number - 1)
                getattr(target, name).pop(place)
                yield trial
        for name in getattr(part, "options", ()):
            if getattr(part, name) is None: continue
            trial = copy.deepcopy(copied)
            setattr(trial if number == 0 else at(trial, number - 1), name, None)
            yield trial
        if number == 0: continue
        for simpler in part.simpler():
            if isinstance(part, Node) != isinstance(simpler, Node): continue
            if isinstance(part, Node) and simpler.sql(0) == part.sql(0): continue
            trial = copy.deepcopy(copied)
            container, key = list(places(trial))[number - 1]
            container[key] = copy.deepcopy(simpler)
            yield trial


def at(root, number):
    container, key = list(places(root))[number]
    return container[key]


def shrink(case, fails, budget=400):
    """The smallest case found by at most `budget` runs of `fails(case)`."""
    case = case.copy()
    runs = 0

    def still(trial):
        nonlocal runs
        runs += 1
        try:
            return fails(trial)
        except Exception:
            return False

    def fewer_rows():
        nonlocal case
        for number, table in enumerate(case.tables):
            size = max(1, len(table.rows) // 2)
            while size >= 1 and runs < budget:
                start = 0
                while start < len(case.tables[number].rows) and runs < budget:
                    trial = case.copy()
                    del trial.tables[number].rows[start:start + size]
                    if still(trial): case = trial
                    else: start += size
                size //= 2

    fewer_rows()
    progress = True
    while progress and runs < budget:
        progress = False
        for query in smaller(case.query):
            if runs >= budget: break
            trial = case.copy()
            trial.query = query
            if still(trial):
                case, progress = trial, True
                break
    budget += 100
    fewer_rows()
    return case
