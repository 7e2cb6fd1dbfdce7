"""Columns of every type that Parquet files have, with values at the edges of their range."""

import datetime
import decimal
import random
import uuid

import pyarrow as pa

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
WORDS = ["", "a", "growth", "harmony", "naïve café", "日本語のテキスト", "🦊 fox", "quote \" and \\ slash", "line\nfeed", "x" * 300]


def integers(low, high):
    edges = [low, high, 0 if low <= 0 <= high else low, low + 1, high - 1]
    return lambda r: r.choice(edges) if r.random() < 0.1 else r.randint(low, high) if r.random() < 0.5 else r.randint(max(low, -3), max(low, min(high, 9)))


def doubles(r):
    edges = [0.0, -0.0, 1.5, -1.5, 1e300, -1e300, 5e-324, 0.1, float("inf"), float("-inf"), float("nan")]
    return r.choice(edges) if r.random() < 0.1 else round(r.uniform(-1000, 1000), r.randint(0, 4))


def floats(width):
    array = {2: pa.float16(), 4: pa.float32()}[width]
    return lambda r: pa.scalar(r.choice([0.0, -0.0, 0.5, 1.25, -3.75, 65504.0, r.randint(-2000, 2000) / 8]), array).as_py()


def texts(few):
    def make(r):
        if few or r.random() < 0.1: return r.choice(WORDS)
        return "".join(r.choice("abcdefghéß日 ") for _ in range(r.randint(0, 24)))
    return make


def sorted_texts(r): return f"order/2026/{r.randint(0, 99):03}/{r.randint(0, 999_999):06}"


def wide_texts(r): return r.choice("abc") * r.choice([1, 10, 4000])


def decimals(precision, scale):
    def make(r):
        limit = 10**precision - 1
        number = r.choice([limit, -limit, 0, 1, -1]) if r.random() < 0.1 else r.randint(-limit, limit)
        return decimal.Decimal(number).scaleb(-scale, decimal.Context(prec=80))
    return make


def days(r): return datetime.date(1970, 1, 1) + datetime.timedelta(r.choice([0, -1, 1, -719_162, 2_932_896]) if r.random() < 0.1 else r.randint(-20_000, 40_000))


def counts(unit, narrow):
    """A count of units since 1970 within the years 1700 to 2200, or 1 to 9999."""
    low, high = (-8_520_336_000, 7_258_118_400) if narrow else (-62_135_596_800, 253_402_300_799)
    return lambda r: r.choice([0, -1, 1, low * unit, high * unit]) if r.random() < 0.1 else r.randint(low * unit, high * unit) if r.random() < 0.3 else r.randint(1_700_000_000 * unit, 1_800_000_000 * unit)


def instants(unit, zone, narrow=True):
    count = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}[unit]
    return pa.timestamp(unit, zone), counts(count, narrow or unit == "ns")


def clocks(unit):
    count = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}[unit]
    return lambda r: r.choice([0, 86_399 * count + count - 1, 1]) if r.random() < 0.2 else r.randrange(86_400 * count)


