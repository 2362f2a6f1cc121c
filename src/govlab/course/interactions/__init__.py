"""How items are answered: one module a type, with its key, its answers and its credit.

=============  =====================================================================
``single``     :class:`Choice`: one right option
``multiple``   :class:`Choice`: several; partial credit
``truefalse``  :class:`TrueFalse`: a verdict and its reason
``ordering``   :class:`Ordering`: steps of a procedure
``matching``   :class:`Matching`: premises and options
``numeric``    :class:`Numeric`: a number with tolerance
``text``       :class:`FreeText`: a decision in words, rated by a rubric
``case``       :class:`Case`: a story with several questions
=============  =====================================================================
"""

from typing import Any

from govlab.course.interactions._base import Interaction, Option, Shown
from govlab.course.interactions._case import Case
from govlab.course.interactions._choice import Choice
from govlab.course.interactions._freetext import Criterion, FreeText, RubricLevel
from govlab.course.interactions._matching import Matching, Premise
from govlab.course.interactions._numeric import Numeric, NumericAnswer
from govlab.course.interactions._ordering import Ordering
from govlab.course.interactions._truefalse import TrueFalse

__all__ = [
    "TYPES",
    "Case",
    "Choice",
    "Criterion",
    "FreeText",
    "Interaction",
    "Matching",
    "Numeric",
    "NumericAnswer",
    "Option",
    "Ordering",
    "Premise",
    "RubricLevel",
    "Shown",
    "TrueFalse",
    "from_data",
]

_CLASSES: dict[str, type[Interaction]] = {
    "single": Choice,
    "multiple": Choice,
    "truefalse": TrueFalse,
    "ordering": Ordering,
    "matching": Matching,
    "numeric": Numeric,
    "text": FreeText,
    "case": Case,
}
#: Every type, as files name it.
TYPES = tuple(_CLASSES)


def from_data(kind: str, data: Any) -> Interaction:
    """Return the interaction of type `kind` of which ``as_dict`` gave `data`.

    Examples
    --------
    >>> words = {"th": "ก่อน", "en": "before"}
    >>> data = {"truth": True, "if_true": words, "if_false": words}
    >>> from_data("truefalse", data).answer
    'true'
    """
    return _CLASSES[kind].from_data(data, type=kind)
