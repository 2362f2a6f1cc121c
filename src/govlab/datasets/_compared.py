"""A published figure held against the recomputed one, and what a whole study finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from govlab.datasets._assumed import Assumption
from govlab.datasets._package import Provenance
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

Figure = Decimal | str
Verdict = Literal["same", "explained", "differs"]

_SHORTEST_RUN = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure and what the data make of it.

    Numbers are exact: the recomputed one is rounded half up to the decimals with which
    the published one is printed, then subtracted.

    Parameters
    ----------
    figure : str
        Id, unique in its study.
    label : str
        What it is, in the study's language.
    published : Decimal or str
        As printed: ``Decimal("97.50")`` has two decimals. A text is compared as text.
    recomputed : Decimal, Fraction, int or str
        Exact.
    unit : str
        Unit, in the study's language.
    source_ids : tuple of str
        Facts, findings and references of both sides.
    assumption_ids : tuple of str
        Assumptions that the recomputed figure rests on.
    span : tuple of Fraction, optional
        Lowest and highest figure that the other published figures allow, where rounding
        leaves a range; then the recomputed one is that nearest to the published one.
    finding, expected, reason : str, Decimal or str, str
        Where it is known to differ: the finding or fact that says so, such as ``S4-X4``,
        what must come out by it, and the finding in one sentence. Any other figure is
        not explained.

    Examples
    --------
    >>> Comparison("share", "share", Decimal("80.94"), Fraction(673700, 8323), "%", ()).verdict
    'same'
    >>> found = Comparison("total", "sum of lines", Decimal(1933300), 1710000, "baht", ())
    >>> found.verdict, found.difference
    ('differs', Decimal('-223300'))
    """

    figure: str
    label: str
    published: Figure
    recomputed: Decimal | Fraction | int | str
    unit: str
    source_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...] = ()
    span: tuple[Fraction, Fraction] | None = None
    finding: str = ""
    expected: Figure | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.published, str) != isinstance(self.recomputed, str):
            raise InputError(message("reproduce.two_kinds", figure=self.figure))

    @property
    def places(self) -> int:
        """Decimals with which the published figure is printed."""
        if isinstance(self.published, str):
            return 0
        exponent = self.published.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def shown(self) -> Figure:
        """The recomputed figure at the printed precision."""
        if isinstance(self.recomputed, str):
            return self.recomputed
        return rounded(self.recomputed, self.places)

    @property
    def difference(self) -> Decimal | None:
        """Recomputed minus published; None for texts."""
        if isinstance(self.published, str) or isinstance(self.shown, str):
            return None
        return self.shown - self.published

    @property
    def verdict(self) -> Verdict:
        """``same``, ``explained`` by a finding that says what comes out, or ``differs``."""
        if self.shown == self.published:
            return "same"
        if self.finding and self.shown == self.expected:
            return "explained"
        return "differs"

    def row(self, lang: str = "th") -> dict[str, str]:
        """Return the comparison as a row of the table that ends a notebook."""
        span = ""
        if self.span is not None:
            low, high = (_printed(rounded(one, self.places)) for one in self.span)
            span = f" ({low}–{high})"
        verdict = say(f"reproduce.verdict_{self.verdict}", lang)
        if self.verdict == "explained":
            verdict += f" ({self.finding}): {self.reason}"
        ids = (*self.source_ids, *self.assumption_ids)
        difference = self.difference
        return {
            say("reproduce.figure", lang): f"{self.label} ({self.unit})"
            if self.unit
            else self.label,
            say("reproduce.published", lang): _printed(self.published),
            say("reproduce.recomputed", lang): _printed(self.shown) + span,
            say("reproduce.difference", lang): "–" if difference is None else _signed(difference),
            say("reproduce.verdict", lang): verdict,
            say("reproduce.source", lang): brief(ids),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison JSON-ready; numbers as numbers."""
        found: dict[str, Any] = {
            "figure": self.figure,
            "label": self.label,
            "unit": self.unit,
            "source": list(dict.fromkeys(self.source_ids)),
            "assumptions": list(self.assumption_ids),
            "published": _plain(self.published),
            "recomputed": _plain(self.shown),
            "difference": None if self.difference is None else _plain(self.difference),
            "verdict": self.verdict,
            "finding": None,
            "reason": None,
        }
        if self.verdict == "explained":
            found |= {"finding": self.finding, "reason": self.reason}
        return found


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that a study is quoted for, though no source prints it.

    Parameters
    ----------
    id, label, unit : str
        Name in the study, and words in its language.
    value : Decimal, Fraction, int or str
        Exact, or a text.
    places : int
        Decimals to show.
    source_ids, assumption_ids : tuple of str
        What it rests on.
    """

    id: str
    label: str
    value: Decimal | Fraction | int | str
    unit: str
    source_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...] = ()
    places: int = 0

    @property
    def shown(self) -> Figure:
        """The value as it is printed."""
        return self.value if isinstance(self.value, str) else rounded(self.value, self.places)

    def as_dict(self) -> dict[str, Any]:
        """Return the headline JSON-ready."""
        return {
            "id": self.id,
            "label": self.label,
            "unit": self.unit,
            "value": _plain(self.shown),
            "source": list(dict.fromkeys(self.source_ids)),
            "assumptions": list(self.assumption_ids),
        }