# name -> (Arrow type, a random value). The names are also those in the files.
FLAT = {
    "int8": (pa.int8(), integers(-128, 127)),
    "int16": (pa.int16(), integers(-32_768, 32_767)),
    "int32": (pa.int32(), integers(-2**31, 2**31 - 1)),
    "int64": (pa.int64(), integers(-2**63, 2**63 - 1)),
    "uint8": (pa.uint8(), integers(0, 255)),
    "uint16": (pa.uint16(), integers(0, 65_535)),
    "uint32": (pa.uint32(), integers(0, 2**32 - 1)),
    "uint64": (pa.uint64(), integers(0, 2**64 - 1)),
    "int64_few": (pa.int64(), integers(-3, 3)),
    "int64_near": (pa.int64(), integers(1_000_000_000_000, 1_000_000_005_000)),
    "float16": (pa.float16(), floats(2)),
    "float32": (pa.float32(), floats(4)),
    "float64": (pa.float64(), doubles),
    "boolean": (pa.bool_(), lambda r: r.random() < 0.5),
    "boolean_rare": (pa.bool_(), lambda r: r.random() < 0.01),
    "text": (pa.string(), texts(False)),
    "text_few": (pa.string(), texts(True)),
    "text_sorted": (pa.string(), sorted_texts),
    "text_wide": (pa.string(), wide_texts),
    "large_text": (pa.large_string(), texts(False)),
    "dictionary": (pa.dictionary(pa.int32(), pa.string()), texts(True)),
    "binary": (pa.binary(), lambda r: texts(False)(r).encode()),
    "fixed": (pa.binary(5), lambda r: f"{r.randint(0, 99_999):05}".encode()),
    "date32": (pa.date32(), days),
    "date64": (pa.date64(), days),
    "stamp_s": instants("s", None), "stamp_ms": instants("ms", None), "stamp_us": instants("us", None),
    "stamp_ns": instants("ns", None), "stamp_ms_utc": instants("ms", "UTC"), "stamp_us_utc": instants("us", "UTC"),
    "stamp_ns_utc": instants("ns", "UTC"), "stamp_us_tokyo": instants("us", "Asia/Tokyo"),
    "time_ms": (pa.time32("ms"), clocks("ms")), "time_us": (pa.time64("us"), clocks("us")), "time_ns": (pa.time64("ns"), clocks("ns")),
    "decimal_5_2": (pa.decimal128(5, 2), decimals(5, 2)),
    "decimal_9_0": (pa.decimal128(9, 0), decimals(9, 0)),
    "decimal_9_9": (pa.decimal128(9, 9), decimals(9, 9)),
    "decimal_18_6": (pa.decimal128(18, 6), decimals(18, 6)),
    "decimal_19_4": (pa.decimal128(19, 4), decimals(19, 4)),
    "decimal_38_10": (pa.decimal128(38, 10), decimals(38, 10)),
    "nothing": (pa.null(), lambda r: None),
    "uuid": (pa.uuid(), lambda r: uuid.UUID(int=r.getrandbits(128)).bytes),
    "json": (pa.json_(), lambda r: f'{{"n": {r.randint(0, 99)}}}'),
}

NESTED = {
    "list": (pa.list_(pa.int64()), lambda r: [r.choice([None, r.randint(-5, 5)]) for _ in range(r.choice([0, 1, 3]))]),
    "texts": (pa.list_(pa.string()), lambda r: [r.choice(WORDS[:6]) for _ in range(r.randint(0, 3))]),
    "structure": (pa.struct([("a", pa.int64()), ("b", pa.string())]), lambda r: {"a": r.choice([None, 7]), "b": r.choice(WORDS[:4])}),
    "structures": (pa.list_(pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))])),
                   lambda r: [{"a": r.randint(0, 9), "b": r.choice([None, [], ["x", None]])} for _ in range(r.randint(0, 2))]),
    "map": (pa.map_(pa.string(), pa.int64()), lambda r: [(key, r.choice([None, 1])) for key in r.sample("abc", r.randint(0, 3))]),
}

# How nulls lie in a column: none in a column that may hold none, none, some, long runs of them, all.
NULLS = ["required", "none", "some", "runs", "all"]


def column(r, kind, rows, nulls):
    """An Arrow array of so many rows."""
    type, make = {**FLAT, **NESTED}[kind]
    missing = [False] * rows
    if nulls == "some": missing = [r.random() < 0.2 for _ in range(rows)]
    if nulls == "all": missing = [True] * rows
    if nulls == "runs":
        row, hole = 0, r.random() < 0.5
        while row < rows:
            run = r.randint(1, max(2, rows // 3))
            missing[row:row + run] = [hole] * len(missing[row:row + run])
            row, hole = row + run, not hole
    values = [None if gone else make(r) for gone in missing]
    if isinstance(type, pa.BaseExtensionType): return pa.ExtensionArray.from_storage(type, pa.array(values, type.storage_type))
    if pa.types.is_timestamp(type) or pa.types.is_time(type):
        integer = pa.int32() if type.bit_width == 32 else pa.int64()
        return pa.array(values, integer).cast(type)
    return pa.array(values, type)


def table(r, kinds, rows, nulls):
    """A table of those kinds, with the row's number in front; `nulls` is for all columns, or None for a choice in each."""
    fields, arrays = [pa.field("row", pa.int64(), nullable=False)], [pa.array(range(rows), pa.int64())]
    for kind in kinds:
        how = nulls or r.choice(NULLS)
        if kind == "nothing": how = "all"
        array = column(r, kind, rows, how)
        fields.append(pa.field(kind, array.type, nullable=how != "required"))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
