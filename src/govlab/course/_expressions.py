"""Expressions of templated items: a small language, read from Python's own grammar.

Numbers (exact: whole ones and fractions, decimals as written), texts, truth, days and
words in two languages; ``+ - * / // % **``, comparisons, ``and or not``, ``x if c else y``,
``in`` a list, and calls of :data:`govlab.course._functions.FUNCTIONS`. Whatever else Python
knows is refused when the expression is read; nothing of it is ever run as Python.
"""

import ast
import operator
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from govlab.course._functions import FUNCTIONS
from govlab.course._values import Broken, Number, Value, Values, kept, kind, number, truth
from govlab.errors import GovlabError, InputError
from govlab.text import Message, message

_LONGEST = 400  # characters
_DEEPEST = 16
_MOST_POWER = 12
_NUMERAL = re.compile(r"[0-9]{1,16}(\.[0-9]{1,12})?")
# What Python would only warn of (``1if``, ``"\\d"``), and what breaks a line; the inside of
# quotes is passed over.
_ODD = re.compile(
    r"""(?P<odd>(?<![\w.])[0-9][0-9.]*[A-Za-z_]|[\\\x00-\x1f\x7f])|"[^"\\\n]*"|'[^'\\\n]*'"""
)

Run = Callable[[Values], Value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: the item, and the field of it."""

    item: str
    field: str

    def broken(self, source: str, broken: Broken) -> InputError:
        """Return the error that says what is wrong with `source`, and where."""
        words: Message = broken.rule
        if broken.position is not None:
            words = message("template.at_position", position=broken.position, rule=words)
        return InputError(
            message(
                "template.expression", item=self.item, field=self.field, source=source, rule=words
            )
        )


class Expression:
    """An expression, read once and worked out for any values of its names.

    Parameters
    ----------
    source : str
        At most 400 characters.
    names : collection of str
        Names that it may use.
    place : Place
        For messages.

    Raises
    ------
    InputError
        When it is no expression of this language: the message has item, field, position
        and rule.

    Examples
    --------
    >>> here = Place("one/item", "answers.0.value")
    >>> Expression("percent(part, 3) if part > 0 else 0.5", ["part"], here)({"part": 2})
    Fraction(200, 3)
    >>> Expression("open('x')", [], here)
    Traceback (most recent call last):
    ...
    govlab.errors.InputError: ...
    """

    __slots__ = ("_run", "names", "place", "source")

    def __init__(self, source: str, names: Collection[str], place: Place) -> None:
        self.source = source
        self.place = place
        reader = _Reader(source, frozenset(names))
        try:
            self._run = reader.read()
        except Broken as broken:
            raise place.broken(source, broken) from None
        #: The names that it does use.
        self.names = frozenset(reader.used)

    def __call__(self, values: Values) -> Value:
        """Return what the expression is worth.

        Raises
        ------
        InputError
            When values are of the wrong kind, too large, or divided by zero.
        """
        try:
            return self._run(values)
        except Broken as broken:
            raise self.place.broken(self.source, broken) from None


class _Reader:
    """Makes closures from the nodes that the language has, and refuses the others."""

    def __init__(self, source: str, names: frozenset[str]) -> None:
        self.source = source
        self.names = names
        self.used: set[str] = set()

    def read(self) -> Run:
        if not isinstance(self.source, str):
            raise Broken(message("template.not_an_expression"))
        if len(self.source) > _LONGEST:
            raise Broken(message("template.too_long", count=len(self.source), most=_LONGEST))
        for odd in _ODD.finditer(self.source):
            if odd["odd"]:
                raise Broken(message("template.odd_sign", found=odd["odd"]), odd.start() + 1)
        try:
            tree = ast.parse(self.source.strip(), mode="eval")
        except SyntaxError as wrong:
            raise Broken(message("template.syntax"), wrong.offset) from None
        except (ValueError, MemoryError, RecursionError):
            raise Broken(message("template.syntax")) from None
        return self.node(tree.body, 0)

    def position(self, node: ast.expr) -> int:
        """Return where `node` begins, in characters of the source from 1; ast counts bytes."""
        ahead = len(self.source) - len(self.source.lstrip())
        encoded = self.source.strip().encode()
        return ahead + len(encoded[: node.col_offset].decode()) + 1

    def refuse(self, node: ast.expr, rule: Message) -> NoReturn:
        raise Broken(rule, self.position(node))

    def node(self, node: ast.expr, depth: int) -> Run:
        if depth > _DEEPEST:
            self.refuse(node, message("template.too_deep", most=_DEEPEST))
        read = _NODES.get(type(node))
        if read is None:
            self.refuse(node, message("template.construct", what=type(node).__name__))
        return read(self, node, depth + 1)

    def constant(self, node: ast.Constant, depth: int) -> Run:  # noqa: ARG002 - all readers alike
        value = node.value
        if type(value) is int or type(value) is float:
            encoded = self.source.strip().encode()
            written = encoded[node.col_offset : node.end_col_offset].decode()
            if not _NUMERAL.fullmatch(written):
                self.refuse(node, message("template.numeral", found=written))
            found: Value = self.bounded(node, Fraction(written))
        elif type(value) is str or type(value) is bool:
            found = value
        else:
            self.refuse(node, message("template.construct", what=type(value).__name__))
        return lambda values: found  # noqa: ARG005

    def bounded(self, node: ast.expr, value: Number) -> Number:
        try:
            return kept(value)
        except Broken as broken:
            self.refuse(node, broken.rule)

    def name(self, node: ast.Name, depth: int) -> Run:  # noqa: ARG002
        name = node.id
        if name not in self.names:
            if name in FUNCTIONS:
                self.refuse(node, message("template.bare_function", name=name))
            known = ", ".join(sorted(self.names)) or "–"
            self.refuse(node, message("template.no_name", name=name, known=known))
        self.used.add(name)
        return operator.itemgetter(name)

    def unary(self, node: ast.UnaryOp, depth: int) -> Run:
        inner = self.node(node.operand, depth)
        if isinstance(node.op, ast.Invert):
            self.refuse(node, message("template.construct", what="Invert"))
        if isinstance(node.op, ast.Not):
            return self.placed(node, lambda values: not truth(inner(values)))
        sign = -1 if isinstance(node.op, ast.USub) else 1
        return self.placed(node, lambda values: sign * number(inner(values)))

    def binary(self, node: ast.BinOp, depth: int) -> Run:
        work = _OPERATORS.get(type(node.op))
        if work is None:
            self.refuse(node, message("template.construct", what=type(node.op).__name__))
        left, right = self.node(node.left, depth), self.node(node.right, depth)
        return self.placed(
            node, lambda values: kept(work(number(left(values)), number(right(values))))
        )

    def boolean(self, node: ast.BoolOp, depth: int) -> Run:
        parts = [self.node(one, depth) for one in node.values]
        decide = all if isinstance(node.op, ast.And) else any
        return self.placed(node, lambda values: decide(truth(one(values)) for one in parts))

    def choice(self, node: ast.IfExp, depth: int) -> Run:
        test = self.node(node.test, depth)
        then, other = self.node(node.body, depth), self.node(node.orelse, depth)
        return self.placed(
            node, lambda values: then(values) if truth(test(values)) else other(values)
        )

    def listed(self, node: ast.List | ast.Tuple, depth: int) -> Run:
        parts = [self.node(one, depth) for one in node.elts]
        return lambda values: tuple(one(values) for one in parts)

    def compare(self, node: ast.Compare, depth: int) -> Run:
        first = self.node(node.left, depth)
        links = [
            (_COMPARISONS.get(type(op)), self.node(one, depth))
            for op, one in zip(node.ops, node.comparators, strict=True)
        ]
        for op, (check, _) in zip(node.ops, links, strict=True):
            if check is None:
                self.refuse(node, message("template.construct", what=type(op).__name__))

        def chain(values: Values) -> bool:
            left = first(values)
            for check, read in links:
                right = read(values)
                if not check(left, right):  # type: ignore[misc]
                    return False
                left = right
            return True

        return self.placed(node, chain)

    def call(self, node: ast.Call, depth: int) -> Run:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            self.refuse(node, message("template.no_function", known=known))
        name = node.func.id
        function, least, most = FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most:
            found = len(node.args) + len(node.keywords)
            self.refuse(
                node,
                message("template.arguments", name=name, found=found, least=least, most=most),
            )
        given = [self.node(one, depth) for one in node.args]

        def called(values: Values) -> Value:
            try:
                found = function(*[one(values) for one in given])
            except GovlabError as wrong:
                # Such as a day outside the calendar: thai says what is wrong, not where.
                raise Broken(message("template.function", name=name, rule=wrong)) from None
            return found if type(found) is bool or kind(found) != "number" else kept(number(found))

        return self.placed(node, called)

    def placed(self, node: ast.expr, work: Run) -> Run:
        """Return `work`, which says where it broke."""
        position = self.position(node)

        def run(values: Values) -> Value:
            try:
                return work(values)
            except Broken as broken:
                if broken.position is None:
                    broken.position = position
                raise

        return run


def _divided(left: Number, right: Number) -> Number:
    if not right:
        raise Broken(message("template.by_zero"))
    return Fraction(left) / right


def _floored(left: Number, right: Number) -> Number:
    if not right:
        raise Broken(message("template.by_zero"))
    return left // right


def _remainder(left: Number, right: Number) -> Number:
    if not right:
        raise Broken(message("template.by_zero"))
    return left % right


def _power(left: Number, right: Number) -> Number:
    # Checked before it is worked out: a tower of powers would fill the memory.
    if type(right) is not int or abs(right) > _MOST_POWER:
        raise Broken(message("template.power", value=str(right), most=_MOST_POWER))
    if right < 0 and not left:
        raise Broken(message("template.by_zero"))
    return Fraction(left) ** right


def _alike(left: Value, right: Value) -> None:
    if type(left) is not type(right) and kind(left) != kind(right):
        raise Broken(message("template.kinds", left=kind(left), right=kind(right)))


def _equal(left: Value, right: Value) -> bool:
    _alike(left, right)
    return left == right


def _among(left: Value, right: Value) -> bool:
    if type(right) is not tuple:
        raise Broken(message("template.not_a_list"))
    return any(_equal(left, one) for one in right)


def _ordered(compare: Callable[..., bool]) -> Callable[[Value, Value], bool]:
    def check(left: Value, right: Value) -> bool:
        if type(left) is int and type(right) is int:
            return compare(left, right)  # nearly always, and draws are many
        _alike(left, right)
        if kind(left) not in {"number", "day"}:
            raise Broken(message("template.not_ordered", kinds=kind(left)))
        return compare(left, right)

    return check


_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divided,
    ast.FloorDiv: _floored,
    ast.Mod: _remainder,
    ast.Pow: _power,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Lt: _ordered(operator.lt),
    ast.LtE: _ordered(operator.le),
    ast.Gt: _ordered(operator.gt),
    ast.GtE: _ordered(operator.ge),
    ast.In: _among,
    ast.NotIn: lambda left, right: not _among(left, right),  # codespell:ignore
}
_NODES: dict[type[ast.expr], Callable[[_Reader, ast.expr, int], Run]] = {
    ast.Constant: _Reader.constant,  # type: ignore[dict-item]
    ast.Name: _Reader.name,  # type: ignore[dict-item]
    ast.UnaryOp: _Reader.unary,  # type: ignore[dict-item]
    ast.BinOp: _Reader.binary,  # type: ignore[dict-item]
    ast.BoolOp: _Reader.boolean,  # type: ignore[dict-item]
    ast.IfExp: _Reader.choice,  # type: ignore[dict-item]
    ast.List: _Reader.listed,  # type: ignore[dict-item]
    ast.Tuple: _Reader.listed,  # type: ignore[dict-item]
    ast.Compare: _Reader.compare,  # type: ignore[dict-item]
    ast.Call: _Reader.call,  # type: ignore[dict-item]
}
