"""`trinity sample`'s Parquet files, read by pyarrow, DuckDB and Polars, against its CSV and NDJSON of the same seed."""

import subprocess

import duckdb
import polars
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq


def sample_problems(binary, folder, rows):
    """What differs, and the number of files and values compared."""
    problems, files, compared = [], 0, 0
    for form in ["csv", "ndjson", "parquet"]:
        subprocess.run([binary, "sample", "--quiet", "--out", folder / form, "--rows", str(rows), "--weeks", "1", "--end", "2026-11-16", "--seed", "3",
                        "--format", form], check=True)
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    for path in sorted((folder / "parquet").rglob("*.parquet")):
        ours = pq.read_table(path, page_checksum_verification=True)
        ours.validate(full=True)
        twin = lambda form: folder / form / path.parent.name / f"{path.stem}.{form}"
        types = {field.name: field.type for field in ours.schema}
        others = {
            "its CSV": pyarrow.csv.read_csv(twin("csv"), convert_options=pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=True)),
            "its NDJSON": pyarrow.json.read_json(twin("ndjson"), parse_options=pyarrow.json.ParseOptions(explicit_schema=ours.schema)).select(ours.column_names),
            "DuckDB's reading": database.sql(f"SELECT * FROM '{path}'").to_arrow_table().cast(ours.schema),
            "Polars's reading": polars.read_parquet(path).to_arrow().cast(ours.schema),
        }
        files += 1
        for name, other in others.items():
            compared += ours.num_rows * ours.num_columns
            if not ours.equals(other): problems.append(f"{path.relative_to(folder)} is not {name}")
        meta = pq.ParquetFile(path).metadata
        for place in range(meta.num_columns if meta.num_row_groups else 0):
            chunk = meta.row_group(0).column(place)
            if not chunk.is_stats_set or chunk.statistics.null_count != ours.column(place).slice(0, meta.row_group(0).num_rows).null_count:
                problems.append(f"{path.relative_to(folder)}: no statistics of {chunk.path_in_schema}, or wrong ones")
    return problems, files, compared
