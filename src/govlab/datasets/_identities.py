"""Identities: arithmetic that the figures obey, declared in ``datasets/identities.yaml``.

Each kind is one rule of :mod:`govlab.datasets._identity_kinds`. A digit that is changed
breaks the arithmetic it takes part in, whatever the checksums say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govlab import files, home
from govlab.datasets._identity_kinds import KINDS, Rows, select
from govlab.datasets._package import resource
from govlab.errors import InputError
from govlab.text import message


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where an identity does not hold."""

    dataset: str
    at: str
    identity: str
    left: str
    right: str


def broken(rules: list[dict[str, Any]], rows: Rows) -> Iterator[Broken]:
    """Yield every place where one of `rules` does not hold.

    Raises
    ------
    InputError
        When a rule is of no known kind.
    """
    for rule in rules:
        check = KINDS.get(rule["kind"])
        if check is None:
            raise InputError(
                message("datasets.identity_kind", kind=rule["kind"], known=", ".join(KINDS))
            )
        sides = (rule, *(one for one in rule.values() if isinstance(one, dict) and "in" in one))
        if not all(select(one, rows) for one in sides):
            # What speaks of nothing would hold whatever the figures are.
            yield Broken("identities", str(rule["in"]), rule["id"], "0", "≥ 1")
            continue
        for at, left, right in check(rule, rows):
            yield Broken(str(rule["in"]).partition("#")[0], at, rule["id"], left, right)


def bound(rules: list[dict[str, Any]], rows: Rows) -> frozenset[tuple[str, str, str]]:
    """Return the cells that an identity binds: list path, place, column."""
    return frozenset(
        (one.list_path, one.at, name)
        for rule in rules
        if "binds" in rule
        for one in select(rule, rows)
        for name in rule["binds"]
    )


def read(place: home.Home | None) -> list[dict[str, Any]]:
    """Return the declared identities of the home."""
    found = resource("identities", place)
    return list(files.read_yaml(found.path)["identities"])
