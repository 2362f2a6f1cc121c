"""From a document of OCEL 2.0 to a log: the history of each object of one type is a case."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from govlab.errors import InputError
from govlab.logs._attributes import text_of
from govlab.logs._checked import checked
from govlab.logs._log import Log, Provenance
from govlab.logs._ocel import COMPLAINT, EPOCH, EVENT, LOG, OWN, Document, frame_of
from govlab.logs._times import parse_texts
from govlab.logs._xes_assemble import SOFTWARE, WHOLE, series_of
from govlab.text import LANGUAGES, Message, message

_PARTS = ("objectTypes", "eventTypes", "objects", "events")
_TOLD = 20


def read_json(path: Path, case: str | None, zone: str) -> Log:
    """Return the log in a document of OCEL 2.0.

    Raises
    ------
    InputError
        When it is no such document; with every event that lacks what it needs.
    """
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as fault:
        words = message("logs.not_json", file=path.name, reason=str(fault))
        raise InputError(words) from fault
    if not isinstance(document, dict) or any(
        not isinstance(document.get(part), list) for part in _PARTS
    ):
        words = message("logs.not_ocel", file=path.name, parts=", ".join(_PARTS))
        raise InputError(words)
    return log_of_document(document, path.name, case, zone)


def log_of_document(document: Document, where: str, case: str | None, zone: str) -> Log:
    """Return the log whose cases are the objects of one type.

    Parameters
    ----------
    document : dict
        With the four parts of OCEL 2.0.
    where : str
        Name of the file.
    case : str or None
        Type of the objects that are cases; without it ``complaint``, or the only type.
    zone : str
        Zone of the times that state none.
    """
    _hold(document, where)
    kinds = {one["id"]: one["type"] for one in document["objects"]}
    chosen = _chosen(kinds, case, where)
    said, own = _said(document, where)
    times = parse_texts([one["time"] for one in document["events"]], zone)
    problems = [
        message(
            "logs.ocel_time",
            file=where,
            place=f"events[{place}]",
            value=document["events"][place]["time"],
        )
        for place in np.flatnonzero(times.bad)
    ]
    _refuse(problems)
    rows: list[dict[str, Any]] = []
    touched: list[tuple[Any, ...]] = []
    left_out = 0
    order = np.argsort(times.micros, kind="stable").tolist()
    counts: Counter[str] = Counter()
    for place in order:
        event = document["events"][place]
        related = event.get("relationships") or []
        cases = list(
            dict.fromkeys(r["objectId"] for r in related if kinds.get(r["objectId"]) == chosen)
        )
        left_out += not cases
        for name in cases:
            seq = _seq(event["id"], name) if own else None
            named = seq is None or len(cases) > 1
            if seq is None:
                seq = counts[name]
            counts[name] = max(counts[name], seq) + 1
            rows.append(_row(event, name, seq, int(times.micros[place]), own=own, named=named))
            touched += [(name, seq, r["objectId"], r.get("qualifier", "")) for r in related]
    if not rows:
        raise InputError(message("logs.empty", file=where))
    listed = [one for one in document["objects"] if one["type"] == chosen]
    return Log(
        _events(rows, [one["id"] for one in listed], zone, where),
        _cases(listed),
        _noted(said, left_out, chosen),
        objects=_objects(document, own=own),
        relations=frame_of(touched, ["case", "seq", "object", "qualifier"]),
        links=frame_of(
            [
                (one["id"], link["objectId"], link.get("qualifier", ""))
                for one in document["objects"]
                for link in one.get("relationships") or []
            ],
            ["source", "target", "qualifier"],
        ),
    )


def _seq(event: str, case: str) -> int | None:
    """Return the number of an event in its case, if its id is made of the two."""
    rest = event.removeprefix(f"{case}/")
    return int(rest) if rest != event and WHOLE.fullmatch(rest) else None


def _hold(document: Document, where: str) -> None:
    problems: list[Message] = []
    for part, needed in (("objects", ("id", "type")), ("events", ("id", "type", "time"))):
        for place, one in enumerate(document[part]):
            lacking = [
                key
                for key in needed
                if not isinstance(one, dict) or not isinstance(one.get(key), str) or not one[key]
            ]
            if not lacking and not _whole(one):
                problems.append(message("logs.ocel_parts", file=where, place=f"{part}[{place}]"))
            if lacking:
                shown = ", ".join(lacking)
                problems.append(
                    message("logs.ocel_lacks", file=where, place=f"{part}[{place}]", keys=shown)
                )
    _refuse(problems)
    for part in ("objects", "events"):
        counted = Counter(one["id"] for one in document[part])
        problems += [
            message("logs.ocel_twice", file=where, part=part, id=name)
            for name, times in counted.items()
            if times > 1
        ]
    known = {one["id"] for one in document["objects"]}
    for part in ("objects", "events"):
        for one in document[part]:
            problems += [
                message(
                    "logs.ocel_unknown", file=where, id=one["id"], object=str(link.get("objectId"))
                )
                for link in one.get("relationships") or []
                if link.get("objectId") not in known
            ]
    _refuse(problems)


def _whole(one: dict[str, Any]) -> bool:
    """Say whether attributes and relationships are lists of what they should be."""
    attributes, related = one.get("attributes") or [], one.get("relationships") or []
    return (
        isinstance(attributes, list)
        and isinstance(related, list)
        and all(
            isinstance(a, dict) and isinstance(a.get("name"), str) and "value" in a
            for a in attributes
        )
        and all(isinstance(a.get("time", EPOCH), str) for a in attributes)
        and all(
            isinstance(r, dict)
            and isinstance(r.get("objectId"), str)
            and isinstance(r.get("qualifier", ""), str)
            for r in related
        )
    )


def _refuse(problems: list[Message]) -> None:
    if problems:
        raise InputError(message("logs.problems", count=len(problems), lines=problems[:_TOLD]))


def _chosen(kinds: dict[str, str], case: str | None, where: str) -> str:
    known = sorted(set(kinds.values()) - {LOG})
    wanted = case or (COMPLAINT if COMPLAINT in known else known[0] if len(known) == 1 else None)
    if wanted not in known:
        words = message("logs.ocel_case", file=where, value=case, known=", ".join(known))
        raise InputError(words)
    return wanted


def _said(document: Document, where: str) -> tuple[Provenance, bool]:
    """Return what the log says of itself, and whether this program wrote it."""
    for one in document["objects"]:
        if one["type"] == LOG and one["id"] == LOG:
            held = {a["name"]: a["value"] for a in one.get("attributes") or []}
            if held.get("software") == SOFTWARE:
                simulated = str(held.get("simulated")).lower() in {"true", "1"}
                source, note = str(held.get("source", where)), str(held.get("note", ""))
                return Provenance(source, simulated, note), True
    return Provenance(where, simulated=False), False


def _noted(said: Provenance, left_out: int, chosen: str) -> Provenance:
    if not left_out:
        return said
    words = message("logs.ocel_left_out", count=left_out, type=chosen)
    more = " / ".join(words.in_language(lang) for lang in LANGUAGES)
    return Provenance(said.source, said.simulated, "; ".join(filter(None, (said.note, more))))


def _row(
    event: dict[str, Any], case: str, seq: int, at: int, *, own: bool, named: bool
) -> dict[str, Any]:
    held = {one["name"]: one["value"] for one in event.get("attributes") or []}
    row: dict[str, Any] = {"case": case, "seq": seq, "activity": event["type"], "end": at}
    row |= {name: held.pop(name) for name in OWN if isinstance(held.get(name), str)}
    if own:
        row["since"] = held.pop("start", None)
        row["unfinished"] = str(held.pop("unfinished", "")).lower() in {"true", "1"}
    if named:
        held[EVENT] = event["id"]
    row["attributes"] = text_of(held) if held else None
    return row


def _events(rows: list[dict[str, Any]], cases: list[str], zone: str, where: str) -> pd.DataFrame:
    end = np.array([row["end"] for row in rows], dtype=np.int64)
    start = end.copy()
    stated = [place for place, row in enumerate(rows) if row.get("since")]
    if stated:
        found = parse_texts([rows[place]["since"] for place in stated], zone)
        _refuse(
            [
                message(
                    "logs.ocel_time",
                    file=where,
                    place=f"{rows[stated[one]]['activity']}.start",
                    value=rows[stated[one]]["since"],
                )
                for one in np.flatnonzero(found.bad)
            ]
        )
        start[stated] = found.micros
    open_still = np.array([bool(row.get("unfinished")) for row in rows])
    frame = pd.DataFrame(
        {
            "case": pd.Categorical([row["case"] for row in rows], categories=cases),
            "seq": np.array([row["seq"] for row in rows], dtype=np.int64),
            "activity": pd.Categorical([row["activity"] for row in rows]),
            "resource": pd.Categorical([row.get("resource") for row in rows]),
            "start": start,
            "end": pd.arrays.IntegerArray(end, open_still),
            **{
                name: pd.Series([row.get(name) for row in rows], dtype="str")
                for name in ("outcome", "deadline_state", "attributes")
            },
        }
    )
    # An event stands at its end in the document; in a log events are in order of their starts.
    frame = frame.sort_values(["case", "seq"], kind="stable").reset_index(drop=True)
    checked(frame, where)
    return frame


def _values(one: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of an object; one that changed is the list of its values and times."""
    found: dict[str, list[dict[str, Any]]] = {}
    for held in one.get("attributes") or []:
        at = held.get("time", EPOCH)
        found.setdefault(held["name"], []).append({"time": at, "value": held["value"]})
    return {
        name: changes[0]["value"]
        if len(changes) == 1 and changes[0]["time"].startswith("1970-01-01T00:00:00")
        else changes
        for name, changes in found.items()
    }


def _cases(listed: list[dict[str, Any]]) -> pd.DataFrame:
    held = [_values(one) for one in listed]
    columns: dict[str, Any] = {"case": pd.Series([one["id"] for one in listed], dtype="str")}
    for name in sorted({key for one in held for key in one}):
        values = [one.get(name) for one in held]
        columns[name if name != "case" else "case attribute"] = series_of(values)
    return pd.DataFrame(columns)


def _objects(document: Document, *, own: bool) -> pd.DataFrame:
    rows = [
        (one["id"], one["type"], text_of(held) if (held := _values(one)) else None)
        for one in document["objects"]
        if not (own and one["type"] == LOG)
    ]
    return frame_of(rows, ["object", "type", "attributes"])
