"""Texts with holes: ``{{ expression }}`` and ``{{ expression | filter }}``, filled in a language.

================  ==========================================  ==============================
filter            Thai                                        English
================  ==========================================  ==============================
(none)            1234 · 12.5 · the Thai word                 1234 · 12.5 · the English word
``number``        1,234                                       1,234
``baht``          2,500 บาท                                   2,500 baht
``percent``       ร้อยละ 12.5                                 12.5 per cent
``date``          6 มีนาคม 2566                               6 March 2023
``full_date``     วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566                 Monday 6 March 2023
``month``         มีนาคม 2566                                 March 2023
``capital``       the word as it is                           its first letter a capital
================  ==========================================  ==============================
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from govlab.course._expressions import Expression, Place
from govlab.course._values import Broken, Number, Value, Values, day, number, told
from govlab.course._words import Text
from govlab.text import message
from govlab.thai import buddhist_year, format_date, month_name

_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INSIDE = re.compile(
    r"""\s*(?P<source>(?:[^"'|]|"[^"]*"|'[^']*')+?)\s*(?:\|\s*(?P<filter>\w*)\s*)?"""
)
_SATANG = 2  # places of the smallest coin
# A decimal of a question has fewer places; 1/3 would have no end.
_MOST_PLACES = 12


def decimal(value: Number) -> str:
    """Return a number in decimal digits, exactly.

    Examples
    --------
    >>> from fractions import Fraction
    >>> decimal(1234), decimal(Fraction(25, 2)), decimal(Fraction(-1, 100))
    ('1234', '12.5', '-0.01')
    """
    if type(value) is int:
        return str(value)
    for places in range(1, _MOST_PLACES + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign = "-" if scaled < 0 else ""
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            return f"{sign}{digits[:-places]}.{digits[-places:]}"
    raise Broken(message("template.endless", value=str(value)))


def _plain(value: Value, lang: str) -> str:
    if type(value) is Text:
        return value.in_language(lang)
    if type(value) is str:
        return value
    if type(value) is date:
        raise Broken(message("template.bare_day", value=told(value)))
    return decimal(number(value))


def _grouped(value: Value, lang: str) -> str:  # noqa: ARG001 - all filters alike
    head, point, tail = decimal(number(value)).partition(".")
    return f"{int(head):,}{point}{tail}" if head != "-0" else f"{head}{point}{tail}"


def _baht(value: Value, lang: str) -> str:
    words = _grouped(value, lang)
    _, point, satang = words.partition(".")
    if len(satang) > _SATANG:
        raise Broken(message("template.satang", value=words))
    if point:
        words += "0" * (_SATANG - len(satang))
    return f"{words} {'บาท' if lang == 'th' else 'baht'}"


def _percent(value: Value, lang: str) -> str:
    words = _grouped(value, lang)
    return f"ร้อยละ {words}" if lang == "th" else f"{words} per cent"


def _date(value: Value, lang: str) -> str:
    return format_date(day(value), lang=lang)


def _full_date(value: Value, lang: str) -> str:
    return format_date(day(value), "full", lang=lang)


def _month(value: Value, lang: str) -> str:
    found = day(value)
    year = buddhist_year(found) if lang == "th" else found.year
    return f"{month_name(found.month, lang)} {year}"


def _capital(value: Value, lang: str) -> str:
    words = _plain(value, lang)
    return words[:1].upper() + words[1:]


Filter = Callable[[Value, str], str]
# The same figure stands in stem, options and reasons: it is written once. Typed, because
# 1 and true are equal and are not written alike.
FILTERS: Mapping[str, Filter] = {
    name: lru_cache(maxsize=1024, typed=True)(write)
    for name, write in {
        "baht": _baht,
        "capital": _capital,
        "date": _date,
        "full_date": _full_date,
        "month": _month,
        "number": _grouped,
        "percent": _percent,
    }.items()
}


@dataclass(frozen=True, slots=True)
class Hole:
    """An expression in a text, and how its value is written there."""

    expression: Expression
    write: Filter
    lang: str

    def filled(self, values: Values) -> str:
        """Return the words that stand in the hole."""
        found = self.expression(values)
        try:
            return self.write(found, self.lang)
        except Broken as broken:
            raise self.expression.place.broken(self.expression.source, broken) from None


class Phrase:
    """A text of one language with its holes.

    Parameters
    ----------
    text : str
    lang : {"th", "en"}
    names : collection of str
        Names that its expressions may use.
    place : Place
        For messages.

    Examples
    --------
    >>> here = Place("one/item", "stem.th")
    >>> Phrase("รับของขวัญราคา {{ price | baht }} แล้ว", "th", ["price"], here)({"price": 2500})
    'รับของขวัญราคา 2,500 บาท แล้ว'
    """

    __slots__ = ("lang", "pieces")

    def __init__(self, text: str, lang: str, names: Collection[str], place: Place) -> None:
        self.lang = lang
        split = _HOLE.split(text)
        pieces: list[str | Hole] = []
        for index, piece in enumerate(split):
            if index % 2:
                pieces.append(_hole(piece, lang, names, place))
            elif "{{" in piece or "}}" in piece:
                raise place.broken(text, Broken(message("template.open_hole")))
            elif piece:
                pieces.append(piece)
        self.pieces = tuple(pieces)

    @property
    def names(self) -> frozenset[str]:
        """Names that its expressions use."""
        holes = (one for one in self.pieces if isinstance(one, Hole))
        return frozenset().union(*(one.expression.names for one in holes))

    def __call__(self, values: Values) -> str:
        """Return the text, filled."""
        return "".join(self.parts(values))

    def parts(self, values: Values) -> list[str]:
        """Return the filled text in pieces: what stood there, and what came into each hole."""
        return [one if type(one) is str else one.filled(values) for one in self.pieces]  # type: ignore[union-attr]


def _hole(inside: str, lang: str, names: Collection[str], place: Place) -> Hole:
    found = _INSIDE.fullmatch(inside)
    if found is None:
        raise place.broken(inside, Broken(message("template.bad_hole")))
    name = found["filter"]
    if name is not None and name not in FILTERS:
        known = ", ".join(FILTERS)
        raise place.broken(
            inside, Broken(message("template.no_filter", name=name or "–", known=known))
        )
    write = _plain if name is None else FILTERS[name]
    return Hole(Expression(found["source"], names, place), write, lang)
