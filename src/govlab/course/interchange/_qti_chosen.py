"""QTI's choices as ours: one right option, several, or a verdict with its reason."""

from fractions import Fraction

from govlab.course._words import Text
from govlab.course.interactions import Choice, Interaction, Option, TrueFalse
from govlab.course.interchange._qti_asked import Asked, choices_of, lettered
from govlab.course.interchange._qti_tree import Node
from govlab.course.interchange._qti_write import WEIGHED
from govlab.text import message

_VERDICTS = {
    "true": True,
    "ถูก": True,
    "จริง": True,
    "false": False,
    "ผิด": False,
    "เท็จ": False,
}
_PAIR = 2


def chosen(asked: Asked) -> Interaction:
    """Return a choice, or the verdict that a choice between true and false is.

    Raises
    ------
    UnreadError
        When it has no key, or more options than letters.
    """
    choices = choices_of(asked.one)
    if (truth := _verdict(asked, choices)) is not None:
        return truth
    letters = lettered(choices)
    declaration = asked.declaration(asked.response)
    several = declaration is not None and declaration.get("cardinality") == "multiple"
    names = [one.get("identifier") for one in choices]
    marks = asked.marks()
    right = set(asked.right())
    if not right and asked.rule == "map":
        gains = {name: mark for name, mark in marks.items() if mark > 0}
        best = max(gains.values(), default=None)
        right = {name for name, mark in gains.items() if several or mark == best}
    if not right & set(names):
        raise asked.no_key()
    if asked.rule == "match" and several:
        asked.tell(message("interchange_b.all_or_nothing"))
    if asked.rule == "none" and not asked.own:
        asked.tell(message("interchange_b.no_scoring"))
    shares = _credits(asked, names, right, several=several) if asked.rule == "map" else {}
    reasons = asked.reasons()
    empty = Text("", "")
    options = tuple(
        Option(
            letter,
            asked.text(asked.said(one)),
            name in right,
            reasons.get(name, empty),
            shares.get(name),
        )
        for letter, name, one in zip(letters, names, choices, strict=True)
    )
    return Choice(options, several)


def _credits(
    asked: Asked, names: list[str], right: set[str], *, several: bool
) -> dict[str, Fraction]:
    """Return the credit of each option, none where it is that of the type's own rule."""
    marks = {name: mark for name, mark in asked.marks().items() if name in names}
    share = Fraction(1, len(right))
    usual = (
        {name: share if name in right else -share for name in names}
        if several
        else dict.fromkeys(right, Fraction(1))
    )
    if asked.own:
        return marks if asked.one.get("class") == WEIGHED else {}
    found = {name: mark for name, mark in marks.items() if mark}
    return {} if found == usual else dict.fromkeys(names, Fraction(0)) | marks


def _verdict(asked: Asked, choices: list[Node]) -> TrueFalse | None:
    """Return a choice between true and false as a verdict, None when it is another."""
    if len(choices) != _PAIR:
        return None
    truths: dict[str, bool] = {}
    for one in choices:
        name = one.get("identifier")
        truth = _VERDICTS.get(asked.said(one).strip().lower(), _VERDICTS.get(name.lower()))
        if truth is not None:
            truths[name] = truth
    right = asked.right() or [name for name, mark in asked.marks().items() if mark == 1]
    if set(truths.values()) != {True, False}:
        return None
    if len(right) != 1 or right[0] not in truths:
        raise asked.no_key()
    told = asked.reasons()
    names = {truth: name for name, truth in truths.items()}
    empty = Text("", "")
    options: tuple[Option, ...] = ()
    if len(asked.about) == _PAIR:
        keys = asked.right(asked.about[1].get("responseIdentifier"))
        options = tuple(
            Option(
                letter,
                asked.text(asked.said(one)),
                one.get("identifier") in keys,
                told.get(one.get("identifier"), empty),
            )
            for letter, one in zip(
                lettered(choices_of(asked.about[1])), choices_of(asked.about[1]), strict=True
            )
        )
    if asked.rule == "map" and any(mark not in {0, 1} for mark in asked.marks().values()):
        asked.tell(message("interchange_b.weights"))
    return TrueFalse(
        truths[right[0]], told.get(names[True], empty), told.get(names[False], empty), options
    )
