"""How a sitting is judged: the pass mark, and which of several attempts counts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast, get_args

from govlab.errors import InputError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course import Snapshot

Attempt = Literal["last", "first", "best"]

_FULL_MARKS = 100
_ID = re.compile(r"pass([0-9]+(?:\.[0-9]+)?)-([a-z]+)")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules by which answers become a result.

    Parameters
    ----------
    pass_mark : Decimal
        Per cent of the points from which a person passes. It is the curriculum's, and
        another number than the cohort's target.
    attempt : {"last", "first", "best"}
        Which attempt counts when a person sat more than once.

    Raises
    ------
    InputError
        When the pass mark is not within 0–100.
    UnknownNameError
        When `attempt` is none of the three.

    Examples
    --------
    >>> Policy(Decimal(80)).id
    'pass80-last'
    """

    pass_mark: Decimal
    attempt: Attempt = "last"

    def __post_init__(self) -> None:
        mark = self.pass_mark
        if not (mark.is_finite() and 0 <= mark <= _FULL_MARKS):
            raise InputError(message("assessment.pass_mark", value=str(mark)))
        if self.attempt not in get_args(Attempt):
            known = ", ".join(get_args(Attempt))
            raise UnknownNameError(
                message("assessment.unknown_attempt", value=self.attempt, known=known)
            )

    @property
    def id(self) -> str:
        """The policy in a word, as the column `policy` of results holds it."""
        digits = f"{self.pass_mark:f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return f"pass{digits}-{self.attempt}"

    @classmethod
    def declared(cls, snapshot: "Snapshot", attempt: Attempt = "last") -> "Policy":
        """Return the policy with the pass mark that the sitting's curriculum declares."""
        return cls(snapshot.pass_mark, attempt)

    @classmethod
    def from_id(cls, policy_id: str) -> "Policy":
        """Return the policy that `policy_id` names.

        Raises
        ------
        UnknownNameError
            When it names none.

        Examples
        --------
        >>> Policy.from_id("pass62.5-best")
        Policy(pass_mark=Decimal('62.5'), attempt='best')
        """
        found = _ID.fullmatch(policy_id)
        if not found:
            raise UnknownNameError(message("assessment.unknown_policy", value=policy_id))
        return cls(Decimal(found[1]), cast("Attempt", found[2]))

    @property
    def pass_share(self) -> Fraction:
        """The pass mark as an exact share of the points, 0–1."""
        return Fraction(self.pass_mark) / _FULL_MARKS
