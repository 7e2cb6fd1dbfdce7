"""Where trinity means to differ from DuckDB or Spark beyond what the two dialects of a query can say; each stands in Sources/QueryPlan/SQL.md."""

import re

from engines import Failure

# (what a query must contain, what both answers must be, the reason)
DIFFERENCES = [
    (r"", lambda ours, theirs: isinstance(theirs, Failure) and "to type DECIMAL(38" in theirs.text,
     "where two decimals take more than 38 digits together, the digits before the point are kept, as Spark 4 does; DuckDB fails"),
    (r"/ nullif\(", lambda ours, theirs: not isinstance(ours, Failure) and isinstance(theirs, Failure) and re.search(r" to DECIMAL\(\d+,0\)", theirs.text),
     "Spark's decimal division is spelt for DuckDB with whole numbers that have fewer digits than the quotient may have"),
    (r"\b(BETWEEN|AND|OR)\b", lambda ours, theirs: not isinstance(ours, Failure) and isinstance(theirs, Failure) and "cast decimal value" in theirs.text,
     "whether a part of AND, OR or BETWEEN that cannot change the answer is computed, and so may fail, is left to the engine"),
    (r"\b(timestampdiff|datediff)\((MONTH|YEAR)", lambda ours, theirs: not isinstance(ours, Failure) and not isinstance(theirs, Failure),
     "from 2026-02-28 back to 2024-02-29 is one year, as in Java and so in Spark; DuckDB counts from one end of the month to the other"),
]


SPARK_DIFFERENCES = [
    (r"\b(BETWEEN|AND|OR)\b", lambda ours, theirs: isinstance(ours, Failure) != isinstance(theirs, Failure),
     "whether a part of AND, OR or BETWEEN that cannot change the answer is computed, and so may fail, is left to the engine"),
    (r"", lambda ours, theirs: isinstance(ours, Failure) and isinstance(theirs, Failure) and ours.kind == "cast" and "OUT_OF_RANGE" in theirs.text,
     "a number that does not fit a decimal is a failed cast here, a value out of range in Spark"),
]


def documented(sql, ours, theirs, peer):
    """The reason why two answers may differ, or None."""
    for pattern, holds, reason in SPARK_DIFFERENCES if peer == "Spark" else DIFFERENCES:
        if re.search(pattern, sql) and holds(ours, theirs): return reason
    return None
