"""Flaws of item writing: what gives a key away, or keeps it from those who know.

The rules are those of Haladyna, Downing and Rodriguez (2002), "A Review of
Multiple-Choice Item-Writing Guidelines for Classroom Assessment", *Applied Measurement in
Education* 15(3), 309–334, which Haladyna and Rodriguez (2013), *Developing and Validating
Test Items*, keeps; each rule names its guideline. Only rules are here that a program can
hold, in Thai and in English, and each is measured on labelled items, a part of them held
out (``tests/course/flaws``): it finds at least nine flaws in ten and speaks wrongly of at
most one other item in twenty. Rules that live on lists of words (``above``, ``absolute``,
``vague``) found five to nine in ten of wordings that their lists had not met; the lists
were then widened. ``joke`` claims no recall: its list is of subjects that no question of
governance is about, and absurdity has no end. Window dressing, opinions, trivial content
and two defensible keys are for readers.

==================  ===================================================================
``above``           an option speaks of other options: all, none, both A and B
``absolute``        absolute words in distractors alone
``clang``           the key repeats words of the stem
``convergence``     the key is made of the parts that options share
``double_negative`` a negative question with a negative answer
``grammar``         options do not go on from the stem
``implausible``     a distractor that answers nothing, or a stub
``joke``            a distractor from fortune telling, space, play and the like
``kinds``           one option of another kind
``longest``         the key is much longer than every distractor
``negative``        a negative in the stem that does not stand out
``order``           quantities out of order
``overlap``         two options are true together
``repeated``        every option begins with the same words
``unfocused``       the stem asks nothing
``vague``           an option says *often* or *sometimes*
==================  ===================================================================
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from govlab.course._finding import Finding
from govlab.course._model import Curriculum
from govlab.course.flaws import _cues, _options, _shape, _stems
from govlab.course.flaws._side import Side, realised, sides_of
from govlab.text import Message

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._template import Template

__all__ = ["CLAIMED", "RULES", "Side", "flaws", "flaws_of", "realised"]

# Measured rules; the others are right when they speak and often silent.
_UNMEASURED = {"joke"}

Rule = Callable[[Side], Message | None]

#: Every rule by its name.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "above": _options.above,
        "absolute": _options.absolute,
        "clang": _cues.clang,
        "convergence": _cues.convergence,
        "double_negative": _stems.double_negative,
        "grammar": _cues.grammar,
        "implausible": _options.implausible,
        "joke": _options.joke,
        "kinds": _shape.kinds,
        "longest": _cues.longest,
        "negative": _stems.negative,
        "order": _shape.order,
        "overlap": _shape.overlap,
        "repeated": _options.repeated,
        "unfocused": _stems.unfocused,
        "vague": _options.vague,
    }
)

#: Names of the rules that promise a recall and a share of false alarms.
CLAIMED = tuple(name for name in RULES if name not in _UNMEASURED)


def flaws(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield a finding for each flaw of each item, in teaching order.

    Examples
    --------
    >>> from govlab import course
    >>> [one.where for one in flaws(course.load("corporate"))]
    []
    """
    for item in curriculum.items.values():
        for code, rule, words in flaws_of(item):
            yield Finding(rule, f"{curriculum.id}/{code}", words)


def flaws_of(item: "Item | Template") -> Iterator[tuple[str, str, Message]]:
    """Yield code, rule and sentence of each flaw of one item.

    Of a template three variants are looked at; a flaw that they share is said once.
    """
    seen: set[tuple[str, str, str]] = set()
    for code, side in sides_of(item):
        for name, rule in RULES.items():
            if (code, name, side.lang) not in seen and (words := rule(side)):
                seen.add((code, name, side.lang))
                yield code, name, words
