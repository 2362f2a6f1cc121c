"""One office's own table, scored: instruments, total, its interval, and the next grade."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal

from govlab.charts import Chart, bars
from govlab.errors import UnknownNameError
from govlab.ita._check import read_ita
from govlab.ita._improve_plan import said_chance
from govlab.ita._improve_start import Start, start_of
from govlab.ita._method import method
from govlab.ita._method_parts import Band, Method
from govlab.ita._score_table import Scores, score_table
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Office:
    """One agency of a table that was scored.

    Parameters
    ----------
    scores : Scores
        Of every agency in the table.
    unit : str
        The agency.
    file : str
        Name of the table's file.
    printed : Decimal or None
        The total that the table prints for it, None where it prints none.
    grade_on : {"published", "total"}
        Whether the rounded or the unrounded total was graded.
    """

    scores: Scores
    unit: str
    file: str
    printed: Decimal | None
    grade_on: Literal["published", "total"]

    @property
    def how(self) -> Method:
        """The method of the year."""
        return self.scores.how

    @property
    def next_band(self) -> Band | None:
        """The grade above, None at the top."""
        return self.how.next_band(self._graded, self._instruments)

    @property
    def distance(self) -> Decimal | None:
        """Points of the total missing to the next grade; 0 where only instruments fall short."""
        above = self.next_band
        return None if above is None else max(above.lower - self._graded, Decimal(0))

    @property
    def shortfalls(self) -> dict[str, Decimal]:
        """Points that instruments miss of what the next grade asks of each."""
        above = self.next_band
        floor = above.floor if above and above.floor else Decimal(0)
        return {code: floor - one for code, one in self._instruments.items() if one < floor}

    def start(self) -> Start:
        """Return where the agency stands, for plans and questions of what if."""
        return start_of(self.scores, self.unit)

    def parts(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row an instrument: score, weight, points, what it was scored from, error."""
        import pandas as pd

        told = self._told
        rows = []
        for one in self.how.instruments:
            error = told["standard_errors"].get(one.code)
            value = self._row(self.scores.frame)[one.code]
            rows.append(
                {
                    say("ita.instrument", lang): f"{one.code} {one.name[lang]}",
                    say("ita.score", lang): float(value),
                    say("ita.weight", lang): f"{one.weight:.0%}",
                    say("ita.points", lang): float(value) * float(one.weight),
                    say("ita_office.depth", lang): say(
                        f"ita_plan.by_{told['depth'][one.code]}", lang
                    ),
                    say("ita_office.error", lang): "–" if error is None else f"{error:.2f}",
                }
            )
        return pd.DataFrame(rows)

    def verdict(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row: the total that the table prints, that computed, and the verdict."""
        import pandas as pd

        total = Decimal(str(self._told["total"]))
        words = message("ita_office.not_printed")
        if self.printed is not None:
            words = message("ita.holds" if self.printed == total else "ita.differs")
        return pd.DataFrame(
            {
                say("ita.fiscal_year", lang): [self.how.fiscal_year],
                say("ita_office.printed", lang): [
                    "–" if self.printed is None else f"{self.printed:.2f}"
                ],
                say("ita.recomputed", lang): [float(total)],
                say("ita.verdict", lang): [words.in_language(lang)],
            }
        )

    def chances(self, lang: str = "th") -> "pd.DataFrame":
        """Return the chance of each grade, were everybody asked; no row without answers."""
        import pandas as pd

        names = [say("ita_notebooks.grade", lang), say("ita_notebooks.probability", lang)]
        found = self._told["grade_probabilities"].items()
        rows = [(grade, said_chance(chance).in_language(lang)) for grade, chance in found]
        return pd.DataFrame(rows, columns=names)

    def picture(self, lang: str = "th") -> Chart:
        """Return the scores of the instruments and the total."""
        told = self._told
        values = {one.code: float(told[one.code.lower()]) for one in self.how.instruments}
        return bars(
            say("ita_office.title", lang, unit=self.unit),
            values | {say("ita.weighted_total", lang): float(told["total"])},
            unit=say("ita.score", lang),
            source=say("ita_office.source", lang, file=self.file, year=self.how.fiscal_year),
            lang=lang,
        )

    def in_language(self, lang: str) -> str:
        """Return what was found in words: total, grade, interval, the next grade, the plan."""
        return " ".join(one.in_language(lang) for one in self._messages())

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a JSON-ready mapping; points as published."""
        told, above = self._told, self.next_band
        return {
            "fiscal_year": self.how.fiscal_year,
            "unit": self.unit,
            "units": len(self.scores.frame),
            "instruments": {
                one.code: told[one.code.lower()] for one in self.how.instruments
            },
            "depth": told["depth"],
            "printed": None if self.printed is None else float(self.printed),
            "recomputed": told["total"],
            "grade": told["grade"],
            "next_grade": above.grade if above else None,
            "distance": None if self.distance is None else float(self.distance),
            "shortfalls": {code: float(one) for code, one in self.shortfalls.items()},
            "total_low": told["total_low"],
            "total_high": told["total_high"],
            "grade_probabilities": told["grade_probabilities"],
            "plan": self._command,
        }  # fmt: skip

    def _messages(self) -> list[Message]:
        told, above = self._told, self.next_band
        parts = ", ".join(
            f"{one.code} {told[one.code.lower()]:.2f}" for one in self.how.instruments
        )
        total = f"{self._graded:.2f}" if self.grade_on == "published" else f"{self._graded}"
        found = [
            message("ita.scored", unit=self.unit, parts=parts, total=total, grade=told["grade"])
        ]
        if told["total_low"] is None:
            found.append(message("ita_office.no_interval"))
        else:
            low, high = f"{told['total_low']:.2f}", f"{told['total_high']:.2f}"
            found.append(message("ita_office.interval", low=low, high=high))
        if above is None:
            found.append(message("ita.at_the_top"))
        else:
            found.append(message("ita.to_next", distance=self.distance, grade=above.grade))
            found += [
                message("ita_office.shortfall", code=code, points=one, floor=above.floor)
                for code, one in self.shortfalls.items()
            ]
            found.append(message("ita_office.plan", command=self._command))
        if len(self.scores.frame) > 1:
            found.append(message("ita_office.others", count=len(self.scores.frame), unit=self.unit))
        return found

    @property
    def _command(self) -> str | None:
        above = self.next_band
        if above is None:
            return None
        accept = " --accept-uncertain" if self.how.accept_uncertain else ""
        return (
            f"govlab ita plan {quote(self.file)} --fiscal-year {self.how.fiscal_year}"
            f" --target {above.grade}{accept}"
        )

    def _row(self, frame: "pd.DataFrame") -> "pd.Series[Any]":
        return frame.iloc[self.scores.frame["unit"].tolist().index(self.unit)]

    @property
    def _told(self) -> dict[str, Any]:
        place = self.scores.frame["unit"].tolist().index(self.unit)
        found: dict[str, Any] = self.scores.as_dict()["units"][place]
        return found

    @property
    def _graded(self) -> Decimal:
        key = "total" if self.grade_on == "published" else "total_unrounded"
        return Decimal(str(self._told[key]))

    @property
    def _instruments(self) -> dict[str, Decimal]:
        if self.grade_on == "published":
            told = self._told
            return {one.code: Decimal(str(told[one.code.lower()])) for one in self.how.instruments}
        row = self._row(self.scores.frame)
        return {one.code: Decimal(str(round(row[one.code], 10))) for one in self.how.instruments}


def office(
    file: str | Path,
    fiscal_year: int,
    unit: str | None = None,
    *,
    staff: int | None = None,
    clients: int | None = None,
    grade_on: Literal["published", "total"] = "published",
    accept_uncertain: bool = False,
) -> Office:
    r"""Score an office's own table and return one agency of it.

    Parameters
    ----------
    file : str or Path
        ``.xlsx`` or delimited text at any depth, as :func:`govlab.ita.read_ita` takes it.
    fiscal_year : int
        Buddhist-era fiscal year of the method.
    unit : str, optional
        The agency; the first of the table when not given.
    staff, clients : int, optional
        Persons who could have been asked for IIT and EIT; without them the error of
        answers is that of an endless population.
    grade_on : {"published", "total"}
        Whether the rounded or the unrounded total is graded.
    accept_uncertain : bool
        Take parts of the method that no source settles as they stand.

    Raises
    ------
    TableError
        With everything impossible in the table.
    UnknownNameError
        When the table has no such agency.
    InputError
        When the method is unsure at the depth of the table and was not accepted.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "mine.csv")
    ...     _ = place.write_text("หน่วยงาน,IIT,EIT,OIT\nก,83.41,92.21,100\n", encoding="utf-8")
    ...     found = office(place, 2564)
    >>> found.distance, found.as_dict()["plan"]
    (Decimal('2.31'), 'govlab ita plan mine.csv --fiscal-year 2564 --target AA')
    """
    import pandas as pd

    how = method(fiscal_year, accept_uncertain=accept_uncertain)
    values = read_ita(file, how)
    units = values["unit"].drop_duplicates().tolist()
    name = units[0] if unit is None else unit
    if name not in units:
        raise UnknownNameError(message("ita_plan.no_unit", unit=name, known=", ".join(units[:10])))
    counts = {
        code: [count] for code, count in (("IIT", staff), ("EIT", clients)) if count is not None
    }
    population = pd.DataFrame({"unit": [name]} | counts) if counts else None
    scores = score_table(values, how, grade_on=grade_on, population=population)
    totals = values[(values["unit"] == name) & (values["code"] == "total")]["value"]
    printed = None if totals.empty else Decimal(str(totals.iloc[0]))
    return Office(scores, name, Path(file).name, printed, grade_on)
