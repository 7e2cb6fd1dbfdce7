"""Conditions over one column, as SQL and as a Python predicate: what skips row groups and pages must not skip a row that counts."""

import decimal

import pyarrow as pa

from expected import type_name

OPERATORS = {"=": lambda a, b: a == b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
             "<>": lambda a, b: a != b}


def literal(cell, name):
    """A value of ours as SQL; None for one that has no spelling."""
    if name in ("date", "timestamp"): return f"{name.upper()} '{cell}'"
    if name == "string": return "'" + cell.replace("'", "''") + "'"
    if name == "boolean": return "true" if cell else "false"
    if name == "double": return f"CAST('{cell!r}' AS double)"
    # A whole number is a bigint, and one that is too large for that an error.
    if name.startswith("decimal") and name.endswith(",0)") and abs(cell) >= 2**63: return f"CAST('{cell}' AS {name})"
    return f"{cell:f}" if isinstance(cell, decimal.Decimal) else str(cell)


def filters(r, columns, types, count):
    """Some (SQL, places of the rows that it keeps), for columns of our values by name."""
    usable = [name for name, type in types.items() if not pa.types.is_time(type) and not pa.types.is_nested(type) and name != "row"]
    for _ in range(count if usable else 0):
        name = r.choice(usable)
        cells, type = columns[name], type_name(types[name])
        floating = pa.types.is_floating(types[name])
        present = [cell for cell in cells if cell is not None]
        if r.random() < 0.15 or not present or floating and len(present) < len(cells):
            # NaN and null are the same here, so neither is asked for in columns that may hold NaN.
            if floating: continue
            yield f'"{name}" IS NULL', [row for row, cell in enumerate(cells) if cell is None]
            yield f'"{name}" IS NOT NULL', [row for row, cell in enumerate(cells) if cell is not None]
            continue
        value = r.choice([min(present, key=key), max(present, key=key), r.choice(present)])
        sign, test = r.choice(list(OPERATORS.items()))
        sql = literal(value, type)
        if "\n" in sql: continue
        yield f'"{name}" {sign} {sql}', [row for row, cell in enumerate(cells) if cell is not None and test(key(cell), key(value))]
        other = literal(r.choice(present), type)
        if "\n" not in other:
            low, high = sorted([value, r.choice(present)], key=key)
            yield (f'"{name}" BETWEEN {literal(low, type)} AND {literal(high, type)}',
                   [row for row, cell in enumerate(cells) if cell is not None and key(low) <= key(cell) <= key(high)])


def key(cell):
    """What a value is ordered by: texts by their bytes, instants and dates by their digits, which a Z would disturb."""
    return cell.removesuffix("Z").encode() if isinstance(cell, str) else cell
