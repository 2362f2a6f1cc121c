"""A log read against a declaration: which stage each row is, when the case came to it, its end.

Every way a log may name a stage, an actor or an outcome (its id, or its title in Thai or
English) is looked up once for each different text; the rest is arithmetic on integers, so
that a million cases take seconds.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._process import CHANNEL, LATE, VISIT, Process, When
from govlab.tables import fold
from govlab.text import LANGUAGES, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.course import Text
    from govlab.logs import Log

# Microseconds since 1970 UTC fit well within; what is not known stands at the far end.
NEVER = np.iinfo(np.int64).min
DAY = 86_400_000_000
_BANGKOK = 7 * 3_600_000_000

UNKNOWN, STAGE, BESIDE, OUTCOME, REPORT, CLOCK, ARRIVAL = range(7)


def local_day(time: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the day in Thailand, counted from 1970, of moments in microseconds UTC."""
    return (time + _BANGKOK) // DAY


def midnight_after(day: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the moment at which days, counted from 1970, end in Thailand."""
    return (day + 1) * DAY - _BANGKOK


def coded(column: "pd.Series[Any]") -> "tuple[NDArray[np.int64], pd.Index[Any]]":
    """Return the code of each cell, -1 where it is empty, and the different values."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.int64), column.cat.categories
    codes, values = pd.factorize(column)
    return np.asarray(codes, dtype=np.int64), pd.Index(values)


def codes_of(column: "pd.Series[Any]") -> "tuple[NDArray[np.int64], list[Any]]":
    """Return the code of each cell and the different values, few of them, as a list."""
    codes, values = coded(column)
    return codes, list(values)


def names_of(*tables: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return folded id and titles to (number of the table, place in it); the first one wins."""
    found: dict[str, tuple[int, int]] = {}
    for kind, table in enumerate(tables):
        for place, name in enumerate(table):
            found.setdefault(fold(name), (kind, place))
    for kind, table in enumerate(tables):
        for place, one in enumerate(table.values()):
            for text in one.title.as_dict().values():
                found.setdefault(fold(text), (kind, place))
    return found


@dataclass(frozen=True)
class Trail:
    """A log as arrays in the order of case and sequence.

    Parameters
    ----------
    ids : Index
        Cases by number.
    row : array
        Place of each event in the log as it was given.
    kind, item : array
        What the event is (``STAGE`` …), and which one in the order of the declaration.
    start, end : array
        Microseconds UTC; `end` is ``NEVER`` while it is going on, never before `start`.
    stated_end : array
        The end as the log has it.
    duplicate : array
        Whether an earlier event of the case is the same in every respect.
    visits : array
        Events that are stages, without duplicates and what stands after the close.
    enter : array
        When the case came to the stage, one for each of `visits`.
    again : array
        Whether the case had been at the stage before, one for each of `visits`.
    close : array
        Event that closes each case, -1 while it is open.
    outcome : array
        How each case ended, -1 while it is open.
    arrived : array
        When each case came in.
    waits_at : array
        Stage that an open case waits for, as the table of cases says; -1 for none.
    waits_since : array
        Since when.
    """

    log: "Log"
    process: Process
    ids: "pd.Index[Any]"
    row: "NDArray[np.int64]"
    case: "NDArray[np.int64]"
    seq: "NDArray[np.int64]"
    kind: "NDArray[np.int64]"
    item: "NDArray[np.int64]"
    start: "NDArray[np.int64]"
    end: "NDArray[np.int64]"
    stated_end: "NDArray[np.int64]"
    duplicate: "NDArray[np.bool_]"
    visits: "NDArray[np.int64]"
    enter: "NDArray[np.int64]"
    again: "NDArray[np.bool_]"
    close: "NDArray[np.int64]"
    outcome: "NDArray[np.int64]"
    arrived: "NDArray[np.int64]"
    waits_at: "NDArray[np.int64]"
    waits_since: "NDArray[np.int64]"

    @cached_property
    def last(self) -> int:
        """The last moment that the log tells of."""
        if not len(self.start):
            return 0
        return int(max(self.start.max(), self.end.max()))

    @cached_property
    def stages(self) -> list[str]:
        """Ids of the stages by number."""
        return list(self.process.stages)

    @cached_property
    def resource(self) -> "tuple[NDArray[np.int64], list[Any]]":
        """Code of each event's resource, and the resources."""
        return self.texts("resource")

    @cached_property
    def closed_at(self) -> "NDArray[np.int64]":
        """When each case was closed, ``NEVER`` while it is open."""
        found = np.full(len(self.ids), NEVER)
        shut = self.close >= 0
        at = self.close[shut]
        found[shut] = np.where(self.end[at] == NEVER, self.start[at], self.end[at])
        return found

    def times(self, events: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return when events ended, or began where they are going on."""
        return np.where(self.end[events] == NEVER, self.start[events], self.end[events])

    def attribute(self, name: str) -> "NDArray[np.int64] | None":
        """Return the value of a declared attribute of each case, -1 where it is not known."""
        if name not in self._attributes:
            titles = self.titles(name)
            places = _places(titles)
            found = self.case_texts([name, *(self.heading(name, one) for one in LANGUAGES)])
            if found is None:
                self._attributes[name] = None
            else:
                codes, different = found
                place = np.array([places.get(fold(str(one)), -1) for one in different] + [-1])
                self._attributes[name] = place[codes]
        return self._attributes[name]

    def titles(self, name: str) -> "dict[str, Text]":
        """Return the declared values of an attribute, or the channels, with their titles."""
        if name == CHANNEL:
            return {key: one.title for key, one in self.process.channels.items()}
        return dict(self.process.attributes[name].values.items())  # noqa: PD011 - no frame

    def heading(self, name: str, lang: str) -> str:
        """Return what an attribute, or the channel, is called."""
        if name == CHANNEL:
            return say("complaints_check.channel", lang)
        return self.process.attributes[name].title.in_language(lang)

    @cached_property
    def _attributes(self) -> "dict[str, NDArray[np.int64] | None]":
        return {}

    def case_texts(self, names: Iterable[str]) -> "tuple[NDArray[np.int64], list[Any]] | None":
        """Return code of each case and the values of a column of cases, or of their events."""
        wanted = {fold(name) for name in names}
        for column in self.log.cases.columns:
            if fold(str(column)) in wanted:
                codes, values = codes_of(self.log.cases[column])
                found = np.full(len(self.ids), -1)
                # A row of a case without events belongs to no case of the log.
                place = self.case_rows
                found[place[place >= 0]] = codes[place >= 0]
                return found, values
        for name in names:
            codes, values = self.texts(name)
            if values:
                found = np.full(len(self.ids), -1)
                told = np.flatnonzero(codes >= 0)[::-1]
                found[self.case[told]] = codes[told]  # the first event that says it
                return found, values
        return None

    @cached_property
    def case_rows(self) -> "NDArray[np.int64]":
        """Case number of each row of the table of cases, -1 where it has no events."""
        cases = self.log.cases
        if "case" not in cases.columns:
            return np.full(len(cases), -1)
        codes, values = coded(cases["case"])
        if values.equals(self.ids):
            return codes
        place = np.append(self.ids.get_indexer(values), -1)
        found: NDArray[np.int64] = place[codes].astype(np.int64)
        return found

    def texts(self, name: str) -> "tuple[NDArray[np.int64], list[Any]]":
        """Return code of each event and the values of a column, or of the JSON attributes."""
        if name in self.log.events.columns:
            codes, values = codes_of(self.log.events[name])
            return codes[self.row], values
        if name not in self._told:
            rows, documents = self._documents
            codes, different = values_of(documents, name)
            self._told[name] = codes[rows], different
        return self._told[name]

    @cached_property
    def _told(self) -> "dict[str, tuple[NDArray[np.int64], list[Any]]]":
        return {}

    @cached_property
    def _documents(self) -> "tuple[NDArray[np.int64], list[dict[str, Any]]]":
        codes, documents = documents_of(self.log.events)
        return codes[self.row], documents

    def holds(
        self,
        when: When,
        cases: "NDArray[np.int64]",
        *,
        again: "NDArray[np.bool_] | None" = None,
        late: "NDArray[np.int64] | None" = None,
    ) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
        """Return of which cases a condition surely holds, and of which it may.

        Parameters
        ----------
        again : array, optional
            Whether the case was at the stage before.
        late : array, optional
            1 where a binding deadline has passed, 0 where none has, -1 where nobody knows.
        """
        surely = np.ones(len(cases), dtype=bool)
        maybe = surely.copy()
        for name, allowed in when.items():
            if name == LATE:
                value = np.full(len(cases), -1) if late is None else late
                order: Iterable[str] = ("no", "yes")
            elif name == VISIT:
                value = np.full(len(cases), -1) if again is None else again.astype(np.int64)
                order = ("first", "again")
            else:
                known = self.attribute(name)
                value = np.full(len(cases), -1) if known is None else known[cases]
                order = self.titles(name)
            table = np.array([one in allowed for one in order] + [False])
            surely &= table[value]
            maybe &= table[value] | (value < 0)
        return surely, maybe


def instants_of(events: pd.DataFrame, column: str) -> "NDArray[np.int64]":
    """Return a column of moments in microseconds, ``NEVER`` where it is empty or missing."""
    if column not in events.columns:
        return np.full(len(events), NEVER)
    told = events[column]
    if told.dtype == np.int64:
        return told.to_numpy(dtype=np.int64)
    found = told.astype("Int64").to_numpy(dtype=np.int64, na_value=NEVER)
    return np.asarray(found, dtype=np.int64)


def _places(titles: "Mapping[str, Text]") -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(titles):
        found.setdefault(fold(name), place)
    for place, texts in enumerate(titles.values()):
        for text in texts.as_dict().values():
            found.setdefault(fold(text), place)
    return found


def documents_of(events: pd.DataFrame) -> "tuple[NDArray[np.int64], list[dict[str, Any]]]":
    """Return the place of each event's JSON attributes, -1 for none, and the different ones."""
    if "attributes" not in events.columns:
        return np.full(len(events), -1), []
    codes, values = coded(events["attributes"])
    return codes, [document_of(one) for one in values]


def document_of(text: object) -> dict[str, Any]:
    """Return the object that a JSON text holds; empty when it holds none."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def values_of(documents: list[dict[str, Any]], name: str) -> "tuple[NDArray[np.int64], list[Any]]":
    """Return the place of each document's value of a name, -1 for none (also at the end)."""
    said = [None if (one := each.get(name)) is None else str(one) for each in documents]
    codes, different = pd.factorize(pd.Series(said, dtype=object))
    return np.append(codes, -1), list(different)
