"""Certifying a cohort: who passed gets a certificate, all in one transaction, or nobody."""

from datetime import datetime

from govlab import certificates, home
from govlab.errors import ConflictError
from govlab.jobs._cohort import Cohort, named_in
from govlab.jobs._outcome import Outcome
from govlab.text import message


def issuer_of(cohort: Cohort) -> certificates.Issuer:
    """Return who certifies: no office issues on made-up people or a demonstration exam."""
    return certificates.DEMONSTRATION if cohort.demonstration else cohort.office


def certify(
    outcome: Outcome, keeper: home.Home, now: datetime
) -> tuple[Outcome, tuple[str, ...], tuple[str, ...]]:
    """Issue to those who passed; return the outcome with them, new serials and revoked ones."""
    cohort, issuer = outcome.cohort, issuer_of(outcome.cohort)
    if not cohort.bound:
        cohort.sitting.bind(cohort.request.seed, cohort.snapshot)
    with certificates.Register.of(issuer, keeper) as register:
        before = _held(register, cohort, issuer)
        candidates = certificates.candidates(cohort.roster, outcome.results)
        if not cohort.certifies:
            candidates = []
        try:
            register.issue(
                candidates,
                curriculum=cohort.snapshot.curriculum,
                version=cohort.snapshot.version,
                title=cohort.snapshot.title,
                cohort=cohort.id,
                issuer=issuer,
                now=now,
            )
        except ConflictError as conflict:
            holders = {one.person: one.holder for one in before}
            changed = {one.person for one in candidates if one.person in holders}
            places = named_in(cohort, {one: holders[one] for one in changed})
            words = message("jobs.changed", why=conflict.message, places=places)
            raise (ConflictError(words) if places else conflict) from conflict
        every = _held(register, cohort, issuer)
    known = {one.serial for one in before}
    new = tuple(one.serial for one in every if one.serial not in known)
    return outcome.with_certificates(every), new, tuple(one.serial for one in every if one.revoked)


def _held(
    register: certificates.Register, cohort: Cohort, issuer: certificates.Issuer
) -> list[certificates.Certificate]:
    """Return what the register holds of this cohort and curriculum, by this issuer."""
    return [
        one
        for one in register.list(cohort=cohort.id)
        if one.curriculum == cohort.snapshot.curriculum and one.issuer.id == issuer.id
    ]
