"""Queries to start fuzzing from: one for each form of the SQL subset, each a file in the folder that is named."""

import pathlib
import sys

QUERIES = """
SELECT * FROM t
SELECT id, n + 1 AS m FROM t WHERE x > 1.5 AND (b OR NOT b) ORDER BY 2 DESC NULLS LAST LIMIT 3 OFFSET 1
SELECT DISTINCT t.id FROM t JOIN u ON t.id = u.id AND score > x
SELECT * FROM t FULL JOIN u USING (id)
SELECT * FROM t NATURAL LEFT JOIN u
SELECT id FROM t RIGHT JOIN u USING (id) WHERE score IS NOT NULL
SELECT id FROM t SEMI JOIN u USING (id)
SELECT count(*), sum(n), avg(x), min(at), max_by(id, x), median(x), percentile(x, 0.9) FROM t
SELECT date_trunc('day', at) AS day, count(DISTINCT id) FILTER (WHERE b) AS c FROM t GROUP BY 1 HAVING c > 1
SELECT id, b, sum(n), grouping(id) FROM t GROUP BY CUBE (id, b)
SELECT id, b, sum(n) FROM t GROUP BY GROUPING SETS ((id, b), ROLLUP (b), ())
SELECT id, row_number() OVER (PARTITION BY b ORDER BY x), sum(n) OVER w FROM t WINDOW w AS (ORDER BY at ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
SELECT lag(n, 2, 0) IGNORE NULLS OVER (ORDER BY at), ntile(4) OVER (ORDER BY n) FROM t
SELECT id FROM t UNION ALL SELECT id FROM u INTERSECT SELECT 'a' EXCEPT VALUES ('b')
WITH a AS (SELECT n FROM t), c(k) AS (SELECT n FROM a) SELECT k FROM c
SELECT (SELECT max(score) FROM u), n IN (SELECT 1), EXISTS (SELECT 1 FROM u), id NOT IN ('a', 'b') FROM t
SELECT CASE n WHEN 1 THEN 'one' ELSE CAST(n AS string) END || upper(id) FROM t
SELECT CAST('1.50' AS decimal(10, 2)) * d, try_cast(id AS bigint), x::bigint, n % 3, n div 2 FROM t
SELECT at + INTERVAL '1' DAY, day - 1, extract(hour FROM at), timestampdiff('hour', at, TIMESTAMP '2026-11-09T00:00:00Z') FROM t
SELECT id LIKE 'a%_' AS a, id ILIKE 'A' AS i, substring(id, 2, 3), string_agg(id, ',' ORDER BY n) OVER () FROM t
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, NULL)) AS v(a, b) WHERE a BETWEEN 1 AND 2 AND b IS DISTINCT FROM 'y'
SELECT /* a comment */ "n" -- another
FROM t
""".strip().split("\n")

folder = pathlib.Path(sys.argv[1])
for number, query in enumerate(QUERIES): (folder / f"form-{number:02}").write_text(query)
