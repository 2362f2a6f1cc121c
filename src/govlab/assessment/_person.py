"""One person's answers: the five states, the points, the result. Plain Python, for browsers too."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from govlab.assessment._policy import Policy
from govlab.course.interactions import FreeText
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course import Item, Snapshot

# Points by criterion id.
Ratings = Mapping[str, int]


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


def mark(item: "Item", response: str, ratings: Ratings | None = None) -> tuple[State, Fraction]:
    """Return the state and the points of a response in its one spelling.

    The share of the points is the item type's own rule; see
    :mod:`govlab.course.interactions`. An answer in words takes `ratings`, the points of
    each criterion of its rubric.

    Raises
    ------
    InputError
        When an answer in words is not rated, or not as its rubric has it.
    """
    if not response:
        return State.UNANSWERED, Fraction(0)
    if isinstance(item.interaction, FreeText) and ratings is not None:
        credit = item.interaction.rated(ratings, item.code)
    else:
        credit = item.interaction.credit(response)
    states = {Fraction(0): State.WRONG, Fraction(1): State.CORRECT}
    return states.get(credit, State.PARTIAL), item.points * credit


def full_marks(snapshot: "Snapshot") -> int:
    """Return the points of the whole form.

    Raises
    ------
    InputError
        When there are none: a share of nothing says nothing.
    """
    total = sum(item.points for item in snapshot.scored)
    if total <= 0:
        raise InputError(message("assessment.no_points", form=snapshot.form_id))
    return total


def grade_person(
    answers: Mapping[str, str | Collection[str] | None],
    snapshot: "Snapshot",
    policy: Policy | None = None,
    *,
    ratings: Mapping[str, Ratings] | None = None,
) -> PersonResult:
    """Grade one person's sitting; :func:`grade` gives the same for many.

    Parameters
    ----------
    answers : mapping
        Item code to the answer, as :mod:`govlab.course.interactions` writes it or as a
        collection of option ids; empty or missing where there is none. What the form
        does not count is passed over.
    snapshot : Snapshot
        Of the sitting.
    policy : Policy, optional
        With the pass mark; that of the snapshot when not given.
    ratings : mapping, optional
        Item code to criterion id to points, for answers in words.

    Raises
    ------
    UnknownNameError
        When an item is not on the form, or an option not of its item.
    InputError
        When an answer is none of its item's type, or one in words is not rated.

    Examples
    --------
    >>> from govlab import course
    >>> bank = course.load("governance")
    >>> form, key = course.draw_form(bank, "demo", 2567)
    >>> grade_person(key.answers, course.snapshot(bank, form, key)).percent
    100.0
    """
    policy = policy or Policy.declared(snapshot)
    known = [item.code for item in snapshot.scored]
    asked = {item.code for item in snapshot.asked}
    for code in answers:
        if code not in asked:
            words = message("assessment.unknown_item", value=code, form=snapshot.form_id)
            raise UnknownNameError(words)
    states: dict[str, State] = {}
    points: dict[str, Fraction] = {}
    for item in snapshot.scored:
        code = item.code
        response = item.response(answers.get(code))
        states[code], points[code] = mark(item, response, (ratings or {}).get(code))
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
