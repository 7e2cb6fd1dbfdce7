"""Random tables, written as files for trinity and handed to DuckDB as Arrow."""

import datetime
import decimal
import json
import math

import pyarrow as pa

from nodes import Leaf

PLAIN = ["", "a", "b", "ab", "abc", "Abc", "x y", " pad ", "12", "-7", "hello world", "a,b,c", "50%", "under_score", "A", "zz"]
ANY = PLAIN + ["é", "e\u0301", "straße", "日本語", "🦆", "🦆🦆 x", "\u00a0", "tab\there", "line\nbreak", "quote\"d", "'single'",
               "back\\slash", "null", "NULL", "true", "1e3", "\u202eright", "Ω≈ç√", "a" * 300, "0", "2024-01-01", "ÿ", "\U0010ffff"]
DAY, SECOND = 86_400, 1_000_000
MAXIMUM = 2**63 - 1

# Column name: kind, attributes, SQL type, Arrow type.
COLUMNS = {
    "id": ("int", {"bound": 100_000}, "bigint", pa.int64()),
    "k": ("int", {"bound": 10}, "bigint", pa.int64()),
    "i": ("int", {"bound": 1000}, "bigint", pa.int64()),
    "n": ("big", {}, "bigint", pa.int64()),
    "x": ("double", {"bound": 1000, "fraction": 2}, "double", pa.float64()),
    "w": ("wild", {}, "double", pa.float64()),
    "p": ("dec", {"precision": 10, "scale": 2}, "decimal(10,2)", pa.decimal128(10, 2)),
    "q": ("dec", {"precision": 38, "scale": 5}, "decimal(38,5)", pa.decimal128(38, 5)),
    "s": ("str", {}, "string", pa.string()),
    "u": ("text", {}, "string", pa.string()),
    "b": ("bool", {}, "boolean", pa.bool_()),
    "d": ("date", {}, "date", pa.date32()),
    "e": ("day", {}, "date", pa.date32()),
    "t": ("ts", {}, "timestamp", pa.timestamp("us")),
}


def value(random, name):
    match name:
        case "k": return random.choice([0, 1, 1, 2, 3, 5, -1])
        case "i": return random.randint(-1000, 1000) if random.random() < 0.6 else random.randint(-3, 3)
        case "n": return random.choice([0, 1, -1, MAXIMUM, -MAXIMUM - 1, MAXIMUM - 1, 2**53 + 1, 10**18, random.randint(-MAXIMUM, MAXIMUM)])
        case "x": return random.randint(-4000, 4000) / 4 if random.random() < 0.6 else random.randint(-8, 8) / 4
        case "w":
            return random.choice([0.0, -0.0, 1.5, 0.1, 1 / 3, 1e300, -1e300, 5e-324, 2.0**53, math.nan, math.inf, -math.inf,
                                  random.uniform(-1e6, 1e6), 1e22, 123456789.123456789])
        case "p":
            digits = random.randint(-(10**10) + 1, 10**10 - 1) if random.random() < 0.4 else random.randint(-500, 500)
            return decimal.Decimal(digits).scaleb(-2)
        case "q":
            digits = random.choice([0, 1, -1, 10**37 + 7, -(10**38) + 1, 10**38 - 1, random.randint(-(10**20), 10**20)])
            return decimal.Decimal(digits).scaleb(-5, decimal.Context(prec=50))
        case "s": return random.choice(PLAIN)
        case "u": return random.choice(ANY)
        case "b": return random.random() < 0.5
        case "d": return datetime.date(2024, 2, 25) + datetime.timedelta(random.randint(-5, 8) if random.random() < 0.6 else random.randint(-40000, 25000))
        case "e":
            return random.choice([datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.date(1969, 12, 31), datetime.date(1970, 1, 1),
                                  datetime.date(1582, 10, 10), datetime.date(2000, 2, 29), datetime.date(1900, 2, 28)])
        case "t":
            base = datetime.datetime(2024, 2, 28, 22) + datetime.timedelta(seconds=random.randint(-90_000, 90_000))
            if random.random() < 0.3: base += datetime.timedelta(days=random.randint(-40000, 25000))
            return base + datetime.timedelta(microseconds=random.choice([0, 0, 1, 999_999, 120_000]))


