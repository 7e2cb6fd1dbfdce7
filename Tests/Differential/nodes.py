"""Expressions: trees that are written once for trinity, and for DuckDB and Spark where they say it differently.

A node's kind is finer than its SQL type, so that the generator can keep to values on which both engines must agree:

    bool        boolean
    int         bigint of known bound, safe in arithmetic       big     any bigint
    double      double that sums of it are exact for            wild    any double: NaN, infinities, subnormal numbers
    dec         decimal(precision, scale)
    str         printable ASCII                                 text    any string
    date, ts    days and instants from 1900 to 2100             day     any date
"""

# The dialects of trinity, DuckDB and Spark.
OURS, THEIRS, SPARK = 0, 1, 2

WIDER = {"int": "big", "double": "wild", "str": "text", "date": "day"}
NARROWER = {wide: narrow for narrow, wide in WIDER.items()}
KINDS = ["bool", "int", "big", "double", "wild", "dec", "str", "text", "date", "day", "ts"]


def decimal_type(precision, scale):
    return f"decimal({precision},{scale})"


class Node:
    """An expression: a template with {0}, {1} … for its operands in each dialect; Spark's is ours unless told."""

    def __init__(self, kind, ours, theirs=None, operands=(), bound=0, fraction=0, precision=0, scale=0, exact=True, spark=None):
        self.kind = kind
        self.templates = [ours, ours if theirs is None else theirs, ours if spark is None else spark]
        self.operands = list(operands)
        # Integers and doubles: no value is larger; doubles: digits behind the binary point.
        self.bound, self.fraction = bound, fraction
        self.precision, self.scale = precision, scale
        # Whether both engines must give the very same value; else a relative difference of 1e-9 is allowed.
        self.exact = exact and all(operand.exact for operand in operands)

    def sql(self, dialect):
        return self.templates[dialect].format(*(operand.sql(dialect) for operand in self.operands))

    @property
    def type(self):
        names = {"bool": "boolean", "int": "bigint", "big": "bigint", "double": "double", "wild": "double",
                 "str": "string", "text": "string", "date": "date", "day": "date", "ts": "timestamp"}
        return decimal_type(self.precision, self.scale) if self.kind == "dec" else names[self.kind]

    @property
    def is_constant(self):
        return bool(self.operands) and all(operand.is_constant for operand in self.operands)

    def simpler(self):
        """Nodes that may stand in this one's place, the simplest first."""
        yield literal(self.kind, self)
        for operand in self.operands:
            if operand.type == self.type:
                yield operand

    def children(self):
        return [(self.operands, place) for place in range(len(self.operands))]


class Leaf(Node):
    """A column, or a whole expression that a grouping makes a column of."""

    def __init__(self, kind, ours, theirs=None, spark=None, **attributes):
        ours, theirs, spark = (text and text.replace("{", "{{").replace("}", "}}") for text in (ours, theirs, spark))
        super().__init__(kind, ours, theirs, spark=spark, **attributes)

    @property
    def is_constant(self):
        return False


class Literal(Leaf):
    @property
    def is_constant(self):
        return True

    def simpler(self):
        return iter(())


def like(node, **changes):
    """Attributes of a node that another of the same type shares."""
    attributes = {"bound": node.bound, "fraction": node.fraction, "precision": node.precision, "scale": node.scale,
                  "exact": node.exact}
    return attributes | changes


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def literal(kind, shape):
    """The plainest literal of a node's type."""
    attributes = like(shape, exact=True)
    match kind:
        case "bool": return Literal(kind, "true", **attributes)
        case "int" | "big": return Literal(kind, "1", "1::BIGINT", "1L", **attributes)
        case "double" | "wild": return Literal(kind, "1e0", **attributes)
        case "str" | "text": return Literal(kind, "'a'", **attributes)
        case "date" | "day": return Literal(kind, "DATE '2024-01-01'", **attributes)
        case "ts": return Literal(kind, "TIMESTAMP '2024-01-01 00:00:00'", **attributes)
        case "dec": return Literal(kind, f"CAST('1' AS {decimal_type(shape.precision, shape.scale)})", **attributes)
    raise ValueError(kind)
