"""The classroom: lessons as pages and notebooks, and the components of their exercises.

Each question type is one file in ``components/``, used as an anywidget in JupyterLab and
Voila and on a plain page: keyboard and touch, Thai first. A component keeps an answer in
the browser until its receipt has come; a :class:`Store` gives the receipt when the answer
is on disk. Practice items bring their key, for feedback at once; exam items never do.
"""

from typing import TYPE_CHECKING, Any

from govlab.classroom._answers import Answer, Receipt, read_answer, refusal
from govlab.classroom._bundle import trainee_bundle
from govlab.classroom._components import esm
from govlab.classroom._journal import Journal, Store, practice_journal
from govlab.classroom._leaks import Leak, leaks
from govlab.classroom._lesson import Lesson, lesson
from govlab.classroom._notebook import show_lesson
from govlab.classroom._page import page
from govlab.classroom._payload import payload
from govlab.classroom._secrets import secrets_of
from govlab.classroom._voila import serve_lesson

if TYPE_CHECKING:
    from govlab.classroom._exercise import Exercise

__all__ = [
    "Answer",
    "Exercise",
    "Journal",
    "Leak",
    "Lesson",
    "Receipt",
    "Store",
    "esm",
    "leaks",
    "lesson",
    "page",
    "payload",
    "practice_journal",
    "read_answer",
    "refusal",
    "secrets_of",
    "serve_lesson",
    "show_lesson",
    "trainee_bundle",
]


def __getattr__(name: str) -> Any:
    # Widgets need the extra `lab`; pages, messages and journals do not.
    if name == "Exercise":
        from govlab.classroom._exercise import Exercise

        return Exercise
    raise AttributeError(name)
