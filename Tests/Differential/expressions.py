"""Random expressions of a wanted kind over the columns in reach."""

import itertools

from nodes import NARROWER, OURS, THEIRS, Leaf, Literal, Node, decimal_type, quoted
from rules import RULES

# Beyond these an integer could overflow, a double lose digits.
INTEGER_LIMIT, EXACT_BITS, DECIMAL_DIGITS = 2**52, 44, 34

# What does not enlarge a small relative difference of its operands, nor decides anything by them.
PASSING = ("({0} * {1})", "(- {0})", "CASE WHEN {0} THEN", "coalesce", "if(")


class Expressions:
    """A generator over `columns`, leaves that may be used as often as wanted."""

    def __init__(self, random, covered):
        self.random, self.covered = random, covered
        self.rules = {}
        for rule in RULES:
            if rule.name() in covered: self.rules.setdefault(rule.kind, []).append(rule)

    def any(self, columns, depth, exact=True, kinds=("bool", "int", "big", "double", "wild", "dec", "str", "text", "date", "day", "ts")):
        kinds = [kind for kind in kinds if kind != "dec" or "decimal" in self.covered]
        return self.make(self.random.choice(kinds), columns, depth, exact)

    def make(self, kind, columns, depth, exact=True):
        """An expression of a kind or a narrower one."""
        if kind in NARROWER and self.random.random() < 0.4: return self.make(NARROWER[kind], columns, depth, exact)
        if depth <= 0 or self.random.random() < 0.15: return self.leaf(kind, columns, exact)
        if kind == "dec" and self.random.random() < 0.7: return self.decimal(columns, depth)
        rules = [rule for rule in self.rules.get(kind, []) if not (exact and rule.inexact)]
        if not rules: return self.leaf(kind, columns, exact)
        for _ in range(4):
            node = self.apply(self.random.choices(rules, [rule.weight for rule in rules])[0], columns, depth - 1, exact)
            if within_limits(node): return node
        return self.leaf(kind, columns, exact)

    def apply(self, rule, columns, depth, exact=True):
        operands = []
        for place, wanted in enumerate(rule.operands):
            if ":" in wanted:
                operands.append(self.word(wanted))
            else:
                # Truth decides, so it must be the same in both engines.
                passes = wanted == rule.kind == "double" and rule.ours.startswith(PASSING)
                operands.append(self.make(wanted, columns, depth, exact or not passes))
        if rule.kind == "dec" or "dec" in rule.operands and rule.kind != "bool": align(operands, rule)
        numbers = [operand for operand in operands if operand.kind in ("int", "double")]
        bounds = [operand.bound for operand in operands] if rule.bound is not max else [max((n.bound for n in numbers), default=1)]
        fractions = [operand.fraction for operand in operands] if rule.fraction is not max else [max((n.fraction for n in numbers), default=0)]
        shape = next((operand for operand in operands if operand.kind == "dec"), None)
        return Node(rule.kind, rule.ours, rule.theirs, operands, spark=rule.spark, exact=not rule.inexact,
                    bound=rule.bound(*bounds) if rule.bound is not max else bounds[0],
                    fraction=rule.fraction(*fractions) if rule.fraction is not max else fractions[0],
                    precision=shape.precision if shape else 0, scale=shape.scale if shape else 0)

    def word(self, wanted):
        what, _, choice = wanted.partition(":")
        if what in ("one", "unit"): return Literal("str", self.random.choice(choice.split("|")))
        return self.integer(self.random.randint(int(what[1:]), int(choice)))

    def integer(self, number):
        return Literal("int", str(number), bound=abs(number))

    def leaf(self, kind, columns, exact):
        accepted = {kind}
        while kind in NARROWER and NARROWER[kind] not in accepted: accepted.add(kind := NARROWER[kind])
        fitting = [column for column in columns if column.kind in accepted and (column.exact or not exact)]
        if fitting and self.random.random() < 0.85: return self.random.choice(fitting)
        return self.literal(self.random.choice(sorted(accepted)))

    def literal(self, kind):
        random = self.random
        match kind:
            case "bool": return Literal(kind, random.choice(["true", "false"]))
            case "int":
                number = random.choice([0, 1, 2, 3, 10, 100, 7])
                return Literal(kind, str(number), f"{number}::BIGINT", f"{number}L", bound=number)
            case "big":
                number = random.choice(["9223372036854775807", "-9223372036854775807", "0", "1000000000000"])
                return Literal(kind, number, f"({number})::BIGINT")
            case "double":
                quarters = random.randint(0, 40)
                return Literal(kind, f"{quarters / 4}e0", bound=10, fraction=2)
            case "wild": return Literal(kind, random.choice(["1e300", "1e-300", "0.1e0", "CAST('NaN' AS double)"]))
            case "dec": return Literal(kind, f"CAST('{random.randint(-999, 999) / 100}' AS decimal(10,2))", precision=10, scale=2)
            case "str": return Literal(kind, quoted(random.choice(["", "a", "b", "abc", " ", "12", "x y"])))
            case "text": return Literal(kind, quoted(random.choice(["é", "🦆", "日本", "it's"])))
            case "date": return Literal(kind, f"DATE '20{random.randint(10, 30)}-0{random.randint(1, 9)}-{random.randint(10, 28)}'")
            case "day": return Literal(kind, f"DATE '{random.choice(['0001-01-01', '9999-12-31', '1969-12-31'])}'")
            case "ts": return Literal(kind, f"TIMESTAMP '2024-0{random.randint(1, 9)}-{random.randint(10, 28)} 0{random.randint(0, 9)}:30:15'")
        raise ValueError(kind)

    # Decimals: Spark's result types; DuckDB computes with enough digits and casts.

    def decimal(self, columns, depth):
        a = self.random.choice(self.decimals(columns) or [self.literal("dec")])
        if a.precision > 20 or "decimal arithmetic" not in self.covered: return self.guarded(a, columns, depth)
        narrow = [column for column in self.decimals(columns) if column.precision <= 12] or [self.literal("dec")]
        b = self.random.choice(narrow)
        match self.random.choice("+-*/%acnricmx"):
            case "+" | "-" as sign:
                scale = max(a.scale, b.scale)
                return settled(f"({{0}} {sign} {{1}})", None, [a, b], max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
            case "*":
                # DuckDB multiplies in 64 bits unless an operand needs more.
                theirs = f"(CAST({{0}} AS {decimal_type(max(19, a.precision), a.scale)}) * {{1}})"
                return settled("({0} * {1})", theirs, [a, b], a.precision + b.precision + 1, a.scale + b.scale)
            case "/":
                scale = max(6, a.scale + b.precision + 1)
                precision = a.precision - a.scale + b.scale + scale
                shift = scale - a.scale + b.scale
                if precision > DECIMAL_DIGITS or a.precision + shift > DECIMAL_DIGITS: return a
                theirs = scaled(f"rdiv({unscaled('{0}', a.scale)} * {10**shift}::HUGEINT, {unscaled('{1}', b.scale)})", precision, scale)
                return Node("dec", "({0} / nullif({1}, 0))", theirs, [a, b], precision=precision, scale=scale)
            case "%":
                scale = max(a.scale, b.scale)
                return settled("({0} % nullif({1}, 0))", None, [a, b], min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
            case "a": return settled("abs({0})", None, [a], a.precision, a.scale)
            case "n": return settled("(- {0})", None, [a], a.precision, a.scale)
            case "r":
                digits = self.random.randint(0, max(a.scale - 1, 0))
                if digits >= a.scale: return a
                return settled(f"round({{0}}, {digits})", None, [a], a.precision - a.scale + digits + 1, digits)
            case "i":
                integer = self.make("int", columns, depth - 1)
                if integer.bound > 10**9: return a
                return settled("CAST({0} AS decimal(12,2))", None, [integer], 12, 2)
            case "m":
                integer = self.make("int", columns, depth - 1)
                # A literal is a decimal of its own digits; what is computed is one of 20.
                if isinstance(integer, Literal) or integer.bound > 10**15: return a
                sign = self.random.choice("+-*")
                theirs = f"({{0}} {sign} CAST({{1}} AS DECIMAL(19,0)))"
                if sign == "*":
                    theirs = f"(CAST({{0}} AS {decimal_type(19, a.scale)}) * CAST({{1}} AS DECIMAL(19,0)))"
                    return settled("({0} * {1})", theirs, [a, integer], a.precision + 21, a.scale) if a.precision <= 13 else a
                return settled(f"({{0}} {sign} {{1}})", theirs, [a, integer], max(a.precision - a.scale, 20) + a.scale + 1, a.scale)
            case "c":
                name = self.random.choice(["ceil", "floor"])
                return settled(f"{name}({{0}})", None, [a], a.precision - a.scale + (1 if a.scale else 0), 0)
        return self.guarded(a, columns, depth)

    def decimals(self, columns): return [column for column in columns if column.kind == "dec"]

    def guarded(self, a, columns, depth):
        condition = self.make("bool", columns, depth - 1)
        return Node("dec", "CASE WHEN {0} THEN {1} END", None, [condition, a], precision=a.precision, scale=a.scale)


def settled(ours, theirs, operands, precision, scale):
    if precision > DECIMAL_DIGITS: return operands[0]
    return Node("dec", ours, f"CAST({theirs or ours} AS {decimal_type(precision, scale)})", operands, precision=precision, scale=scale)


def unscaled(text, scale):
    """A decimal's digits as an integer, in DuckDB."""
    return f"CAST(CAST({text} AS DECIMAL(38,{scale})) * CAST({10**scale} AS DECIMAL({scale + 1},0)) AS HUGEINT)" if scale else f"CAST({text} AS HUGEINT)"


def scaled(text, precision, scale):
    """An integer as the digits of a decimal, in DuckDB."""
    if scale == 0: return f"CAST({text} AS {decimal_type(precision, 0)})"
    return f"CAST(CAST({text} AS DECIMAL({38 - scale - 1},0)) * CAST('1e-{scale}' AS DECIMAL({scale + 1},{scale})) AS {decimal_type(precision, scale)})"


def align(operands, rule):
    """Gives decimals of one choice (coalesce, CASE) one type, so that no engine has to find it."""
    shape = next((operand for operand in operands if operand.kind == "dec"), None)
    for place, operand in enumerate(operands):
        if operand.kind == "dec" and operand.type != shape.type:
            operands[place] = shape


def within_limits(node):
    if node.kind == "int": return node.bound <= INTEGER_LIMIT
    if node.kind == "double" and node.exact: return node.bound.bit_length() + node.fraction <= EXACT_BITS if isinstance(node.bound, int) else False
    return True
