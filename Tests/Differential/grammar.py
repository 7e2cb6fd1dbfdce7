"""Random queries: which clauses, joins, groupings and windows to put together, so that nearly all are valid and have one answer."""

from expressions import Expressions
from nodes import Leaf, Literal, Node
from queries import SIMPLE, Join, Key, Part, Select, SetOperation, SubqueryFrom, TableFrom, ValuesFrom, ValuesRow, With, output
from rules import RISKY

LARGEST_TABLE = 20_000


class Grammar:
    """Queries over `tables`, of the features in `covered`. `rows` bounds how far a join may multiply rows."""

    def __init__(self, random, tables, covered):
        self.random, self.tables, self.covered = random, tables, covered
        self.expressions = Expressions(random, covered)
        self.aliases = 0
        self.large = any(len(table.rows) > 1000 for table in tables)

    def chance(self, share): return self.random.random() < share

    def has(self, feature): return feature in self.covered

    def alias(self):
        self.aliases += 1
        return f"r{self.aliases}"

    # Queries

    def query(self):
        if self.chance(0.08): return self.risky()
        query = self.body(3)
        if isinstance(query, (Select, SetOperation)): self.order(query)
        if self.chance(0.12) and self.has("WITH"):
            name = f"w{self.alias()}"
            part = self.body(2)
            alias = self.alias()
            select = self.select_from(TableFrom(name, alias), part.outputs(alias), [], 2)
            self.order(select)
            return With(name, part, select)
        return query

    def risky(self):
        """One operation that may fail, alone: no clause lets an engine choose whether to compute it."""
        table = self.random.choice(self.tables)
        rules = [rule for rule in RISKY if self.has(rule.name())]
        return Select(self.alias(), [self.expressions.apply(self.random.choice(rules), table.leaves("a"), 0)], TableFrom(table.name, "a"))

    def body(self, depth, kinds=None):
        if depth > 1 and self.chance(0.15):
            operations = [kind for kind in ["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"] if self.has(kind)]
            kinds = kinds or [self.random.choice(SIMPLE) for _ in range(self.random.randint(1, 3))]
            return SetOperation(self.random.choice(operations), self.body(depth - 1, kinds), self.body(depth - 1, kinds))
        source, columns, keys = self.source(depth)
        return self.select_from(source, columns, keys, depth, kinds)

    def select_from(self, source, columns, keys, depth, kinds=None):
        """A SELECT over columns; `keys` tell its rows apart, when there are any."""
        select = Select(self.alias(), [], source)
        if self.chance(0.45): select.where = self.condition(columns, depth)
        if self.chance(0.45):
            self.grouped(select, columns, keys, depth, kinds)
        else:
            exact = not self.chance(0.5)
            if kinds:
                select.items = [self.expressions.make(kind, columns, depth) for kind in kinds]
            else:
                select.items = [self.expressions.any(columns, depth, exact) for _ in range(self.random.randint(1, 4))]
                if self.chance(0.3):
                    select.items += [item for item in (self.window(columns, keys, depth) for _ in range(self.random.randint(1, 3))) if item]
            if all(item.exact for item in select.items): select.distinct = self.chance(0.15)
        return select

    def condition(self, columns, depth):
        condition = self.expressions.make("bool", columns, depth)
        # Otherwise most conditions would hold nowhere.
        if self.chance(0.6): condition = Node("bool", "({0} OR {1})", None, [condition, self.expressions.make("bool", columns, 1)])
        if depth > 1 and self.chance(0.12): condition = Node("bool", "({0} AND {1})", None, [self.subquery_test(columns, depth - 1), condition])
        return condition

    def subquery_test(self, columns, depth):
        """A comparison with an uncorrelated sub-query."""
        forms = [form for form in ["scalar sub-query", "IN sub-query", "NOT IN sub-query", "EXISTS"] if self.has(form)]
        form = self.random.choice(forms)
        table = self.random.choice(self.tables)
        alias = self.alias()
        select = Select(self.alias(), [], TableFrom(table.name, alias))
        if self.chance(0.5): select.where = self.expressions.make("bool", table.leaves(alias), 1)
        kind = self.random.choice(["int", "text", "date", "big", "ts"])
        if form == "EXISTS":
            select.items = [Literal("int", "1", bound=1)]
            return Subquery("bool", self.random.choice(["EXISTS ({q})", "NOT EXISTS ({q})"]), [], select)
        operand = self.expressions.make(kind, columns, 1)
        if form == "scalar sub-query":
            column = self.expressions.leaf(kind, table.leaves(alias), True)
            select.items = [Node(kind, self.random.choice(["max({0})", "min({0})"]), None, [column])]
            return Subquery("bool", "({0} " + self.random.choice(["=", "<", ">="]) + " ({q}))", [operand], select)
        select.items = [self.expressions.make(kind, table.leaves(alias), 1)]
        return Subquery("bool", "({0} " + form.removesuffix(" sub-query") + " ({q}))", [operand], select)

    # Sources

    def source(self, depth):
        source, columns, keys = self.relation(depth)
        joins = self.random.choice([0, 0, 0, 1, 1, 2]) if not self.large else self.random.choice([0, 0, 0, 1])
        for _ in range(joins):
            source, columns, keys = self.join(source, columns, keys, depth)
        return source, columns, keys

    def relation(self, depth):
        alias = self.alias()
        if depth > 1 and self.chance(0.15):
            query = self.body(depth - 1)
            return SubqueryFrom(query, alias), query.outputs(alias), []
        if self.has("VALUES") and self.chance(0.05):
            kinds = [self.random.choice(SIMPLE) for _ in range(self.random.randint(1, 3))]
            rows = [ValuesRow([self.expressions.literal(kind) for kind in kinds]) for _ in range(self.random.randint(1, 4))]
            limits = [Leaf(kind, f"{alias}.v{place}", bound=100, fraction=2) for place, kind in enumerate(kinds)]
            return ValuesFrom(rows, alias), limits, []
        table = self.random.choice(self.tables)
        columns = table.leaves(alias)
        return TableFrom(table.name, alias), columns, [columns[0]]

    def join(self, left, columns, keys, depth):
        kinds = [kind for kind in ["INNER", "LEFT", "RIGHT", "FULL", "CROSS", "LEFT SEMI", "LEFT ANTI"] if self.has(f"{kind} JOIN")]
        kind = self.random.choice(kinds)
        right, others, other_keys = self.relation(1)
        if kind == "CROSS" and self.large: kind = "INNER"
        all_keys = keys + other_keys if keys and other_keys else []
        if kind == "CROSS": return Join(kind, left, right), columns + others, all_keys
        equal = self.equality(columns, others)
        if equal is None:
            if kind != "INNER" or self.large or not self.has("CROSS JOIN"): kind = "CROSS"
            if self.large: return left, columns, keys
            return Join("CROSS", left, right), columns + others, all_keys
        on = equal
        if self.chance(0.2): on = Node("bool", "({0} AND {1})", None, [on, self.equality(columns, others)])
        if self.chance(0.2) and self.has("join residuals"):
            on = Node("bool", "({0} AND {1})", None, [on, self.expressions.make("bool", columns + others, 1)])
        return Join(kind, left, right, on), columns if kind.startswith("LEFT ") else columns + others, keys if kind.startswith("LEFT ") else all_keys

    def equality(self, columns, others):
        """An equality between both sides, over few-valued columns for the most part."""
        pairs = [(a, b) for a in columns for b in others if a.type == b.type and a.exact and b.exact]
        if self.large: pairs = [(a, b) for a, b in pairs if ".id" in a.sql(0) and ".id" in b.sql(0)]
        likely = [(a, b) for a, b in pairs if a.sql(0).endswith(".k") and b.sql(0).endswith(".k")]
        if not pairs: return None
        a, b = self.random.choice(likely if likely and self.chance(0.75) else pairs)
        return Node("bool", "({0} = {1})", None, [a, b])

    # Grouping

    def grouped(self, select, columns, keys, depth, kinds):
        random = self.random
        select.group = [key for key in (self.expressions.any(columns, random.choice([0, 0, 1, 2])) for _ in range(random.choice([0, 1, 1, 2, 3])))
                        if not key.is_constant and not isinstance(key, Literal)]
        seen, unique = set(), []
        for key in select.group:
            if key.sql(0) not in seen: unique.append(key)
            seen.add(key.sql(0))
        select.group = unique
        # In a roll-up every key may be null, so nothing may rely on its being as it was.
        select.rollup = bool(select.group) and self.has("ROLLUP") and self.chance(0.2)
        aggregates = [self.aggregate(columns, keys, depth) for _ in range(random.randint(1, 4))]
        leaves = [*select.group, *(Leaf(a.kind, a.sql(0), a.sql(1), a.sql(2), **{n: getattr(a, n) for n in ("bound", "fraction", "precision", "scale", "exact")}) for a in aggregates)]
        if kinds:
            if not select.group or select.rollup:
                select.items = [self.expressions.make(kind, leaves[len(select.group):], 1) for kind in kinds]
            else:
                select.items = [self.expressions.make(kind, [as_leaf(leaf) for leaf in leaves], 1) for kind in kinds]
        else:
            select.items = [key for key in select.group if self.chance(0.9)] + aggregates
            if self.chance(0.25) and not select.rollup:
                select.items.append(self.expressions.any([as_leaf(leaf) for leaf in leaves], 1, False))
            if self.chance(0.1) and self.has("windows over groups") and not select.rollup:
                window = self.window([as_leaf(leaf) for leaf in leaves if leaf.exact], [as_leaf(key) for key in select.group], 0)
                if window: select.items.append(window)
        if self.chance(0.3):
            exact = [as_leaf(leaf) for leaf in leaves[len(select.group):] if leaf.exact]
            select.having = self.expressions.make("bool", exact, 2)
        select.group_form = random.choice(["expression", "expression", "ordinal", "alias"])
        if select.rollup: select.group_form = "expression"

    def aggregate(self, columns, keys, depth):
        random, make = self.random, lambda kind, exact=True: self.expressions.make(kind, columns, min(depth, 2), exact)
        choices = [name for name in AGGREGATES if self.has(name)]
        name = random.choice(choices)
        node = AGGREGATES[name](self, make, columns, keys)
        if node is None: return Node("int", "count(*)", bound=LARGEST_TABLE * 100)
        if self.chance(0.2) and self.has("FILTER"):
            node.operands.append(make("bool"))
            place = len(node.operands) - 1
            node.templates = [template.replace("<F>", f" FILTER (WHERE {{{place}}})") for template in node.templates]
        node.templates = [template.replace("<F>", "") for template in node.templates]
        return node

    # Windows

    def window(self, columns, keys, depth):
        random = self.random
        names = [name for name in WINDOWS if self.has(f"window {name}")]
        if not names or not columns: return None
        name = random.choice(names)
        needs_order, needs_total, frames, make = WINDOWS[name]
        exact = [column for column in columns if column.exact]
        if not exact: return None
        partition = [random.choice(exact) for _ in range(random.choice([0, 1, 1, 2]))]
        order = [random.choice(exact) for _ in range(random.randint(1, 2))] if needs_order or self.chance(0.6) else []
        frame, total = "", needs_total
        if frames and order and self.has("RANGE frames") and self.chance(0.2):
            # Peers share a frame, so ties may stay.
            frame = " RANGE BETWEEN " + random.choice(["UNBOUNDED PRECEDING AND CURRENT ROW", "CURRENT ROW AND CURRENT ROW",
                "CURRENT ROW AND UNBOUNDED FOLLOWING", "UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"])
        elif frames and order and self.has("ROWS frames") and self.chance(0.6):
            total = True
            frame = " ROWS BETWEEN " + random.choice(["UNBOUNDED PRECEDING AND CURRENT ROW", "UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
                "2 PRECEDING AND CURRENT ROW", "1 PRECEDING AND 1 FOLLOWING", "CURRENT ROW AND UNBOUNDED FOLLOWING", "3 PRECEDING AND 1 PRECEDING",
                "1 FOLLOWING AND 3 FOLLOWING", "UNBOUNDED PRECEDING AND 1 PRECEDING", "0 PRECEDING AND 2 FOLLOWING", "2 FOLLOWING AND UNBOUNDED FOLLOWING", "40 PRECEDING AND 20 FOLLOWING"])
            if self.chance(0.1): frame = random.choice([" ROWS UNBOUNDED PRECEDING", " ROWS 2 PRECEDING"])
        if total:
            if not keys: return None
            order = order + [key for key in keys if key not in order]
        node = make(self, columns, keys)
        if node is None: return None
        sort = [Key(column, self.chance(0.4), random.choice([None, None, "FIRST", "LAST"])) for column in order]
        return Window(node, partition, sort, frame)

    # Order

    def order(self, query):
        """Sometimes an order over every column, which makes a LIMIT have one answer."""
        if not all(item.exact for item in query.items) or not self.chance(0.35): return
        places = list(range(len(query.items)))
        self.random.shuffle(places)
        by_name = self.chance(0.5)
        query.order = [Key(Literal("int", query.column(place) if by_name else str(place + 1)), self.chance(0.4), self.random.choice([None, None, "FIRST", "LAST"]))
                       for place in places]
        if self.chance(0.5): query.limit = self.random.choice([0, 1, 2, 5, 10, 1000])
        if self.chance(0.2) and self.has("OFFSET"): query.offset = self.random.choice([0, 1, 3])


