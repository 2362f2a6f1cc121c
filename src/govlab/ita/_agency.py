"""An agency's published scores, recomputed: what the total is made of, and whether it holds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from govlab import home
from govlab.datasets import Dataset
from govlab.errors import UnknownNameError
from govlab.ita._method import Method, method
from govlab.ita._score import Score, score
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reproduction:
    """One fiscal year of one agency: published figures beside recomputed ones.

    Parameters
    ----------
    how : Method
        The year's method.
    instruments : dict of str to Decimal
        Published score of each instrument, in points.
    result : Score
        What the method makes of them.
    published_total : Decimal
        The total as published.
    published_grade : str or None
        The grade as published, None where the source gives none.
    """

    how: Method
    instruments: dict[str, Decimal]
    result: Score
    published_total: Decimal
    published_grade: str | None

    @property
    def difference(self) -> Decimal:
        """Recomputed minus published total, in points."""
        return self.result.published - self.published_total

    @property
    def holds(self) -> bool:
        """Whether total and (where published) grade are reproduced exactly."""
        return self.difference == 0 and self.published_grade in {None, self.result.grade}

    def parts(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row an instrument: year, name, score, weight, points of the total."""
        import pandas as pd

        return pd.DataFrame(
            {
                say("ita.fiscal_year", lang): self.how.fiscal_year,
                say("ita.instrument", lang): [
                    f"{one.code} {one.name[lang]}" for one in self.how.instruments
                ],
                say("ita.score", lang): [
                    float(self.instruments[one.code]) for one in self.how.instruments
                ],
                say("ita.weight", lang): [f"{one.weight:.0%}" for one in self.how.instruments],
                say("ita.points", lang): [
                    float(self.result.contributions[one.code]) for one in self.how.instruments
                ],
            }
        )

    def verdict(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row: published value, recomputed value, difference, verdict."""
        import pandas as pd

        return pd.DataFrame(
            {
                say("ita.fiscal_year", lang): [self.how.fiscal_year],
                say("ita.published", lang): [float(self.published_total)],
                say("ita.recomputed", lang): [float(self.result.published)],
                say("ita.difference", lang): [float(self.difference)],
                say("ita.verdict", lang): [say("ita.holds" if self.holds else "ita.differs", lang)],
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a JSON-ready mapping; points as numbers."""
        result = self.result
        return {
            "fiscal_year": self.how.fiscal_year,
            "published": float(self.published_total),
            "recomputed": float(result.published),
            "difference": float(self.difference),
            "grade": result.grade,
            "grade_published": self.published_grade,
            "next_grade": result.next_grade,
            "distance": None if result.distance is None else float(result.distance),
            "holds": self.holds,
        }

    def in_language(self, lang: str) -> str:
        """Return the result in words: total, grade and its basis, distance to the next."""
        published = self.published_grade is not None
        basis = message("ita.grade_published" if published else "ita.grade_derived")
        told = say(
            "ita.result",
            lang,
            fiscal_year=self.how.fiscal_year,
            total=self.result.graded,
            grade=self.result.grade,
            basis=basis,
        )
        if self.result.next_grade is None:
            return f"{told} {say('ita.at_the_top', lang)}"
        return f"{told} " + say(
            "ita.to_next", lang, distance=self.result.distance, grade=self.result.next_grade
        )


def reproduce(
    data: Dataset,
    fiscal_year: int,
    *,
    grade_on: Literal["published", "total"] = "published",
    place: home.Home | None = None,
) -> Reproduction:
    """Recompute the published total of an agency from its instrument scores.

    Parameters
    ----------
    data : Dataset
        Columns ``fiscal_year, code, score, grade``, such as
        ``datasets.load("ita_moral_center")``.
    fiscal_year : int
        Buddhist-era fiscal year.
    grade_on : {"published", "total"}
        See :func:`score`.
    place : Home, optional
        Home to read the method from.

    Raises
    ------
    UnknownNameError
        When the data hold no such year.

    Examples
    --------
    >>> from govlab import datasets
    >>> found = reproduce(datasets.load("ita_moral_center"), 2563)
    >>> found.result.published, found.difference, found.result.grade, found.published_grade
    (Decimal('88.58'), Decimal('0.00'), 'A', None)
    """
    rows = {row["code"]: row for row in data.records() if row["fiscal_year"] == fiscal_year}
    if not rows:
        known = ", ".join(map(str, sorted({row["fiscal_year"] for row in data.records()})))
        raise UnknownNameError(
            message(
                "ita.no_such_year", dataset=data.provenance.name, found=fiscal_year, known=known
            )
        )
    how = method(fiscal_year, place)
    instruments = {one.code: Decimal(str(rows[one.code]["score"])) for one in how.instruments}
    total = rows["total"]
    return Reproduction(
        how=how,
        instruments=instruments,
        result=score(how, instruments, grade_on=grade_on),
        published_total=Decimal(str(total["score"])),
        published_grade=total["grade"],
    )
