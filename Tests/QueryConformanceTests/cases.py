"""Reads and writes case files; README.md beside this file says what stands in them."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "|": "|"}


@dataclass
class Column:
    name: str
    type: str

    def __str__(self):
        is_plain = re.fullmatch(r"[A-Za-z_]\w*", self.name)
        return f"{self.name if is_plain else quoted(self.name)} {self.type}"


@dataclass
class Table:
    """Columns, and rows of Python values: Decimal for decimals, text as it is written for dates and timestamps."""

    columns: list
    rows: list


@dataclass
class Case:
    name: str
    file: Path
    line: int
    zone: str = "UTC"
    tables: dict = field(default_factory=dict)
    query: str = ""
    spark: str = None
    differs: str = None
    rows: Table = None
    error: list = None
    # The lines that stand in the file before what is expected, comments included, and those of the expectation.
    kept: list = field(default_factory=list)
    expected: list = field(default_factory=list)

    @property
    def is_ordered(self): return orders(self.query)


class CaseError(Exception):
    pass


def read(path):
    """The cases of a file, and the lines before the first."""
    cases, head, lines, place = [], [], path.read_text(encoding="utf-8").split("\n"), 0
    while lines and not lines[-1].strip(): lines.pop()

    def block():
        """The indented lines that follow, blank ones among them included."""
        nonlocal place
        start = place
        while place < len(lines) and (lines[place].startswith("  ") or not lines[place].strip()): place += 1
        while place > start and not lines[place - 1].strip(): place -= 1
        return [line[2:] for line in lines[start:place]]

    while place < len(lines):
        line, number = lines[place], place + 1
        place += 1
        key, _, value = line.partition(":")
        value = value.strip()
        if key == "case":
            cases.append(Case(value, path, number, kept=[line]))
            continue
        if not cases:
            head.append(line)
            continue
        case, start = cases[-1], place - 1
        if not line.strip() or line.startswith("#"):
            # What stands between cases belongs to the one behind it.
            if line.strip() or case.kept[-1].strip(): case.kept.append(line)
            continue
        try:
            if key == "zone": case.zone = value
            elif key == "query": case.query = "\n".join([value] * bool(value) + block())
            elif key == "spark": case.spark = "\n".join([value] * bool(value) + block())
            elif key == "differs": case.differs = " ".join([value] + block())
            elif key == "rows": case.rows = table(value, block())
            elif key == "error": case.error = value.split()
            elif key.startswith("table "): case.tables[key[6:]] = table(value, block())
            else: raise CaseError(f"'{key}' is no part of a case")
        except CaseError as error:
            raise CaseError(f"{path}:{number}: {error}") from None
        if key in ("rows", "error"): case.expected = lines[start:place]
        else: case.kept += lines[start:place]
    # Comments and blanks at the end of a case stand before the next one.
    for case, following in zip(cases, cases[1:]):
        trailing = []
        while case.kept and (not case.kept[-1].strip() or case.kept[-1].startswith("#")): trailing.insert(0, case.kept.pop())
        following.kept = trailing + following.kept
    for case in cases:
        if not case.query: raise CaseError(f"{path}:{case.line}: case '{case.name}' has no query")
    return head, cases


def write(path, head, cases):
    text = head + [line for case in cases for line in case.kept + case.expected]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")


def table(header, lines):
    columns = [column(part) for part in split(header, ",")] if header else []
    rows = []
    for line in lines:
        if not line.strip(): continue
        cells = split(line, "|")
        if len(cells) != len(columns): raise CaseError(f"{len(cells)} cells for {len(columns)} columns: {line}")
        rows.append([value(cell, column.type) for cell, column in zip(cells, columns)])
    return Table(columns, rows)


def column(text):
    match = re.fullmatch(r"('(?:[^'\\]|\\.)*'|\w+)\s+(\S.*)", text)
    if not match: raise CaseError(f"'{text}' is no column: name, then type")
    return Column(unquoted(match[1]) if match[1].startswith("'") else match[1], match[2].replace(" ", ""))


def split(text, separator):
    """The parts between separators that stand neither in quotes nor in parentheses, without blanks around them."""
    parts, part, place, depth = [], "", 0, 0
    while place < len(text):
        if text[place] == "'":
            end = re.compile(r"'(?:[^'\\]|\\.)*'").match(text, place)
            if not end: raise CaseError(f"a quote is not closed: {text}")
            part += end[0]
            place = end.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if text[place] == separator and depth == 0:
            parts.append(part.strip())
            part = ""
        else: part += text[place]
        place += 1
    return parts + [part.strip()]


def value(cell, type):
    if cell == "null": return None
    if type == "string":
        if not cell.startswith("'"): raise CaseError(f"a text stands in quotes: {cell}")
        return unquoted(cell)
    if type == "bigint": return int(cell)
    if type == "double": return float(cell)
    if type == "boolean": return {"true": True, "false": False}[cell]
    if type.startswith("decimal"): return Decimal(cell)
    return cell


def unquoted(text):
    def character(match):
        if match[1]: return chr(int(match[1], 16))
        if match[2] not in ESCAPES: raise CaseError(f"unknown escape \\{match[2]}")
        return ESCAPES[match[2]]
    return re.sub(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))", character, text[1:-1])


def quoted(text):
    """In quotes, with escapes for what cannot be seen or would be taken for something else."""
    def character(c):
        if c in "\\'": return "\\" + c
        if c == "\n": return "\\n"
        if c == "\t": return "\\t"
        if c == "\r": return "\\r"
        return c if c.isprintable() and unicodedata.category(c) not in ("Mn", "Mc", "Me", "Sk") else f"\\u{{{ord(c):x}}}"
    return "'" + "".join(character(c) for c in text) + "'"


def written(value, type):
    if value is None: return "null"
    if type == "string": return quoted(value)
    if type == "boolean": return "true" if value else "false"
    if type == "double": return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
    if isinstance(value, Decimal): return f"{value:f}"
    return str(value)


def expectation(table):
    """The lines of `rows:`, cells of a column standing below each other."""
    cells = [[written(value, column.type) for value, column in zip(row, table.columns)] for row in table.rows]
    widths = [max((len(row[index]) for row in cells), default=0) for index in range(len(table.columns))]
    lines = ["rows: " + ", ".join(str(column) for column in table.columns)]
    return lines + ["  " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells]


def orders(sql):
    """Whether an ORDER BY stands outside all parentheses."""
    bare = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*", " ", sql)
    while "(" in bare:
        shorter = re.sub(r"\([^()]*\)", " ", bare)
        if shorter == bare: break
        bare = shorter
    return re.search(r"\border\s+by\b", bare, re.IGNORECASE) is not None
