"""Damaged and unreadable files: each must be refused with the file and, inside a column's pages, the column; or be read rightly."""

import random
import struct

import pyarrow as pa
import pyarrow.parquet as pq

from columns import table

KINDS = ["int64", "text", "text_few", "float64", "boolean", "stamp_us_utc", "decimal_19_4", "int64_near"]


def base(r, path, checksum):
    """A whole file; returns its bytes and each column's span of pages."""
    pq.write_table(table(r, KINDS, 600, "some"), path, row_group_size=250, compression=r.choice(["none", "snappy", "gzip", "zstd", "lz4"]),
                   data_page_version=r.choice(["1.0", "2.0"]), use_dictionary=r.random() < 0.5, data_page_size=r.choice([200, 1 << 20]),
                   write_page_checksum=checksum)
    meta, spans = pq.ParquetFile(path).metadata, []
    for group in range(meta.num_row_groups):
        for place in range(meta.num_columns):
            chunk = meta.row_group(group).column(place)
            start = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
            spans.append((chunk.path_in_schema, start, start + chunk.total_compressed_size))
    return path.read_bytes(), spans


def whole(seed, number, path):
    """The file before it is damaged: the generator behind it, whether its pages have checksums, its bytes and spans."""
    r = random.Random(f"{seed} damage {number}")
    checksum = r.random() < 0.7
    return r, checksum, *base(r, path, checksum)


def expected(seed, number, folder):
    """pyarrow's reading of the file before it was damaged."""
    whole(seed, number, folder / "whole.parquet")
    return pq.read_table(folder / "whole.parquet")


def damaged(seed, first, count, folder):
    """(name, path, column or None, whether wrong rows could be told): one damaged file at a time."""
    path = folder / "damaged.parquet"
    for number in range(first, first + count):
        r, checksum, data, spans = whole(seed, number, path)
        footer = len(data) - 8 - struct.unpack("<I", data[-8:-4])[0]
        kind = r.choice(["cut", "flip", "flip", "flip", "footer", "footer", "zero", "swap"])
        column, told = None, True
        if kind == "cut": data = data[:r.choice([r.randrange(len(data)), len(data) - 1, footer, 12, 4, 0])]
        elif kind in ("flip", "zero"):
            column, start, end = r.choice(spans)
            # A page's header has no checksum: what it says may be wrong in ways that only its column's numbers show.
            place, told = r.randrange(start, end), checksum
            data = bytearray(data)
            if kind == "flip": data[place] ^= 1 << r.randrange(8)
            else: data[place:min(end, place + 40)] = bytes(min(end, place + 40) - place)
        elif kind == "footer":
            # The footer has no checksum at all, so only crashes and hangs count.
            data, told = bytearray(data), False
            for _ in range(r.choice([1, 1, 3])): data[r.randrange(footer, len(data))] ^= 1 << r.randrange(8)
        elif kind == "swap":
            data, told = bytearray(data), checksum
            one, two = r.randrange(4, footer - 8), r.randrange(4, footer - 8)
            data[one:one + 8], data[two:two + 8] = data[two:two + 8], data[one:one + 8]
        path.write_bytes(data)
        yield f"damage-{number} {kind}{' checksums' if checksum else ''}", "damaged.parquet", column, told


def unreadable(folder):
    """(name, path, query, words that the refusal must hold): files that are all right but beyond what is read."""
    numbers = pa.table({"n": pa.array([1, 2, 3], pa.int64())})
    pq.write_table(numbers, folder / "brotli.parquet", compression="brotli")
    yield "brotli", "brotli.parquet", "SELECT n FROM t", ["brotli.parquet", "n", "BROTLI"]
    pq.write_table(pa.table({"d": pa.array([1], pa.decimal256(60, 2)), "n": [1]}), folder / "decimal256.parquet")
    yield "a decimal of 60 digits", "decimal256.parquet", "SELECT d FROM t", ["decimal256.parquet", "d"]
    pq.write_table(pa.table({"b": pa.array([b"\xff\xfe"]), "n": [1]}), folder / "bytes.parquet")
    yield "bytes that are no text", "bytes.parquet", "SELECT b FROM t", ["bytes.parquet", "b"]
    (folder / "text.parquet").write_text("a,b\n1,2\n")
    yield "a text under the name", "text.parquet", "SELECT * FROM t", ["text.parquet"]
    (folder / "nothing.parquet").write_bytes(b"")
    yield "no bytes at all", "nothing.parquet", "SELECT * FROM t", ["nothing.parquet"]
    (folder / "marks.parquet").write_bytes(b"PAR1PAR1")
    yield "only the marks", "marks.parquet", "SELECT * FROM t", ["marks.parquet"]
    (folder / "length.parquet").write_bytes(b"PAR1" + bytes(100) + struct.pack("<I", 2**32 - 1) + b"PAR1")
    yield "a footer longer than the file", "length.parquet", "SELECT * FROM t", ["length.parquet"]
    (folder / "encrypted.parquet").write_bytes(b"PARE" + bytes(100) + struct.pack("<I", 50) + b"PARE")
    yield "an encrypted footer", "encrypted.parquet", "SELECT * FROM t", ["encrypted.parquet", "encrypted"]
    whole = folder / "whole.parquet"
    pq.write_table(numbers, whole)
    whole.write_bytes(whole.read_bytes() + b"tail")
    yield "bytes behind the end", "whole.parquet", "SELECT * FROM t", ["whole.parquet"]
