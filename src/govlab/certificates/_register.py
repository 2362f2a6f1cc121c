"""The register: every certificate issued and revoked, each exactly once."""

import hmac
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from govlab import home, thai
from govlab.certificates._certificate import Candidate, Certificate, one_line, serial_text
from govlab.certificates._issuer import Issuer
from govlab.errors import ConflictError, InputError, UnknownNameError, Words
from govlab.ledger import Event, Ledger
from govlab.text import LANGUAGES, Message, message

if TYPE_CHECKING:
    from govlab.ledger import Transaction

# Kinds of events. The first of an issuer holds the secret that seals its PDFs.
OPENED, ISSUED, REVOKED = "opened", "issued", "revoked"

_SEAL_KEY = 32  # bytes


class Register:
    """The certificates of an issuer, in a ledger.

    Names stand only in the bodies of events, which can be erased; serials, times and
    commitments stay. Any number of threads and processes may issue at once.

    Parameters
    ----------
    place : str or Path
        File of the ledger, made on first use, or URL of a PostgreSQL database.
    randbytes : callable
        Source of salts and of the seal key. The operating system's, except in tests.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from govlab.certificates import DEMONSTRATION
    >>> noon = datetime(2026, 11, 22, 12, tzinfo=thai.BANGKOK)
    >>> with TemporaryDirectory() as folder, Register(Path(folder, "register.db")) as register:
    ...     for _ in range(2):  # again is no second certificate
    ...         (one,) = register.issue(
    ...             [Candidate("007", "นางสาว", "สมหญิง ใจดี")],
    ...             curriculum="governance",
    ...             title=message("text.language_name"),
    ...             cohort="2570-1",
    ...             issuer=DEMONSTRATION,
    ...             now=noon,
    ...         )
    ...     one.serial, one.holder, len(register.list())
    ('DEMO-2570-00001', 'นางสาวสมหญิง ใจดี', 1)
    """

    def __init__(
        self, place: str | Path, *, randbytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        self.ledger = Ledger(place, "register", randbytes=randbytes)
        self._randbytes = randbytes

    @classmethod
    def of(cls, issuer: Issuer, place: home.Home | None = None) -> Self:
        """Return the register of `issuer` in the state folder of a home."""
        return cls(register_file(place or home.find(), demonstration=issuer.demonstration))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of this process."""
        self.ledger.close()

    def issue(
        self,
        candidates: Sequence[Candidate],
        *,
        curriculum: str,
        title: Words,
        cohort: str,
        issuer: Issuer,
        now: datetime,
        version: str = "",
        actor: str | None = None,
    ) -> list[Certificate]:
        """Give each candidate a certificate, all or none; who has one keeps it.

        New serials run on from the last one of the issuer's fiscal year, in the order
        of `candidates`, without gaps.

        Parameters
        ----------
        candidates : sequence of Candidate
            Those who passed, each person once.
        curriculum, cohort, version : str
            Ids; with issuer and person, the first two make a certificate unique.
        title : Words
            The curriculum's title in both languages.
        issuer : Issuer
            Who issues.
        now : datetime
            When, with a time zone. A certificate keeps the day of its first issue.
        actor : str, optional
            Who records it; the issuer's id when not given.

        Returns
        -------
        list of Certificate
            In the order of `candidates`. One that was revoked meanwhile is among them
            and says so.

        Raises
        ------
        ConflictError
            When somebody's title or name differs from the certificate that is there
            (that is a reissue), or was erased; or the register is another issuer's.
            Nothing is written then.
        InputError
            When a candidate has no name or code, or stands there twice.
        """
        people = _checked(candidates)
        day = now.astimezone(thai.BANGKOK).date()
        year = thai.fiscal_year_of(day).year
        course = {"id": curriculum, "version": version} | {
            "title": {lang: title.in_language(lang) for lang in LANGUAGES}
        }
        actor = actor or issuer.id
        with self.ledger.transaction(now=now) as transaction:
            secret = self._secret(transaction, issuer, actor)
            keys = [_key(issuer, curriculum, cohort, one.person) for one in people]
            found = [transaction.find(ISSUED, key) for key in keys]
            _refuse_changes(people, found)
            number = _last_number(transaction, issuer.prefix, year)
            events = []
            for one, key, event in zip(people, keys, found, strict=True):
                if event is None:
                    number += 1
                    body = {
                        "schema": 1,
                        "issuer": issuer.as_dict(),
                        "curriculum": course,
                        "cohort": cohort,
                        "person": one.person,
                        "title": one.title,
                        "name": one.name,
                        "issued": day.isoformat(),
                    }
                    serial = serial_text(issuer.prefix, year, number)
                    event = transaction.append(  # noqa: PLW2901 (what was not found is made)
                        kind=ISSUED, serial=serial, body=body, actor=actor, key=key
                    )
                events.append(event)
            revoked = {event.serial for event in transaction.events(kind=REVOKED)}
        return [_certificate(event, secret, revoked) for event in events]

    def revoke(self, serial: str, reason: str, *, actor: str, now: datetime) -> Event:
        """Record that `serial` no longer counts.

        Parameters
        ----------
        serial : str
            The certificate.
        reason, actor : str
            Why, and who decided it.
        now : datetime
            When, with a time zone.

        Raises
        ------
        UnknownNameError
            When the register has no such certificate.
        ConflictError
            When it is revoked already.
        InputError
            When no reason is given.
        """
        reason = one_line(reason)
        if not reason:
            raise InputError(message("certificates.no_reason", serial=serial))
        with self.ledger.transaction(now=now) as transaction:
            if next(transaction.events(kind=ISSUED, serial=serial), None) is None:
                raise UnknownNameError(message("certificates.no_serial", serial=serial))
            before = transaction.find(REVOKED, serial)
            if before is not None:
                words = message("certificates.revoked_already", serial=serial, time=before.time)
                raise ConflictError(words)
            body = {"schema": 1, "reason": reason}
            return transaction.append(
                kind=REVOKED, serial=serial, body=body, actor=actor, key=serial
            )

    def list(self, *, cohort: str | None = None) -> "list[Certificate]":
        """Return the certificates in order of issue, but for those whose holder was erased."""
        every = self._certificates(self.ledger.events(kind=ISSUED))
        return [one for one in every if cohort is None or one.cohort == cohort]

    def get(self, serial: str) -> Certificate:
        """Return the certificate `serial`.

        Raises
        ------
        UnknownNameError
            When the register has no such certificate, or its holder was erased.
        """
        for one in self._certificates(self.ledger.events(kind=ISSUED, serial=serial)):
            return one
        raise UnknownNameError(message("certificates.no_serial", serial=serial))

    def holds(self, serial: str) -> bool:
        """Tell whether `serial` was issued here, whatever became of it."""
        return next(self.ledger.events(kind=ISSUED, serial=serial), None) is not None

    def secret(self, prefix: str) -> bytes:
        """Return the secret that seals the PDFs of the issuer with `prefix`."""
        for event in self.ledger.events(kind=OPENED, serial=prefix):
            return bytes.fromhex(event.body["seal_key"])
        raise UnknownNameError(message("certificates.no_issuer", prefix=prefix))

    def _certificates(self, events: Iterator[Event]) -> Iterator[Certificate]:
        revoked = {event.serial for event in self.ledger.events(kind=REVOKED)}
        secrets = {
            event.serial: bytes.fromhex(event.body["seal_key"])
            for event in self.ledger.events(kind=OPENED)
        }
        for event in events:
            if not event.erased:
                prefix = event.serial.partition("-")[0]
                yield _certificate(event, secrets[prefix], revoked)

    def _secret(self, transaction: "Transaction", issuer: Issuer, actor: str) -> bytes:
        """Return the issuer's secret, made when the register is opened for it."""
        own = None
        for event in transaction.events(kind=OPENED):
            kept = event.body
            same = (kept["issuer"] == issuer.id, event.serial == issuer.prefix)
            if any(same) != all(same) or kept["demonstration"] != issuer.demonstration:
                words = message(
                    "certificates.other_issuer",
                    issuer=issuer.id,
                    prefix=issuer.prefix,
                    kept=kept["issuer"],
                    kept_prefix=event.serial,
                )
                raise ConflictError(words)
            if all(same):
                own = event
        if own is None:
            body = {
                "schema": 1,
                "issuer": issuer.id,
                "demonstration": issuer.demonstration,
                "seal_key": self._randbytes(_SEAL_KEY).hex(),
            }
            own = transaction.append(
                kind=OPENED, serial=issuer.prefix, body=body, actor=actor, key=issuer.id
            )
        return bytes.fromhex(own.body["seal_key"])


def registers(place: home.Home | None = None) -> list[Register]:
    """Return the registers that a home has: of its office, and of demonstrations.

    None is made that is not there.
    """
    place = place or home.find()
    paths = [register_file(place, demonstration=which) for which in (False, True)]
    return [Register(path) for path in paths if path.is_file()]


def register_file(place: home.Home, *, demonstration: bool) -> Path:
    """Return where a register stands: demonstrations have one of their own."""
    return place.state / ("register-demo.db" if demonstration else "register.db")


def seal_key(secret: bytes, serial: str) -> bytes:
    """Return the key that seals the PDF of one certificate."""
    return hmac.digest(secret, serial.encode(), "sha256")


def _key(issuer: Issuer, curriculum: str, cohort: str, person: str) -> str:
    return json.dumps([issuer.id, curriculum, cohort, person], ensure_ascii=False)


def _certificate(event: Event, secret: bytes, revoked: set[str]) -> Certificate:
    body = event.body
    return Certificate(
        serial=event.serial,
        issuer=Issuer.from_dict(body["issuer"]),
        curriculum=body["curriculum"]["id"],
        version=body["curriculum"]["version"],
        curriculum_title=body["curriculum"]["title"],
        cohort=body["cohort"],
        person=body["person"],
        title=body["title"],
        name=body["name"],
        issued=date.fromisoformat(body["issued"]),
        commitment=event.commitment,
        revoked=event.serial in revoked,
        seal_key=seal_key(secret, event.serial),
    )


def _checked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with their words tidied, after looking at each."""
    people = [Candidate(one.person, one_line(one.title), one_line(one.name)) for one in candidates]
    wrong: list[Message] = []
    seen: set[str] = set()
    for one in people:
        if not one.person or not one.name or not f"{one.title}{one.name}".isprintable():
            wrong.append(message("certificates.no_name", person=one.person, name=one.name))
        if one.person in seen:
            wrong.append(message("certificates.twice", person=one.person))
        seen.add(one.person)
    if wrong:
        raise InputError(message("certificates.bad_candidates", lines=wrong))
    return people


def _refuse_changes(people: Sequence[Candidate], found: Sequence[Event | None]) -> None:
    """Refuse whoever's certificate says another name than the candidate."""
    lines: list[Message] = []
    for one, event in zip(people, found, strict=True):
        if event is None:
            continue
        if event.erased:
            words = message("certificates.erased_line", person=one.person, serial=event.serial)
            lines.append(words)
        elif (event.body["title"], event.body["name"]) != (one.title, one.name):
            words = message(
                "certificates.changed_line",
                person=one.person,
                serial=event.serial,
                before=f"{event.body['title']} {event.body['name']}".strip(),
                now=f"{one.title} {one.name}".strip(),
            )
            lines.append(words)
    if lines:
        raise ConflictError(message("certificates.changed", lines=lines))


def _last_number(transaction: "Transaction", prefix: str, year: int) -> int:
    """Return the last number given to `prefix` in fiscal `year`.

    Numbers have no gaps, so that the first free one is found by doubling and halving.
    """

    def given(number: int) -> bool:
        return next(transaction.events(serial=serial_text(prefix, year, number)), None) is not None

    free = 1
    while given(free):
        free *= 2
    last = free // 2  # given, or 0
    while free - last > 1:
        middle = (free + last) // 2
        last, free = (middle, free) if given(middle) else (last, middle)
    return last
