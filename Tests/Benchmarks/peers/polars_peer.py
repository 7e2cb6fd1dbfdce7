"""A report's queries, or one query, in Polars as an expert writes them: lazy scans, all queries collected together, streaming.

Usage: polars_peer.py weekly|payments|ethics|QUERY DATA csv|csv.zst|ndjson|parquet.
"""

import sys

import polars as pl

from finish import finish
from statements import REPORTS, SINGLE

kind, data, form = sys.argv[1:4]
F, S = pl.Float64, pl.String
SCHEMAS = {
    "transactions": {
        "transaction_id": S, "user_id": S, "amount": F, "resonance_level": F, "quantum_phase": S, "timestamp": S,
        "ethical_score": F, "coherence_score": F,
    },
    "payments": {"payment_id": S, "user_id": S, "amount": F, "timestamp": S, "status": S},
    "audits": {
        "audit_id": S, "transaction_id": S, "ethical_score": F, "verity_score": F, "qualia_score": F, "timestamp": S,
    },
}


def scan(table):
    path = f"{data}/{table}/*.{form}"
    if form == "parquet": return pl.scan_parquet(path)
    frame = pl.scan_ndjson(path, schema=SCHEMAS[table]) if form == "ndjson" else pl.scan_csv(path, schema=SCHEMAS[table])
    time = pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="us")
    return frame.with_columns(time)


t, p, a = scan("transactions"), scan("payments"), scan("audits")
level = (
    pl.when(pl.col("ethical_score") >= 700).then(pl.lit("transcendent"))
    .when(pl.col("ethical_score") >= 500).then(pl.lit("harmonious"))
    .when(pl.col("ethical_score") >= 300).then(pl.lit("growing")).otherwise(pl.lit("foundational"))
)
v, q = pl.col("verity_score"), pl.col("qualia_score")
synthesis = pl.when(v + q == 0).then(0.0).otherwise(2 * v * q / (v + q))
category = (
    pl.when(pl.col("resonance_level") >= 0.8).then(pl.lit("high"))
    .when(pl.col("resonance_level") >= 0.5).then(pl.lit("medium")).otherwise(pl.lit("low"))
)
size = pl.lit(1000)
for below, lower in [(1000, 500), (500, 250), (250, 100), (100, 50), (50, 25), (25, 10), (10, 5), (5, 1), (1, 0)]:
    size = pl.when(pl.col("amount") < below).then(pl.lit(lower)).otherwise(size)
