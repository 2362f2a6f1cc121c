"""The sealed store: who complained, for those who must know, and nowhere else.

A log that comes with identities is parted in two. What goes on has a pseudonym for each case
(HMAC-SHA-256 of its id under a key that only the store holds); what stays is sealed by a
passphrase in the home's ``state/identities``. The same case has the same pseudonym whenever
it comes again, and without the store nobody can tell which case a pseudonym is.
"""

import hmac
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from govlab import files, home
from govlab.chance import new_secret
from govlab.complaints._conformance_trail import coded, document_of
from govlab.complaints._exposure_guard import Identities, identities_in, scrubbed, secret_columns
from govlab.course import _sealed
from govlab.errors import InputError, MissingFileError
from govlab.files import canonical_json
from govlab.text import message

if TYPE_CHECKING:
    from govlab.logs import Log

FOLDER = "identities"
#: Environment variable with the passphrase, for machines that nobody sits at.
PASSPHRASE = "GOVLAB_IDENTITIES_PASSPHRASE"  # noqa: S105  # the variable's name
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")
_DIGITS = 20


@dataclass(frozen=True)
class Store:
    """What a sealed store holds.

    Parameters
    ----------
    key : bytes
        Under which pseudonyms are made.
    people : mapping of str to mapping
        Pseudonym to the case's own id and to what its secret columns held.
    """

    key: bytes = field(repr=False)
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def pseudonym(self, case: str) -> str:
        """Return the pseudonym of a case.

        Examples
        --------
        >>> Store(bytes(32)).pseudonym("7/2566")
        'P-74e26a5d548020d651cf'
        """
        return f"P-{hmac.digest(self.key, case.encode(), 'sha256').hex()[:_DIGITS]}"


def path_of(name: str, place: home.Home) -> Path:
    """Return the file of a store, which need not exist.

    Raises
    ------
    InputError
        When the name is none for a file.
    FaultError
        When the home has no state, or its folder is synchronised or on a network drive.
    """
    if not _NAME.fullmatch(name):
        raise InputError(message("complaints_check.store_name", value=name))
    return files.refuse_synced(place.state / FOLDER) / f"{name}.sealed"


def opened(name: str, place: home.Home, passphrase: str) -> Store:
    """Return a store.

    Raises
    ------
    MissingFileError
        When there is none of the name.
    TamperedError
        When the passphrase is wrong or the file was altered.
    """
    path = path_of(name, place)
    if not path.is_file():
        raise MissingFileError(message("complaints_check.no_store", path=str(path)))
    held = json.loads(_sealed.opened(path.read_bytes(), passphrase, str(path)))
    return Store(bytes.fromhex(held["key"]), held["people"])


def sealed(
    log: "Log",
    secret: Iterable[str],
    name: str,
    place: home.Home,
    passphrase: str,
    *,
    source: Callable[[int], bytes] = os.urandom,
) -> "Log":
    """Seal who complained into the home's store; return the log that may go on.

    Parameters
    ----------
    log : Log
        With identities in some columns of cases, or attributes of events.
    secret : iterable of str
        Which; those whose heading promises an identity are known.
    name : str
        Of the store; it is made when there is none, and added to when there is.
    place : Home
    passphrase : str
        At least 12 characters; without it nobody can open the store again.
    source : callable
        Gives random bytes; replaced in tests only.

    Returns
    -------
    Log
        Without the secret columns and their words elsewhere; cases by pseudonym.

    Raises
    ------
    InputError
        When no column holds an identity.
    TamperedError
        When there is a store that the passphrase does not open.
    """
    path = path_of(name, place)
    columns = secret_columns(log, secret)
    if not columns:
        raise InputError(message("complaints_check.no_secret", source=log.provenance.source))
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    with files.lock(path.parent / name):
        store = opened(name, place, passphrase) if path.exists() else Store(new_secret(source))
        found = _people(log, columns)
        people = dict(store.people)
        for case, held in found.items():
            alias = store.pseudonym(case)
            people[alias] = {**people.get(alias, {}), "case": case, **held}
        content = canonical_json({"key": store.key.hex(), "people": people})
        # The seal's header is the bank's: it names a curriculum, which this has none of.
        told = {"curriculum": "", "holds": FOLDER, "cases": len(people)}
        made = _sealed.sealed(content, passphrase, told, source=source)
        files.write_atomic(path, made, mode=_PRIVATE_FILE)
    identities = Identities(identities_in(log, columns))
    return _renamed(scrubbed(log.without(*columns), identities), store)


def _people(log: "Log", columns: set[str]) -> dict[str, dict[str, Any]]:
    """Return what each case's secret columns and attributes hold."""
    found: dict[str, dict[str, Any]] = {}
    for frame in (log.cases, log.events):
        for name in sorted(columns & set(map(str, frame.columns))):
            told = frame[["case", name]].dropna().drop_duplicates("case")
            for case, value in zip(told["case"], told[name], strict=True):
                found.setdefault(str(case), {})[name] = str(value)
    if "attributes" in log.events.columns:
        codes, texts = coded(log.events["attributes"])
        holding = [
            {key: one for key, one in document_of(text).items() if key in columns} for text in texts
        ]
        cases = log.events["case"].astype(str).to_numpy()
        for row, code in enumerate(codes.tolist()):
            if code >= 0 and holding[code]:
                found.setdefault(cases[row], {}).update(holding[code])
    return found


def _renamed(log: "Log", store: Store) -> "Log":
    """Return the log with pseudonyms for its cases."""

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        codes, values = coded(frame["case"])
        aliases = [store.pseudonym(str(one)) for one in values]
        array = pd.array(aliases, dtype="str").take(codes)
        return frame.assign(case=pd.Series(array, index=frame.index))

    return replace(
        log,
        events=renamed(log.events),
        cases=renamed(log.cases),
        relations=None if log.relations is None else renamed(log.relations),
    )
