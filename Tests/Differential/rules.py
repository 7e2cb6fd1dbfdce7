"""What expressions can be made of: one line a rule, the SQL of trinity and, where it differs, DuckDB's and Spark's way to the same meaning.

Operand kinds are those of nodes.py; `n0:9` is a literal integer from 0 to 9, `unit:…`, `one:…` one of the words (␣ is a blank). A bound and the
binary fraction digits of the result keep integers from overflowing and doubles exact.
"""

from dataclasses import dataclass, field
from typing import Callable


@dataclass
class Rule:
    kind: str
    operands: list
    ours: str
    theirs: str | None = None
    bound: Callable = max
    fraction: Callable = max
    # The result may differ in the last digits.
    inexact: bool = False
    # What a probe asks for; the name before the parenthesis unless told.
    feature: str | None = None
    weight: float = 1
    # Spark's way to the same meaning, where it is not trinity's.
    spark: str | None = None

    def name(self):
        name = self.feature or self.ours.split("(")[0].strip().lower()
        return name + " with decimals" if "dec" in [self.kind, *self.operands] else name


def rule(kind, operands, ours, theirs=None, **options):
    return Rule(kind, [operand.replace("␣", " ") for operand in operands.split()], ours, theirs, **options)


def fixed(number):
    return lambda *_: number


SAFE = "nullif({1}, 0)"

