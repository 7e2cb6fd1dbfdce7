"""Cases: a name, and what makes the files. A name with its seed makes the same files again."""

import random

import pyarrow as pa
import pyarrow.parquet as pq

from columns import FLAT, NESTED, NULLS, column, table

CODECS = ["none", "snappy", "gzip", "zstd", "lz4"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "int64_few", "int64_near", "date32", "date64",
            "stamp_s", "stamp_ms", "stamp_us", "stamp_ns", "stamp_ms_utc", "stamp_us_utc", "stamp_us_tokyo", "time_ms", "time_us", "time_ns"]
TEXTS = ["text", "text_few", "text_sorted", "text_wide", "large_text", "binary", "json"]
FIXED = ["fixed", "uuid", "decimal_5_2", "decimal_18_6", "decimal_38_10"]


class Case:
    def __init__(self, name, make): self.name, self.make = name, make

    def write(self, folder, seed):
        """Makes the files; returns the path to query, below the folder."""
        return self.make(random.Random(f"{seed} {self.name}"), folder)


def by_pyarrow(name, kinds, nulls, rows=None, **fixed):
    """A case of one file by pyarrow, with what is not fixed chosen at random."""
    def make(r, folder):
        count = rows if rows is not None else r.choice([1, 2, 7, 8, 9, 31, 64, 500, 700, 1000, 2500])
        chosen = kinds or r.sample(list(FLAT), r.randint(1, len(FLAT)))
        options = dict(
            compression=r.choice(CODECS), data_page_version=r.choice(["1.0", "2.0"]), use_dictionary=r.random() < 0.5,
            row_group_size=r.choice([max(1, count // 5), 100, 10_000]), data_page_size=r.choice([1, 100, 1000, 1 << 20]),
            write_batch_size=r.choice([1, 7, 1024]), dictionary_pagesize_limit=r.choice([64, 1000, 1 << 20]),
            write_statistics=r.random() < 0.8, write_page_index=r.random() < 0.3, write_page_checksum=r.random() < 0.5,
            version=r.choice(["1.0", "2.4", "2.6"]), store_schema=r.random() < 0.7, store_decimal_as_integer=r.random() < 0.5,
            use_deprecated_int96_timestamps=r.random() < 0.15)
        options.update(fixed)
        if "column_encoding" in options: options["use_dictionary"] = False
        # Older versions of the format have no nanoseconds, and pyarrow does not cut them off.
        if options["version"] != "2.6": chosen = [kind for kind in chosen if "_ns" not in kind]
        pq.write_table(table(r, chosen, count, nulls), folder / "data.parquet", **options)
        return "data.parquet"
    return Case(name, make)


def encodings(second):
    """An encoding for every kind that has more than plain ones; `second` takes the other of two."""
    chosen = {kind: ["DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"][(place + second) % 2] for place, kind in enumerate(INTEGERS)}
    chosen |= {kind: ["DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"][(place + second) % 2] for place, kind in enumerate(TEXTS)}
    chosen |= {kind: ["DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"][(place + second) % 2] for place, kind in enumerate(FIXED)}
    chosen |= {kind: ["PLAIN", "BYTE_STREAM_SPLIT"][second] for kind in ["float16", "float32", "float64"]}
    return chosen | {kind: ["RLE", "PLAIN"][second] for kind in ["boolean", "boolean_rare"]}


def by_duckdb(name, version, codec):
    def make(r, folder):
        import duckdb
        kinds = [kind for kind in FLAT if kind not in ("float16", "dictionary", "binary", "fixed", "nothing", "json", "uuid", "decimal_9_9")]
        incoming = table(r, kinds, r.choice([50, 3000]), None)
        database = duckdb.connect()
        database.execute("SET TimeZone = 'UTC'")
        database.register("incoming", incoming)
        database.execute(f"COPY (SELECT * FROM incoming) TO '{folder}/data.parquet' (FORMAT parquet, PARQUET_VERSION {version}, CODEC '{codec}', "
                         f"ROW_GROUP_SIZE {r.choice([2048, 100_000])})")
        return "data.parquet"
    return Case(name, make)


def by_polars(name, codec):
    def make(r, folder):
        import polars
        kinds = [kind for kind in FLAT if kind not in ("float16", "json", "uuid", "fixed", "nothing", "date64", "decimal_9_9")]
        frame = polars.from_arrow(table(r, kinds, r.choice([50, 3000]), None))
        frame.write_parquet(folder / "data.parquet", compression=codec, row_group_size=r.choice([100, 100_000]),
                            data_page_size=r.choice([200, 1 << 20]), statistics=r.choice([True, False, "full"]))
        return "data.parquet"
    return Case(name, make)


def of_folder(name, make): return Case(name, make)


def widening(r, folder):
    """Files whose columns differ: in order, in width, and in being there at all."""
    (folder / "all").mkdir()
    kinds = [{"v": "int32", "w": "float32", "x": "decimal_9_0", "only_a": "text"}, {"w": "int32", "v": "int64_near", "x": "decimal_18_6"},
             {"only_c": "boolean", "x": "decimal_19_4", "v": "float64", "w": "float64"}]
    start = 0
    for place, columns in enumerate(kinds):
        count = r.choice([0, 3, 200])
        arrays = [pa.array(range(start, start + count), pa.int64())] + [column(r, kind, count, "some") for kind in columns.values()]
        pq.write_table(pa.table(arrays, names=["row", *columns]), folder / "all" / f"{place}.parquet")
        start += count
    return "all"


def hive(r, folder):
    """Folders that carry columns."""
    start = 0
    for day in ["2026-11-09", "2026-11-10"]:
        for hour in ["0", "13", "__HIVE_DEFAULT_PARTITION__"]:
            place = folder / "all" / f"day={day}" / f"hour={hour}"
            place.mkdir(parents=True)
            count = r.choice([1, 100])
            rows = table(r, ["text", "float32", "stamp_us"], count, "some")
            rows = rows.set_column(0, "row", pa.array(range(start, start + count), pa.int64()))
            pq.write_table(rows, place / "part.parquet")
            start += count
    return "all"


def cases(random_files):
    """All cases but Spark's."""
    found = []
    for codec in CODECS:
        for version in ["1.0", "2.0"]:
            for dictionary in [True, False]:
                for nulls in NULLS:
                    name = f"pyarrow {codec} v{version} {'dictionary' if dictionary else 'plain'} nulls-{nulls}"
                    found.append(by_pyarrow(name, list(FLAT), nulls, 700, compression=codec, data_page_version=version, use_dictionary=dictionary))
    for second in [0, 1]:
        for version in ["1.0", "2.0"]:
            for nulls in NULLS:
                for rows in [1, 33, 1500]:
                    chosen = encodings(second)
                    name = f"pyarrow encodings-{second} v{version} nulls-{nulls} rows-{rows}"
                    found.append(by_pyarrow(name, list(chosen), nulls, rows, data_page_version=version, column_encoding=chosen, store_decimal_as_integer=False,
                                            use_deprecated_int96_timestamps=False))
    for rows in [0, 1, 100_000]: found.append(by_pyarrow(f"pyarrow rows-{rows}", ["int64", "text", "text_few", "float64", "stamp_us_utc"], None, rows))
    found.append(by_pyarrow("pyarrow int96", [kind for kind in FLAT if kind.startswith("stamp")], None, 800, use_deprecated_int96_timestamps=True))
    for number in range(12): found.append(by_pyarrow(f"pyarrow nested-{number}", [*NESTED, "int64", "text", "float64"], None, 300))
    for number in range(random_files): found.append(by_pyarrow(f"pyarrow random-{number}", None, None))
    for version in ["V1", "V2"]:
        for codec in ["uncompressed", "snappy", "gzip", "zstd", "lz4_raw"]: found.append(by_duckdb(f"duckdb {version} {codec}", version, codec))
    for codec in ["uncompressed", "snappy", "gzip", "zstd", "lz4"]: found.append(by_polars(f"polars {codec}", codec))
    for number in range(4):
        found.append(of_folder(f"folder widening-{number}", widening))
        found.append(of_folder(f"folder hive-{number}", hive))
    return found