def as_leaf(node):
    if isinstance(node, Leaf): return node
    return Leaf(node.kind, node.sql(0), node.sql(1), node.sql(2), bound=node.bound, fraction=node.fraction, precision=node.precision, scale=node.scale, exact=node.exact)


class Subquery(Node):
    """An expression around a query, at {q}."""

    def __init__(self, kind, template, operands, query):
        super().__init__(kind, template, None, operands)
        self.query = query

    def sql(self, dialect):
        return self.templates[dialect].format(*(operand.sql(dialect) for operand in self.operands), q=self.query.sql(dialect))

    def children(self): return super().children() + [(self.__dict__, "query")]


class Window(Node):
    """A function over a window; its own node, so that its keys can be dropped."""

    def __init__(self, function, partition, order, frame):
        super().__init__(function.kind, "", None, [], bound=function.bound, fraction=function.fraction, precision=function.precision,
                         scale=function.scale, exact=function.exact)
        self.function, self.partition, self.order, self.frame = function, partition, order, frame

    lists = ("partition",)

    def sql(self, dialect):
        parts = []
        if self.partition: parts.append("PARTITION BY " + ", ".join(column.sql(dialect) for column in self.partition))
        if self.order: parts.append("ORDER BY " + ", ".join(key.sql(dialect) for key in self.order))
        inner = " ".join(parts) + self.frame
        text = self.function.sql(dialect)
        if "<W>" in text: return text.replace("<W>", f" OVER ({inner})")
        return f"{text} OVER ({inner})"

    def children(self): return [(self.__dict__, "function")]

    def simpler(self): yield Literal("int", "1")