RULES = [
    # Integers
    rule("int", "int int", "({0} + {1})", bound=lambda a, b: a + b, feature="arithmetic", weight=2),
    rule("int", "int int", "({0} - {1})", bound=lambda a, b: a + b, feature="arithmetic", weight=2),
    rule("int", "int int", "({0} * {1})", bound=lambda a, b: a * b, feature="arithmetic", weight=2),
    rule("int", "int", "(- {0})", feature="arithmetic"),
    rule("int", "int int", f"({{0}} % {SAFE})", bound=lambda a, b: min(a, b), feature="arithmetic"),
    rule("int", "int int", f"({{0}} div {SAFE})", f"({{0}} // {SAFE})", bound=lambda a, b: a, feature="div"),
    rule("int", "int int", f"mod({{0}}, {SAFE})", f"({{0}} % {SAFE})", bound=lambda a, b: min(a, b)),
    rule("int", "int", "abs({0})"),
    rule("int", "double", "ceil({0})", "ceil({0})::BIGINT", bound=lambda a: a + 1),
    rule("int", "double", "floor({0})", "floor({0})::BIGINT", bound=lambda a: a + 1),
    rule("int", "double", "CAST({0} AS bigint)", "trunc({0})::BIGINT", feature="cast double to bigint"),
    rule("int", "bool", "CAST({0} AS bigint)", feature="cast boolean to bigint", bound=fixed(1)),
    rule("int", "dec", "CAST({0} AS bigint)", "trunc({0})::BIGINT", feature="cast decimal to bigint", bound=fixed(10**12)),
    rule("int", "int", "CAST(CAST({0} AS string) AS bigint)", "CAST(CAST({0} AS VARCHAR) AS BIGINT)", feature="cast bigint to string"),
    rule("int", "text", "length({0})", bound=fixed(10_000), weight=2),
    rule("int", "text", "octet_length({0})", "strlen({0})", bound=fixed(40_000)),
    rule("int", "text", "bit_length({0})", bound=fixed(320_000)),
    rule("int", "text text", "instr({0}, {1})", bound=fixed(10_000)),
    rule("int", "text text", "position({1} IN {0})", "instr({0}, {1})", bound=fixed(10_000)),
    rule("int", "text text", "locate({1}, {0})", "instr({0}, {1})", bound=fixed(10_000)),
    rule("int", "text text n1:4", "locate({1}, {0}, {2})",
         "CASE WHEN {1} = '' THEN 0 * length({0}) + 1 WHEN instr(substr({0}, {2}), {1}) > 0 THEN instr(substr({0}, {2}), {1}) + {2} - 1 "
         "ELSE 0 * instr({0}, {1}) END", bound=fixed(10_000)),
    rule("int", "str str", "levenshtein({0}, {1})", bound=fixed(10_000)),
    rule("int", "text one:'a,b,c'|'x,,y'|'' ", "find_in_set({0}, {1})",
         "CASE WHEN contains({0}, ',') THEN 0 ELSE coalesce(list_position(string_split({1}, ','), {0}), 0) + 0 * length({0}) END", bound=fixed(10)),
    rule("int", "str", "ascii({0})", "(coalesce(nullif(ascii({0}), -1), 0) + 0 * length({0}))", bound=fixed(1_200_000)),
    rule("int", "date", "year({0})", bound=fixed(3000)),
    rule("int", "day", "quarter({0})", bound=fixed(4)),
    rule("int", "day", "month({0})", bound=fixed(12)),
    rule("int", "ts", "day({0})", bound=fixed(31)),
    rule("int", "ts", "hour({0})", bound=fixed(24)),
    rule("int", "ts", "minute({0})", bound=fixed(60)),
    rule("int", "ts", "second({0})", bound=fixed(60)),
    rule("int", "date", "dayofweek({0})", "(dayofweek({0}) + 1)", bound=fixed(7)),
    rule("int", "ts", "dayofyear({0})", bound=fixed(366)),
    rule("int", "date", "weekofyear({0})", bound=fixed(53)),
    rule("int", "ts one:year|quarter|month|day|hour|minute|week|doy", "extract({1} FROM {0})", "CAST(extract({1} FROM {0}) AS BIGINT)", bound=fixed(3000)),
    rule("int", "date date", "datediff({0}, {1})", "({0} - {1})", bound=fixed(100_000)),
    rule("int", "ts", "unix_timestamp({0})", "(epoch_us({0}) // 1000000 - CASE WHEN epoch_us({0}) % 1000000 < 0 THEN 1 ELSE 0 END)", bound=fixed(10**10), spark="unix_seconds({0})"),
    rule("int", "ts", "unix_micros({0})", "epoch_us({0})", bound=fixed(10**16)),
    rule("int", "ts", "unix_seconds({0})", "(epoch_us({0}) // 1000000 - CASE WHEN epoch_us({0}) % 1000000 < 0 THEN 1 ELSE 0 END)", bound=fixed(10**10)),
    rule("int", "ts ts unit:MONTH|YEAR|DAY|HOUR|MINUTE|SECOND", "timestampdiff({2}, {0}, {1})", "datesub('{2}', {0}, {1})", bound=fixed(10**11)),
    rule("int", "ts", "unix_millis({0})", "CAST(floor(epoch_us({0}) / 1000) AS BIGINT)", bound=fixed(10**13)),
    rule("int", "date", "unix_date({0})", "({0} - DATE '1970-01-01')", bound=fixed(100_000)),
    rule("int", "date date one:MONTH|YEAR|DAY", "datediff({2}, {0}, {1})", "datesub('{2}', {0}, {1})", bound=fixed(10**6), feature="datediff of units"),
    rule("int", "date", "extract(YEAROFWEEK FROM {0})", "isoyear({0})", bound=fixed(3000), feature="yearofweek"),
    rule("int", "int int", "({0} & {1})", bound=lambda a, b: 2 * max(a, b), feature="bit operators"),
    rule("int", "int int", "({0} | {1})", bound=lambda a, b: 2 * max(a, b), feature="bit operators"),
    rule("int", "int int", "({0} ^ {1})", "xor({0}, {1})", bound=lambda a, b: 2 * max(a, b), feature="bit operators"),
    rule("int", "int", "(~ {0})", "(- {0} - 1)", bound=lambda a: a + 1, feature="bit operators"),
    rule("int", "int n0:9", "shiftright({0}, {1})", "({0}::BIGINT >> {1})"),
    rule("int", "int", "bit_count({0})", "bit_count({0}::BIGINT)::BIGINT", bound=fixed(64)),
    rule("int", "n0:20", "factorial({0})", "({0}!)::BIGINT", bound=fixed(2**52), weight=0.3),
    rule("int", "int n1:9", "pmod({0}, {1})", "((({0} % {1}) + {1}) % {1})", bound=lambda a, b: b),
    rule("int", "text one:'[0-9]'|'[a-c]+'|'b'", "regexp_count({0}, {1})", "len(regexp_extract_all({0}, {1}))", bound=fixed(10_000)),
    rule("int", "int int", "try_add({0}, {1})", "({0} + {1})", bound=lambda a, b: a + b),
    rule("int", "bool int int", "nvl2(nullif({0}, false), {1}, {2})", "CASE WHEN {0} THEN {1} ELSE {2} END", bound=lambda c, a, b: max(a, b)),
    rule("int", "int", "zeroifnull({0})", "coalesce({0}, 0)"),
    rule("int", "int", "nullifzero({0})", "nullif({0}, 0)"),
    rule("int", "text int int", "decode({0}, 'a', {1}, NULL, {2}, 7)",
         "CASE WHEN {0} IS NULL THEN {2} WHEN {0} = 'a' THEN {1} ELSE 7 END", bound=lambda c, a, b: max(a, b, 7)),
    rule("int", "int n0:9", "shiftleft({0}, {1})", "({0} * (1::BIGINT << {1}))", bound=lambda a, b: a << 9),
    # Doubles
    rule("double", "double double", "({0} + {1})", bound=lambda a, b: a + b, feature="arithmetic", weight=2),
    rule("double", "double double", "({0} - {1})", bound=lambda a, b: a + b, feature="arithmetic", weight=2),
    rule("double", "double double", "({0} * {1})", bound=lambda a, b: a * b, fraction=lambda a, b: a + b, feature="arithmetic", weight=2),
    rule("double", "double int", "({0} + {1})", bound=lambda a, b: a + b, feature="arithmetic"),
    rule("double", "int double", "({0} * {1})", bound=lambda a, b: a * b, fraction=lambda a, b: a + b, feature="arithmetic"),
    rule("double", "double", "(- {0})", feature="arithmetic"),
    rule("double", "double double", f"({{0}} % {SAFE})", bound=lambda a, b: min(a, b), feature="arithmetic"),
    rule("double", "int", "CAST({0} AS double)", fraction=fixed(0), feature="cast bigint to double"),
    rule("double", "double", "abs({0})"),
    rule("double", "double n0:1", "round({0}, {1})", "(round({0}, {1}) + 0e0)", fraction=fixed(60), inexact=True),
    rule("double", "double", "round({0})", "(round({0}) + 0e0)", fraction=fixed(0), bound=lambda a: a + 1),
    rule("double", "double", "CAST(CAST({0} AS string) AS double)", "CAST(CAST({0} AS VARCHAR) AS DOUBLE)", feature="cast double to string"),
    rule("double", "double", "sign({0})", "sign({0})::DOUBLE", bound=fixed(1), fraction=fixed(0)),
    rule("double", "double double", f"({{0}} / {SAFE})", inexact=True, feature="arithmetic", weight=2),
    rule("double", "int int", f"({{0}} / {SAFE})", f"({{0}}::DOUBLE / {SAFE})", inexact=True, feature="arithmetic", weight=2),
    rule("double", "dec", "CAST({0} AS double)", inexact=True, feature="cast decimal to double"),
    *(rule("double", "double", f"{name}({{0}})", inexact=True) for name in ["sin", "cos", "atan", "cbrt", "radians", "degrees", "asinh"]),
    rule("double", "double", "sqrt(abs({0}))", inexact=True),
    rule("double", "double", "exp({0} / 1e2)", inexact=True),
    rule("double", "double", "tanh({0})", inexact=True),
    *(rule("double", "double", f"{name}(abs({{0}}) + 1e0)", inexact=True) for name in ["ln", "log10", "log2", "sqrt"]),
    rule("double", "double n0:3", "power({0}, {1})", inexact=True),
    rule("double", "double double", "atan2({0}, {1})", "atan2({0} + 0e0, {1} + 0e0)", inexact=True),
    rule("double", "double", "expm1({0} / 1e2)", "(exp({0} / 1e2) - 1)", inexact=True),
    rule("double", "double", "log1p(abs({0}))", "ln(1 + abs({0}))", inexact=True),
    rule("double", "double", "log(2e0, abs({0}) + 1e0)", "log2(abs({0}) + 1)", feature="log", inexact=True),
    *(rule("double", "double", f"{name}({{0}} / 1e2)", inexact=True) for name in ["sinh", "cosh"]),
    rule("double", "double", "rint({0})", "round_even({0}, 0)", fraction=fixed(0), bound=lambda a: a + 1),
    rule("double", "double double", f"try_divide({{0}}, {{1}})", f"({{0}} / {SAFE})", inexact=True),
    rule("wild", "wild wild", "nanvl({0}, {1})", "CASE WHEN isnan({0}) THEN {1} ELSE {0} END", weight=0.3),
    rule("double", "double double", "hypot({0}, {1})", "sqrt({0} * {0} + {1} * {1})", inexact=True),
    # Strings
    rule("text", "text text", "({0} || {1})", feature="||", weight=2),
    rule("text", "text text", "concat({0}, {1})", "({0} || {1})"),
    rule("text", "text text text", "concat_ws('-', {0}, {1}, {2})"),
    rule("str", "str", "upper({0})"),
    rule("str", "str", "lower({0})"),
    rule("str", "str", "reverse({0})"),
    rule("str", "str", "initcap({0})", "array_to_string(list_transform(string_split({0}, ' '), lambda w: upper(left(w, 1)) || lower(substr(w, 2))), ' ')"),
    rule("text", "text", "trim({0})", "trim({0}, ' ')"),
    rule("text", "text", "ltrim({0})", "ltrim({0}, ' ')"),
    rule("text", "text", "rtrim({0})", "rtrim({0}, ' ')"),
    rule("text", "text one:'a'|'ab'|'x'", "trim(BOTH {1} FROM {0})", "trim({0}, {1})", feature="trim both"),
    rule("text", "text one:'a'|'ab'|'x'", "btrim({0}, {1})", "trim({0}, {1})"),
    rule("text", "text n1:4 n0:5", "substring({0}, {1}, {2})"),
    rule("text", "text n1:6", "substr({0}, {1})"),
    rule("text", "text n1:4 n0:5", "substring({0}, -{1}, {2})"),
    rule("text", "text n0:5", "left({0}, {1})"),
    rule("text", "text n0:5", "right({0}, {1})"),
    rule("text", "text one:'a'|'b'|'␣'|'é'|'🦆' text", "replace({0}, {1}, {2})"),
    rule("text", "text n0:8 one:'x'|'ab'|'é'", "lpad({0}, {1}, {2})"),
    rule("text", "text n0:8 one:'x'|'ab'|'é'", "rpad({0}, {1}, {2})"),
    rule("text", "text n0:3", "repeat({0}, {1})"),
    rule("text", "text one:','|'␣'|'b'|'🦆' n1:3", "split_part({0}, {1}, {2})"),
    rule("str", "str one:'abc'|'xyz' one:'12'|'1'|'zzz'", "translate({0}, {1}, {2})"),
    rule("str", "text", "md5({0})", spark="md5(encode({0}, 'UTF-8'))"),
    rule("str", "text", "sha2({0}, 256)", "sha256({0})", spark="sha2(encode({0}, 'UTF-8'), 256)"),
    rule("str", "text", "hex({0})"),
    rule("str", "text", "base64({0})", "to_base64(encode({0}))", spark="replace(base64(encode({0}, 'UTF-8')), chr(13) || chr(10), '')"),
    rule("text", "text", "unbase64(base64({0}))", "{0}", spark="decode(unbase64(base64(encode({0}, 'UTF-8'))), 'UTF-8')"),
    rule("text", "text", "unhex(hex({0}))", "{0}", spark="decode(unhex(hex({0})), 'UTF-8')"),
    rule("str", "text", "sha1({0})", spark="sha1(encode({0}, 'UTF-8'))"),
    rule("str", "int", "hex({0})", "to_hex({0})"),
    rule("text", "n0:255", "chr({0})", weight=0.3),
    rule("text", "text text n1:4 n0:5", "overlay({0} PLACING {1} FROM {2} FOR {3})", "(left({0}, {2} - 1) || {1} || substr({0}, {2} + {3}))"),
    rule("text", "text text n1:4", "overlay({0}, {1}, {2})", "(left({0}, {2} - 1) || {1} || substr({0}, {2} + length({1})))"),
    rule("text", "text n1:4 n0:5", "substring({0} FROM {1} FOR {2})", "substring({0}, {1}, {2})", feature="substring from"),
    rule("text", "text one:'a'|'ab'|'é'", "trim(LEADING {1} FROM {0})", "ltrim({0}, {1})", feature="trim leading"),
    rule("text", "text one:'a'|'ab'|'é'", "trim(TRAILING {1} FROM {0})", "rtrim({0}, {1})", feature="trim trailing"),
    rule("text", "text one:','|'␣'|'b'|'🦆' n1:3", "substring_index({0}, {1}, {2})",
         "array_to_string(string_split({0}, {1})[1:{2}], {1})"),
    rule("text", "n0:6", "space({0})", "repeat(' ', {0})", weight=0.3),
    rule("str", "int", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast bigint to string"),
    rule("str", "double", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast double to string"),
    rule("str", "bool", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast boolean to string"),
    rule("str", "date", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast date to string"),
    rule("str", "ts", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast timestamp to string"),
    rule("str", "dec", "CAST({0} AS string)", "CAST({0} AS VARCHAR)", feature="cast decimal to string"),
    rule("text", "text one:'[0-9]+'|'[a-c]'|'x.y'|'^a' one:''|'_'|'#'", "regexp_replace({0}, {1}, {2})", "regexp_replace({0}, {1}, {2}, 'g')"),
    rule("text", "text one:'[0-9]+'|'[a-c]+'", "regexp_substr({0}, {1})", "nullif(regexp_extract({0}, {1}), '')"),
    rule("text", "text one:'([0-9]+)'|'([a-b])([b-c])'|'(x)␣'", "regexp_extract({0}, {1}, 1)"),
    rule("str", "ts", "from_unixtime(unix_timestamp({0}))", "strftime({0}, '%Y-%m-%d %H:%M:%S')"),
    rule("str", "date", "dayname({0})", "left(dayname({0}), 3)"),
    rule("str", "date", "monthname({0})", "left(monthname({0}), 3)"),
    rule("str", "ts", "date_format({0}, 'EEE d MMM yy h:mm a')", "strftime({0}, '%a %-d %b %y %-I:%M %p')", feature="date_format with names"),
    rule("str", "ts one:'yyyy-MM-dd'|'yyyy/MM'|'HH:mm:ss'|'dd.MM.yyyy'", "date_format({0}, {1})",
         "strftime({0}, replace(replace(replace(replace(replace(replace({1}, 'yyyy', '%Y'), 'MM', '%m'), 'dd', '%d'), 'HH', '%H'), 'mm', '%M'), 'ss', '%S'))"),
    # Truth
    *(rule("bool", f"{kind} {kind}", f"({{0}} {operator} {{1}})", feature=f"compare {kind}", weight=0.5)
      for kind in ["big", "wild", "text", "day", "ts", "dec", "bool"] for operator in ["=", "<>", "<", "<=", ">", ">="]),
    *(rule("bool", operands, f"({{0}} {operator} {{1}})", feature="compare " + operands, weight=0.5)
      for operands in ["int double", "double int", "int dec", "dec int"] for operator in ["=", "<", ">="]),
    rule("bool", "bool bool", "({0} AND {1})", feature="AND", weight=3),
    rule("bool", "bool bool", "({0} OR {1})", feature="OR", weight=3),
    rule("bool", "bool", "(NOT {0})", feature="NOT", weight=2),
    *(rule("bool", kind, f"({{0}} IS {state})", feature="IS NULL", weight=0.5)
      for kind in ["big", "wild", "text", "day", "ts", "dec", "bool"] for state in ["NULL", "NOT NULL"]),
    rule("bool", "bool one:TRUE|FALSE", "({0} IS {1})", feature="IS TRUE"),
    rule("bool", "bool one:TRUE|FALSE", "({0} IS NOT {1})", feature="IS TRUE"),
    *(rule("bool", f"{kind} {kind}", f"({{0}} IS {word} DISTINCT FROM {{1}})".replace("  ", " "), feature="IS DISTINCT FROM", weight=0.4)
      for kind in ["big", "wild", "text", "day", "dec"] for word in ["", "NOT"]),
    rule("bool", "big big", "({0} <=> {1})", "({0} IS NOT DISTINCT FROM {1})", feature="<=>"),
    *(rule("bool", f"{kind} {kind} {kind}", f"({{0}} {word} ({{1}}, {{2}}))", feature="IN list", weight=0.5)
      for kind in ["big", "wild", "text", "day", "ts", "dec"] for word in ["IN", "NOT IN"]),
    *(rule("bool", f"{kind} {kind} {kind}", f"({{0}} {word} {{1}} AND {{2}})", feature="BETWEEN", weight=0.5)
      for kind in ["big", "wild", "text", "day", "ts", "dec"] for word in ["BETWEEN", "NOT BETWEEN"]),
    rule("bool", "text one:'a%'|'%b%'|'%'|'_'|'a_c'|'%é'|''|'%_%'|'🦆%'|'a%c'|'__%'|'%b'", "({0} LIKE {1})", feature="LIKE", weight=2),
    rule("bool", "text one:'%'|'_b%'", "({0} NOT LIKE {1})", feature="LIKE"),
    rule("bool", "str one:'A%'|'%B%'|'abC'", "({0} ILIKE {1})", feature="ILIKE"),
    rule("bool", "text one:'50\\%'|'under\\_score'|'%\\%%'", "({0} LIKE {1})", "({0} LIKE {1} ESCAPE '\\')", feature="LIKE with escapes"),
    rule("bool", "text one:'50^%'|'under^_%'|'%^%%'|'^^%'", "({0} LIKE {1} ESCAPE '^')", feature="ESCAPE"),
    rule("bool", "text one:'a%'|'%b' one:'%c%'|'_'", "({0} LIKE ANY ({1}, {2}))", "({0} LIKE {1} OR {0} LIKE {2})", feature="LIKE ANY"),
    rule("bool", "text one:'a%'|'%b' one:'%c%'|'_'", "({0} NOT LIKE ANY ({1}, {2}))", "({0} NOT LIKE {1} OR {0} NOT LIKE {2})", feature="LIKE ANY"),
    rule("bool", "text one:'a%'|'%b' one:'%c%'|'_'", "({0} LIKE ALL ({1}, {2}))", "({0} LIKE {1} AND {0} LIKE {2})", feature="LIKE ALL"),
    rule("bool", "text text", "starts_with({0}, {1})", spark="startswith({0}, {1})"),
    rule("bool", "text text", "ends_with({0}, {1})", spark="endswith({0}, {1})"),
    rule("bool", "text text", "contains({0}, {1})"),
    rule("bool", "text one:'[0-9]+'|'^a'|'b$'|'a.c'|'^[ab]+$'", "({0} RLIKE {1})", "regexp_matches({0}, {1})", feature="RLIKE"),
    rule("bool", "text one:'[0-9]+'|'^a'", "regexp_like({0}, {1})", "regexp_matches({0}, {1})"),
    rule("bool", "wild", "isnan({0})", "coalesce(isnan({0}), false)"),
    rule("bool", "int", "CAST({0} AS boolean)", feature="cast bigint to boolean"),
    # Days and instants
    rule("date", "date n0:400", "date_add({0}, {1})", "CAST({0} + {1} AS DATE)"),
    rule("date", "date n0:400", "date_sub({0}, {1})", "CAST({0} - {1} AS DATE)"),
    rule("date", "date n0:50", "({0} + INTERVAL {1} DAY)", "CAST({0} + INTERVAL {1} DAY AS DATE)", feature="interval"),
    rule("date", "date n0:50", "({0} - INTERVAL {1} MONTH)", "CAST({0} - INTERVAL {1} MONTH AS DATE)", feature="interval"),
    rule("date", "date n0:30", "add_months({0}, {1})", "CAST({0} + INTERVAL {1} MONTH AS DATE)"),
    rule("date", "date", "last_day({0})"),
    rule("ts", "ts n0:30", "dateadd(HOUR, {1}, {0})", "({0} + INTERVAL {1} HOUR)", feature="dateadd of units"),
    rule("date", "int", "date_from_unix_date({0} % 10000)", "(DATE '1970-01-01' + ({0} % 10000)::INTEGER)", spark="date_from_unix_date(int({0} % 10000))"),
    rule("date", "date n1:9 n0:20", "({0} + INTERVAL {1} MONTHS {2} DAYS)", "CAST({0} + INTERVAL {1} MONTH + INTERVAL {2} DAY AS DATE)", feature="mixed interval"),
    rule("date", "str", "try_to_date({0}, 'yyyy-MM-dd')", "try_strptime({0}, '%Y-%m-%d')::DATE", weight=0.2),
    rule("date", "date", "to_date(date_format({0}, 'dd/MMM/yyyy'), 'dd/MMM/yyyy')", "{0}", feature="to_date with a pattern"),
    rule("date", "date unit:month|year|quarter|week", "trunc({0}, '{1}')", "CAST(date_trunc('{1}', {0}) AS DATE)"),
    rule("date", "n1950:2050 n1:12 n1:28", "make_date({0}, {1}, {2})"),
    rule("date", "ts", "CAST({0} AS date)", feature="cast timestamp to date"),
    rule("date", "ts", "to_date({0})", "CAST({0} AS DATE)"),
    rule("date", "date one:'MO'|'FR'|'SU'", "next_day({0}, {1})",
         "({0} + (CASE {1} WHEN 'MO' THEN 1 WHEN 'FR' THEN 5 ELSE 7 END - isodow({0}) + 6)::INTEGER % 7 + 1)::DATE"),
    rule("ts", "ts unit:second|minute|hour|day|week|month|quarter|year", "date_trunc('{1}', {0})", weight=2),
    rule("ts", "date", "CAST({0} AS timestamp)", feature="cast date to timestamp"),
    rule("ts", "ts n0:50 one:DAY|HOUR|MINUTE|SECOND|MONTH|YEAR", "({0} + INTERVAL {1} {2})", feature="interval"),
    rule("ts", "ts n0:50 one:DAY|HOUR|MINUTE|SECOND|MONTH|YEAR", "({0} - INTERVAL {1} {2})", feature="interval"),
    rule("ts", "ts n0:50 one:DAY|HOUR|MINUTE|SECOND|MONTH|YEAR", "timestampadd({2}, {1}, {0})", "({0} + INTERVAL {1} {2})"),
    rule("ts", "ts", "timestamp_micros(unix_micros({0}))", "{0}"),
    rule("ts", "ts n0:50 n0:59", "({0} + INTERVAL {1} HOURS {2} MINUTES)", "({0} + INTERVAL {1} HOUR + INTERVAL {2} MINUTE)", feature="mixed interval"),
    rule("ts", "ts", "({0} - INTERVAL '1 02:03:04' DAY TO SECOND)", "({0} - INTERVAL 1 DAY - INTERVAL 2 HOUR - INTERVAL 3 MINUTE - INTERVAL 4 SECOND)", feature="interval of fields"),
    rule("ts", "ts", "to_timestamp(date_format({0}, 'yyyy-MM-dd HH:mm:ss'), 'yyyy-MM-dd HH:mm:ss')", "date_trunc('second', {0})", feature="to_timestamp with a pattern"),
    rule("ts", "n1950:2050 n1:12 n1:28 n0:23 n0:59 n0:59", "make_timestamp({0}, {1}, {2}, {3}, {4}, {5})", "make_timestamp({0}, {1}, {2}, {3}, {4}, {5}::DOUBLE)"),
    rule("ts", "ts one:'Asia/Tokyo'|'America/New_York'", "from_utc_timestamp({0}, {1})", "(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1})"),
    rule("ts", "int", "timestamp_millis({0} % 1000000000000)", "make_timestamp(({0} % 1000000000000) * 1000)"),
    rule("ts", "int", "timestamp_seconds({0} % 1000000000)", "make_timestamp(({0} % 1000000000) * 1000000)"),
]

# Made for every kind: {T} is the type's name in either dialect.
for kind in ["bool", "int", "big", "double", "wild", "str", "text", "date", "day", "ts", "dec"]:
    RULES += [
        rule(kind, f"{kind} {kind}", "coalesce({0}, {1})", weight=0.4),
        rule(kind, f"bool {kind} {kind}", "if({0}, {1}, {2})", "CASE WHEN {0} THEN {1} ELSE {2} END", weight=0.3,
             bound=lambda c, a, b: max(a, b), fraction=lambda c, a, b: max(a, b)),
        rule(kind, f"bool {kind} bool {kind} {kind}", "CASE WHEN {0} THEN {1} WHEN {2} THEN {3} ELSE {4} END", feature="CASE", weight=0.4),
        rule(kind, f"bool {kind}", "CASE WHEN {0} THEN {1} END", feature="CASE", weight=0.3),
        rule(kind, f"{kind} {kind}", "nullif({0}, {1})", weight=0.3),
    ]
    if kind != "bool":
        RULES += [
            rule(kind, f"{kind} {kind} {kind}", "greatest({0}, {1}, {2})", weight=0.3),
            rule(kind, f"{kind} {kind}", "least({0}, {1})", weight=0.3),
            rule(kind, f"text {kind} {kind}", "CASE {0} WHEN 'a' THEN {1} WHEN 'b' THEN {2} END", feature="CASE", weight=0.3,
                 bound=lambda c, a, b: max(a, b), fraction=lambda c, a, b: max(a, b)),
        ]

# Operations that may fail on a row. Alone in a SELECT, both engines must fail, and for the same reason, or give the same rows.
RISKY = [
    rule("big", "big big", "({0} + {1})", feature="arithmetic"),
    rule("big", "big big", "({0} - {1})", feature="arithmetic"),
    rule("big", "big big", "({0} * {1})", feature="arithmetic"),
    rule("big", "big", "(- {0})", feature="arithmetic"),
    rule("big", "big", "abs({0})"),
    rule("double", "double double", "({0} / {1})", "div({0}, {1})", inexact=True, feature="arithmetic"),
    rule("big", "int int", "({0} % {1})", feature="arithmetic"),
    rule("big", "int int", "({0} div {1})", "({0} // {1})", feature="div"),
    rule("big", "str", "CAST({0} AS bigint)", "CAST({0} AS BIGINT)", feature="cast string to bigint"),
    rule("big", "wild", "CAST({0} AS bigint)", "CAST(trunc({0}) AS BIGINT)", feature="cast double to bigint"),
    rule("big", "str", "CAST(CAST({0} AS decimal(6,1)) * 10 AS bigint)", "CAST(CAST({0} AS DECIMAL(6,1)) * 10 AS BIGINT)",
         feature="cast string to decimal"),
    rule("big", "str", "CAST(TRY_CAST({0} AS decimal(6,1)) * 10 AS bigint)", "CAST(TRY_CAST({0} AS DECIMAL(6,1)) * 10 AS BIGINT)",
         feature="cast string to decimal"),
    rule("big", "dec", "CAST(CAST({0} AS decimal(3,1)) * 10 AS bigint)", "CAST(CAST({0} AS DECIMAL(3,1)) * 10 AS BIGINT)",
         feature="cast to a narrower decimal"),
    rule("big", "double", "CAST(CAST({0} AS decimal(5,1)) * 10 AS bigint)", "CAST(CAST({0} AS DECIMAL(5,1)) * 10 AS BIGINT)",
         feature="cast double to decimal"),
    rule("date", "str", "CAST({0} AS date)", feature="cast string to date"),
    rule("bool", "str", "CAST({0} AS boolean)", feature="cast string to boolean"),
    rule("big", "str", "TRY_CAST({0} AS bigint)", feature="try_cast"),
    rule("date", "str", "TRY_CAST({0} AS date)", feature="try_cast"),
]
