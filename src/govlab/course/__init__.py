"""What is taught: curricula, items, forms and their keys, read from files and checked.

Content is data in ``course/``; the shapes of its files are in ``course._shapes``. What a
trainee gets is a :class:`Form` and holds no key; what a sitting is scored from is a
:class:`Snapshot` and holds all of it.
"""

from govlab.course._bank import load_bank
from govlab.course._check import Report, check
from govlab.course._finding import Finding
from govlab.course._form import Form, Key, draw_form
from govlab.course._item import Item
from govlab.course._load import curricula, load
from govlab.course._model import Blueprint, Curriculum, Module, Objective
from govlab.course._shown import FormItem, FormOption
from govlab.course._snapshot import Snapshot, snapshot
from govlab.course._versions import lock
from govlab.course._words import Law, Text
from govlab.course.interactions import Option

__all__ = [
    "Blueprint",
    "Curriculum",
    "Finding",
    "Form",
    "FormItem",
    "FormOption",
    "Item",
    "Key",
    "Law",
    "Module",
    "Objective",
    "Option",
    "Report",
    "Snapshot",
    "Text",
    "check",
    "curricula",
    "draw_form",
    "load",
    "load_bank",
    "lock",
    "snapshot",
]
