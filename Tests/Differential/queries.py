"""Random queries of the subset, as trees that print themselves in each dialect and know simpler forms of themselves."""

from nodes import OURS, THEIRS, Leaf, Literal, Node

# Kinds a result may have; decimals of set operations are brought to one type.
SIMPLE = ["bool", "int", "big", "double", "wild", "str", "text", "date", "day", "ts"]


class Part:
    """Something with parts. `lists` name attributes whose members may be dropped, `options` those that may be None."""

    lists, options, single = (), (), ()

    def children(self):
        """Every place that holds a part: a container and its key."""
        places = []
        for name in self.options + self.single:
            if isinstance(getattr(self, name), (Part, Node)): places.append((self.__dict__, name))
        for name in self.lists:
            members = getattr(self, name)
            places += [(members, place) for place in range(len(members)) if isinstance(members[place], (Part, Node))]
        return places

    def simpler(self): return iter(())


class Key(Part):
    """A sort key with its null order spelt out for DuckDB, as the two engines' defaults differ."""

    single = ("value",)

    def __init__(self, value, descending=False, nulls=None): self.value, self.descending, self.nulls = value, descending, nulls

    def sql(self, dialect):
        first = self.nulls == "FIRST" if self.nulls else not self.descending
        nulls = f" NULLS {self.nulls}" if self.nulls else ""
        if dialect == THEIRS: nulls = f" NULLS {'FIRST' if first else 'LAST'}"
        return self.value.sql(dialect) + (" DESC" if self.descending else "") + nulls


class TableFrom(Part):
    def __init__(self, table, alias): self.table, self.alias = table, alias
    def sql(self, dialect): return f"{self.table} AS {self.alias}"


class SubqueryFrom(Part):
    single = ("query",)

    def __init__(self, query, alias): self.query, self.alias = query, alias
    def sql(self, dialect): return f"({self.query.sql(dialect)}) AS {self.alias}"


class ValuesFrom(Part):
    lists = ("rows",)

    def __init__(self, rows, alias): self.rows, self.alias = rows, alias

    def sql(self, dialect):
        rows = ", ".join("(" + ", ".join(cell.sql(dialect) for cell in row.cells) + ")" for row in self.rows)
        names = ", ".join(f"v{place}" for place in range(len(self.rows[0].cells)))
        return f"(VALUES {rows}) AS {self.alias}({names})"


class ValuesRow(Part):
    def __init__(self, cells): self.cells = cells


class Join(Part):
    single, options = ("left", "right"), ("on",)

    def __init__(self, kind, left, right, on=None, using=()): self.kind, self.left, self.right, self.on, self.using = kind, left, right, on, using

    def sql(self, dialect):
        kind = self.kind if dialect != THEIRS or self.kind not in ("LEFT SEMI", "LEFT ANTI") else self.kind.removeprefix("LEFT ")
        condition = f" USING ({', '.join(self.using)})" if self.using else f" ON {self.on.sql(dialect)}" if self.on else ""
        return f"{self.left.sql(dialect)} {kind} JOIN {self.right.sql(dialect)}{condition}"

    def simpler(self):
        yield self.left
        yield self.right


class Select(Part):
    lists = ("items", "group", "order")
    options = ("where", "having")
    single = ("source",)

    def __init__(self, name, items, source=None):
        # Output columns are called after the query, so that no alias hides a column.
        self.name, self.items, self.source = name, items, source
        self.distinct, self.where, self.having = False, None, None
        self.group, self.rollup, self.group_form = [], False, "expression"
        self.order, self.limit, self.offset, self.hidden_group = [], None, None, 0

    def sql(self, dialect):
        text = "SELECT " + ("DISTINCT " if self.distinct else "")
        text += ", ".join(f"{item.sql(dialect)} AS {self.column(place)}" for place, item in enumerate(self.items))
        if self.source: text += " FROM " + self.source.sql(dialect)
        if self.where: text += " WHERE " + self.where.sql(dialect)
        if self.group:
            keys = [key.sql(dialect) for key in self.group]
            if self.group_form != "expression":
                keys = [self.reference(key, text) for key, text in zip(self.group, keys)]
            text += " GROUP BY " + (f"ROLLUP({', '.join(keys)})" if self.rollup else ", ".join(keys))
        having = [self.having.sql(dialect)] if self.having else []
        # Over no rows ROLLUP gives no row, as in Spark; DuckDB gives the grand total.
        if self.group and self.rollup and dialect == THEIRS: having.append("count(*) > 0")
        if having: text += " HAVING " + " AND ".join(f"({part})" for part in having)
        return text + order_and_limit(self, dialect)

    def reference(self, key, text):
        """A group key as an ordinal or alias, when it is selected."""
        for place, item in enumerate(self.items):
            if item is key: return str(place + 1) if self.group_form == "ordinal" else self.column(place)
        return text

    def column(self, place): return f"{self.name}_{place}"

    def outputs(self, alias): return [output(item, f"{alias}.{self.column(place)}") for place, item in enumerate(self.items)]

    def simpler(self):
        if isinstance(self.source, SubqueryFrom): yield self.source.query
        yield from without_order(self)


class SetOperation(Part):
    single, lists = ("left", "right"), ("order",)

    def __init__(self, kind, left, right):
        self.kind, self.left, self.right = kind, left, right
        self.order, self.limit, self.offset = [], None, None

    def sql(self, dialect):
        left, right = (side.sql(dialect) if isinstance(side, Select) and not side.order else f"({side.sql(dialect)})" for side in (self.left, self.right))
        return f"{left} {self.kind} {right}" + order_and_limit(self, dialect)

    def column(self, place): return self.left.column(place)

    def outputs(self, alias):
        return [merged(a, b) for a, b in zip(self.left.outputs(alias), self.right.outputs(alias))]

    @property
    def items(self): return self.left.items

    def simpler(self):
        yield self.left
        yield self.right
        yield from without_order(self)


class With(Part):
    single = ("query", "body")
    limit = None

    def __init__(self, name, query, body): self.name, self.query, self.body = name, query, body
    def sql(self, dialect): return f"WITH {self.name} AS ({self.query.sql(dialect)}) {self.body.sql(dialect)}"
    def outputs(self, alias): return self.body.outputs(alias)
    def column(self, place): return self.body.column(place)

    @property
    def items(self): return self.body.items
    @property
    def order(self): return self.body.order

    def simpler(self):
        yield self.query
        yield self.body


def order_and_limit(query, dialect):
    text = " ORDER BY " + ", ".join(key.sql(dialect) for key in query.order) if query.order else ""
    if query.limit is not None: text += f" LIMIT {query.limit}"
    if query.offset is not None: text += f" OFFSET {query.offset}"
    return text


def without_order(query):
    import copy
    for name, value in (("limit", None), ("offset", None), ("distinct", False), ("rollup", False), ("group_form", "expression")):
        if getattr(query, name, value) != value:
            simpler = copy.copy(query)
            setattr(simpler, name, value)
            yield simpler


def output(node, name):
    """A query's column as its user sees it."""
    return Leaf(node.kind, name, bound=node.bound, fraction=node.fraction, precision=node.precision, scale=node.scale, exact=node.exact)


def merged(a, b):
    return Leaf(a.kind, a.templates[OURS], bound=max(a.bound, b.bound), fraction=max(a.fraction, b.fraction),
                precision=a.precision, scale=a.scale, exact=a.exact and b.exact)
