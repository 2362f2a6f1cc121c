"""Numbers of a declaration: looked up, held against what is recorded, and founded."""

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from govlab import datasets, home
from govlab.complaints._process import Basis, Quantity
from govlab.errors import Words
from govlab.text import message

if TYPE_CHECKING:
    from govlab.complaints._declaration_shapes import BasedShape, NumberShape, ShareShape

# A number that could not be found: rules that compare it do not hold against anybody.
UNKNOWN = float("nan")
# A written value may be a rounded print of the recorded one by no more than this.
_SAME = 1e-9


ASSUMPTIONS = "assumptions"
# Tables of what may be cited, and the column of the ids.
_CITED = {
    "source_facts": "id",
    "source_findings": "id",
    "references": "id",
    "legal_references": "code",
}


@lru_cache(maxsize=4)
def _grounds(
    place: home.Home, _stamps: tuple[tuple[int, int], ...]
) -> tuple[frozenset[str], datasets.Assumptions]:
    """Return ids and assumptions of a home, read anew when a file of them changed."""
    ids = frozenset(
        row[key] for name, key in _CITED.items() for row in datasets.load(name, place).records()
    )
    return ids, datasets.Assumptions(place=place)


@dataclass(frozen=True)
class Grounds:
    """What the numbers and steps of a home may rest on: ids and assumptions."""

    place: home.Home | None = None

    @cached_property
    def _read(self) -> tuple[frozenset[str], datasets.Assumptions]:
        place = self.place or home.find()
        folder = place.folder("datasets")
        stats = [(folder / f"{name}.csv").stat() for name in (*_CITED, ASSUMPTIONS)]
        return _grounds(place, tuple((one.st_mtime_ns, one.st_size) for one in stats))

    @property
    def ids(self) -> frozenset[str]:
        """Every id that may be cited: facts, findings, references, legal references."""
        return self._read[0]

    @property
    def assumptions(self) -> datasets.Assumptions:
        """The numbered assumptions."""
        return self._read[1]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of the assumptions, such as ``A-101``."""
        return frozenset(self.assumptions)

    def assumed(self, name: str) -> float | None:
        """Return the number that an assumption takes; None where it takes words."""
        try:
            return float(Decimal(self.assumptions[name].value))
        except InvalidOperation:
            return None


@dataclass
class Reading:
    """One reading of a declaration: what it rests on, and what is found wrong in it.

    Parameters
    ----------
    grounds : Grounds
    called : set of str
        Paths that the caller set.
    faults : list
        Sentences, each with its path, in the order of the file.
    unfounded : list of str
        Paths of numbers that rest on nothing.
    """

    grounds: Grounds
    called: AbstractSet[str] = frozenset()
    faults: list[Words] = field(default_factory=list)
    unfounded: list[str] = field(default_factory=list)

    def fault(self, path: str, words: Words) -> None:
        """Record that something is wrong at `path`."""
        self.faults.append(message("complaints_process.line", path=path, words=words))

    def unknown(self, path: str, kind: str, value: str, known: Iterable[str]) -> None:
        """Record that `value` names no `kind`."""
        every = list(known)
        near = get_close_matches(value, every, n=3, cutoff=0.5) or every[:8]
        self.fault(
            path,
            message(
                "complaints_process.unknown",
                value=value,
                kind=message(f"complaints_process.kind_{kind}"),
                known=", ".join(near) or "–",
            ),
        )

    def is_called(self, path: str) -> bool:
        """Whether the caller set what stands at `path`, or something that holds it."""
        steps = path.split(".")
        return any(".".join(steps[:n]) in self.called for n in range(1, len(steps) + 1))

    def basis(self, path: str, shape: "BasedShape") -> Basis:
        """Return what `shape` rests on, after looking up every id."""
        for number, name in enumerate(shape.sources):
            if name not in self.grounds.ids:
                self.unknown(f"{path}.sources.{number}", "source", name, self.grounds.ids)
        for name in shape.assumption:
            if name not in self.grounds.numbers:
                known = sorted(self.grounds.numbers)
                self.unknown(f"{path}.assumption", "assumption", name, known)
        return Basis(tuple(shape.sources), ";".join(shape.assumption) or None, self.is_called(path))

    def quantity(self, path: str, shape: "NumberShape") -> Quantity:
        """Return the number at `path`."""
        basis = self.basis(path, shape)
        if not basis.founded:
            self.unfounded.append(path)
        value = self._value(path, shape)
        times = 1.0 if shape.times is None else shape.times
        return Quantity(value * times, basis)

    def _value(self, path: str, shape: "NumberShape") -> float:
        if not shape.assumption:
            if shape.value is None:
                self.fault(path, message("complaints_process.no_number"))
                return UNKNOWN
            return shape.value
        (name, *_) = shape.assumption
        if name not in self.grounds.numbers:
            return UNKNOWN
        recorded = self.grounds.assumed(name)
        if recorded is None:
            if shape.value is not None:
                return shape.value
            words = self.grounds.assumptions[name].value
            self.fault(path, message("complaints_process.in_words", id=name, value=words))
            return UNKNOWN
        if shape.value is not None and not math.isclose(
            shape.value, recorded, rel_tol=_SAME, abs_tol=_SAME
        ):
            self.fault(
                path,
                message(
                    "complaints_process.differs",
                    value=f"{shape.value:g}",
                    id=name,
                    recorded=f"{recorded:g}",
                ),
            )
        return recorded

    def shares(
        self, path: str, shapes: Mapping[str, "ShareShape"], owner: Basis
    ) -> dict[str, Quantity]:
        """Return shares by name; one may be what the others leave."""
        found: dict[str, Quantity] = {}
        rest = [name for name, one in shapes.items() if one.rest]
        for name, one in shapes.items():
            if one.certain or one.rest:
                found[name] = Quantity(1.0, owner)
            else:
                found[name] = self.quantity(f"{path}.{name}", one)
        if len(rest) > 1:
            self.fault(f"{path}.{rest[1]}", message("complaints_process.two_rests"))
        elif rest:
            others = [one for name, one in found.items() if name != rest[0]]
            found[rest[0]] = Quantity(
                # Rounding may leave a rest a hair below nothing.
                _no_less(1 - math.fsum(one.value for one in others)),
                Basis(
                    tuple(dict.fromkeys(name for one in others for name in one.basis.sources)),
                    next((one.basis.assumption for one in others if one.basis.assumption), None),
                    any(one.basis.set_by_caller for one in others),
                ),
            )
        self.add_up(path, found)
        return found

    def add_up(self, path: str, shares: Mapping[str, Quantity]) -> None:
        """Expect every share from 0 to 1, and all of them to add up to 1."""
        for name, one in shares.items():
            if one.value < 0 or one.value > 1 + _SAME:
                self.fault(
                    f"{path}.{name}",
                    message("complaints_process.share", value=f"{one.value:g}"),
                )
        total = math.fsum(one.value for one in shares.values())
        if abs(total - 1) > _SAME:
            self.fault(path, message("complaints_process.sum", total=f"{total:.10g}"))


def _no_less(value: float) -> float:
    return 0.0 if -_SAME < value < 0 else value
