"""What the tests need of an engine, each with a tiny query; what is refused is left out and said at the end."""

import random
from concurrent.futures import ThreadPoolExecutor

from engines import Failure
from expressions import Expressions
from grammar import WINDOWS
from nodes import OURS, SPARK
from rules import RISKY, RULES

ROWS = "(SELECT 1 AS a UNION ALL SELECT 2 AS a) AS r"

STRUCTURES = {
    "WITH": "WITH w AS (SELECT 1 AS a) SELECT a FROM w",
    "UNION": "SELECT 1 AS a UNION SELECT 2 AS a",
    "UNION ALL": "SELECT 1 AS a UNION ALL SELECT 2 AS a",
    "INTERSECT": "SELECT 1 AS a INTERSECT SELECT 2 AS a",
    "INTERSECT ALL": "SELECT 1 AS a INTERSECT ALL SELECT 2 AS a",
    "EXCEPT": "SELECT 1 AS a EXCEPT SELECT 2 AS a",
    "EXCEPT ALL": "SELECT 1 AS a EXCEPT ALL SELECT 2 AS a",
    "VALUES": "SELECT v.a FROM (VALUES (1, CAST('NaN' AS double)), (1 + 1, NULL)) AS v(a, b)",
    "OFFSET": f"SELECT a FROM {ROWS} ORDER BY a LIMIT 1 OFFSET 1",
    "ROLLUP": f"SELECT a, count(*) AS n FROM {ROWS} GROUP BY ROLLUP(a)",
    "FILTER": f"SELECT count(*) FILTER (WHERE a > 1) AS n FROM {ROWS}",
    "EXISTS": f"SELECT a FROM {ROWS} WHERE EXISTS (SELECT 1 AS b)",
    "IN sub-query": f"SELECT a FROM {ROWS} WHERE a IN (SELECT 1 AS b)",
    "NOT IN sub-query": f"SELECT a FROM {ROWS} WHERE a NOT IN (SELECT 1 AS b)",
    "scalar sub-query": f"SELECT a FROM {ROWS} WHERE a > (SELECT 1 AS b)",
    "ROWS frames": f"SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM {ROWS}",
    "RANGE frames": f"SELECT sum(a) OVER (ORDER BY a RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS s FROM {ROWS}",
    "windows over groups": f"SELECT a, rank() OVER (ORDER BY count(*)) AS s FROM {ROWS} GROUP BY a",
    "decimal": "SELECT CAST('1.5' AS decimal(10,2)) AS a",
    "decimal arithmetic": "SELECT CAST('1.5' AS decimal(10,2)) * 2 / CAST('1.5' AS decimal(10,2)) % CAST('1' AS decimal(10,2)) AS a",
    "join residuals": f"SELECT r.a FROM {ROWS} LEFT JOIN (SELECT 1 AS b) AS s ON r.a = s.b AND r.a + s.b > 1",
    **{f"{kind} JOIN": f"SELECT r.a FROM {ROWS} {kind} JOIN (SELECT 1 AS b) AS s" + ("" if kind == "CROSS" else " ON r.a = s.b")
       for kind in ["INNER", "LEFT", "RIGHT", "FULL", "CROSS", "LEFT SEMI", "LEFT ANTI"]},
}

AGGREGATES = {
    "count": "count(a)", "count(*)": "count(*)", "count distinct": "count(DISTINCT a)", "sum": "sum(a)", "sum of doubles": "sum(a * 1e0)",
    "sum distinct": "sum(DISTINCT a)", "avg": "avg(a * 1e0)", "avg of integers": "avg(a)", "percentile": "percentile(a, 0.5)",
    "min_by": "min_by(a, a)", "max_by": "max_by(a, a)", "bool_and": "bool_and(a > 1)", "bool_or": "bool_or(a > 1)",
    "corr": "corr(a, a)", "covar_samp": "covar_samp(a, a)", "covar_pop": "covar_pop(a, a)",
    "sum of decimals": "sum(CAST('1.5' AS decimal(10,2)))", "avg of decimals": "avg(CAST('1.5' AS decimal(10,2)))",
    "string_agg": "string_agg('x', ',' ORDER BY a)",
    **{name: f"{name}(a)" for name in ["min", "max", "stddev_samp", "stddev_pop", "var_samp", "var_pop", "median"]},
}


