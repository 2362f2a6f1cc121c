"""What if the season went otherwise: other assumptions, more effort from the snapshot on."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from govlab import datasets, home, thai
from govlab.charts import COLOURS, Chart, canvas
from govlab.errors import InputError
from govlab.ita._season import Pace, Season, said_chance, season
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

# Assumptions by the field of Pace that holds them.
_FIELDS = {
    "A-046": "first",
    "A-047": "last",
    "A-048": "shape",
    "A-049": "hurry",
    "A-050": "hurry_days",
    "A-051": "likeness",
}
_FIELD_WORDS = {
    "first": message("ita_notebooks.field_first"),
    "last": message("ita_notebooks.field_last"),
    "shape": message("ita_notebooks.field_shape"),
    "hurry": message("ita_notebooks.field_hurry"),
    "hurry_days": message("ita_notebooks.field_hurry_days"),
    "likeness": message("ita_notebooks.field_likeness"),
}
_EFFORTS = (1, 2, 3, 4, 6, 8, 10, 15, 20)
_MOST_EFFORT = 1000.0
_NEAR = 0.05


# The assumptions of a season, by their numbers.
ASSUMPTIONS = tuple(_FIELDS)


def snapshot(
    done: Sequence[str] = (),
    offices: int | None = None,
    as_of: date | str | None = None,
    *,
    vary: Sequence[str] = (),
    place: home.Home | None = None,
) -> Season:
    """Return the season of a snapshot written as words; Bangkok's when there are none.

    Parameters
    ----------
    done : sequence of str
        By instrument, offices that have finished: ``["IIT=22", "EIT=12"]``.
    offices : int
        All of them; with `done`.
    as_of : date or str
        Day of the snapshot, or its ISO text; with `done`.
    vary : sequence of str
        Assumptions with another value.
    place : Home, optional
        Home to read from.

    Raises
    ------
    InputError
        When a count cannot be read, or the snapshot is impossible.

    Examples
    --------
    >>> found = snapshot(["IIT=30", "EIT=41"], 50, date(2023, 4, 1))
    >>> found.done, found.pace.shape
    ({'IIT': 30, 'EIT': 41}, 1.5)
    """
    pace = Pace.read(vary, place)
    if not done:
        return season(pace=pace, place=place)
    counts = {}
    for text in done:
        name, _, count = thai.to_arabic_digits(text).partition("=")
        if not (name.strip() and count.strip().isdecimal()):
            raise InputError(message("ita_notebooks.snapshot_item", found=text))
        counts[name.strip()] = int(count)
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    return season(counts, offices, day, pace=pace, place=place)


def changed(what: Season, change: str, place: home.Home | None = None) -> Season:
    """Return the season under one other assumption, such as ``"A-049=6"``.

    Raises
    ------
    InputError, UnknownNameError
        When it is no assumption of the season, or its value is out of range.

    Examples
    --------
    >>> from govlab.ita.seasons import season
    >>> changed(season(), "A-048=3").pace.shape
    3.0
    """
    name = change.partition("=")[0].strip()
    if name not in _FIELDS:
        raise InputError(message("ita_notebooks.not_season", id=name, known=", ".join(_FIELDS)))
    every = datasets.Assumptions([change], place)
    kind = type(getattr(what.pace, _FIELDS[name]))
    given = every[name].value
    value = date.fromisoformat(given) if kind is date else kind(float(given))
    return what.with_pace(**{_FIELDS[name]: value})


def what_if(
    what: Season, changes: Sequence[str], lang: str = "th", place: home.Home | None = None
) -> "pd.DataFrame":
    """Return one row a change: expected to finish by the last day, and chance that all do.

    Parameters
    ----------
    what : Season
        Taken as it is in the first row.
    changes : sequence of str
        Each one assumption with another value, such as ``"A-048=3"``.
    lang : {"th", "en"}
        Language of the words.
    place : Home, optional
        Home to read from.
    """
    import pandas as pd

    every = datasets.Assumptions((), place)
    rows = []
    for change in (None, *changes):
        one = what if change is None else changed(what, change, place)
        chance = one.all_by()
        name = say("ita_notebooks.as_assumed", lang)
        if change is not None:
            code, _, value = change.partition("=")
            what_for = _FIELD_WORDS[_FIELDS[code.strip()]].in_language(lang)
            shown = _said(value.strip(), every[code.strip()].unit, lang)
            name = f"{what_for} = {shown} ({code.strip()})"
        row = {say("ita_notebooks.case", lang): name}
        for code in one.done:
            heading = say("ita_notebooks.expected_done", lang, code=code)
            row[heading] = f"{one.expected(code, one.pace.last):.1f}"
        row[say("ita_error.chance_all", lang)] = said_chance(chance["all"], lang)
        rows.append(row)
    return pd.DataFrame(rows)


def hurried(what: Season, times: float) -> Season:
    """Return the season with `times` the pace on every day after the snapshot.

    It stands in place of the final hurry: the help begins now, not in the last days.

    Raises
    ------
    InputError
        When `times` is not above 0.
    """
    if not times > 0:
        raise InputError(message("ita_notebooks.effort", found=times))
    return what.with_pace(hurry=times, hurry_days=(what.pace.last - what.as_of).days)


def effort_for(what: Season, chance: float) -> float | None:
    """Return how many times the pace from now on gives all offices this chance.

    Parameters
    ----------
    what : Season
        From :func:`season`.
    chance : float
        Wanted chance that all finish every instrument in time, above 0 and below 1.

    Returns
    -------
    float or None
        None where a thousand times is not enough.

    Raises
    ------
    InputError
        When `chance` is not between 0 and 1.
    """
    if not 0 < chance < 1:
        raise InputError(message("ita_error.confidence", found=chance))
    low, high = 0.0, 1.0
    while hurried(what, high).all_by()["all"] < chance:
        low, high = high, 2 * high
        if high > _MOST_EFFORT:
            return None
    while high - low > _NEAR:
        middle = (low + high) / 2
        enough = hurried(what, middle).all_by()["all"] >= chance
        low, high = (low, middle) if enough else (middle, high)
    return high


def effort_words(what: Season, chance: float, lang: str = "th") -> str:
    """Return :func:`effort_for` as a sentence.

    Parameters
    ----------
    what : Season
        From :func:`season`.
    chance : float
        Wanted chance, above 0 and below 1.
    lang : {"th", "en"}
        Language of the words.
    """
    times = effort_for(what, chance)
    if times is None:
        return say("ita_notebooks.effort_never", lang, chance=f"{chance:.0%}")
    return say(
        "ita_notebooks.effort_needed",
        lang,
        chance=f"{chance:.0%}",
        times=f"{times:.1f}",
        as_of=thai.format_date(what.as_of, lang=lang),
        last=thai.format_date(what.pace.last, lang=lang),
    )


def effort_chart(what: Season, lang: str = "th") -> Chart:
    """Return the chance that all finish, by how many times the pace rises from now on.

    Parameters
    ----------
    what : Season
        From :func:`season`.
    lang : {"th", "en"}
        Language of the words.
    """
    chances = [hurried(what, times).all_by() for times in _EFFORTS]
    title = say("ita_notebooks.effort_title", lang, offices=what.offices)
    source = _source(what, lang)
    told = []
    with canvas(title, source=source, lang=lang, size=(9.5, 5.2)) as (figure, axes):
        for place, name in enumerate([*what.done, "all"]):
            label = say("ita_notebooks.every_instrument", lang) if name == "all" else name
            line = np.array([100 * one[name] for one in chances])
            axes.plot(
                _EFFORTS,
                line,
                "o--" if name == "all" else "o-",
                color=COLOURS[place % len(COLOURS)],
                linewidth=2,
                label=label,
            )
            ends = ", ".join(
                f"{times}×: {value:.1f}%" for times, value in zip(_EFFORTS, line, strict=True)
            )
            told.append(f"{label} {ends}")
        axes.set_xticks(_EFFORTS, [f"{times}" for times in _EFFORTS])
        axes.set_ylim(-2, 102)
        axes.set_xlabel(say("ita_notebooks.effort_x", lang))
        axes.set_ylabel(say("ita_notebooks.effort_y", lang))
        axes.grid(axis="y")
        axes.legend(loc="lower right", frameon=False)
    return Chart(figure, f"{title}: {'; '.join(told)}")


def assumptions_chart(what: Season, lang: str = "th", place: home.Home | None = None) -> Chart:
    """Return the chance that all finish at both ends of each assumption's range.

    The widest range stands on top: there a second snapshot would tell most.
    """
    every = datasets.Assumptions((), place)
    rows = []
    for code in _FIELDS:
        one = every[code]
        ends = [
            changed(what, f"{code}={end}", place).all_by()["all"] for end in (one.low, one.high)
        ]
        rows.append((code, one, ends))
    rows.sort(key=lambda row: abs(row[2][1] - row[2][0]))
    base = what.all_by()["all"]
    title = say("ita_notebooks.sensitivity_title", lang)
    told = []
    with canvas(title, source=_source(what, lang), lang=lang, size=(9.5, 4.8)) as (figure, axes):
        for place_, (_, one, ends) in enumerate(rows):
            low, high = sorted(ends)
            axes.barh(place_, 100 * (high - low), left=100 * low, color=COLOURS[0], height=0.5)
            words = ", ".join(
                f"{_said(value, one.unit, lang)} → {said_chance(end, lang)}"
                for value, end in zip((one.low, one.high), ends, strict=True)
            )
            axes.annotate(
                words, (100 * high, place_), xytext=(8, 0), textcoords="offset points", va="center"
            )
            told.append(f"{one.id} {words}")
        axes.axvline(100 * base, color="#333333", linewidth=1.2)
        widest = max(max(ends) for *_, ends in rows)
        axes.set_xlim(0, max(100 * widest, 0.1) * 1.9)
        names = [f"{_FIELD_WORDS[_FIELDS[code]].in_language(lang)} ({code})" for code, *_ in rows]
        axes.set_yticks(range(len(rows)), names)
        axes.set_xlabel(say("ita_notebooks.effort_y", lang))
        axes.grid(axis="x")
    return Chart(figure, f"{title}: {'; '.join(reversed(told))}")


def _said(value: str, unit: str, lang: str) -> str:
    """Return a value as people read it: days of the calendar by their names."""
    if unit == "day" and not value.isdecimal():
        return thai.format_date(date.fromisoformat(value), "short", lang=lang)
    return value


def _source(what: Season, lang: str) -> str:
    pace = what.pace
    return say(
        "ita_notebooks.season_source",
        lang,
        source=what.source,
        shape=f"{pace.shape:g}",
        likeness=f"{pace.likeness:g}",
    )
