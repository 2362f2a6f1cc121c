"""Evidence in words and in data.

What fills a sentence is a value for all hits, or a pair that says what kind of values, one
for each hit, follow:

==============================  ================================================
``("text", Text)``              the same text for all
``("names", [Text, …])``        the same texts for all, one after the other
``("title", [Text, …], place)``  one of the texts
``("name", [str, …], place)``   one of the names
``("day", days)``               a day counted from 1970
``("moment", times)``           microseconds UTC
``("number", numbers)``
``("known", cases)``            what is known of the case
==============================  ================================================
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from govlab.complaints._clocks import FIRST_DAY
from govlab.complaints._conformance_trail import NEVER, UNKNOWN, Trail
from govlab.complaints._process import CHANNEL
from govlab.complaints._rules import Hits
from govlab.text import say
from govlab.thai import BANGKOK, format_date

_ZERO = datetime(1970, 1, 1, 7, tzinfo=BANGKOK)


def evidence(found: Trail, hit: Hits, at: int, lang: str) -> str:
    """Return the evidence of one hit as a sentence."""
    values = {name: _said(found, one, at, lang) for name, one in hit.data.items()}
    events = [int(one[at]) for one in hit.events if one[at] >= 0]
    if events:
        values |= {
            "activity": _activity(found, events[0]),
            "seq": str(int(found.seq[events[0]])),
        }
    return say(f"complaints_check.is_{hit.words}", lang, **values)


def data(found: Trail, hit: Hits, at: int, lang: str) -> dict[str, Any]:
    """Return what fills the sentence, as JSON holds it: days and moments in ISO."""
    return {name: _plain(found, one, at, lang) for name, one in hit.data.items()}


def events(found: Trail, hit: Hits, at: int) -> list[dict[str, Any]]:
    """Return the events that show a hit, each once, in the order of the log."""
    places = dict.fromkeys(int(one[at]) for one in hit.events if one[at] >= 0)
    return [_event(found, one) for one in sorted(places)]


def strange(found: Trail, lang: str, most: int = 5) -> str:
    """Return the sentence that the process knows no activity, or few, and how to name them."""
    every = found.log.events["activity"].iloc[found.row].astype("str")
    unknown = every[found.kind == UNKNOWN].value_counts()
    stage, one = next(iter(found.process.stages.items()))
    known = every.nunique() - len(unknown)
    return say(
        f"complaints_check.strange_{'few' if known else 'none'}",
        lang,
        process=found.process.title.in_language(lang),
        known=known,
        all=every.nunique(),
        words=", ".join(f"“{word}”" for word in unknown.index[:most]),
        activity=unknown.index[0],
        stage=stage,
        title=one.title.in_language(lang),
        stages=", ".join(found.process.stages),
    )


def iso(time: int) -> str | None:
    """Return a moment as ISO text in Thailand's time."""
    return None if time == NEVER else (_ZERO + timedelta(microseconds=time)).isoformat()


def _event(found: Trail, place: int) -> dict[str, Any]:
    codes, names = found.resource
    code = int(codes[place])
    return {
        "seq": int(found.seq[place]),
        "activity": _activity(found, place),
        "resource": str(names[code]) if code >= 0 else None,
        "start": iso(int(found.start[place])),
        "end": iso(int(found.stated_end[place])),
    }


def _activity(found: Trail, place: int) -> str:
    return str(found.log.events["activity"].iloc[int(found.row[place])])


def _said(found: Trail, value: Any, at: int, lang: str) -> Any:
    if isinstance(value, tuple):
        kind, *rest = value
        if kind == "day":
            return format_date(FIRST_DAY + timedelta(days=int(rest[0][at])), lang=lang)
        if kind == "moment":
            moment = _ZERO + timedelta(microseconds=int(rest[0][at]))
            return f"{format_date(moment.date(), lang=lang)} {moment:%H:%M}"
    return _plain(found, value, at, lang)


def _plain(found: Trail, value: Any, at: int, lang: str) -> Any:
    if not isinstance(value, tuple):
        speak = getattr(value, "in_language", None)
        return value if speak is None else speak(lang)
    kind, first, *rest = value
    if kind == "known":
        return ", ".join(_known(found, int(first[at]), lang))
    if rest:
        first = first[int(rest[0][at])]
    return _TOLD[kind](first, at, lang)


def _title(text: Any, _: int, lang: str) -> str:
    return say("complaints_check.arrival", lang) if text is None else str(text.in_language(lang))


_TOLD: dict[str, Callable[[Any, int, str], Any]] = {
    "text": _title,
    "title": _title,
    "names": lambda texts, at, lang: ", ".join(_title(one, at, lang) for one in texts),
    "name": lambda name, _at, _lang: "–" if name is None else str(name),
    "day": lambda days, at, _lang: (FIRST_DAY + timedelta(days=int(days[at]))).isoformat(),
    "moment": lambda times, at, _lang: iso(int(times[at])),
    "number": lambda numbers, at, _lang: int(numbers[at]),
}


def _known(found: Trail, case: int, lang: str) -> Iterator[str]:
    for name in (CHANNEL, *found.process.attributes):
        codes = found.attribute(name)
        if codes is not None and codes[case] >= 0:
            value = list(found.titles(name).values())[int(codes[case])]
            yield f"{found.heading(name, lang)}: {value.in_language(lang)}"
