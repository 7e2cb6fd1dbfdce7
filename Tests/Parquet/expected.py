"""What trinity must say of a table: types and values as `trinity query --format json` prints them, worked out from pyarrow's."""

import datetime
import decimal
import math

import pyarrow as pa

EPOCH = datetime.datetime(1970, 1, 1)
PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}


def type_name(type):
    """Our type of an Arrow type."""
    if isinstance(type, pa.BaseExtensionType): type = type.storage_type
    if pa.types.is_dictionary(type): type = type.value_type
    if pa.types.is_uint64(type): return "decimal(20,0)"
    if pa.types.is_integer(type): return "bigint"
    if pa.types.is_floating(type): return "double"
    if pa.types.is_boolean(type): return "boolean"
    if pa.types.is_date(type): return "date"
    if pa.types.is_timestamp(type): return "timestamp"
    if pa.types.is_decimal(type): return f"decimal({type.precision},{type.scale})"
    return "string"


def values(column):
    """Our values of a column, in order."""
    type = column.type
    if type == pa.uuid(): return [None if cell is None else str(cell) for cell in column.to_pylist()]
    if isinstance(type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], type.storage_type)
        type = type.storage_type
    if pa.types.is_timestamp(type) or pa.types.is_time(type):
        integer = pa.int32() if pa.types.is_time32(type) else pa.int64()
        make = instant if pa.types.is_timestamp(type) else clock
        scale = PER_SECOND[type.unit]
        return [None if count is None else make(count, scale) for count in column.cast(integer).to_pylist()]
    cells = column.to_pylist()
    if pa.types.is_floating(type): return [None if cell is None or not math.isfinite(cell) else float(cell) for cell in cells]
    if pa.types.is_date(type): return [None if cell is None else f"{cell.year:04}{cell.isoformat()[-6:]}" for cell in cells]
    if pa.types.is_binary(type) or pa.types.is_fixed_size_binary(type) or pa.types.is_large_binary(type):
        return [None if cell is None else cell.decode() for cell in cells]
    return cells


def instant(count, scale):
    """RFC 3339 of a count since 1970; what is finer than a microsecond is cut off, towards the past."""
    micros = count * 1_000_000 // scale
    moment = EPOCH + datetime.timedelta(microseconds=micros)
    text = f"{moment.year:04}{moment.strftime('-%m-%dT%H:%M:%S')}"
    return text + (f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else "") + "Z"


def clock(count, scale):
    """A time of day, told by nanoseconds since midnight, since its spelling is free in its zeros."""
    return count * (1_000_000_000 // scale)


def nanoseconds(text):
    hour, minute, rest = text.split(":")
    second, _, fraction = rest.partition(".")
    return ((int(hour) * 60 + int(minute)) * 60 + int(second)) * 1_000_000_000 + int(fraction.ljust(9, "0") or 0)


def comparable(cells, name, type):
    """Values from trinity's JSON, read with `parse_float=str`, in the same terms as `values`."""
    if name == "double": return [None if cell is None else float(cell) for cell in cells]
    if name.startswith("decimal") and not pa.types.is_uint64(type): return [None if cell is None else decimal.Decimal(cell) for cell in cells]
    if pa.types.is_time(type): return [None if cell is None else nanoseconds(cell) for cell in cells]
    return cells


def first_difference(ours, theirs):
    """The place of the first value that differs, or None; JSON does not tell zeros of both signs apart."""
    if len(ours) != len(theirs): return min(len(ours), len(theirs))
    for place, (one, other) in enumerate(zip(ours, theirs)):
        if one != other: return place
    return None
