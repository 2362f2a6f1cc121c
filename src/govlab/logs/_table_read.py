"""Logs in tables: CSV and Excel with columns under any heading, Parquet."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govlab.errors import InputError, UnknownNameError
from govlab.logs._flat import ARRIVED, CASE, MOMENTS, TRANSITION, arrow, log_from
from govlab.logs._log import COLUMNS, Log
from govlab.logs._times import HOUR, from_local
from govlab.logs._traffy import HEADINGS, is_traffy, traffy_log
from govlab.tables import Column, Contract, RawTable, contract, fold, problem, read_raw, table_error
from govlab.tables._check import conform
from govlab.text import message

#: What a mapping may name: the columns of the contract, the transition of a lifecycle, and
#: when the case came in.
MAPPED = (*COLUMNS, "transition", ARRIVED)
_BANGKOK = "Asia/Bangkok"
_AHEAD = 7  # hours that Thailand's clock is ahead; texts without a zone are read by it
# Headings of the one time that an event has, where it has no start and no end.
_MOMENTS = ("timestamp", "time", "datetime", "event time", "วันเวลา", "เวลา", "วันที่", "วันที่และเวลา")
_TRANSITIONS = (TRANSITION, "lifecycle", "transition")
_ZONED = re.compile(r":[0-9]{2}.*(?:Z|GMT|UTC|[+-][0-9]{1,2}(?::?[0-9]{2})?)\s*", re.IGNORECASE)
_INSTANT = re.compile(r"\s*-?[0-9]+\s*")
# What is surely a moment, so that a column of another program may hold what it likes.
_MOMENT = re.compile(r"\s*(?:[0-9]{12,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*)\s*")


def read_table(path: Path, zone: str, mapping: Mapping[str, str], *, traffy: bool = False) -> Log:
    """Return the log in a CSV file or a workbook.

    Parameters
    ----------
    path : Path
        The file.
    zone : str
        Zone of the times that state none.
    mapping : mapping of str to str
        Columns of a log to headings of the file.
    traffy : bool
        Whether the file must be an export of Traffy Fondue.

    Raises
    ------
    TableError
        With everything that is wrong in the table, by row and column.
    UnknownNameError
        When `mapping` names no column of a log.
    """
    wanted = contract("events")
    for name in mapping:
        if name not in MAPPED:
            raise UnknownNameError(
                message("logs.mapping_unknown", name=name, known=", ".join(MAPPED))
            )
    sought = [*wanted.headings, *_MOMENTS, *_TRANSITIONS, *HEADINGS, *mapping.values()]
    raw = read_raw(path, headings=sought)
    if traffy or (not mapping and is_traffy(raw.headings)):
        return traffy_log(raw, zone)
    names, single = _names(raw, mapping)
    moments = _moments(raw, names, mapping)
    names |= moments
    held = _narrowed(wanted, raw, names)
    headings = tuple(
        one if place in names.values() else "" for place, one in enumerate(raw.headings)
    )
    known = replace(raw, headings=headings)
    # A table has a key; without an order of its own, that is the order of its rows.
    frame = conform(known if "seq" in names else _counted(known), held, {})
    if "seq" not in names:
        frame = frame.drop(columns="seq")
    if zone != _BANGKOK:
        for name in ("start", "end", *moments):
            if name in names:
                frame[name] = _moved(frame[name], raw.cells[names[name]], zone)
    step = _transition(raw, names, mapping)
    further = {place: name for place, name in enumerate(raw.headings) if name not in moments}
    further |= {place: name for name, place in moments.items()}
    more = {
        TRANSITION if place == step else name: frame[name] if name in moments else raw.cells[place]
        for place, name in sorted(further.items())
        if name in moments or (name and place not in names.values())
    }
    whole = not single and step is None
    return log_from(frame.drop(columns=[*moments]), more, source=path.name, whole=whole)


def _narrowed(wanted: Contract, raw: RawTable, names: Mapping[str, int]) -> Contract:
    """Return the contract of the columns that the table has, each under the heading it has."""
    columns = tuple(
        replace(one, headings=(raw.headings[names[one.name]],)) if one.name in names else one
        for one in wanted.columns
        if one.name in (*names, "case", "seq", "activity", "start")
    )
    columns += tuple(
        Column(name, "instant", name, name, headings=(raw.headings[place],))
        for name, place in names.items()
        if name.startswith(CASE)
    )
    rules = wanted.rules if {"start", "end"} <= names.keys() else ()
    return replace(wanted, columns=columns, rules=rules)


def _moments(raw: RawTable, names: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return where the moments of cases stand: as mapped, or as this room writes them."""
    found = {}
    if ARRIVED in mapping:
        found[f"{CASE}{ARRIVED}"] = _place(raw, ARRIVED, mapping[ARRIVED])
    for place, heading in enumerate(raw.headings):
        known = heading.removeprefix(CASE) in MOMENTS and heading.startswith(CASE)
        if known and heading not in found and place not in (*names.values(), *found.values()):
            texts = raw.cells[place].dropna().astype("str")
            if len(texts) and texts.str.fullmatch(_MOMENT).all():
                found[heading] = place
    return found


def _counted(raw: RawTable) -> RawTable:
    """Return the table with the order of its rows as a column."""
    width = raw.cells.shape[1]
    cells = raw.cells.assign(**{str(width): np.arange(len(raw.cells))})
    cells = cells.set_axis(range(width + 1), axis=1)
    return replace(raw, headings=(*raw.headings, "seq"), cells=cells)


