"""One table of a log: an event a row, what is known of its case repeated beside it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_integer_dtype

from govlab.errors import MissingExtraError
from govlab.logs._attributes import parsed, text_of, texts_of
from govlab.logs._lifecycle import COMPLETE, OTHER, START, pair
from govlab.logs._log import COLUMNS, Log, Provenance, log_of
from govlab.text import LANGUAGES, message, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Before the names of attributes of cases, as other programs for event logs have it.
CASE = "case:"
#: The column by which a table says, in every row, that it is simulated.
SIMULATED = "simulated"
TRANSITION = "lifecycle:transition"
#: Attributes of cases that are moments: when a case came in, and when it was closed.
ARRIVED = "arrived"
MOMENTS = (ARRIVED, "arrival", "received", "closed")


def flat(log: Log) -> pd.DataFrame:
    """Return the columns of the contract, then ``case:…`` for each attribute of cases.

    A simulated log gets the column ``simulated``, which says so in Thai and English.
    """
    frame = log.events[list(COLUMNS)].copy(deep=False)
    names = [one for one in log.cases.columns if one != "case"]
    if names:
        listed = pd.Index(log.cases["case"].astype("str"))
        codes, distinct = pd.factorize(frame["case"])
        place = listed.get_indexer(pd.Index(distinct).astype("str"))[codes]
        for name in names:
            values = log.cases[name]
            if values.dtype == "object":
                values = values.map(_cell, na_action="ignore").astype("str")
            beside = values.set_axis(range(len(values))).reindex(place)
            frame[f"{CASE}{name}"] = beside.set_axis(frame.index)
    if log.provenance.simulated:
        frame[SIMULATED] = " / ".join(say("logs.simulated", lang) for lang in LANGUAGES)
    return frame


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def moments_in(frame: pd.DataFrame) -> list[str]:
    """Return the columns of a flat table that hold instants: start, end, and those of cases."""
    named = [f"{CASE}{name}" for name in MOMENTS]
    held = [one for one in named if one in frame and is_integer_dtype(frame[one])]
    return ["start", "end", *held]


def log_from(
    frame: pd.DataFrame, more: Mapping[str, "pd.Series[Any]"], *, source: str, whole: bool = True
) -> Log:
    """Return the log of a table.

    Parameters
    ----------
    frame : DataFrame
        Columns of the contract, in the order of the table; `seq` may be missing.
    more : mapping of str to Series
        The table's other columns; an empty cell is missing. Those of :data:`MOMENTS` that
        are whole numbers are instants, of which the first counts for a case.
    source : str
        Name of the file.
    whole : bool
        False when an instant without an end stands for an event that took no time.
    """
    further = dict(more)
    simulated = further.pop(SIMULATED, None)
    transition = further.pop(TRANSITION, None)
    frame = frame.copy(deep=False)
    if not whole:
        frame["end"] = frame["start"].astype("Int64")
    codes, distinct = pd.factorize(frame["case"])
    order = (
        np.lexsort((frame["seq"].to_numpy(), codes))
        if "seq" in frame
        else np.lexsort((frame["start"].to_numpy(), codes))
    )
    cases = pd.DataFrame({"case": pd.Series(distinct, dtype="str")})
    attributes = {}
    for name, values in further.items():
        held = None
        if name.startswith(CASE):
            moment = name.removeprefix(CASE) in MOMENTS and is_integer_dtype(values)
            held = (_first if moment else _of_cases)(values, codes, len(distinct))
        if held is None:
            attributes[name] = values
        else:
            cases[name.removeprefix(CASE)] = held
    frame["attributes"] = _with(frame.get("attributes"), attributes, len(frame))
    frame = frame.iloc[order].reset_index(drop=True)
    if transition is not None:
        frame = _paired(frame, transition.iloc[order].reset_index(drop=True))
    log = log_of(frame, cases, source=source, simulated=False)
    events = log.events.assign(
        **{name: log.events[name].astype("category") for name in ("case", "activity", "resource")}
    )
    # Categories in order of appearance, as every reader of this room leaves them.
    events["case"] = pd.Categorical(log.events["case"], pd.Index(distinct, dtype="str"))
    found = Provenance(source, simulated is not None and bool(simulated.notna().any()))
    return replace(log, events=events, provenance=found)


def _of_cases(
    values: "pd.Series[Any]", codes: "NDArray[Any]", cases: int
) -> "pd.Series[Any] | None":
    """Return the one value of each case, None where a case has several."""
    held = values.reset_index(drop=True)
    first = held.groupby(codes).first()
    again = first.array.take(codes)
    same = (held.to_numpy(dtype=object) == np.asarray(again, dtype=object)) | (
        held.isna() & pd.isna(again)
    )
    return first.reindex(range(cases)) if bool(np.all(same)) else None


def _first(values: "pd.Series[Any]", codes: "NDArray[Any]", cases: int) -> "pd.Series[Any] | None":
    """Return the first instant of each case."""
    held = values.reset_index(drop=True).astype("Int64").groupby(codes).min().reindex(range(cases))
    return held if held.isna().any() else held.astype("int64")


def _with(
    held: "pd.Series[Any] | None", more: Mapping[str, "pd.Series[Any]"], rows: int
) -> "pd.Series[Any]":
    """Return attributes with the table's further columns among them."""
    columns = []
    for name, values in more.items():
        places, distinct = pd.factorize(values.reset_index(drop=True))
        plain = [one.item() if hasattr(one, "item") else one for one in distinct]
        columns.append((name, places.astype(np.int64), plain))
    made = texts_of(columns, rows)
    if held is None or held.isna().all():
        return made
    held = held.reset_index(drop=True)
    codes, some = parsed(held)
    others, extra = parsed(made)
    step = len(extra) + 1
    both, pairs = pd.factorize((codes + 1) * step + others + 1)
    texts = []
    for one in pairs.tolist():
        first, second = divmod(one, step)
        joined = {**(extra[second - 1] if second else {}), **(some[first - 1] if first else {})}
        texts.append(text_of(joined) if joined else None)
    return pd.Series(pd.array(texts, dtype="str").take(both))


def _paired(frame: pd.DataFrame, transition: "pd.Series[Any]") -> pd.DataFrame:
    """Return pieces of work of rows that each say one transition."""
    known = {"start": START, "complete": COMPLETE}
    lower = transition.str.lower()
    step = lower.map(known).where(lower.isin(list(known)), OTHER).where(lower.notna(), COMPLETE)
    case, activity = pd.factorize(frame["case"])[0], pd.factorize(frame["activity"])[0]
    work = case * (int(activity.max(initial=0)) + 1) + activity
    pairs = pair(work.astype(np.int64), step.to_numpy(dtype=np.int64).astype(np.int64))
    at = frame["start"].to_numpy(dtype=np.int64)
    ended = pairs.last >= 0
    kept = frame.iloc[np.where(ended, pairs.last, pairs.first)].reset_index(drop=True)
    kept["start"] = at[pairs.first]
    end = at[np.where(ended, pairs.last, pairs.first)]
    kept["end"] = pd.arrays.IntegerArray(end, ~ended)
    others = transition.where(step == OTHER).iloc[pairs.first].reset_index(drop=True)
    if others.notna().any():
        kept["attributes"] = _with(kept["attributes"], {TRANSITION: others}, len(kept))
    return kept.drop(columns="seq", errors="ignore")


def arrow() -> tuple[Any, Any]:
    """Return pyarrow and its room for Parquet.

    Raises
    ------
    MissingExtraError
        When it is not installed.
    """
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as missing:
        raise MissingExtraError(message("logs.no_pyarrow")) from missing
