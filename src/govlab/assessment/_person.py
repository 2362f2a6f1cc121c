"""One person's answers: the five states, the points, the result. Plain Python, for browsers too."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from govlab.assessment._policy import Policy
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course import Item, Snapshot

#: Between the option ids of one answer; the ids stand in alphabetical order.
JOIN = "+"


class State(StrEnum):
    """What became of one item of a sitting."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class PersonResult:
    """The result of one sitting of one person; the numbers are those of table `results`.

    Parameters
    ----------
    score, max : float
        Points scored, points that could be scored.
    percent : float
        100 × score ÷ max.
    passed : bool
        Whether the exact score, not the rounded one, reaches the pass mark.
    states : dict of str to State
        By item code, in the order of the form.
    points : dict of str to Fraction
        Exact points by item code.
    """

    score: float
    max: float
    percent: float
    passed: bool
    states: Mapping[str, State]
    points: Mapping[str, Fraction]

    def count(self, state: State) -> int:
        """Return how many items are in `state`."""
        return Counter(self.states.values())[state]


def choice_of(answer: str | Collection[str] | None, item: "Item") -> frozenset[str]:
    """Return the option ids that `answer` chooses; none of them is no answer.

    Raises
    ------
    UnknownNameError
        When the item has no such option, or an option is chosen twice.
    """
    if isinstance(answer, str):
        ids = [one.strip() for one in answer.split(JOIN)] if answer.strip() else []
    else:
        ids = list(answer or ())
    known = {option.id for option in item.options}
    if not known.issuperset(ids) or len(set(ids)) < len(ids):
        raise UnknownNameError(
            message(
                "assessment.unknown_option",
                value=answer if isinstance(answer, str) else JOIN.join(ids),
                item=item.code,
                known=", ".join(sorted(known)),
            )
        )
    return frozenset(ids)


def mark(item: "Item", chosen: frozenset[str]) -> tuple[State, Fraction]:
    """Return the state and the points of an answer to `item`.

    One right option: all points or none; two options marked are wrong. Several right
    options: (right chosen − wrong chosen) ÷ right, never below 0. The rule for partly
    right answers is our design: choosing everything earns nothing that guessing would not.
    """
    right = {option.id for option in item.options if option.correct}
    if not chosen:
        return State.UNANSWERED, Fraction(0)
    if chosen == right:
        return State.CORRECT, Fraction(item.points)
    balance = len(chosen & right) - len(chosen - right)
    if item.type == "single" or balance <= 0:
        return State.WRONG, Fraction(0)
    return State.PARTIAL, Fraction(item.points * balance, len(right))


def full_marks(snapshot: "Snapshot") -> int:
    """Return the points of the whole form.

    Raises
    ------
    InputError
        When there are none: a share of nothing says nothing.
    """
    total = sum(item.points for item in snapshot.items)
    if total <= 0:
        raise InputError(message("assessment.no_points", form=snapshot.form_id))
    return total


def grade_person(
    answers: Mapping[str, str | Collection[str] | None],
    snapshot: "Snapshot",
    policy: Policy | None = None,
) -> PersonResult:
    """Grade one person's sitting; :func:`grade` gives the same for many.

    Parameters
    ----------
    answers : mapping
        Item code to the answer: option ids joined by ``+`` or as a collection, empty
        or missing where there is none.
    snapshot : Snapshot
        Of the sitting.
    policy : Policy, optional
        With the pass mark; that of the snapshot when not given.

    Raises
    ------
    UnknownNameError
        When an item is not on the form, or an option not of its item.

    Examples
    --------
    >>> from govlab import course
    >>> bank = course.load("governance")
    >>> form, key = course.draw_form(bank, "demo", 2567)
    >>> grade_person(key.answers, course.snapshot(bank, form)).percent
    100.0
    """
    policy = policy or Policy.declared(snapshot)
    known = [item.code for item in snapshot.items]
    for code in answers:
        if code not in known:
            words = message("assessment.unknown_item", value=code, form=snapshot.form_id)
            raise UnknownNameError(words)
    states: dict[str, State] = {}
    points: dict[str, Fraction] = {}
    for item in snapshot.items:
        states[item.code], points[item.code] = mark(item, choice_of(answers.get(item.code), item))
    for code in reversed(known):
        if states[code] is not State.UNANSWERED:
            break
        states[code] = State.NOT_REACHED
    most, score = full_marks(snapshot), sum(points.values(), Fraction(0))
    return PersonResult(
        score=float(score),
        max=float(most),
        percent=float(100 * score / most),
        passed=score >= policy.pass_share * most,
        states=states,
        points=points,
    )
