"""A published month of complaints: margins by channel, field and outcome."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govlab.charts import Flow
from govlab.datasets import Dataset
from govlab.errors import CheckError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Month:
    """Counts of one month, each margin in the order of the source.

    Parameters
    ----------
    month : str
        ISO year and month.
    total : int
        Complaints received.
    margins : dict of str to dict of str to int
        ``{dimension: {label: count}}``. A dimension that divides one channel only
        (field) adds up to that channel. The source does not cross the margins.
    """

    month: str
    total: int
    margins: dict[str, dict[str, int]]

    def table(self, dimension: str, lang: str = "th") -> "pd.DataFrame":
        """Return one margin as rows of label, count and share in percent, and their sum."""
        import pandas as pd

        margin = dict(self.margins[dimension])
        whole = margin[say("complaints.whole", lang)] = sum(margin.values())
        return pd.DataFrame(
            {
                say(f"complaints.by_{dimension}", lang): list(margin),
                say("complaints.count", lang): list(margin.values()),
                say("complaints.share", lang): [100 * n / whole for n in margin.values()],
            }
        )

    def flow(self, middle: str) -> Flow:
        """Return channels into `middle` and outcomes out of it, ready to be drawn."""
        return Flow(self.margins["channel"], middle, self.margins["outcome"])


def month(data: Dataset, lang: str = "th") -> Month:
    """Return the month in `data`, after checking that every margin adds up.

    Parameters
    ----------
    data : Dataset
        One month, such as ``datasets.load("complaints_bangkok_month")``.
    lang : {"th", "en"}
        Language of the labels.

    Raises
    ------
    CheckError
        When a margin does not add up to its total.

    Examples
    --------
    >>> from govlab import datasets
    >>> found = month(datasets.load("complaints_bangkok_month"), "en")
    >>> found.total, found.margins["channel"]
    (23, {'Traffy Fondue app': 15, 'Bangkok executives': 8})
    """
    rows = data.records()
    counts = {row["code"]: row["count"] for row in rows}
    total = sum(row["count"] for row in rows if row["dimension"] == "total")
    margins: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["dimension"] != "total":
            margins.setdefault(row["dimension"], {})[row[f"label_{lang}"]] = row["count"]
    for dimension, margin in margins.items():
        # A dimension divides either the whole month or the one channel it is part of.
        divided = {row["part_of"] for row in rows if row["dimension"] == dimension}
        of = sum(total if part is None else counts[part] for part in divided)
        if sum(margin.values()) != of:
            raise CheckError(
                message(
                    "complaints.margin",
                    dataset=data.provenance.name,
                    dimension=dimension,
                    found=sum(margin.values()),
                    total=of,
                )
            )
    return Month(rows[0]["month"], total, margins)
