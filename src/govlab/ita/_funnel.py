"""Funnel plots instead of league tables, and the agencies near the line."""

import itertools
from typing import Literal

import numpy as np

from govlab.charts import COLOURS, Chart, canvas
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._portfolio import STATES, Portfolio
from govlab.text import message, say

# Two-sided 95 and 99.8 percent: the usual warning and action limits (Spiegelhalter 2005).
_LIMITS = ((1.959963984540054, "95"), (3.090232306167813, "99.8"))
_COLOUR = {
    "above": COLOURS[2],
    "within": COLOURS[1],
    "below": COLOURS[4],
    "unknown": COLOURS[6],
}
_MOST = 40
_FEW = 500


def funnel(
    what: Portfolio,
    source: str,
    *,
    centre: Literal["line", "mean"] = "line",
    lang: str = "th",
) -> Chart:
    """Return totals against their standard errors, with the limits of chance.

    Parameters
    ----------
    what : Portfolio
        With standard errors known for some agencies; the others are counted, not drawn.
    source : str
        Where the table comes from.
    centre : {"line", "mean"}
        Limits about the pass mark (who is within noise of it), or about the mean of the
        agencies, widened by the differences that are more than noise.
    lang : {"th", "en"}
        Language of the words.

    Raises
    ------
    InputError
        When no agency has a standard error.
    """
    known = what.frame[what.frame["error"].notna()]
    if not len(known):
        raise InputError(message("ita_error.no_errors"))
    totals = known["total"].to_numpy(dtype=np.float64)
    errors = known["error"].to_numpy(dtype=np.float64)
    line = float(what.how.pass_mark)
    middle, between = (line, 0.0) if centre == "line" else between_agencies(totals, errors)
    edge = float(errors.max()) * 1.06 or 1.0
    # The dots of thousands of agencies would merge.
    few = len(known) <= _FEW
    wide = np.linspace(0, edge, 100)
    title = say("ita_error.funnel_title", lang, count=f"{len(known):,}", year=what.how.fiscal_year)
    source = _sourced(what, source, len(what.frame) - len(known), lang)
    with canvas(title, source=source, lang=lang, synthetic=what.synthetic, size=(9.5, 6.0)) as (
        figure,
        axes,
    ):
        for name in STATES[:3]:
            some = (known["state"] == name).to_numpy()
            if not some.any():
                continue
            label = f"{_STATE_WORDS[name].in_language(lang)} ({int(some.sum()):,})"
            size = 30 if few else 6
            axes.scatter(
                errors[some], totals[some], s=size, color=_COLOUR[name], alpha=0.75, linewidth=0,
                label=label,
            )  # fmt: skip
        for (z, percent), dash in zip(_LIMITS, ((4, 3), (1, 2)), strict=True):
            half = z * np.sqrt(wide * wide + between * between)
            for sign in (-1, 1):
                axes.plot(
                    wide, middle + sign * half, color="#555555", linewidth=1.1, linestyle=(0, dash),
                    label=say("ita_error.limit", lang, percent=percent) if sign > 0 else None,
                )  # fmt: skip
        axes.axhline(middle, color="#333333", linewidth=1.2)
        axes.set_xlim(0, edge)
        axes.set_ylim(max(0, float(totals.min()) - 2), min(101, float(totals.max()) + 3))
        axes.set_xlabel(say("ita_error.funnel_x", lang))
        axes.set_ylabel(say("ita_error.funnel_y", lang))
        axes.grid(axis="y")
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.14),
            ncols=3,
            frameon=False,
            markerscale=1 if few else 2.5,
        )
    states = ", ".join(
        f"{_STATE_WORDS[name].in_language(lang)} {count:,}" for name, count in what.states.items()
    )
    return Chart(figure, f"{title}: {states}")