def window_call(name):
    call = WINDOWS[name][3]
    texts = {"lag": "lag(a)", "lag of two": "lag(a, 2)", "lead": "lead(a, 1, a)", "first_value": "first_value(a)", "last_value": "last_value(a)",
             "sum": "sum(a)", "sum of doubles": "sum(a * 1e0)", "avg": "avg(a)", "count": "count(a)", "count(*)": "count(*)", "min": "min(a)",
             "max": "max(a)", "bool_or": "bool_or(a > 1)", "bool_and": "bool_and(a > 1)", "ntile": "ntile(3)", "nth_value": "nth_value(a, 2)",
             "count distinct": "count(DISTINCT a)", "median": "median(a)", "percentile": "percentile(a, 0.5)", "min_by": "min_by(a, a)",
             "max_by": "max_by(a, a)", "string_agg": "string_agg('x', ',' ORDER BY a)", "lag of values": "lag(a) IGNORE NULLS",
             "lead of values": "lead(a) IGNORE NULLS", "first of values": "first_value(a) IGNORE NULLS", "last of values": "last_value(a) IGNORE NULLS",
             "nth of values": "nth_value(a, 2) IGNORE NULLS", "sum of some": "sum(a) FILTER (WHERE a > 1)",
             "sum of decimals": "sum(CAST(a AS decimal(10,2)))", "avg of decimals": "avg(CAST(a AS decimal(10,2)))",
             "lag of decimals": "lag(CAST(a AS decimal(10,2)))", "first of decimals": "first_value(CAST(a AS decimal(10,2)))",
             "count distinct of decimals": "count(DISTINCT CAST(a AS decimal(10,2)))", "min of decimals": "min(CAST(a AS decimal(10,2)))",
             "max of decimals": "max(CAST(a AS decimal(10,2)))",
             **{name: f"{name}(a)" for name in ["stddev_pop", "stddev_samp", "var_pop", "var_samp"]},
             **{name: f"{name}(a, a)" for name in ["corr", "covar_pop", "covar_samp"]}}
    return texts.get(name, f"{name}()")


def probe(engine, folder, dialect=OURS, wanted=None):
    """Names of the features that an engine takes, and why it refuses each other one; of those wanted, when told."""
    everything = Expressions(random.Random(1), {rule.name() for rule in RULES} | {"decimal"})
    probes = {name: [sql] for name, sql in STRUCTURES.items()}
    for name, call in AGGREGATES.items(): probes[name] = [f"SELECT {call} AS n FROM {ROWS}"]
    for name in WINDOWS: probes[f"window {name}"] = [f"SELECT {window_call(name)} OVER (ORDER BY a) AS n FROM {ROWS}"]
    for rule in [*RULES, *RISKY]:
        probes.setdefault(rule.name(), []).append(f"SELECT {everything.apply(rule, [], 0).sql(dialect)} AS a")
    if dialect == SPARK: probes["string_agg"] = [f"SELECT string_agg('x', ',') WITHIN GROUP (ORDER BY a) AS n FROM {ROWS}"]
    probes = {name: queries for name, queries in probes.items() if wanted is None or name in wanted}
    with ThreadPoolExecutor(2 if dialect == OURS else 1) as pool:
        answers = pool.map(lambda item: (item[0], first_refusal(engine, folder, item[1])), probes.items())
    covered, refused = set(), {}
    for name, refusal in answers:
        if refusal is None: covered.add(name)
        else: refused[name] = refusal
    return covered, refused


def first_refusal(engine, folder, queries):
    for sql in dict.fromkeys(queries):
        answer = engine.run(sql, folder)
        if isinstance(answer, Failure) and answer.kind in ("refused", "crash", "hang"): return answer.text.strip().splitlines()[0]
    return None