def aggregate(kind, ours, theirs=None, argument=None, scale=1, fraction=None, exact=True, operands_exact=True):
    """An aggregate of one argument of `kind`; its result is of kind `argument` or the same."""
    def build(grammar, make, columns, keys):
        operand = make(kind, operands_exact)
        bound = operand.bound * scale
        if (argument or kind) == "int" and bound > 2**52: return None
        if (argument or kind) == "double" and exact and bound.bit_length() + operand.fraction > 50: return None
        return Node(argument or kind, ours, theirs, [operand], bound=bound, fraction=operand.fraction if fraction is None else fraction, exact=exact,
                    precision=operand.precision, scale=operand.scale)
    return build


def any_kind(ours, theirs=None, result=None, bound=LARGEST_TABLE * 100, kinds=SIMPLE):
    def build(grammar, make, columns, keys):
        operand = make(grammar.random.choice(kinds + (["dec"] if grammar.has("decimal") else [])))
        node = Node(result or operand.kind, ours, theirs, [operand], bound=bound if result else operand.bound, fraction=operand.fraction,
                    precision=operand.precision, scale=operand.scale)
        return node
    return build


def pair(ours, theirs=None):
    def build(grammar, make, columns, keys):
        return Node("double", ours, theirs, [make("double"), make("double")], exact=False)
    return build


