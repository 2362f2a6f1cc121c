"""What may leave: no identity, no column that the caller keeps secret, days instead of moments."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.errors import InputError, UnknownNameError
from govlab.logs._attributes import keys_of, parsed, text_of
from govlab.logs._checked import checked, checked_cases
from govlab.logs._identity import COMPLAINANT, IDENTITIES
from govlab.logs._log import COLUMNS, Log
from govlab.logs._times import day_start
from govlab.tables import fold
from govlab.text import message

if TYPE_CHECKING:
    from collections.abc import Callable

RESOLUTIONS = ("exact", "day")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}.*", re.DOTALL)


def prepare(
    log: Log, *, resolution: str, secret: Iterable[str], zone: str, complainant: bool
) -> Log:
    """Return the log as it may be written.

    Parameters
    ----------
    log : Log
        The log.
    resolution : {"exact", "day"}
        With ``"day"`` every instant becomes the beginning of its day in `zone`, and texts
        that begin with a date and a time lose the time.
    secret : iterable of str
        Columns and attributes that must not leave.
    zone : str
        Zone whose days count.
    complainant : bool
        Whether to keep who complained, as a number that holds in this export only.

    Raises
    ------
    InputError
        When a secret column or one that tells who a person is would leave, or the events
        break what every log keeps.
    UnknownNameError
        When there is no such resolution.
    """
    if resolution not in RESOLUTIONS:
        raise UnknownNameError(
            message("logs.resolution", value=resolution, known=", ".join(RESOLUTIONS))
        )
    checked(log.events, log.provenance.source)
    checked_cases(log.cases, log.provenance.source)
    cases = log.cases
    if COMPLAINANT in cases.columns:
        cases = _numbered(cases) if complainant else cases.drop(columns=COMPLAINANT)
    made = replace(log, cases=cases)
    if not complainant:
        made = _without_complainants(made)
    _refuse(made, secret)
    return made if resolution == "exact" else _by_day(made, zone)


def _numbered(cases: pd.DataFrame) -> pd.DataFrame:
    """Return cases whose complainants are told apart by numbers, in order of appearance."""
    codes, _ = pd.factorize(cases[COMPLAINANT])
    names = [f"{COMPLAINANT}-{code + 1}" if code >= 0 else None for code in codes]
    return cases.assign(**{COMPLAINANT: pd.Series(names, index=cases.index, dtype="str")})


def _without_complainants(log: Log) -> Log:
    """Return the log without objects that are complainants, and what ties anything to them."""
    if log.objects is None:
        return log
    theirs = log.objects["type"].astype("str") == COMPLAINANT
    gone = set(log.objects.loc[theirs, "object"])
    relations, links = log.relations, log.links
    if relations is not None:
        relations = relations[~relations["object"].isin(gone)]
    if links is not None:
        links = links[~links["source"].isin(gone) & ~links["target"].isin(gone)]
    return replace(log, objects=log.objects[~theirs], relations=relations, links=links)


def _refuse(log: Log, secret: Iterable[str]) -> None:
    """Refuse an export that would carry a secret or an identity."""
    own = {fold(name) for name in secret}
    known = own | {fold(name) for name in IDENTITIES}
    names = {one for one in COLUMNS if log.events[one].notna().any()}
    names |= {*map(str, log.events.columns)} - set(COLUMNS)
    names |= {str(name) for name in log.cases.columns if log.cases[name].notna().any()}
    frames = [log.events] if log.objects is None else [log.events, log.objects]
    for frame in frames:
        for attributes in parsed(frame["attributes"])[1]:
            names |= keys_of(attributes)
    if log.objects is not None:
        names |= {str(kind) for kind in log.objects["type"].unique()}
    leaving = sorted(name for name in names if fold(name) in known)
    if leaving:
        shown = ", ".join(leaving)
        taken = ", ".join(repr(name) for name in leaving)
        raise InputError(message("logs.secret_leaves", names=shown, taken=taken))


def _by_day(log: Log, zone: str) -> Log:
    events = log.events.copy(deep=False)
    events["start"] = day_start(events["start"].to_numpy(dtype="int64"), zone)
    ended = events["end"].notna().to_numpy()
    end = np.zeros(len(events), dtype=np.int64)
    end[ended] = day_start(events["end"][ended].to_numpy(dtype="int64"), zone)
    events["end"] = pd.Series(pd.arrays.IntegerArray(end, ~ended), index=events.index)
    events["attributes"] = _mapped(events["attributes"], _day)
    cases = log.cases.copy(deep=False)
    for name in cases.columns:
        if name == "case":
            continue
        held = cases[name]
        if held.dtype.kind == "M":
            cases[name] = held.dt.strftime("%Y-%m-%d")
        elif held.dtype == "object" or isinstance(held.dtype, pd.StringDtype):
            cases[name] = held.map(_day, na_action="ignore")
    objects = log.objects
    if objects is not None:
        objects = objects.assign(attributes=_mapped(objects["attributes"], _day))
    return replace(log, events=events, cases=cases, objects=objects)


def _mapped(texts: "pd.Series[Any]", change: "Callable[[Any], Any]") -> "pd.Series[Any]":
    codes, distinct = parsed(texts)
    if not distinct:
        return texts
    changed = pd.array([text_of(change(one)) for one in distinct], dtype="str")
    return pd.Series(changed.take(codes, allow_fill=True), index=texts.index)


def _day(value: Any) -> Any:
    """Return a value whose texts of times have become texts of dates."""
    if isinstance(value, dict):
        return {key: _day(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_day(one) for one in value]
    if isinstance(value, str) and (found := _MOMENT.fullmatch(value)):
        return found[1]
    return value
