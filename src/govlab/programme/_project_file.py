"""The project file: one project of one fiscal year, written by the office that runs it.

The format is YAML, ``schema: 1``; ``datasets/projects/project_2567.yaml`` is an example.
Every part names the facts it rests on (``source_ids``) or an assumption, and may carry
``as_printed``, ``corrected``, ``basis`` and ``conflict`` where a document is misprinted.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from govlab import files, home
from govlab.datasets import Provenance, read_tree
from govlab.datasets import names as dataset_names
from govlab.errors import InputError, UnknownNameError
from govlab.text import Message, message
from govlab.thai import FiscalYear

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "projects/"
SHIPPED = "project_2567"
_SUFFIXES = (".yaml", ".yml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Part):
    """A name in Thai and English."""

    th: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the name in `lang`."""
        return self.th if lang == "th" else self.en


class Sourced(_Part):
    """What every part of the file may say about its source."""

    source_ids: tuple[str, ...] = ()
    assumption: str | None = None
    as_printed: str | None = None
    corrected: str | None = None
    basis: str | None = None
    conflict: str | None = None


class Named(Sourced):
    """A part with a name."""

    label: Label


class Coded(Named):
    """A part with a code and a name."""

    code: str


class Counted(Coded):
    """A part that may state a number: of persons, departments, groups."""

    count: int | None = None
    threshold: Decimal | None = None
    unit: str | None = None


class Indicator(Coded):
    """A performance indicator (KPI).

    Parameters
    ----------
    code_as_printed : str
        Number in the document; two indicators may share one by mistake.
    kind : {"quantity", "quality"}
    measure : {"at_least", "percent_at_least", "described"}
        How it is met: a number, a share of `of`, or words only.
    value, unit : Decimal, str
        The target.
    of, of_unit : int, str
        What a share is taken of.
    activities : tuple of int
        Activities that serve it.
    """

    code_as_printed: str
    kind: Literal["quantity", "quality"]
    measure: Literal["at_least", "percent_at_least", "described"]
    value: Decimal | None = None
    unit: str | None = None
    of: int | None = None
    of_unit: str | None = None
    activities: tuple[int, ...] = ()


class Line(Sourced):
    """One line of the budget: `each` baht for each of `units`, `total` baht."""

    code: str
    activity: int
    units: Annotated[tuple[str, ...], Field(min_length=1)]
    each: Annotated[Decimal, Field(ge=0)]
    total: Annotated[Decimal, Field(ge=0)]


class Budget(Sourced):
    """The money: total, what the lines itemise, what no line names, and the lines."""

    total: Annotated[Decimal, Field(ge=0)]
    itemised: Annotated[Decimal, Field(ge=0)]
    unlisted: Decimal
    unit: Literal["baht"]
    in_words: str | None = None
    fund: Named | None = None
    lines: tuple[Line, ...]


class Trainees(Sourced):
    """How many are trained in each counted unit; `headline` names a disputed number."""

    per_unit: Annotated[int, Field(ge=1)]
    counted_units: tuple[str, ...]
    headline: str | None = None


class Activity(Counted):
    """An activity, its steps and, where people are trained, how many."""

    number: int
    trainees: Trainees | None = None
    steps: tuple[Counted, ...] = ()


class ActivityCount(Named):
    """How many activities the document says it has."""

    count: int


class Reading(Sourced):
    """One reading of a disputed number and the places that have it."""

    value: Decimal
    where: tuple[str, ...] = ()


class Disputed(Coded):
    """A number that the document gives in two ways; assumption `headline` chooses."""

    headline: str
    readings: Annotated[tuple[Reading, ...], Field(min_length=2)]


class Period(Sourced):
    """First and last day of the project."""

    first: date
    last: date


class _File(_Part):
    schema_version: Literal[1] = Field(alias="schema")
    fiscal_year: int
    code: str
    name: Named
    owner: Named
    period: Period
    area: Named
    purposes: tuple[Coded, ...] = ()
    objectives: tuple[Counted, ...] = ()
    targets: tuple[Counted, ...] = ()
    kpis: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    budget: Budget
    units: Annotated[tuple[Coded, ...], Field(min_length=1)]
    activity_count: ActivityCount
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]
    closing: Coded | None = None
    outcomes: tuple[Coded, ...] = ()
    people: tuple[Counted, ...] = ()
    disputed: tuple[Disputed, ...] = ()