def by(name, theirs):
    def build(grammar, make, columns, keys):
        # A unique order makes the answer one; as text, so that shrinking keeps it.
        if len(keys) != 1: return None
        operand, key, their_key = make(grammar.random.choice(SIMPLE)), keys[0].sql(0), keys[0].sql(1)
        return Node(operand.kind, f"{name}({{0}}, {key})<F>", f"{theirs}({{0}}, {their_key})<F>", [operand], bound=operand.bound, fraction=operand.fraction)
    return build


def percentile(grammar, make, columns, keys):
    share = grammar.random.choice(["0", "0.25", "0.5", "0.9", "1"])
    return Node("double", f"percentile({{0}}, {share})<F>", f"quantile_cont({{0}}::DOUBLE, {share})<F>", [make(grammar.random.choice(["int", "double"]))], exact=False)


def decimal_sum(grammar, make, columns, keys):
    decimals = [column for column in columns if column.kind == "dec" and column.precision <= 12]
    if not decimals: return None
    column = grammar.random.choice(decimals)
    precision = column.precision + 10
    return Node("dec", "sum({0})<F>", f"CAST(sum({{0}})<F> AS decimal({precision},{column.scale}))", [column], precision=precision, scale=column.scale)


def decimal_average(grammar, make, columns, keys):
    from expressions import scaled
    decimals = [column for column in columns if column.kind == "dec" and column.precision <= 12]
    if not decimals: return None
    column = grammar.random.choice(decimals)
    theirs = scaled(f"rdiv(CAST(sum({{0}})<F> * {10**column.scale} AS HUGEINT) * 10000, count({{0}})<F>)", column.precision + 4, column.scale + 4)
    return Node("dec", "avg({0})<F>", theirs, [column], precision=column.precision + 4, scale=column.scale + 4)


