"""Bars: one series, or several side by side, each with its value written on it."""

from collections.abc import Mapping

from govlab.charts._chart import Chart, canvas
from govlab.charts._style import COLOURS
from govlab.errors import InputError
from govlab.text import message


def bars(
    title: str,
    values: Mapping[str, float],
    *,
    unit: str,
    source: str,
    lang: str = "th",
    synthetic: bool = False,
) -> Chart:
    """Return horizontal bars, the first label on top.

    Parameters
    ----------
    title : str
        What the chart shows.
    values : mapping of str to float
        Label to value, in the order to be drawn.
    unit : str
        Unit of the values, on the axis.
    source : str
        Where the numbers come from.
    lang : {"th", "en"}
        Language of the words around the drawing.
    synthetic : bool
        True when the data are made up.

    Raises
    ------
    InputError
        When there is nothing to draw.
    """
    if not values:
        raise InputError(message("charts.nothing", title=title))
    size = (9.0, 1.6 + 0.55 * len(values))
    with canvas(title, source=source, lang=lang, synthetic=synthetic, size=size) as (figure, axes):
        drawn = axes.barh(list(values), list(values.values()), color=COLOURS[0], height=0.62)
        axes.bar_label(drawn, fmt="{:g}", padding=4)
        axes.invert_yaxis()
        axes.set_xlabel(unit)
        axes.margins(x=0.08)
        axes.grid(axis="x")
    said = ", ".join(f"{label} {value:g}" for label, value in values.items())
    return Chart(figure, f"{title}: {said} ({unit})")


def grouped_bars(
    title: str,
    series: Mapping[str, Mapping[str, float]],
    *,
    unit: str,
    source: str,
    lines: Mapping[str, float] | None = None,
    limits: tuple[float, float] | None = None,
    lang: str = "th",
    synthetic: bool = False,
) -> Chart:
    """Return upright bars in groups, one colour a series.

    Parameters
    ----------
    title : str
        What the chart shows.
    series : mapping of str to mapping of str to float
        ``{series: {group: value}}``; every series has the same groups.
    unit : str
        Unit of the values, on the axis.
    source : str
        Where the numbers come from.
    lines : mapping of str to float, optional
        Named levels to draw across, such as the edge of a grade.
    limits : tuple of float, optional
        Ends of the value axis. An axis that does not begin at 0 is said in its label
        by the caller.
    lang : {"th", "en"}
        Language of the words around the drawing.
    synthetic : bool
        True when the data are made up.

    Raises
    ------
    InputError
        When there is nothing to draw, or the groups differ.
    """
    groups = list(next(iter(series.values()), {}))
    if not groups:
        raise InputError(message("charts.nothing", title=title))
    for name, values in series.items():
        if list(values) != groups:
            raise InputError(
                message("charts.groups_differ", name=name, found=list(values), groups=groups)
            )
    width = 0.8 / len(series)
    with canvas(title, source=source, lang=lang, synthetic=synthetic) as (figure, axes):
        for place, (name, values) in enumerate(series.items()):
            shift = (place - (len(series) - 1) / 2) * width
            drawn = axes.bar(
                [at + shift for at in range(len(groups))],
                list(values.values()),
                width=width * 0.94,
                label=name,
                color=COLOURS[place % len(COLOURS)],
            )
            # A white ground keeps a value readable where a named level runs through it.
            axes.bar_label(
                drawn,
                fmt="{:.2f}",
                padding=3,
                fontsize=11,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            )
        for name, level in (lines or {}).items():
            axes.axhline(level, color="#555555", linewidth=1, linestyle=(0, (4, 3)))
            axes.annotate(
                name,
                (1, level),
                xycoords=("axes fraction", "data"),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=11,
                color="#555555",
            )
        axes.set_xticks(range(len(groups)), groups)
        axes.set_ylabel(unit)
        if limits is not None:
            axes.set_ylim(*limits)
        axes.grid(axis="y")
        axes.legend(loc="upper left", ncols=len(series), frameon=False)
    said = "; ".join(
        f"{name}: " + ", ".join(f"{group} {value:.2f}" for group, value in values.items())
        for name, values in series.items()
    )
    return Chart(figure, f"{title}: {said} ({unit})")
