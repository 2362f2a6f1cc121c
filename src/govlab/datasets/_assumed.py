"""Assumptions: what no source says, with a number, a value, a range and a reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from govlab import home
from govlab.datasets._load import load
from govlab.errors import InputError, UnknownNameError
from govlab.text import message, say

TABLE = "assumptions"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption.

    Parameters
    ----------
    id : str
        Such as ``A-005``.
    name : str
        What it is about, in English.
    value, low, high : str
        What is taken, and the range that is thought possible; a number or a word.
    unit : str
        Unit of the value.
    reason : dict of str to str
        Why, by language.
    settled_by : str
        What would settle it.
    changed : bool
        True where the caller varied the value.
    """

    id: str
    name: str
    value: str
    low: str
    high: str
    unit: str
    reason: dict[str, str]
    settled_by: str
    changed: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it may take, where it is not a number."""
        return tuple(dict.fromkeys(one for one in (self.value, self.low, self.high) if one))

    def varied(self, value: str) -> "Assumption":
        """Return the assumption with another value.

        Raises
        ------
        InputError
            When `value` is not within the range, or none of the words.
        """
        if _number(self.value) is None:
            fits = value in self.choices
        else:
            given, ends = _number(value), [_number(one) for one in (self.low, self.high) if one]
            known = [one for one in ends if one is not None]
            fits = given is not None and (not known or min(known) <= given <= max(known))
        if not fits:
            raise InputError(
                message(
                    "reproduce.out_of_range",
                    id=self.id,
                    value=value,
                    low=self.low or self.value,
                    high=self.high or self.value,
                )
            )
        return replace(self, value=value, changed=value != self.value)

    def line(self, lang: str = "th") -> str:
        """Return the assumption in one line: id, value, range, reason."""
        key = "reproduce.assumption_changed" if self.changed else "reproduce.assumption"
        return say(
            key if self.low else "reproduce.assumption_fixed",
            lang,
            id=self.id,
            value=self.value,
            unit=self.unit,
            low=self.low or self.value,
            high=self.high or self.value,
            reason=self.reason[lang],
        )

    def as_dict(self) -> dict[str, Any]:
        """Return id, value and whether it was varied, JSON-ready."""
        return {"id": self.id, "value": self.value, "unit": self.unit, "changed": self.changed}


class Assumptions(Mapping[str, Assumption]):
    """The assumptions of a home by id, some of them varied.

    Parameters
    ----------
    vary : sequence of str
        ``"A-005=30"`` takes another value than the table's.
    place : Home, optional
        Home to read from.

    Raises
    ------
    UnknownNameError
        When there is no assumption of that id.
    InputError
        When a text is not ``ID=VALUE``, or the value is not within the range.

    Examples
    --------
    >>> every = Assumptions()
    >>> every["A-001"].unit
    'event'
    """

    def __init__(self, vary: Sequence[str] = (), place: home.Home | None = None) -> None:
        self._every = {
            row["id"]: Assumption(
                id=row["id"],
                name=row["name"],
                value=row["value"],
                low=row["low"] or "",
                high=row["high"] or "",
                unit=row["unit"] or "",
                reason={"th": row["reason_th"], "en": row["reason_en"]},
                settled_by=row["settled_by"] or "",
            )
            for row in load(TABLE, place).records()
        }
        for text in vary:
            name, equals, value = (part.strip() for part in text.partition("="))
            if not (equals and value):
                raise InputError(message("reproduce.vary_shape", text=text))
            self._every[name] = self[name].varied(value)

    def __getitem__(self, name: str) -> Assumption:
        if name not in self._every:
            raise UnknownNameError(
                message("reproduce.unknown_assumption", id=name, known=", ".join(self._every))
            )
        return self._every[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._every)

    def __len__(self) -> int:
        return len(self._every)

    def number(self, name: str) -> Decimal:
        """Return the value of an assumption that is a number.

        Raises
        ------
        InputError
            When it is a word.
        """
        found = self[name]
        number = _number(found.value)
        if number is None:
            raise InputError(message("reproduce.not_a_number", id=name, value=found.value))
        return number

    def word(self, name: str, known: Sequence[str]) -> str:
        """Return the value of an assumption that is one of the words in `known`.

        Raises
        ------
        InputError
            When it is another.
        """
        found = self[name].value
        if found not in known:
            raise InputError(
                message("reproduce.not_a_choice", id=name, value=found, known=", ".join(known))
            )
        return found


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