def joined_text(grammar, make, columns, keys):
    if len(keys) != 1: return None
    return Node("text", f"string_agg({{0}}, ',' ORDER BY {keys[0].sql(0)})<F>", None, [make("text")],
                spark=f"string_agg({{0}}, ',') WITHIN GROUP (ORDER BY {keys[0].sql(2)})<F>")


ROWS = LARGEST_TABLE * 100
AGGREGATES = {
    "count": any_kind("count({0})<F>", result="int"),
    "count(*)": lambda *_: Node("int", "count(*)<F>", bound=ROWS),
    "count distinct": any_kind("count(DISTINCT {0})<F>", result="int"),
    "sum": aggregate("int", "sum({0})<F>", "CAST(sum({0})<F> AS BIGINT)", scale=ROWS),
    "sum of doubles": aggregate("double", "sum({0})<F>", scale=ROWS),
    "sum distinct": aggregate("int", "sum(DISTINCT {0})<F>", "CAST(sum(DISTINCT {0})<F> AS BIGINT)", scale=ROWS),
    "avg": aggregate("double", "avg({0})<F>", exact=False),
    "avg of integers": aggregate("int", "avg({0})<F>", argument="double", exact=False),
    "min": any_kind("min({0})<F>"),
    "max": any_kind("max({0})<F>"),
    "stddev_samp": aggregate("double", "stddev_samp({0})<F>", exact=False),
    "stddev_pop": aggregate("double", "stddev_pop({0})<F>", exact=False),
    "var_samp": aggregate("double", "var_samp({0})<F>", exact=False),
    "var_pop": aggregate("double", "var_pop({0})<F>", exact=False),
    "corr": pair("corr({0}, {1})<F>"),
    "covar_samp": pair("covar_samp({0}, {1})<F>"),
    "covar_pop": pair("covar_pop({0}, {1})<F>"),
    "median": aggregate("double", "median({0})<F>", exact=False),
    "percentile": percentile,
    "min_by": by("min_by", "arg_min_null"),
    "max_by": by("max_by", "arg_max_null"),
    "bool_and": aggregate("bool", "bool_and({0})<F>"),
    "bool_or": aggregate("bool", "bool_or({0})<F>"),
    "sum of decimals": decimal_sum,
    "avg of decimals": decimal_average,
    "string_agg": joined_text,
}


def plain(node): return lambda grammar, columns, keys: node


def over(template, kinds, theirs=None, result=None, scale=1, exact=True):
    def build(grammar, columns, keys):
        operand = grammar.expressions.make(grammar.random.choice(kinds), columns, 1)
        bound = operand.bound * scale
        kind = result or operand.kind
        if kind == "int" and bound > 2**52 or kind == "double" and exact and bound.bit_length() + operand.fraction > 50: return None
        return Node(kind, template, theirs, [operand], bound=bound, fraction=operand.fraction, precision=operand.precision, scale=operand.scale, exact=exact)
    return build


def window_pair(name):
    def build(grammar, columns, keys):
        make = lambda: grammar.expressions.make("double", columns, 1)
        return Node("double", name + "({0}, {1})", None, [make(), make()], exact=False)
    return build


def window_decimals(name):
    def build(grammar, columns, keys):
        node = {"sum": decimal_sum, "avg": decimal_average}[name](grammar, None, columns, keys)
        if node: node.templates = [text.replace("<F>", "<W>") for text in node.templates]
        return node
    return build


def window_by(name, theirs):
    def build(grammar, columns, keys):
        if len(keys) != 1: return None
        operand = grammar.expressions.make(grammar.random.choice(SIMPLE), columns, 1)
        key, their_key = keys[0].sql(0), keys[0].sql(1)
        return Node(operand.kind, f"{name}({{0}}, {key})", f"{theirs}({{0}}, {their_key})", [operand], bound=operand.bound, fraction=operand.fraction)
    return build


def window_texts(grammar, columns, keys):
    if grammar.large: return None
    return Node("text", "string_agg({0}, ',')", None, [grammar.expressions.make("text", columns, 1)])


