"""The picture of an agency's years: instruments and total against the edges of the grades."""

from collections.abc import Sequence

from govlab.charts import Chart, grouped_bars
from govlab.datasets import Dataset
from govlab.ita._agency import Reproduction
from govlab.text import say

# Room above the highest bar for its value and the legend, in points.
_HEADROOM = 7


def chart(data: Dataset, years: Sequence[Reproduction], lang: str = "th") -> Chart:
    """Return the years side by side: each instrument, the total, and the grades in view.

    Parameters
    ----------
    data : Dataset
        Where the scores were read from; it gives title and source line.
    years : sequence of Reproduction
        One or more fiscal years, in the order to be drawn.
    lang : {"th", "en"}
        Language of the words.
    """
    series = {
        say("ita.year", lang, fiscal_year=year.how.fiscal_year): {
            **{code: float(points) for code, points in year.instruments.items()},
            say("ita.weighted_total", lang): float(year.result.published),
        }
        for year in years
    }
    lowest = min(min(values.values()) for values in series.values())
    # A round number of points below the lowest bar, so that differences can be seen.
    floor = max(0, int(lowest // 10 - 1) * 10)
    bands = {
        f"{band.grade} ≥ {band.lower}": float(band.lower)
        for band in years[-1].how.bands
        if band.lower > lowest
    }
    found = data.provenance
    return grouped_bars(
        found.title[lang],
        series,
        unit=say("ita.axis", lang, floor=floor),
        source=f"{'; '.join(found.sources)} ({', '.join(found.source_ids)})",
        lines=bands,
        limits=(floor, 100 + _HEADROOM),
        lang=lang,
        synthetic=found.synthetic,
    )