def _transition(raw: RawTable, names: Mapping[str, int], mapping: Mapping[str, str]) -> int | None:
    """Return where the transition of a lifecycle stands."""
    if "transition" in mapping:
        return _place(raw, "transition", mapping["transition"])
    for place, heading in enumerate(raw.headings):
        if place not in names.values() and fold(heading) in _folded(_TRANSITIONS):
            return place
    return None


def _folded(headings: tuple[str, ...]) -> set[str]:
    return {fold(one) for one in headings}


def _names(raw: RawTable, mapping: Mapping[str, str]) -> tuple[dict[str, int], bool]:
    """Return where each column of the contract stands, and whether an event has one time."""
    found = {
        name: _place(raw, name, heading) for name, heading in mapping.items() if name in COLUMNS
    }
    taken = set(found.values())
    if "transition" in mapping:
        taken.add(_place(raw, "transition", mapping["transition"]))
    problems = []
    for column in contract("events").columns:
        if column.name in found:
            continue
        accepted = _folded(column.accepted)
        places = [
            place
            for place, heading in enumerate(raw.headings)
            if heading and place not in taken and fold(heading) in accepted
        ]
        if len(places) > 1:
            shown = ", ".join(raw.headings[place] for place in places)
            words = message("tables.heading_twice", column=column.name, found=shown)
            problems.append(problem(words, file=raw.file, sheet=raw.sheet, row=raw.heading_row))
        if places:
            found[column.name] = places[0]
            taken.add(places[0])
    if problems:
        raise table_error(problems)
    if "start" not in found and "end" not in found:
        moments = [
            place
            for place, heading in enumerate(raw.headings)
            if place not in taken and fold(heading) in _folded(_MOMENTS)
        ]
        if len(moments) == 1:
            found["start"] = moments[0]
    single = "end" not in found
    if "start" not in found and "end" in found:
        found["start"] = found.pop("end")
        single = True
    return found, single


def _place(raw: RawTable, name: str, heading: str) -> int:
    places = [place for place, one in enumerate(raw.headings) if fold(one) == fold(heading)]
    if len(places) == 1:
        return places[0]
    known = ", ".join(one for one in raw.headings if one)
    words = message("logs.mapping_heading", name=name, heading=heading, known=known)
    raise table_error([problem(words, file=raw.file, sheet=raw.sheet, row=raw.heading_row)])


def _moved(instants: "pd.Series[Any]", cells: "pd.Series[Any]", zone: str) -> "pd.Series[Any]":
    """Return instants whose texts state no zone as the clocks of `zone` show them."""
    held = cells.reset_index(drop=True)
    texts = held.fillna("")
    stated = texts.str.contains(_ZONED) | texts.str.fullmatch(_INSTANT) | held.isna()
    rows = np.flatnonzero(~stated.to_numpy(dtype=bool))
    moved = instants.copy()
    if len(rows):
        shown = instants.iloc[rows].to_numpy(dtype=np.int64) + _AHEAD * HOUR
        moved.iloc[rows] = from_local(shown, zone)
    return moved


def _instants(held: "pd.Series[Any]", zone: str) -> Any:
    """Return moments as microseconds; those without a zone are as the clocks of `zone` show."""
    gone = held.isna().to_numpy()
    zoned = held.dt.tz is not None
    plain = held.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else held
    micros = plain.astype("datetime64[us]").to_numpy().astype(np.int64)
    if not zoned:
        micros = np.where(gone, 0, from_local(np.where(gone, 0, micros), zone))
    return pd.arrays.IntegerArray(micros, gone)


def read_parquet(path: Path, zone: str) -> Log:
    """Return the log in a Parquet file that this room wrote, or one with its columns.

    Raises
    ------
    MissingExtraError
        When pyarrow is not installed.
    InputError
        When it is no Parquet file, or lacks a column that a log needs.
    """
    pa, pq = arrow()
    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid as fault:
        raise InputError(message("logs.not_parquet", file=path.name)) from fault
    metadata, frame = table.schema.metadata, table.replace_schema_metadata(None).to_pandas()
    for name in ("start", "end"):
        if name in frame and frame[name].dtype.kind == "M":
            frame[name] = _instants(frame[name], zone)
    for name in (f"{CASE}{one}" for one in MOMENTS):
        if name in frame and frame[name].dtype.kind == "M":
            frame[name] = _instants(frame[name], zone)
        elif name in frame and frame[name].dtype.kind in "if":
            frame[name] = frame[name].astype("Int64")
    for name in frame.columns.intersection([*COLUMNS]).difference(["seq", "start", "end"]):
        frame[name] = frame[name].astype("str").where(frame[name].notna())
    own = [name for name in COLUMNS if name in frame]
    missing = [name for name in ("case", "activity", "start") if name not in frame]
    if missing:
        raise InputError(message("logs.no_column", file=path.name, column=", ".join(missing)))
    more = {name: frame[name] for name in frame.columns if name not in own}
    log = log_from(frame[own], more, source=path.name, whole="end" in frame)
    said = json.loads((metadata or {}).get(b"govlab", b"{}"))
    return replace(log, provenance=replace(log.provenance, **said))
