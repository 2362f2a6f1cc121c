"""OCEL 2.0: events that touch several objects, as one document and as a log.

A flat log lies where one subcommittee hears several complaints and one complaint accuses
several units. Here each is an object: complaint, accused unit, subcommittee, document,
order (and complainant, as a number only). An event stands at its end, or at its start
while it goes on; ``start`` is an attribute.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from govlab.logs._attributes import parsed
from govlab.logs._identity import COMPLAINANT
from govlab.logs._log import Log
from govlab.logs._times import iso
from govlab.logs._xes_assemble import SOFTWARE

COMPLAINT = "complaint"
#: Columns of cases whose values are objects: the type of each and how a complaint touches it.
OBJECTS = {
    COMPLAINANT: ("complainant", "by"),
    "accused_unit": ("accused unit", "against"),
    "subcommittee": ("subcommittee", "inquired into by"),
    "document": ("document", "documented in"),
    "order": ("order", "decided by"),
}
ABOUT = "about"
#: The object that says of a whole log where it comes from.
LOG = "log"
#: Attribute under which a flat log keeps the id of an event that it holds several times.
EVENT = "ocel:event"
EPOCH = "1970-01-01T00:00:00.000Z"
OWN = ("resource", "outcome", "deadline_state")

Document = dict[str, Any]


def document_of(log: Log, zone: str) -> Document:
    """Return a log as a document of OCEL 2.0."""
    objects = list(_objects(log))
    events = _events(log, zone)
    return {
        "objectTypes": _types(objects),
        "eventTypes": _types(events),
        "objects": objects,
        "events": events,
    }


def type_of(value: Any) -> str:
    """Return the type of a value, as OCEL names it."""
    kinds = {bool: "boolean", int: "integer", float: "float"}
    return kinds.get(type(value), "string")


def _types(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, set[str]]] = {}
    for thing in things:
        held = found.setdefault(thing["type"], {})
        for one in thing["attributes"]:
            kind = "time" if one["name"] == "start" and "time" not in one else type_of(one["value"])
            held.setdefault(one["name"], set()).add(kind)
    for thing in things:
        # A type declares one kind for an attribute; what has several is text.
        for one in thing["attributes"]:
            if len(found[thing["type"]][one["name"]]) > 1 and not isinstance(one["value"], str):
                one["value"] = json.dumps(one["value"])
    return [
        {
            "name": name,
            "attributes": [
                {"name": key, "type": next(iter(kinds)) if len(kinds) == 1 else "string"}
                for key, kinds in sorted(held.items())
            ],
        }
        for name, held in sorted(found.items())
    ]


def _attribute(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, str | bool | int | float):
        value = (
            value.isoformat()
            if hasattr(value, "isoformat")
            else json.dumps(value, ensure_ascii=False)
        )
    return {"name": name, "value": value}


def _of_object(name: str, value: Any) -> Iterator[dict[str, Any]]:
    """Yield the values that an attribute of an object had, each with the time it got it."""
    if isinstance(value, list) and value and all(_is_change(one) for one in value):
        for one in value:
            yield {"name": name, "time": one["time"], "value": one["value"]}
    elif value is not None:
        yield {"name": name, "time": EPOCH, "value": _attribute(name, value)["value"]}


def _is_change(one: Any) -> bool:
    return isinstance(one, dict) and one.keys() == {"time", "value"}


def _objects(log: Log) -> Iterator[dict[str, Any]]:
    said = log.provenance
    told = {"software": SOFTWARE, "source": said.source, "simulated": said.simulated}
    if said.note:
        told["note"] = said.note
    if said.simulated:
        told["data"] = said.words()
    yield {
        "id": LOG,
        "type": LOG,
        "attributes": [one for key, value in told.items() for one in _of_object(key, value)],
        "relationships": [],
    }
    if log.objects is None:
        yield from _from_cases(log)
        return
    links: dict[str, list[dict[str, str]]] = {}
    if log.links is not None:
        for source, target, qualifier in log.links.itertuples(index=False):
            links.setdefault(source, []).append({"objectId": target, "qualifier": qualifier})
    codes, distinct = parsed(log.objects["attributes"])
    held = [*distinct, {}]
    columns = (log.objects["object"], log.objects["type"], codes.tolist())
    for name, kind, code in zip(*columns, strict=True):
        yield {
            "id": name,
            "type": kind,
            "attributes": [
                one for key, value in held[code].items() for one in _of_object(key, value)
            ],
            "relationships": links.get(name, []),
        }


def _from_cases(log: Log) -> Iterator[dict[str, Any]]:
    """Yield each case as a complaint, and the objects that its columns name."""
    others: dict[str, str] = {}
    listed = log.cases["case"].astype("str").tolist() if "case" in log.cases else []
    rows = log.cases.drop(columns="case", errors="ignore")
    missing = rows.isna()
    for place, case in enumerate(listed):
        attributes: list[dict[str, Any]] = []
        relationships: list[dict[str, str]] = []
        for name in rows.columns:
            value = rows[name].iloc[place]
            if not isinstance(value, list) and missing[name].iloc[place]:
                continue
            if name not in OBJECTS:
                attributes.extend(_of_object(str(name), value))
                continue
            kind, qualifier = OBJECTS[name]
            for one in value if isinstance(value, list) else [value]:
                named = f"{kind}:{one}"
                others[named] = kind
                relationships.append({"objectId": named, "qualifier": qualifier})
        yield {
            "id": case,
            "type": COMPLAINT,
            "attributes": attributes,
            "relationships": relationships,
        }
    known = set(listed)
    for case in log.events["case"].astype("str").unique():
        if case not in known:
            yield {"id": case, "type": COMPLAINT, "attributes": [], "relationships": []}
    for named, kind in others.items():
        yield {"id": named, "type": kind, "attributes": [], "relationships": []}


def _events(log: Log, zone: str) -> list[dict[str, Any]]:
    events = log.events
    start = events["start"].to_numpy(dtype=np.int64)
    ended = events["end"].notna().to_numpy()
    end = np.where(ended, events["end"].fillna(0).to_numpy(dtype=np.int64), start)
    codes, distinct = parsed(events["attributes"])
    held = [*distinct, {}]
    touched = _touched(log)
    made: dict[str, dict[str, Any]] = {}
    columns = (
        events["case"].astype("str"),
        events["seq"],
        events["activity"].astype("str"),
        [one.decode() for one in iso(end, zone)],
        [one.decode() for one in iso(start, zone)],
        (start == end).tolist(),
        ended.tolist(),
        codes.tolist(),
        zip(
            *(events[name].astype("str").where(events[name].notna(), None) for name in OWN),
            strict=True,
        ),
    )
    for case, seq, activity, at, since, instant, whole, code, own in zip(*columns, strict=True):
        more = held[code]
        name = str(more.get(EVENT, f"{case}/{seq}"))
        relationships = touched.get((case, seq)) or [{"objectId": case, "qualifier": ABOUT}]
        if name in made:
            known = made[name]["relationships"]
            known.extend(one for one in relationships if one not in known)
            continue
        attributes = [
            _attribute(key, value)
            for key, value in zip(OWN, own, strict=True)
            if isinstance(value, str)
        ]
        if not whole:
            attributes.append(_attribute("unfinished", value=True))
        elif not instant:
            attributes.append(_attribute("start", since))
        attributes += [_attribute(key, value) for key, value in more.items() if key != EVENT]
        made[name] = {
            "id": name,
            "type": activity,
            "time": at,
            "attributes": attributes,
            "relationships": list(relationships),
        }
    return list(made.values())


def _touched(log: Log) -> dict[tuple[str, int], list[dict[str, str]]]:
    """Return what each event touches besides its complaint, and the complaint."""
    found: dict[tuple[str, int], list[dict[str, str]]] = {}
    if log.relations is None:
        return found
    for case, seq, name, qualifier in log.relations.itertuples(index=False):
        here = found.setdefault((str(case), int(seq)), [])
        here.append({"objectId": name, "qualifier": qualifier})
    for (case, _), here in found.items():
        if all(one["objectId"] != case for one in here):
            here.insert(0, {"objectId": case, "qualifier": ABOUT})
    return found


def frame_of(rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    """Return rows as a frame whose columns are texts, but for ``seq``."""
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({name: "int64" if name == "seq" else "str" for name in columns})
