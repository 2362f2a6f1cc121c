"""Answer edition and blank edition: whoever has the key scores all, who writes nothing none.

A release of a course stops unless its own key earns full marks, as otter-grader and
nbgrader insist for notebooks. What is graded here is what a sitting grades: the form is
drawn, its snapshot written to bytes and read again, and the answers go through the same
scoring as a trainee's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from govlab.assessment import PersonResult, State, grade_person
from govlab.chance import Stream
from govlab.course import Curriculum, Finding, Form, Item, Key, Snapshot, draw_form, snapshot
from govlab.course.flaws import realised
from govlab.course.interactions import FreeText
from govlab.errors import GovlabError
from govlab.text import message

# Seeds of the forms drawn from each blueprint, and variants of each template: enough that
# a pool too small for some draws is met; the variants' own test draws a thousand.
SEEDS = (1, 2, 3)


def editions(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield what keeps the answer edition from 100 % or the blank edition from 0 %.

    Each item is a form of its own, a template as three of its variants; then each
    blueprint is drawn under three seeds. An item that failed by itself is not said again.

    Examples
    --------
    >>> from govlab import course
    >>> list(editions(course.load("governance")))
    []
    """
    failed: set[str] = set()
    for item in curriculum.items.values():
        for one in realised(item):
            if item.code not in failed:
                found = list(_graded(curriculum, *_alone(curriculum, one)))
                failed.update([item.code, *(fault.code for fault in found)] if found else ())
                yield from (_finding(curriculum, fault, item.code) for fault in found)
    for name in curriculum.blueprints:
        where = f"blueprints.yaml: {name}"
        for seed in SEEDS:
            try:
                form, key = draw_form(curriculum, name, seed)
            except GovlabError as wrong:
                yield Finding("edition", f"{curriculum.id}/{where}", wrong.message)
                break
            for fault in _graded(curriculum, form, key):
                if fault.code not in failed:
                    failed.add(fault.code)
                    yield _finding(curriculum, fault, where)


@dataclass(frozen=True)
class _Fault:
    """One item that an edition does not grade as it must; no code where the form fails."""

    code: str
    edition: str
    state: str = ""
    points: str = ""
    full: int = 0
    wrong: GovlabError | None = None


def _finding(curriculum: Curriculum, fault: _Fault, where: str) -> Finding:
    place = f"{curriculum.id}/{fault.code or where}"
    parts = {"state": fault.state, "points": fault.points, "full": fault.full}
    if fault.wrong is not None and fault.edition == "answer":
        words = message("flaws.answer_stopped", wrong=fault.wrong.message)
    elif fault.wrong is not None:
        words = message("flaws.blank_stopped", wrong=fault.wrong.message)
    elif fault.edition == "answer":
        words = message("flaws.edition_answer", **parts)
    else:
        words = message("flaws.edition_blank", **parts)
    return Finding("edition", place, words)


def _alone(curriculum: Curriculum, item: Item) -> tuple[Form, Key]:
    """Return the form that asks `item` and nothing else."""
    form = Form(
        id=f"item-{item.fingerprint[:12]}",
        curriculum=curriculum.id,
        blueprint="item",
        title=curriculum.title,
        demonstration=True,
        published_share=100.0,
        items=(item.shown(Stream(SEEDS[0], "edition", item.code)),),
    )
    return form, Key(form.id, (item,))


def _graded(curriculum: Curriculum, form: Form, key: Key) -> Iterator[_Fault]:
    """Yield what the two editions of a form get wrong."""
    edition = "answer"
    try:
        sitting = Snapshot.from_bytes(snapshot(curriculum, form, key).as_bytes())
        answered = _answer_edition(sitting)
        edition = "blank"
        blank = grade_person({item.code: "" for item in sitting.asked}, sitting)
    except GovlabError as wrong:
        yield _Fault("", edition, wrong=wrong)
        return
    for item in sitting.scored:
        state, points = answered.states[item.code], answered.points[item.code]
        if state is not State.CORRECT or points != item.points:
            yield _Fault(item.code, "answer", state.value, f"{points}", item.points)
        state, points = blank.states[item.code], blank.points[item.code]
        if state is not State.NOT_REACHED or points:
            yield _Fault(item.code, "blank", state.value, f"{points}", item.points)


def _answer_edition(sitting: Snapshot) -> PersonResult:
    """Grade a sitting that answers everything by its key, words by their model answer."""
    answers = {item.code: item.interaction.answer for item in sitting.asked}
    ratings = {
        item.code: item.interaction.best
        for item in sitting.asked
        if isinstance(item.interaction, FreeText)
    }
    return grade_person(answers, sitting, ratings=ratings)