previous = pl.col("quantum_phase").shift(1).over("user_id")
spread = p.select(pl.col("amount").mean().alias("m"), pl.col("amount").std(ddof=0).alias("s"))
z = (pl.col("amount") - pl.col("m")) / pl.col("s")
amount = pl.col("amount")
queries = {
    "resonance": t.select(
        pl.len().alias("n"), amount.sum(), pl.col("resonance_level").mean(), pl.col("ethical_score").mean(),
        pl.col("coherence_score").mean(),
        (pl.col("timestamp") >= pl.col("timestamp").max() - pl.duration(hours=1)).sum().alias("recent"),
        pl.col("user_id").n_unique(),
    ),
    "phase_distribution": t.group_by("quantum_phase").agg(pl.len(), pl.col("resonance_level").mean()).sort("quantum_phase"),
    "resonance_categories": t.group_by(category.alias("category")).agg(pl.len()).sort("category"),
    "hourly_resonance": t.group_by(pl.col("timestamp").dt.truncate("1h")).agg(pl.len(), pl.col("resonance_level").mean())
    .sort("timestamp"),
    "phase_transitions": t.select("user_id", "timestamp", "transaction_id", "quantum_phase")
    .sort("user_id", "timestamp", "transaction_id").with_columns(previous.alias("p")).filter(pl.col("p").is_not_null())
    .group_by("p", "quantum_phase").agg(pl.len()).sort("p", "quantum_phase"),
    "payments": p.select(
        pl.len().alias("n"), amount.sum().alias("sum"), amount.mean().alias("mean"), amount.min().alias("min"),
        amount.max().alias("max"), amount.median().alias("median"),
        amount.quantile(0.95, "linear").alias("p95"), pl.col("user_id").n_unique(),
    ),
    "most_active_users": p.group_by("user_id").agg(pl.len(), amount.sum()).sort(
        ["len", "user_id"], descending=[True, False]).head(10),
    "status_distribution": p.group_by("status").agg(pl.len(), amount.sum()).sort("status"),
    "size_distribution": p.group_by(size.alias("size")).agg(pl.len()).sort("size"),
    "daily_volume": p.group_by(pl.col("timestamp").dt.truncate("1d")).agg(pl.len(), amount.sum()).sort("timestamp"),
    "hourly_activity": p.group_by(
        pl.col("timestamp").dt.weekday().alias("w"), pl.col("timestamp").dt.hour().alias("h")).agg(pl.len()).sort("w", "h"),
    "anomalies": p.join(spread, how="cross").filter((amount - pl.col("m")).abs() > 3 * pl.col("s"))
    .select("payment_id", "user_id", "amount", "timestamp", z.alias("z"))
    .sort([pl.col("z").abs(), "payment_id"], descending=[True, False]).head(20),
    "ethics": a.select(
        pl.len().alias("n"), pl.col("ethical_score").mean(), v.mean(), q.mean(), synthesis.mean().alias("synthesis")),
    "coherence": a.group_by(level.alias("level"), pl.col("timestamp").dt.truncate("1d")).agg(
        pl.len(), v.mean(), q.mean(), synthesis.mean().alias("synthesis")).sort("level", "timestamp"),
    "correlation": t.select("transaction_id", "resonance_level").join(
        a.select("transaction_id", pl.col("ethical_score").alias("e")), on="transaction_id")
    .drop_nulls().select(pl.corr("resonance_level", "e")),
    "user_overview": p.group_by("user_id").agg(pl.len().alias("p"), amount.sum().alias("s")).join(
        t.group_by("user_id").agg(pl.len().alias("n"), pl.col("resonance_level").mean().alias("r")), on="user_id", how="left")
    .select("user_id", "n", "r", "p", "s").sort(["s", "user_id"], descending=[True, False]).head(10),
}
resonance = pl.col("resonance_level")
step = (amount - amount.shift(1).over("user_id")).alias("step")
single = {
    "filter-aggregate": t.filter((pl.col("quantum_phase") == "harmony") & (amount > 5)).select(pl.len(), amount.sum(), resonance.mean()),
    "group-users": t.group_by("user_id").agg(pl.len().alias("n"), amount.sum().alias("s")).select(pl.len(), pl.col("n").max(), pl.col("s").max()),
    "group-unique": t.group_by("transaction_id").agg(amount.sum().alias("s")).select(pl.len(), pl.col("s").max()),
    "top-k": t.select("transaction_id", "amount").sort(["amount", "transaction_id"], descending=[True, False]).head(100),
    "join": t.select("transaction_id", "amount").join(
        a.filter(pl.col("ethical_score") >= 500).select("transaction_id", "verity_score"), on="transaction_id")
    .select(pl.len(), amount.mean(), v.mean()),
    "window": t.select("user_id", "timestamp", "transaction_id", "amount").sort("user_id", "timestamp", "transaction_id").select(step)
    .filter(pl.col("step") > 0).select(pl.len(), pl.col("step").mean()),
    "count-distinct": t.group_by("quantum_phase").agg(pl.col("user_id").n_unique()).sort("quantum_phase"),
    "percentile": t.group_by("quantum_phase").agg(amount.median().alias("m"), amount.quantile(0.95, "linear").alias("q")).sort("quantum_phase"),
    "plain-aggregates": t.select(
        pl.len(), amount.sum().alias("s"), amount.min().alias("low"), amount.max().alias("high"), resonance.mean(), pl.col("ethical_score").mean(),
        pl.col("coherence_score").mean()),
}
names = [kind] if kind in SINGLE else REPORTS.get(kind, list(queries))
frames = pl.collect_all([single[name] if kind in SINGLE else queries[name] for name in names], engine="streaming")
finish({name: frame.rows() for name, frame in zip(names, frames)})