class Table:
    """A name, its columns, and rows of Python values (None for null)."""

    def __init__(self, name, columns, rows, form):
        self.name, self.columns, self.rows, self.form = name, columns, rows, form

    @staticmethod
    def random(random, name, forms, large):
        columns = ["id", "k"] + [column for column in COLUMNS if column not in ("id", "k") and random.random() < 0.75]
        size = random.choice([3000, 20_000]) if large else random.choice([0, 1, 3, 8, 13, 20, 30, 30, 60, 60])
        form = random.choice(forms)
        nulls = {column: random.choice([0.05, 0.05, 0.2, 0.5, 1]) if random.random() < 0.6 else 0 for column in columns}
        rows = []
        for _ in range(size):
            if rows and random.random() < 0.15:
                row = list(random.choice(rows))
            else:
                row = [None if random.random() < nulls[column] else value(random, column) for column in columns]
                # JSON has no such numbers.
                if form == "ndjson" and "w" in columns:
                    place = columns.index("w")
                    if row[place] is not None and not math.isfinite(row[place]): row[place] = None
            rows.append(row)
        for number, row in enumerate(rows): row[0] = number
        return Table(name, columns, rows, form)

    def leaves(self, alias):
        return [Leaf(COLUMNS[column][0], f"{alias}.{column}", **COLUMNS[column][1]) for column in self.columns]

    @property
    def path(self): return f"{self.name}.{self.form}"

    def write(self, folder):
        path = folder / self.path
        if self.form == "parquet":
            import pyarrow.parquet as parquet
            parquet.write_table(self.arrow(), path, row_group_size=7 if len(self.rows) < 100 else 4000)
            return
        with open(path, "w", newline="") as file:
            if self.form == "csv":
                file.write(",".join(self.columns) + "\n")
                for row in self.rows: file.write(",".join(csv_field(cell) for cell in row) + "\n")
            else:
                for row in self.rows:
                    members = {name: json_value(cell) for name, cell in zip(self.columns, row) if cell is not None or len(name) % 2}
                    file.write("{" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in members.items()) + "}\n")

    def arrow(self):
        return pa.table({
            name: pa.array([row[place] for row in self.rows], COLUMNS[name][3]) for place, name in enumerate(self.columns)})

    def declaration(self):
        """The source's line in trinity.yaml."""
        if self.form == "parquet": return f"  {self.name}: {{path: {self.path}}}\n"
        types = ", ".join(f'{name}: "{COLUMNS[name][2]}"' for name in self.columns)
        return f"  {self.name}: {{path: {self.path}, schema: {{{types}}}}}\n"


def scalar_text(cell):
    if isinstance(cell, bool): return "true" if cell else "false"
    if isinstance(cell, float): return "NaN" if math.isnan(cell) else ("Infinity" if cell > 0 else "-Infinity") if math.isinf(cell) else repr(cell)
    if isinstance(cell, datetime.datetime): return cell.strftime("%Y-%m-%d %H:%M:%S.%f").rjust(26, "0")
    if isinstance(cell, datetime.date): return cell.isoformat()
    if isinstance(cell, decimal.Decimal): return format(cell, "f")
    return str(cell)


def csv_field(cell):
    if cell is None: return ""
    text = scalar_text(cell)
    if isinstance(cell, str) and (not text or any(c in text for c in ',"\n\r') or text != text.strip()):
        return '"' + text.replace('"', '""') + '"'
    return text


def json_value(cell):
    if cell is None: return "null"
    if isinstance(cell, (bool, int, float, decimal.Decimal)): return scalar_text(cell)
    return json.dumps(scalar_text(cell), ensure_ascii=False)
