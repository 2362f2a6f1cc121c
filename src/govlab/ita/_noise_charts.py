"""Pictures of the noise: ranks with their ranges, and what a measured total is worth."""

import numpy as np

from govlab.charts import COLOURS, Chart, canvas
from govlab.ita._grades_probability import grade_probabilities
from govlab.ita._noise_tables import shares_of
from govlab.ita._ranks import ranks
from govlab.ita._respondents import Simulation
from govlab.text import message, say

_MOST = 60
# How many times the least sample.
_TIMES = (1, 2, 4)
_AROUND = 6.0


def rank_chart(made: Simulation, lang: str = "th") -> Chart:
    """Return ranks with their joint and single 95 percent ranges, the best on top.

    Parameters
    ----------
    made : Simulation
        Of at least two agencies; the best 60 are drawn.
    lang : {"th", "en"}
        Language of the words.
    """
    table = made.table()
    totals, errors = (table[name].to_numpy(dtype=np.float64) for name in ("total", "error"))
    joint = ranks(totals, errors)
    single = ranks(totals, errors, seed=made.seed)
    order = np.argsort(joint.rank, kind="stable")[:_MOST]
    title = say("ita_notebooks.rank_title", lang, count=f"{len(table):,}")
    source = say("ita_notebooks.simulated_source", lang, seed=made.seed)
    size = (9.5, 2.0 + 0.2 * len(order))
    with canvas(title, source=source, lang=lang, synthetic=True, size=size) as (figure, axes):
        rows = np.arange(len(order))
        for each, colour, wide, words in (
            (joint, COLOURS[6], 2.2, message("ita_notebooks.rank_joint")),
            (single, COLOURS[0], 4.2, message("ita_notebooks.rank_single")),
        ):
            label = words.in_language(lang)
            axes.hlines(
                rows, each.low[order], each.high[order], color=colour, linewidth=wide, label=label
            )
        axes.plot(joint.rank[order], rows, "o", color="#222222", markersize=3.5)
        axes.set_yticks(rows, [str(table["unit"][place]) for place in order], fontsize=8)
        axes.set_ylim(len(order) - 0.3, -0.7)
        axes.set_xlabel(say("ita_notebooks.rank_x", lang))
        axes.grid(axis="x")
        axes.legend(loc="upper right", frameon=True)
    wide = (joint.high - joint.low + 1).mean()
    best = ", ".join(
        f"{table['unit'][place]} {joint.rank[place]} ({joint.low[place]}–{joint.high[place]})"
        for place in order[:5]
    )
    return Chart(figure, f"{title}: {best}; {wide:.0f}")


def chance_chart(made: Simulation, spread: float, lang: str = "th") -> Chart:
    """Return the chance that a full count reaches the pass mark, by the measured total.

    Parameters
    ----------
    made : Simulation
        Whose first agency gives populations and least samples.
    spread : float
        Spread of persons' scores in points, such as assumption A-045.
    lang : {"th", "en"}
        Language of the words.
    """
    line = float(made.how.pass_mark)
    totals = np.linspace(max(0.0, line - _AROUND), min(100.0, line + _AROUND), 121)
    parts = np.repeat(totals[:, None], 3, axis=1)
    mark = [("pass", line, 0.0), ("not", 0.0, 0.0)]
    weights = shares_of(made.how)
    title = say("ita_notebooks.grade_title", lang, line=f"{line:g}")
    source = say("ita_notebooks.spread_source", lang, spread=f"{spread:g}")
    told = []
    with canvas(title, source=source, lang=lang, size=(9.5, 5.2)) as (figure, axes):
        for place, times in enumerate(_TIMES):
            sizes = [int(made.population[code][0]) for code in ("IIT", "EIT")]
            asked = [
                min(size, times * int(made.n[code][0]))
                for code, size in zip(("IIT", "EIT"), sizes, strict=True)
            ]
            each = [
                spread * np.sqrt((1 - n / size) / n) for n, size in zip(asked, sizes, strict=True)
            ]
            errors = np.array([*each, 0.0])
            chance = grade_probabilities(
                parts, np.broadcast_to(errors, parts.shape), weights, mark, places=made.how.places
            )[:, 0]
            error = float(np.sqrt(((errors * weights) ** 2).sum()))
            label = say(
                "ita_notebooks.grade_line", lang, iit=asked[0], eit=asked[1], error=f"{error:.2f}"
            )
            axes.plot(totals, 100 * chance, color=COLOURS[place], linewidth=2, label=label)
            ends = ", ".join(f"{totals[at]:.1f} → {chance[at]:.0%}" for at in (40, 80))
            told.append(f"{label}: {ends}")
        axes.axvline(line, color="#333333", linewidth=1.2)
        axes.axhline(50, color="#999999", linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_ylim(-2, 102)
        axes.set_xlabel(say("ita_notebooks.grade_x", lang))
        axes.set_ylabel(say("ita_notebooks.grade_y", lang))
        axes.grid(axis="y")
        axes.legend(loc="upper left", frameon=False)
    return Chart(figure, f"{title}: {'; '.join(told)}")