class Project(_File):
    """A project file that was read and holds together.

    Parameters
    ----------
    provenance : Provenance
        The file: title, sources, digest.
    """

    provenance: Provenance = Field(exclude=True)

    def unit(self, code: str) -> Coded:
        """Return the unit called `code`."""
        return next(one for one in self.units if one.code == code)

    def activity(self, number: int) -> Activity:
        """Return the activity number `number`."""
        return next(one for one in self.activities if one.number == number)

    def dispute(self, code: str) -> Disputed | None:
        """Return the disputed number called `code`, None where the file has none."""
        return next((one for one in self.disputed if one.code == code), None)


def read_project(name: str | Path = SHIPPED, place: home.Home | None = None) -> Project:
    """Return a project: one of the home's, by name, or a file of an office, by path.

    Parameters
    ----------
    name : str or Path
        ``project_2567``, or a path that ends in ``.yaml``.
    place : Home, optional
        Home to read from.

    Raises
    ------
    MissingFileError, UnknownNameError
        When there is no such file or project.
    InputError
        When the file breaks its format, or its parts name units, activities or days
        that do not fit; every place is named.

    Examples
    --------
    >>> found = read_project()
    >>> found.fiscal_year, f"{found.budget.total:,}", len(found.kpis)
    (2567, '1,933,300', 10)
    """
    text = str(name)
    if text.endswith(_SUFFIXES):
        path = Path(name)
        content, where = files.read_yaml(path), path.name
        provenance = None
    else:
        known = [one for one in dataset_names(place) if one.startswith(FOLDER)]
        if FOLDER + text not in known:
            raise UnknownNameError(
                message(
                    "programme.no_project",
                    name=text,
                    known=", ".join(one.removeprefix(FOLDER) for one in known),
                )
            )
        tree = read_tree(FOLDER + text, place)
        content, where, provenance = tree.content, tree.provenance.path, tree.provenance
    shape = files.shaped(content, _File, where)
    found = Project(
        **{name: getattr(shape, name) for name in _File.model_fields if name != "schema_version"},
        schema=1,
        provenance=provenance or _own(shape, Path(text)),
    )
    faults = list(_faults(found))
    if faults:
        raise InputError(message("programme.project_broken", where=where, faults=faults))
    return found


def _own(shape: _File, path: Path) -> Provenance:
    """Return the provenance of an office's own file."""
    return Provenance(
        name=path.stem,
        title={"th": shape.name.label.th, "en": shape.name.label.en},
        path=path.name,
        sources=(path.name,),
        section="–",
        source_ids=(),
        licence="–",
        synthetic=False,
        sha256=files.sha256(path),
    )


def _faults(found: Project) -> "Iterator[Message]":
    """Yield what does not fit together in a file whose shape is right."""
    units = {one.code for one in found.units}
    numbers = {one.number for one in found.activities}
    named: list[tuple[str, set[str], set[int]]] = [
        *((f"budget.lines {one.code}", {*one.units}, {one.activity}) for one in found.budget.lines),
        *((f"kpis {one.code}", set[str](), {*one.activities}) for one in found.kpis),
        *(
            (f"activities {one.code}", {*one.trainees.counted_units}, set[int]())
            for one in found.activities
            if one.trainees
        ),
    ]
    for where, codes, asked in named:
        for code in sorted(codes - units):
            yield message("programme.unknown_unit", where=where, code=code)
        for number in sorted(asked - numbers):
            yield message("programme.unknown_activity", where=where, number=number)
    for kpi in found.kpis:
        if kpi.measure != "described" and kpi.value is None:
            yield message("programme.no_target", code=kpi.code)
    year = FiscalYear(found.fiscal_year)
    for day in (found.period.first, found.period.last):
        if day not in year:
            yield message(
                "programme.outside_year", day=day.isoformat(), fiscal_year=found.fiscal_year
            )