COUNT = {"bound": ROWS}
# Name: needs an order, needs one without ties, takes a frame, the function.
WINDOWS = {
    "row_number": (True, True, False, plain(Node("int", "row_number()", **COUNT))),
    "rank": (True, False, False, plain(Node("int", "rank()", **COUNT))),
    "dense_rank": (True, False, False, plain(Node("int", "dense_rank()", **COUNT))),
    "ntile": (True, True, False, plain(Node("int", "ntile(3)", **COUNT))),
    "percent_rank": (True, False, False, plain(Node("double", "percent_rank()", exact=False))),
    "cume_dist": (True, False, False, plain(Node("double", "cume_dist()", exact=False))),
    "lag": (True, True, False, over("lag({0})", SIMPLE)),
    "lag of two": (True, True, False, over("lag({0}, 2)", SIMPLE)),
    "lead": (True, True, False, over("lead({0}, 1, {0})", SIMPLE)),
    "first_value": (True, True, True, over("first_value({0})", SIMPLE)),
    "last_value": (True, True, True, over("last_value({0})", SIMPLE)),
    "sum": (False, False, True, over("sum({0})", ["int"], "CAST(sum({0})<W> AS BIGINT)", scale=ROWS)),
    "sum of doubles": (False, False, True, over("sum({0})", ["double"], scale=ROWS)),
    "avg": (False, False, True, over("avg({0})", ["double"], exact=False)),
    "count": (False, False, True, over("count({0})", SIMPLE, result="int", scale=ROWS)),
    "count(*)": (False, False, True, plain(Node("int", "count(*)", **COUNT))),
    "min": (False, False, True, over("min({0})", SIMPLE)),
    "max": (False, False, True, over("max({0})", SIMPLE)),
    "bool_or": (False, False, True, over("bool_or({0})", ["bool"])),
    "bool_and": (False, False, True, over("bool_and({0})", ["bool"])),
    "nth_value": (True, True, True, over("nth_value({0}, 2)", SIMPLE)),
    "lag of values": (True, True, False, over("lag({0}) IGNORE NULLS", SIMPLE, "lag({0} IGNORE NULLS)")),
    "lead of values": (True, True, False, over("lead({0}) IGNORE NULLS", SIMPLE, "lead({0} IGNORE NULLS)")),
    "first of values": (True, True, True, over("first_value({0}) IGNORE NULLS", SIMPLE, "first_value({0} IGNORE NULLS)")),
    "last of values": (True, True, True, over("last_value({0}) IGNORE NULLS", SIMPLE, "last_value({0} IGNORE NULLS)")),
    "nth of values": (True, True, True, over("nth_value({0}, 2) IGNORE NULLS", SIMPLE, "nth_value({0}, 2 IGNORE NULLS)")),
    "count distinct": (False, False, True, over("count(DISTINCT {0})", SIMPLE, result="int", scale=ROWS)),
    "median": (False, False, True, over("median({0})", ["double"], exact=False)),
    "percentile": (False, False, True, over("percentile({0}, 0.9)", ["double"], "quantile_cont({0}, 0.9)", exact=False)),
    "sum of some": (False, False, True, over("sum({0}) FILTER (WHERE {0} > 1)", ["int"], "CAST(sum({0}) FILTER (WHERE {0} > 1)<W> AS BIGINT)", scale=ROWS)),
    "sum of decimals": (False, False, True, window_decimals("sum")),
    "avg of decimals": (False, False, True, window_decimals("avg")),
    "lag of decimals": (True, True, False, over("lag({0}, 1, {0})", ["dec"])),
    "first of decimals": (True, True, True, over("first_value({0})", ["dec"])),
    "count distinct of decimals": (False, False, True, over("count(DISTINCT {0})", ["dec"], result="int", scale=ROWS)),
    "min of decimals": (False, False, True, over("min({0})", ["dec"])),
    "max of decimals": (False, False, True, over("max({0})", ["dec"])),
    "min_by": (False, False, True, window_by("min_by", "arg_min_null")),
    "max_by": (False, False, True, window_by("max_by", "arg_max_null")),
    "string_agg": (True, True, True, window_texts),
    **{name: (False, False, True, over(name + "({0})", ["double"], exact=False)) for name in ["stddev_pop", "stddev_samp", "var_pop", "var_samp"]},
    **{name: (False, False, True, window_pair(name)) for name in ["corr", "covar_pop", "covar_samp"]},
}
