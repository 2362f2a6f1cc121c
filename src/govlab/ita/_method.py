"""A method: instruments, weights, rounding and grades of one fiscal year, read from data."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from govlab import datasets, files, home
from govlab.datasets import Provenance
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

_FOLDER = "ita_methods/"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One of the assessment's instruments.

    Parameters
    ----------
    code : str
        ``"IIT"``, ``"EIT"`` or ``"OIT"``.
    name : dict of str to str
        Name by language.
    weight : Decimal
        Share of the total, 0–1.
    """

    code: str
    name: dict[str, str]
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the score in points at which it begins; it ends below the next band."""

    grade: str
    lower: Decimal


@dataclass(frozen=True, slots=True)
class Method:
    """How one fiscal year is scored.

    Parameters
    ----------
    fiscal_year : int
        Buddhist-era fiscal year.
    instruments : tuple of Instrument
        In the order of the source.
    places : int
        Decimals of a published score, rounded half up.
    bands : tuple of Band
        From the highest grade to the lowest.
    pass_mark : Decimal
        Score in points from which an agency passes.
    provenance : Provenance
        The file the method was read from.
    """

    fiscal_year: int
    instruments: tuple[Instrument, ...]
    places: int
    bands: tuple[Band, ...]
    pass_mark: Decimal
    provenance: Provenance

    def grade(self, points: Decimal) -> str:
        """Return the grade of a score in points; bands are half-open, so none is missed."""
        return next(band.grade for band in self.bands if points >= band.lower)

    def next_band(self, points: Decimal) -> Band | None:
        """Return the band above the one of `points`, or None at the top."""
        above = [band for band in self.bands if band.lower > points]
        return above[-1] if above else None


def methods(place: home.Home | None = None) -> list[int]:
    """Return the fiscal years for which there is a method, ascending."""
    known = [name for name in datasets.names(place) if name.startswith(_FOLDER)]
    return sorted(int(name.removeprefix(_FOLDER)) for name in known)


def method(fiscal_year: int, place: home.Home | None = None) -> Method:
    """Return the method of a fiscal year.

    Parameters
    ----------
    fiscal_year : int
        Buddhist-era fiscal year, such as 2564.
    place : Home, optional
        Home to read from.

    Raises
    ------
    UnknownNameError
        When there is no method file for the year.
    InputError
        When the file breaks a rule of its schema.
    """
    known = methods(place)
    if fiscal_year not in known:
        raise UnknownNameError(
            message("ita.no_method", fiscal_year=fiscal_year, known=", ".join(map(str, known)))
        )
    tree = datasets.read_tree(f"{_FOLDER}{fiscal_year}", place)
    found = files.shaped(tree.content, _MethodFile, tree.provenance.path)
    where = tree.provenance.path
    if found.fiscal_year != fiscal_year:
        raise InputError(message("ita.wrong_year", path=where, found=found.fiscal_year))
    weights = [one.weight for one in found.instruments]
    if sum(weights) != 1:
        raise InputError(message("ita.weights_sum", path=where, total=str(sum(weights))))
    edges = [band.lower for band in found.grades.bands]
    if edges != sorted(set(edges), reverse=True) or edges[-1] != 0:
        raise InputError(message("ita.bands_order", path=where, edges=", ".join(map(str, edges))))
    return Method(
        fiscal_year=fiscal_year,
        instruments=tuple(
            Instrument(one.code, {"th": one.name.th, "en": one.name.en}, one.weight)
            for one in found.instruments
        ),
        places=found.rounding.places,
        bands=tuple(Band(band.grade, band.lower) for band in found.grades.bands),
        pass_mark=found.grades.pass_mark,
        provenance=tree.provenance,
    )


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Certainty = Literal["verified", "derived"]
_Points = Annotated[Decimal, Field(ge=0, le=100)]


class _Name(_Part):
    th: str
    en: str


class _Instrument(_Part):
    code: str
    name: _Name
    weight: Annotated[Decimal, Field(gt=0, le=1)]


class _Basis(_Part):
    certainty: _Certainty
    source: str


class _Rounding(_Basis):
    places: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half_up"]


class _Band(_Part):
    grade: str
    lower: _Points = Field(alias="from")


class _Grades(_Basis):
    bands: Annotated[list[_Band], Field(min_length=1)]
    pass_mark: _Points = Field(alias="pass")


class _MethodFile(_Part):
    schema_version: Literal[1] = Field(alias="schema")
    fiscal_year: int
    instruments: Annotated[list[_Instrument], Field(min_length=1)]
    weights_basis: _Basis
    rounding: _Rounding
    grades: _Grades