@dataclass(frozen=True)
class Study:
    """What one reproduction finds: comparisons, headlines, and what they stand on.

    Parameters
    ----------
    name : str
        Name of the study, that of its notebook.
    comparisons : tuple of Comparison
        Every published figure, recomputed.
    headlines : tuple of Headline
        Figures that no source prints.
    data : tuple of Provenance
        The datasets that were read.
    assumptions : tuple of Assumption
        Those that any figure rests on, with the values taken.
    lang : {"th", "en"}
        Language of the words in it.
    """

    name: str
    comparisons: tuple[Comparison, ...]
    headlines: tuple[Headline, ...]
    data: tuple[Provenance, ...]
    assumptions: tuple[Assumption, ...] = ()
    lang: str = "th"

    @property
    def holds(self) -> bool:
        """Whether every figure is the same or explained."""
        return all(one.verdict != "differs" for one in self.comparisons)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Every fact, finding and reference that a figure rests on, sorted."""
        every: list[Comparison | Headline] = [*self.comparisons, *self.headlines]
        return tuple(sorted({name for one in every for name in one.source_ids}))

    def table(self) -> "pd.DataFrame":
        """Return the table that ends a notebook: published, recomputed, difference, verdict."""
        import pandas as pd

        return pd.DataFrame([one.row(self.lang) for one in self.comparisons])

    def headline_table(self) -> "pd.DataFrame":
        """Return the headlines: figure, value, unit, and what each rests on."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    say("reproduce.figure", self.lang): one.label,
                    say("reproduce.value", self.lang): _printed(one.shown),
                    say("reproduce.unit", self.lang): one.unit,
                    say("reproduce.source", self.lang): brief(
                        (*one.source_ids, *one.assumption_ids)
                    ),
                }
                for one in self.headlines
            ]
        )

    def stands_on(self) -> str:
        """Return in Markdown the ids of facts, data and assumptions that the study stands on."""
        lines = [
            say("reproduce.stands_on_sources", self.lang, ids=brief(self.source_ids)),
            say(
                "reproduce.stands_on_data",
                self.lang,
                names=", ".join(dict.fromkeys(one.name for one in self.data)),
            ),
            *(one.line(self.lang) for one in self.assumptions),
        ]
        if not self.assumptions:
            lines.append(say("reproduce.no_assumptions", self.lang))
        return "\n".join(f"- {line}" for line in lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the study JSON-ready, as the last cell of a notebook gives it."""
        return {
            "study": self.name,
            "holds": self.holds,
            "figures": [one.as_dict() for one in self.comparisons],
            "headlines": [one.as_dict() for one in self.headlines],
            "stands_on": {
                "sources": list(self.source_ids),
                "assumptions": [one.as_dict() for one in self.assumptions],
                "datasets": list(dict.fromkeys(one.name for one in self.data)),
            },
        }


def rounded(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Return `value` with `places` decimals, rounded half away from zero, exactly.

    Examples
    --------
    >>> rounded(Fraction(92686, 1000), 2), rounded(Fraction(1, 8), 2), rounded(-5, 0)
    (Decimal('92.69'), Decimal('0.13'), Decimal('-5'))
    """
    exact = Fraction(value) * 10**places
    whole = int(abs(exact) + Fraction(1, 2))
    return Decimal(-whole if exact < 0 else whole).scaleb(-places)


def brief(ids: Iterable[str]) -> str:
    """Return `ids` as a line in which a run of four or more reads ``first…last``.

    Examples
    --------
    >>> brief(["S3-012", "S3-013", "S3-014", "S3-015", "S3-X5"])
    'S3-012…S3-015, S3-X5'
    """
    runs: list[list[str]] = []
    for name in dict.fromkeys(ids):
        head, _, number = name.rpartition("-")
        if runs and number.isdigit() and f"{head}-{int(number) - 1:03}" == runs[-1][-1]:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(
        f"{run[0]}…{run[-1]}" if len(run) >= _SHORTEST_RUN else ", ".join(run) for run in runs
    )


def _printed(value: Figure) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _signed(value: Decimal) -> str:
    return f"{value:+,}" if value else f"{value:,}"


def _plain(value: Figure) -> str | int | float:
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
