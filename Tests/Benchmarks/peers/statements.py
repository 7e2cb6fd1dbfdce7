"""The reports' and the single queries in SQL that DuckDB, DataFusion, ClickHouse and Spark all take, but for the named places."""

LEVEL = (
    "CASE WHEN ethical_score >= 700 THEN 'transcendent' WHEN ethical_score >= 500 THEN 'harmonious' "
    "WHEN ethical_score >= 300 THEN 'growing' ELSE 'foundational' END"
)
SYNTHESIS = (
    "CASE WHEN verity_score + qualia_score = 0 THEN 0.0 "
    "ELSE 2 * verity_score * qualia_score / (verity_score + qualia_score) END"
)
SIZE = (
    "CASE WHEN amount < 1 THEN 0 WHEN amount < 5 THEN 1 WHEN amount < 10 THEN 5 WHEN amount < 25 THEN 10 "
    "WHEN amount < 50 THEN 25 WHEN amount < 100 THEN 50 WHEN amount < 250 THEN 100 WHEN amount < 500 THEN 250 "
    "WHEN amount < 1000 THEN 500 ELSE 1000 END"
)
CATEGORY = "CASE WHEN resonance_level >= 0.8 THEN 'high' WHEN resonance_level >= 0.5 THEN 'medium' ELSE 'low' END"


# The queries of each report, by the tables that they read; the weekly report has all.
REPORTS = {
    "payments": ["payments", "most_active_users", "status_distribution", "size_distribution", "daily_volume", "hourly_activity", "anomalies"],
    "ethics": ["ethics", "coherence"],
}
TABLES = {"weekly": ["transactions", "payments", "audits"], "payments": ["payments"], "ethics": ["audits"]}


def report(kind, **spellings):
    """The queries of a report: name -> SELECT."""
    every = queries(**spellings)
    return {name: every[name] for name in REPORTS.get(kind, every)}


def queries(hour, day, weekday, hour_of_day, median, p95, lag):
    """Query name -> SELECT, with an engine's own spelling of the named functions."""
    return {
        "resonance": "SELECT count(*), sum(amount), avg(resonance_level), avg(ethical_score), avg(coherence_score), "
        "count(DISTINCT user_id) FROM transactions",
        "recent": "SELECT count(*) FROM transactions WHERE timestamp >= "
        "(SELECT max(timestamp) FROM transactions) - INTERVAL '1' HOUR",
        "phase_distribution": "SELECT quantum_phase, count(*), avg(resonance_level) FROM transactions GROUP BY 1 ORDER BY 1",
        "resonance_categories": f"SELECT {CATEGORY} AS category, count(*) FROM transactions GROUP BY 1 ORDER BY 1",
        "hourly_resonance": f"SELECT {hour} AS h, count(*), avg(resonance_level) FROM transactions GROUP BY 1 ORDER BY 1",
        "phase_transitions": f"SELECT p, quantum_phase, count(*) FROM (SELECT {lag} OVER (PARTITION BY user_id ORDER BY "
        "timestamp, transaction_id) AS p, quantum_phase FROM transactions) AS steps WHERE p IS NOT NULL "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        "payments": f"SELECT count(*), sum(amount), avg(amount), min(amount), max(amount), {median}, {p95}, "
        "count(DISTINCT user_id) FROM payments",
        "most_active_users": "SELECT user_id, count(*) AS n, sum(amount) FROM payments GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10",
        "status_distribution": "SELECT status, count(*), sum(amount) FROM payments GROUP BY 1 ORDER BY 1",
        "size_distribution": f"SELECT {SIZE} AS size, count(*) FROM payments GROUP BY 1 ORDER BY 1",
        "daily_volume": f"SELECT {day} AS d, count(*), sum(amount) FROM payments GROUP BY 1 ORDER BY 1",
        "hourly_activity": f"SELECT {weekday} AS w, {hour_of_day} AS h, count(*) FROM payments GROUP BY 1, 2 ORDER BY 1, 2",
        "anomalies": "SELECT payment_id, user_id, amount, timestamp, (amount - m) / s AS z FROM payments CROSS JOIN "
        "(SELECT avg(amount) AS m, stddev_pop(amount) AS s FROM payments) AS spread WHERE abs(amount - m) > 3 * s "
        "ORDER BY abs((amount - m) / s) DESC, payment_id LIMIT 20",
        "ethics": f"SELECT count(*), avg(ethical_score), avg(verity_score), avg(qualia_score), avg({SYNTHESIS}) FROM audits",
        "coherence": f"SELECT {LEVEL} AS level, {day} AS d, count(*), avg(verity_score), avg(qualia_score), "
        f"avg({SYNTHESIS}) FROM audits GROUP BY 1, 2 ORDER BY 1, 2",
        "correlation": "SELECT corr(t.resonance_level, a.ethical_score) FROM transactions AS t "
        "JOIN audits AS a ON t.transaction_id = a.transaction_id",
        "user_overview": "SELECT pays.user_id, n, r, p, s FROM (SELECT user_id, count(*) AS p, sum(amount) AS s FROM payments "
        "GROUP BY user_id) AS pays LEFT JOIN (SELECT user_id, count(*) AS n, avg(resonance_level) AS r FROM transactions "
        "GROUP BY user_id) AS acts ON pays.user_id = acts.user_id ORDER BY s DESC, 1 LIMIT 10",
    }


def single(kind, median, p95, lag):
    """A single query, as trinity takes it too with its own spellings."""
    return {
        "filter-aggregate": "SELECT count(*), sum(amount), avg(resonance_level) FROM transactions "
        "WHERE quantum_phase = 'harmony' AND amount > 5",
        "group-users": "SELECT count(*), max(n), max(total) FROM (SELECT user_id, count(*) AS n, sum(amount) AS total "
        "FROM transactions GROUP BY user_id) AS users",
        "group-unique": "SELECT count(*), max(total) FROM (SELECT transaction_id, sum(amount) AS total FROM transactions "
        "GROUP BY transaction_id) AS transaction",
        "top-k": "SELECT transaction_id, amount FROM transactions ORDER BY amount DESC, transaction_id LIMIT 100",
        "join": "SELECT count(*), avg(t.amount), avg(a.verity_score) FROM transactions AS t JOIN audits AS a "
        "ON t.transaction_id = a.transaction_id WHERE a.ethical_score >= 500",
        "window": f"SELECT count(*), avg(step) FROM (SELECT amount - {lag} OVER (PARTITION BY user_id ORDER BY timestamp, "
        "transaction_id) AS step FROM transactions) AS steps WHERE step > 0",
        "count-distinct": "SELECT quantum_phase, count(DISTINCT user_id) FROM transactions GROUP BY quantum_phase ORDER BY quantum_phase",
        "percentile": f"SELECT quantum_phase, {median}, {p95} FROM transactions GROUP BY quantum_phase ORDER BY quantum_phase",
        "plain-aggregates": "SELECT count(*), sum(amount), min(amount), max(amount), avg(resonance_level), avg(ethical_score), "
        "avg(coherence_score) FROM transactions",
    }[kind]


SINGLE = ["filter-aggregate", "group-users", "group-unique", "top-k", "join", "window", "count-distinct", "percentile", "plain-aggregates"]
