"""Which methods there are, the home's own before those that come with govlab."""

from pathlib import Path

from govlab import datasets, files, home
from govlab.datasets import Provenance
from govlab.errors import InputError, UnknownNameError
from govlab.ita._method_parts import (
    Band,
    Basis,
    Instrument,
    Item,
    Method,
    Part,
    Period,
    Sample,
    Scale,
)
from govlab.ita._method_rules import BasisShape, MethodShape, NameShape, SampleShape, broken_rules
from govlab.text import message

__all__ = [
    "Band",
    "Basis",
    "Instrument",
    "Item",
    "Method",
    "Part",
    "Period",
    "Sample",
    "Scale",
    "built",
    "method",
    "methods",
    "own_folder",
    "shaped",
]

_FOLDER = "ita_methods/"


def own_folder(place: home.Home | None = None) -> Path:
    """Return the folder of the methods that an office wrote itself.

    It stands in the home's ``state``: a folder ``datasets`` in a home would hide every
    dataset that comes with govlab.
    """
    return (place or home.find()).root / "state" / "ita_methods"


def methods(place: home.Home | None = None) -> list[int]:
    """Return the fiscal years for which there is a method, ascending."""
    known = [name for name in datasets.names(place) if name.startswith(_FOLDER)]
    own = [path.stem for path in own_folder(place).glob("*.yaml") if path.stem.isdecimal()]
    return sorted({int(name.removeprefix(_FOLDER)) for name in known} | set(map(int, own)))


def method(
    fiscal_year: int, place: home.Home | None = None, *, accept_uncertain: bool = False
) -> Method:
    """Return the method of a fiscal year.

    Parameters
    ----------
    fiscal_year : int
        Buddhist-era fiscal year, such as 2564.
    place : Home, optional
        Home to read from; a method that the office wrote itself comes before the one
        that comes with govlab.
    accept_uncertain : bool
        Take parts that no source settles as they stand. Without it, scoring refuses at
        the depth where such a part would be used, and names it.

    Raises
    ------
    UnknownNameError
        When there is no method file for the year.
    InputError
        When the file breaks a rule.

    Examples
    --------
    >>> how = method(2564)
    >>> how.codes("OIT", "sub_indicator")
    ('9.1', '9.2', '9.3', '9.4', '9.5', '10.1', '10.2')
    >>> len(how.codes("IIT", "response")), how.points("I9")
    (51, (100, 67, 33, 0))
    """
    known = methods(place)
    if fiscal_year not in known:
        raise UnknownNameError(
            message("ita.no_method", fiscal_year=fiscal_year, known=", ".join(map(str, known)))
        )
    own = own_folder(place) / f"{fiscal_year}.yaml"
    if own.is_file():
        content, provenance = files.read_yaml(own), _own_provenance(own, fiscal_year)
    else:
        tree = datasets.read_tree(f"{_FOLDER}{fiscal_year}", place)
        content, provenance = tree.content, tree.provenance
    found = shaped(content, provenance.path)
    if found.fiscal_year != fiscal_year:
        raise InputError(message("ita.wrong_year", path=provenance.path, found=found.fiscal_year))
    return built(found, provenance, accept_uncertain=accept_uncertain)


def shaped(content: object, where: str) -> MethodShape:
    """Return the content of a method file, every rule of it held."""
    found = files.shaped(content, MethodShape, where)
    wrong = [one.words for one in broken_rules(found)]
    if wrong:
        raise InputError(message("ita.method_broken", path=where, lines=wrong))
    return found


def built(found: MethodShape, provenance: Provenance, *, accept_uncertain: bool) -> Method:
    """Return the method that a file describes."""
    rules = found.aggregation
    bases = {
        "weights": found.weights_basis,
        "rounding": found.rounding,
        "grades": found.grades,
        "parts": rules.parts,
        "questions": rules.questions,
        "missing": rules.missing,
    }
    return Method(
        fiscal_year=found.fiscal_year,
        instruments=tuple(
            Instrument(
                one.code, _name(one.name), one.weight, _basis(one.answers), _sample(one.sample)
            )
            for one in found.instruments
        ),
        places=found.rounding.places,
        bands=tuple(
            Band(one.grade, one.lower, one.floor, _name(one.name) if one.name else {})
            for one in found.grades.bands
        ),
        pass_mark=found.grades.pass_mark,
        provenance=provenance,
        indicators=tuple(
            Part(one.code, one.of, _name(one.name), _basis(one)) for one in found.indicators
        ),
        sub_indicators=tuple(
            Part(one.code, one.of, _name(one.name), _basis(one)) for one in found.sub_indicators
        ),
        items=tuple(
            Item(one.code, one.of, one.scale, tuple(one.polarity), _name(one.topic), _basis(one))
            for one in found.items
        ),
        scales={
            code: Scale(
                code,
                tuple(one.points for one in answers),
                tuple(_name(one) for one in answers),
            )
            for code, answers in found.scales.items()
        },
        missing=rules.missing.rule,
        bases={name: _basis(one) for name, one in bases.items()},
        calendar=tuple(
            Period(one.code, _name(one.name), one.first, one.last, _basis(one))
            for one in found.calendar
        ),
        accept_uncertain=accept_uncertain,
    )


def _name(one: NameShape) -> dict[str, str]:
    return {"th": one.th, "en": one.en}


def _basis(one: BasisShape) -> Basis:
    return Basis(one.certainty, one.source)


def _sample(one: SampleShape | None) -> Sample | None:
    if one is None:
        return None
    return Sample(one.share, one.least, one.above, one.large, _basis(one))


def _own_provenance(path: Path, fiscal_year: int) -> Provenance:
    title = message("ita.own_method", fiscal_year=fiscal_year)
    return Provenance(
        name=f"{_FOLDER}{fiscal_year}",
        title={lang: title.in_language(lang) for lang in ("th", "en")},
        path=f"state/ita_methods/{path.name}",
        sources=(title.in_language("th"),),
        section="",
        source_ids=(),
        licence="CC-BY-4.0",
        synthetic=False,
        sha256=files.sha256(path),
    )
