"""Charts of a composite: Sobol bars, intervals of ranks, components left out."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from govlab.charts import COLOURS, Chart, canvas
from govlab.errors import InputError
from govlab.ita._composite import LeaveOneOut
from govlab.ita._composite_sensitivity import OUTPUTS, Sensitivity
from govlab.ita._composite_values import Components
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Output = Literal["score", "rank", "mean_rank_shift"]
# More agencies than this would print over each other.
_MOST = 60


def sobol_chart(
    found: Sensitivity, source: str, *, output: Output = "mean_rank_shift", lang: str = "th"
) -> Chart:
    """Return first-order and total indices of each factor, with their intervals.

    Parameters
    ----------
    found : Sensitivity
        From :func:`sensitivity`.
    source : str
        Where the table comes from.
    output : {"score", "rank", "mean_rank_shift"}
        Whose variance is shared out.
    lang : {"th", "en"}
        Language of the words.

    Raises
    ------
    InputError
        When no factor moves the output.
    """
    if output not in OUTPUTS:
        raise InputError(
            message("ita_composite.choice", field="output", found=output, known=", ".join(OUTPUTS))
        )
    shown = found.outputs[output]
    label = say(f"ita_composite.output_{output}", lang, unit=found.unit)
    if shown.constant:
        raise InputError(message("ita_composite.nothing_moves", output=output))
    names = [found.words(name, lang) for name in shown.names]
    place = np.arange(len(names))
    title = say("ita_composite.sobol_title", lang, output=label)
    told = _sourced(found, source, lang)
    what = found.nominal.what
    size = (9.5, 2.6 + 0.62 * len(names))
    with canvas(title, source=told, lang=lang, synthetic=what.synthetic, size=size) as (
        figure,
        axes,
    ):
        for shift, colour, values, half, key in (
            (-0.19, COLOURS[5], shown.first, shown.first_half, "first"),
            (0.19, COLOURS[0], shown.total, shown.total_half, "total"),
        ):
            axes.barh(
                place + shift, values, height=0.36, color=colour, xerr=half,
                label=say(f"ita_composite.index_{key}", lang),
                error_kw={"ecolor": "#333333", "capsize": 3, "linewidth": 1.2},
            )  # fmt: skip
        axes.set_yticks(place, names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        low = float(min(shown.first - shown.first_half))
        high = float(max(shown.total + shown.total_half))
        axes.set_xlim(min(0.0, low), max(1.0, high) * 1.02)
        axes.axvline(0, color="#333333", linewidth=1)
        axes.set_xlabel(say("ita_composite.sobol_x", lang, percent=f"{shown.confidence:.0%}"))
        axes.grid(axis="x")
        _legend(axes, size)
    said = "; ".join(
        f"{name}: {first:.2f}, {total:.2f}"
        for name, first, total in zip(names, shown.first, shown.total, strict=True)
    )
    return Chart(figure, f"{title}: {said}")


def rank_chart(found: Sensitivity, source: str, *, lang: str = "th") -> Chart:
    """Return the rank of each agency with its interval over all open choices.

    Above sixty agencies the sixty about the one that was decomposed are drawn.

    Parameters
    ----------
    found : Sensitivity
        From :func:`sensitivity`.
    source : str
        Where the table comes from.
    lang : {"th", "en"}
        Language of the words.
    """
    rows = found.rank_frame()
    rows = rows[rows["rank"].notna()].reset_index(drop=True)
    count = len(rows)
    told = _sourced(found, source, lang)
    if count > _MOST:
        middle = int(np.flatnonzero(rows["unit"] == found.unit)[0])
        first = min(max(0, middle - _MOST // 2), count - _MOST)
        rows = rows.iloc[first : first + _MOST]
        told += " · " + say("ita_composite.some_shown", lang, shown=_MOST, count=f"{count:,}")
    title = say("ita_composite.rank_title", lang, count=f"{count:,}")
    what = found.nominal.what
    size = (9.5, 2.2 + 0.235 * len(rows))
    names = ["rank", "rank_low", "rank_median", "rank_high"]
    numbers = rows[names].astype("float64").to_numpy()
    with canvas(title, source=told, lang=lang, synthetic=what.synthetic, size=size) as (
        figure,
        axes,
    ):
        place = np.arange(len(rows))
        axes.hlines(place, numbers[:, 1], numbers[:, 3], color=COLOURS[5], linewidth=4)
        axes.plot(
            numbers[:, 2], place, "|", color=COLOURS[0], markersize=9, markeredgewidth=2,
            label=say("ita_composite.rank_median", lang),
        )  # fmt: skip
        axes.plot(
            numbers[:, 0], place, "o", color=COLOURS[4], markersize=5,
            label=say("ita_composite.rank_nominal", lang),
        )  # fmt: skip
        axes.set_yticks(place, list(rows["unit"]), fontsize=9)
        for text, unit in zip(axes.get_yticklabels(), rows["unit"], strict=True):
            text.set_fontweight("bold" if unit == found.unit else "normal")
        axes.set_ylim(len(rows) - 0.3, -0.7)
        axes.set_xlim(min(0.5, numbers.min() - 0.5), numbers.max() + 0.5)
        axes.set_xlabel(say("ita_composite.rank_x", lang))
        axes.grid(axis="x")
        _legend(axes, size)
    said = "; ".join(
        f"{unit} {one[0]:.0f} ({one[1]:.0f}–{one[3]:.0f})"
        for unit, one in zip(rows["unit"].iloc[:10], numbers, strict=False)
    )
    return Chart(figure, f"{title}: {said}")


def leave_one_out_chart(found: LeaveOneOut, source: str, *, lang: str = "th") -> Chart:
    """Return how many places agencies move when each component is left out.

    Parameters
    ----------
    found : LeaveOneOut
        From :func:`leave_one_out`.
    source : str
        Where the table comes from.
    lang : {"th", "en"}
        Language of the words.
    """
    rows = found.frame(lang)
    left = len(rows) - _MOST
    rows = rows.head(_MOST)
    what = found.what
    told = " · ".join([source, found.scheme.in_language(lang), *_missing(what, lang)])
    if left > 0:
        told += " · " + say("ita_composite.some_left", lang, shown=_MOST, count=left + _MOST)
    count = int(what.whole.sum())
    title = say("ita_composite.left_out_title", lang, count=f"{count:,}")
    size = (9.5, 2.4 + 0.34 * len(rows))
    with canvas(title, source=told, lang=lang, synthetic=what.synthetic, size=size) as (
        figure,
        axes,
    ):
        place = np.arange(len(rows))
        mean = rows["mean_shift"].to_numpy(dtype=np.float64)
        largest = rows["largest_shift"].to_numpy(dtype=np.float64)
        axes.barh(
            place, mean, height=0.62, color=COLOURS[0], label=say("ita_composite.mean_shift", lang)
        )
        axes.plot(
            largest, place, "D", color=COLOURS[4], markersize=6,
            label=say("ita_composite.largest_shift", lang),
        )  # fmt: skip
        names = [
            f"{name} ({weight * 100:.3g} %)"
            for name, weight in zip(rows["name"], rows["weight"], strict=True)
        ]
        axes.set_yticks(place, names, fontsize=11)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, max(1.0, float(largest.max())) * 1.06)
        axes.set_xlabel(say("ita_composite.left_out_x", lang))
        axes.grid(axis="x")
        _legend(axes, size)
    said = "; ".join(
        f"{code} {each:.2f}" for code, each in zip(rows["code"].iloc[:12], mean, strict=False)
    )
    return Chart(figure, f"{title}: {said}")


def weight_chart(
    what: Components, effects: "pd.DataFrame", source: str, *, lang: str = "th"
) -> Chart:
    """Return the weight of each component on paper beside its share in fact.

    Parameters
    ----------
    what : Components
        From :func:`components`.
    effects : DataFrame
        From :func:`importance`.
    source : str
        Where the table comes from.
    lang : {"th", "en"}
        Language of the words.
    """
    count = int(effects["n"].iloc[0])
    title = say("ita_composite.weight_title", lang, count=f"{count:,}")
    told = " · ".join([source, *_missing(what, lang)])
    size = (9.5, 2.4 + 0.52 * len(effects))
    names = [what.name(code, lang) for code in effects["code"]]
    place = np.arange(len(effects))
    with canvas(title, source=told, lang=lang, synthetic=what.synthetic, size=size) as (
        figure,
        axes,
    ):
        for shift, colour, column in ((-0.19, COLOURS[6], "nominal"), (0.19, COLOURS[0], "share")):
            drawn = axes.barh(
                place + shift, 100 * effects[column].to_numpy(), height=0.36, color=colour,
                label=say(f"ita_composite.weight_{column}", lang),
            )  # fmt: skip
            axes.bar_label(drawn, fmt="{:.1f}", padding=3, fontsize=10)
        axes.set_yticks(place, names, fontsize=11)
        axes.set_ylim(len(effects) - 0.5, -0.5)
        axes.margins(x=0.1)
        axes.set_xlabel(say("ita_composite.weight_x", lang))
        axes.grid(axis="x")
        _legend(axes, size)
    said = "; ".join(
        f"{row['code']} {100 * row['nominal']:.1f}, {100 * row['share']:.1f}"
        for row in effects.to_dict("records")
    )
    return Chart(figure, f"{title}: {said}")


def _legend(axes: "Axes", size: tuple[float, float]) -> None:
    """Put the legend below the axis label, where it hides nothing."""
    below = -0.7 / (size[1] - 1.6)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, below), ncols=2, frameon=False)


def _sourced(found: Sensitivity, source: str, lang: str) -> str:
    told = [
        source,
        say(
            "ita_composite.design",
            lang,
            agencies=f"{int(found.nominal.what.whole.sum()):,}",
            evaluations=f"{found.evaluations:,}",
            seed=found.seed,
        ),
        *_missing(found.nominal.what, lang),
    ]
    if found.noiseless:
        told.append(say("ita_composite.noiseless", lang, count=len(found.noiseless)))
    return " · ".join(told)


def _missing(what: Components, lang: str) -> list[str]:
    if not what.unscored:
        return []
    return [say("ita_composite.not_drawn", lang, count=len(what.unscored))]
