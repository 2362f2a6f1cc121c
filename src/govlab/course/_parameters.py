"""Parameters of templated items: facts, figures, roles and days, drawn in order from a stream.

=============================================  =====================================
``{from: [2500, 2800]}``                       one of these
``{range: {low: 10, high: 60, step: 5}}``      a number, both ends included
``{words: [{th: …, en: …}, …]}``               a role or a thing, in both languages
``{date: {first: …, last: …}}``                a day; ``working: true`` for working days
``{compute: "add_days(received, 30)"}``        not drawn: follows from the others
=============================================  =====================================

Every number, day and text of the first four may itself be ``"= expression"`` of the
parameters before it.
"""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from govlab.course._expressions import Expression, Place
from govlab.course._functions import FUNCTIONS
from govlab.course._values import (
    Broken,
    Number,
    Value,
    Values,
    as_data,
    certain_calendar,
    day,
    exact,
    kept,
    number,
    told,
)
from govlab.course._words import Text
from govlab.errors import InputError
from govlab.files import canonical_json
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream

#: What begins a key field or a bound that is worked out.
COMPUTED = "= "
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_RESERVED = frozenset(FUNCTIONS) | {"and", "or", "not", "in", "if", "else", "is", "lambda"}
# Where one draw in twenty holds, a thousand fail together less than once in 10**22.
_MOST_TRIES = 1000
# Long enough that two sets of parameters never share it, short enough for a table.
_DIGITS = 12

Draw = Callable[["Stream", Values], Value]
Read = Callable[[Values], Value]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name, how its value comes about, and whether chance has a part in it."""

    name: str
    draw: Draw
    drawn: bool


class Parameters:
    """The parameters of one item, and the conditions that they keep.

    Parameters
    ----------
    raw : list of dict
        As the file has them.
    conditions : list of str
        Expressions that must be true; values are drawn again until they are.
    item : str
        For messages.

    Raises
    ------
    InputError
        When a parameter or condition breaks a rule; the message has item, field, value
        and rule.

    Examples
    --------
    >>> from govlab.chance import Stream
    >>> raw = [{"name": "low", "from": [1, 2, 3]}, {"name": "high", "compute": "low + 5"}]
    >>> Parameters(raw, ["low != 2"], "one/item").draw(Stream(1, "example"))
    {'low': 3, 'high': 8}
    """

    __slots__ = ("_conditions", "item", "parameters", "used")

    def __init__(self, raw: list[dict[str, Any]], conditions: list[str], item: str) -> None:
        self.item = item
        names: list[str] = []
        parameters: list[Parameter] = []
        used: set[str] = set()
        for place, one in enumerate(raw, start=1):
            parameters.append(_parameter(one, names, used, Place(item, f"parameters.{place}")))
            names.append(parameters[-1].name)
        self.parameters = tuple(parameters)
        self._conditions = tuple(
            Expression(one, names, Place(item, f"conditions.{place}"))
            for place, one in enumerate(conditions, start=1)
        )
        #: Names that other parameters or conditions use.
        self.used = frozenset(used.union(*(one.names for one in self._conditions)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parameters, in order."""
        return tuple(one.name for one in self.parameters)

    def draw(self, stream: "Stream") -> dict[str, Value]:
        """Return values that keep the conditions.

        Raises
        ------
        InputError
            When they hold too rarely, or an expression cannot be worked out.
        """
        return self.tried(stream)[0]

    def tried(self, stream: "Stream") -> tuple[dict[str, Value], int]:
        """Return values that keep the conditions, and how often they were drawn until then."""
        for tries in range(1, _MOST_TRIES + 1):
            values: dict[str, Value] = {}
            for one in self.parameters:
                values[one.name] = one.draw(stream, values)
            if all(_holds(one, values) for one in self._conditions):
                return values, tries
        raise InputError(message("template.rare", item=self.item, tries=_MOST_TRIES))

    def digest(self, values: Values) -> str:
        """Return the id of the variant: a digest of the values that were drawn.

        Examples
        --------
        >>> parameters = Parameters([{"name": "low", "from": [1, 2]}], [], "one/item")
        >>> parameters.digest({"low": 1})
        '9d11dd451ab0'
        """
        drawn = {one.name: as_data(values[one.name]) for one in self.parameters if one.drawn}
        return hashlib.sha256(canonical_json(drawn)).hexdigest()[:_DIGITS]


def _holds(condition: Expression, values: Values) -> bool:
    found = condition(values)
    if type(found) is not bool:
        broken = Broken(message("template.not_true_or_false", value=told(found)))
        raise condition.place.broken(condition.source, broken)
    return found


