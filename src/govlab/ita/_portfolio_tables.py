"""A portfolio as tables that people read: targets by whole counts, grades, who is near."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govlab.charts import Chart
from govlab.ita._funnel import funnel, near_chart
from govlab.ita._portfolio import Portfolio
from govlab.ita._portfolio_kpi import Kpi
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd


def kpi_table(what: Portfolio, lang: str = "th") -> "pd.DataFrame":
    """Return one row a target: reached, all, needed, verdict; counts decide, no percentage.

    Parameters
    ----------
    what : Portfolio
        From :func:`portfolio`.
    lang : {"th", "en"}
        Language of the words.
    """
    import pandas as pd

    line = f"{what.how.pass_mark:g}"
    rows = [_kpi(what.passing, say("ita_notebooks.kpi_pass", lang, line=line), lang)]
    if what.no_gift is not None:
        rows.append(_kpi(what.no_gift, say("ita_notebooks.kpi_no_gift", lang), lang))
    return pd.DataFrame(rows)


def grade_table(what: Portfolio, lang: str = "th") -> "pd.DataFrame":
    """Return one row a grade: agencies with it, and how many to expect on a full count.

    The second column is empty where an error is unknown.
    """
    import pandas as pd

    found = what.frame
    rows = []
    for band in what.how.bands:
        chance = found[f"p_{band.grade}"]
        expected = "" if chance.isna().any() else f"{chance.sum():,.1f}"
        rows.append(
            {
                say("ita_notebooks.grade", lang): band.grade,
                say("ita_notebooks.agencies", lang): int((found["grade"] == band.grade).sum()),
                say("ita_notebooks.expected", lang): expected,
            }
        )
    return pd.DataFrame(rows)


def near_table(what: Portfolio, lang: str = "th", *, most: int = 20) -> "pd.DataFrame":
    """Return the agencies within noise of the pass mark, the likeliest to pass first.

    The interval of the rank is joint: all true ranks lie in theirs at once.

    Parameters
    ----------
    what : Portfolio
        From :func:`portfolio`.
    lang : {"th", "en"}
        Language of the words.
    most : int
        How many rows.
    """
    import pandas as pd

    ranked = what.frame["rank_low"].notna().all()
    rows = [
        {
            say("ita.unit", lang): one["unit"],
            say("ita_notebooks.total", lang): f"{one['published']:.2f}",
            say("ita_notebooks.interval", lang): f"{one['low']:.2f}–{one['high']:.2f}",
            say("ita_notebooks.chance", lang): f"{one['chance']:.0%}",
            say("ita_notebooks.rank", lang): (
                f"{one['rank']:,} ({one['rank_low']:,.0f}–{one['rank_high']:,.0f})"
                if ranked
                else f"{one['rank']:,}"
            ),
        }
        for one in what.near.head(most).to_dict("records")
    ]
    return pd.DataFrame(rows)


def pictures(what: Portfolio, source: str, *, lang: str = "th") -> Iterator[Chart]:
    """Yield the funnel and the agencies near the line, as far as there is something to draw.

    Parameters
    ----------
    what : Portfolio
        From :func:`portfolio`.
    source : str
        Where the table comes from.
    lang : {"th", "en"}
        Language of the words.
    """
    if what.frame["error"].notna().any():
        yield funnel(what, source, lang=lang)
    if len(what.near):
        yield near_chart(what, source, lang=lang)


def _kpi(one: Kpi, name: str, lang: str) -> dict[str, Any]:
    told = one.counted()
    verdict = message("ita_error.met" if one.met else "ita_error.not_met")
    return {
        say("ita_notebooks.kpi", lang): name,
        say("ita_notebooks.reached", lang): told["reached"],
        say("ita_notebooks.of", lang): told["of"],
        say("ita_notebooks.rate", lang): told["rate"],
        say("ita_notebooks.target", lang): told["target"],
        say("ita_notebooks.needed", lang): told["needed"],
        say("ita_notebooks.verdict", lang): verdict.in_language(lang),
    }
