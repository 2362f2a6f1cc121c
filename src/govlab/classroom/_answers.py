"""The two messages between a component and whoever keeps the answers: answer and receipt.

``answer``: ``{kind, id, at, sitting, person, item, version, variant, response}``, where
`id` is the sender's UUID: sent twice, it is recorded once and gets the same receipt.
``receipt``: ``{kind, id, item, response, time}``, sent only when the answer is on disk.
``refusal``: ``{kind, id, item, words}``, when it can never be recorded as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govlab.errors import GovlabError, InputError
from govlab.text import LANGUAGES, message

#: Signs that a response may have: many pages of text, and no more than a disk should bear.
LONGEST = 50_000
_NAME = 200
_TEXTS = ("id", "sitting", "person", "item", "variant", "response")
_LONE = re.compile("[\ud800-\udfff]")  # half a sign has no UTF-8 and could not be written
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a component sends it.

    Parameters
    ----------
    id : str
        UUID made by the sender, new for every change of the answer.
    sitting, person : str
        What is sat, and who answers.
    item : str
        Code of what is answered: ``module/item`` or ``module/case/question``.
    version : int
    variant : str
        Of a templated item.
    response : str
        Empty when the answer was taken back.
    """

    id: str
    sitting: str
    person: str
    item: str
    version: int
    variant: str
    response: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The promise that an answer is on disk.

    Parameters
    ----------
    id, item, response : str
        The answer's.
    time : str
        When it was written, ISO 8601 with offset.
    """

    id: str
    item: str
    response: str
    time: str

    def as_message(self) -> dict[str, Any]:
        """Return the receipt as a component expects it."""
        return {
            "kind": "receipt",
            "id": self.id,
            "item": self.item,
            "response": self.response,
            "time": self.time,
        }


def read_answer(content: object) -> Answer:
    """Return the answer in a message, which may hold anything: whoever can, will send it.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> read_answer({"kind": "answer"})
    Traceback (most recent call last):
    ...
    govlab.errors.InputError: the message of an answer must keep its form (id); reload ...
    """
    if not isinstance(content, Mapping) or content.get("kind") != "answer":
        raise InputError(message("classroom.answer_shape", fault="kind"))
    texts = {name: _text(content.get(name), name) for name in _TEXTS}
    version = content.get("version")
    if not _UUID.fullmatch(texts["id"]):
        raise InputError(message("classroom.answer_shape", fault="id"))
    if not isinstance(version, int) or isinstance(version, bool):
        raise InputError(message("classroom.answer_shape", fault="version"))
    return Answer(**texts, version=version)


def _text(value: object, name: str) -> str:
    most = LONGEST if name == "response" else _NAME
    if not isinstance(value, str) or _LONE.search(value):
        raise InputError(message("classroom.answer_shape", fault=name))
    if len(value) > most:
        raise InputError(message("classroom.answer_long", found=len(value), most=most))
    return value


def refusal(content: object, error: GovlabError) -> dict[str, Any]:
    """Return the message that says why an answer is not recorded."""
    told = content if isinstance(content, Mapping) else {}
    return {
        "kind": "refusal",
        "id": told.get("id"),
        "item": told.get("item"),
        "words": {lang: error.in_language(lang) for lang in LANGUAGES},
    }