def _parameter(raw: Any, known: list[str], used: set[str], place: Place) -> Parameter:
    if not isinstance(raw, dict):
        raise _wrong(place, raw, Broken(message("template.keys", needed="name", known=_KNOWN)))
    name = raw.get("name")
    kinds = [key for key in raw if key != "name"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _RESERVED:
        raise _wrong(place, name, Broken(message("template.parameter_name")))
    if name in known:
        raise _wrong(place, name, Broken(message("template.name_twice")))
    if len(kinds) != 1 or kinds[0] not in _KINDS:
        found = ", ".join(map(str, kinds)) or "–"
        rule = Broken(message("template.parameter_kind", known=", ".join(_KINDS)))
        raise _wrong(place, f"{name}: {found}", rule)
    kind = kinds[0]
    reader = _Reading(frozenset(known), used, Place(place.item, f"{place.field} ({name})"))
    return Parameter(name, _KINDS[kind](reader, raw[kind]), kind != "compute")


def _wrong(place: Place, found: object, broken: Broken) -> InputError:
    return place.broken(str(found), broken)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the bodies of parameters that may use the names before them."""

    known: frozenset[str]
    used: set[str]
    place: Place

    def expression(self, source: str) -> Expression:
        found = Expression(source, self.known, self.place)
        self.used.update(found.names)
        return found

    def wrong(self, found: object, broken: Broken) -> InputError:
        return _wrong(self.place, found, broken)

    def value(self, raw: Any, make: Callable[[Any], Value]) -> Read:
        """Return the reader of one value: worked out, or made once by `make`."""
        if isinstance(raw, str) and raw.startswith(COMPUTED):
            return self.expression(raw.removeprefix(COMPUTED))
        try:
            found = make(raw)
        except Broken as broken:
            raise self.wrong(raw, broken) from None
        return lambda values: found  # noqa: ARG005

    def fields(self, raw: Any, needed: set[str], allowed: set[str]) -> dict[str, Any]:
        """Return a mapping that holds the needed keys and no others than the allowed."""
        if not isinstance(raw, dict) or not needed <= set(raw) <= allowed:
            rule = message(
                "template.keys", needed=", ".join(sorted(needed)), known=", ".join(sorted(allowed))
            )
            raise self.wrong(raw, Broken(rule))
        return raw

    def several(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list) or len(raw) < 2:  # noqa: PLR2004 - one value varies nothing
            raise self.wrong(raw, Broken(message("template.several")))
        if any(one in raw[:place] for place, one in enumerate(raw)):
            raise self.wrong(raw, Broken(message("template.value_twice")))
        return raw

    def compute(self, raw: Any) -> Draw:
        work = self.expression(raw)
        return lambda stream, values: work(values)  # noqa: ARG005

    def one_of(self, raw: Any) -> Draw:
        reads = [self.value(one, _scalar) for one in self.several(raw)]
        return lambda stream, values: stream.choice(reads)(values)

    def words(self, raw: Any) -> Draw:
        found = tuple(self.text(one) for one in self.several(raw))
        return lambda stream, values: stream.choice(found)  # noqa: ARG005

    def text(self, raw: Any) -> Text:
        languages = self.fields(raw, {"th", "en"}, {"th", "en"})
        if not all(isinstance(one, str) and one.strip() for one in languages.values()):
            raise self.wrong(raw, Broken(message("template.both_languages")))
        return Text(languages["th"], languages["en"])

    def range(self, raw: Any) -> Draw:
        bounds = self.fields(raw, {"low", "high"}, {"low", "high", "step"})
        low, high, step = (
            self.value(bounds.get(name, 1), _figure) for name in ("low", "high", "step")
        )

        def drawn(stream: "Stream", values: Values) -> Value:
            try:
                first, last = number(low(values)), number(high(values))
                by = number(step(values))
                return kept(first + by * stream.below(_steps(first, last, by)))
            except Broken as broken:
                raise self.wrong(raw, broken) from None

        # A constant range that cannot be drawn is said when the file is read.
        if not any(_computed(one) for one in bounds.values()):
            drawn(_First(), {})  # type: ignore[arg-type]
        return drawn

    def date(self, raw: Any) -> Draw:
        bounds = self.fields(raw, {"first", "last"}, {"first", "last", "working"})
        first, last = (self.value(bounds[name], _day) for name in ("first", "last"))
        working = bounds.get("working", False)
        if type(working) is not bool:
            raise self.wrong(raw, Broken(message("template.not_true_or_false", value=str(working))))
        pick = _working_day if working else _any_day

        def drawn(stream: "Stream", values: Values) -> Value:
            try:
                return pick(stream, day(first(values)), day(last(values)))
            except Broken as broken:
                raise self.wrong(raw, broken) from None

        if not any(_computed(one) for one in bounds.values()):
            drawn(_First(), {})  # type: ignore[arg-type]
        return drawn


class _First:
    """Stands for a stream that always draws the first, to try bounds without chance."""

    def below(self, n: int) -> int:
        return min(0, n)


def _steps(first: Number, last: Number, by: Number) -> int:
    """Return how many numbers the range holds."""
    if by <= 0 or last < first:
        raise Broken(message("template.range", found=f"{first}…{last}, {by}"))
    return math.floor(Fraction(last - first) / by) + 1


def _any_day(stream: "Stream", first: date, last: date) -> date:
    if last < first:
        raise Broken(message("template.range", found=f"{first}…{last}"))
    return first + timedelta(days=stream.below((last - first).days + 1))


def _working_day(stream: "Stream", first: date, last: date) -> date:
    calendar = certain_calendar(first, last)
    if last < first:
        raise Broken(message("template.range", found=f"{first}…{last}"))
    starts = calendar.is_working_day(first)
    count = calendar.working_days_between(first, last) + starts
    if not count:
        raise Broken(message("template.no_working_day", found=f"{first}…{last}"))
    drawn = stream.below(count) + (not starts)
    return calendar.add_working_days(first, drawn) if drawn else first


def _computed(raw: Any) -> bool:
    return isinstance(raw, str) and raw.startswith(COMPUTED)


def _scalar(raw: Any) -> Value:
    if isinstance(raw, bool | str):
        return raw
    return _figure(raw)


def _figure(raw: Any) -> Value:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return exact(raw)
    raise Broken(message("template.not_a_number", value=str(raw)))


def _day(raw: Any) -> Value:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise Broken(message("template.no_such_day", value=str(raw))) from None


_KINDS: Mapping[str, Callable[[_Reading, Any], Draw]] = {
    "from": _Reading.one_of,
    "range": _Reading.range,
    "words": _Reading.words,
    "date": _Reading.date,
    "compute": _Reading.compute,
}
_KNOWN = ", ".join(["name", *_KINDS])