def near_chart(what: Portfolio, source: str, *, lang: str = "th") -> Chart:
    """Return the agencies within noise of the pass mark, each with its interval.

    Parameters
    ----------
    what : Portfolio
        With standard errors known.
    source : str
        Where the table comes from.
    lang : {"th", "en"}
        Language of the words.

    Raises
    ------
    InputError
        When no agency is within noise of the mark.
    """
    near = what.near
    if not len(near):
        raise InputError(message("ita_error.nobody_near", line=f"{what.how.pass_mark:g}"))
    drawn = _nearest(near["chance"].to_numpy(dtype=np.float64))
    shown = near.iloc[drawn]
    title = say(
        "ita_error.near_title", lang, count=f"{len(near):,}", line=f"{what.how.pass_mark:g}"
    )
    source = _sourced(what, source, 0, lang)
    if len(shown) < len(near):
        source = f"{source} · {say('ita_error.near_more', lang, shown=len(shown))}"
    size = (9.5, 1.9 + 0.32 * len(shown))
    with canvas(title, source=source, lang=lang, synthetic=what.synthetic, size=size) as (
        figure,
        axes,
    ):
        numbers = shown[["low", "high", "total", "chance"]].to_numpy(dtype=np.float64)
        for place, (low, high, total, chance) in enumerate(numbers.tolist()):
            axes.plot([low, high], [place, place], color=COLOURS[6], linewidth=2.4)
            colour = COLOURS[0] if total >= float(what.how.pass_mark) else COLOURS[4]
            axes.plot([total], [place], "o", color=colour, markersize=6)
            axes.annotate(
                f"{chance:.0%}",
                (1, place),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=11,
            )
        axes.axvline(float(what.how.pass_mark), color="#333333", linewidth=1.2)
        axes.set_yticks(range(len(shown)), list(shown["unit"]), fontsize=11)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.annotate(
            say("ita_error.near_chance", lang),
            (1, 1),
            xycoords="axes fraction",
            xytext=(6, 4),
            textcoords="offset points",
            fontsize=11,
        )
        axes.set_xlabel(say("ita_error.near_x", lang))
        axes.grid(axis="x")
    said = ", ".join(
        f"{unit} {one[2]:.2f} ({one[3]:.0%})"
        for unit, one in itertools.islice(zip(shown["unit"], numbers, strict=True), 10)
    )
    return Chart(figure, f"{title}: {said}")


def between_agencies(totals: Floats, errors: Floats) -> tuple[float, float]:
    """Return the mean of agencies and the spread between them that is more than noise.

    The method of moments of DerSimonian and Laird (1986). Agencies without error would
    weigh without end, so each counts with at least a tenth of the mean variance.
    """
    variance = np.maximum(errors**2, 0.1 * float((errors**2).mean()) or 1.0)
    weight = 1 / variance
    mean = float((weight * totals).sum() / weight.sum())
    excess = float((weight * (totals - mean) ** 2).sum()) - (len(totals) - 1)
    below = float(weight.sum() - (weight**2).sum() / weight.sum())
    between = max(excess, 0.0) / below if below > 0 else 0.0
    weight = 1 / (variance + between)
    return float((weight * totals).sum() / weight.sum()), float(np.sqrt(between))


_STATE_WORDS = {
    "above": message("ita_error.state_above"),
    "within": message("ita_error.state_within"),
    "below": message("ita_error.state_below"),
    "unknown": message("ita_error.state_unknown"),
}


def _nearest(chance: Floats) -> list[int]:
    """Return the rows whose chance is nearest to one half, in their order."""
    return sorted(np.argsort(np.abs(chance - 0.5), kind="stable")[:_MOST].tolist())


def _sourced(what: Portfolio, source: str, unknown: int, lang: str) -> str:
    told = [source]
    if what.assumed is not None:
        told.append(say("ita_error.assumed", lang, spread=f"{what.assumed:g}"))
    if unknown:
        told.append(say("ita_error.not_drawn", lang, count=f"{unknown:,}"))
    return " · ".join(told)
