"""The picture of a season: how many offices have finished, and the band of what may come."""

from datetime import date, timedelta

import numpy as np

from govlab import thai
from govlab.charts import COLOURS, Chart, canvas
from govlab.ita._season import Season, said_chance
from govlab.text import say

_STEP = 3
_TAIL = 0.025


def season_chart(what: Season, lang: str = "th") -> Chart:
    """Return the number of finished offices by day, with the middle 95 percent.

    Parameters
    ----------
    what : Season
        From :func:`season`.
    lang : {"th", "en"}
        Language of the words.
    """
    pace = what.pace
    ahead = (pace.last - what.as_of).days
    days = [what.as_of + timedelta(days=one) for one in range(0, ahead, _STEP)] + [pace.last]
    chance = what.all_by()
    title = say("ita_error.season_title", lang, offices=what.offices)
    source = say(
        "ita_error.season_source",
        lang,
        source=what.source,
        shape=f"{pace.shape:g}",
        hurry=f"{pace.hurry:g}",
        likeness=f"{pace.likeness:g}",
    )
    said = []
    with canvas(title, source=source, lang=lang, size=(9.5, 5.4)) as (figure, axes):
        for place, (name, done) in enumerate(what.done.items()):
            colour = COLOURS[place % len(COLOURS)]
            chances = np.array([what.finished(name, day) for day in days]).cumsum(axis=1)
            low = (chances < _TAIL).sum(axis=1)
            high = (chances < 1 - _TAIL).sum(axis=1)
            middle = [what.expected(name, day) for day in days]
            label = say(
                "ita_error.season_label", lang, name=name, chance=said_chance(chance[name], lang)
            )
            axes.fill_between(_numbers(days), low, high, color=colour, alpha=0.16, linewidth=0)
            axes.plot(_numbers(days), middle, color=colour, linewidth=2, label=label)
            axes.plot([what.as_of.toordinal()], [done], "o", color=colour, markersize=8)
            axes.annotate(
                f"{done}",
                (what.as_of.toordinal(), done),
                xytext=(-8, 0),
                textcoords="offset points",
                ha="right",
                va="center",
            )
            said.append(f"{name} {done} → {middle[-1]:.1f} ({low[-1]}–{high[-1]})")
        axes.axhline(what.offices, color="#555555", linewidth=1, linestyle=(0, (4, 3)))
        marks = [what.as_of, *_firsts(what.as_of, pace.last), pace.last]
        axes.set_xticks(
            _numbers(marks), [thai.format_date(one, "short", lang=lang) for one in marks]
        )
        axes.set_xlim(what.as_of.toordinal() - ahead * 0.07, pace.last.toordinal() + 1)
        axes.set_ylim(0, what.offices * 1.06)
        axes.set_ylabel(say("ita_error.season_axis", lang))
        axes.grid(axis="y")
        axes.legend(loc="lower right", frameon=False)
    return Chart(figure, f"{title}: {'; '.join(said)}. {what.in_language(lang)}")


def _numbers(days: list[date]) -> list[int]:
    return [day.toordinal() for day in days]


def _firsts(after: date, before: date) -> list[date]:
    """Return the firsts of months that are at least ten days from both ends."""
    every = [after + timedelta(days=one) for one in range((before - after).days)]
    return [
        day
        for day in every
        if day.day == 1 and (day - after).days > 9 and (before - day).days > 9  # noqa: PLR2004
    ]
