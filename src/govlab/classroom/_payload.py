"""What a component is told of a question: what a trainee sees and, in practice, the key."""

from typing import Any

from govlab.chance import Stream
from govlab.course import FormItem, Item
from govlab.errors import InputError
from govlab.text import message


def payload(
    item: Item | FormItem, *, practice: bool = True, stream: Stream | None = None
) -> dict[str, Any]:
    """Return what a component shows, both languages of it.

    Parameters
    ----------
    item : Item or FormItem
    practice : bool
        Whether an :class:`Item` brings its key, ``interaction.as_dict()`` under ``key``.
    stream : Stream, optional
        Shuffles the options; one of the item's own name when not given.

    Raises
    ------
    InputError
        When the key of an exam item is asked for: no page and no widget may hold it.
    """
    if isinstance(item, FormItem):
        return item.as_dict()
    if practice and item.use != "practice":
        raise InputError(message("classroom.exam_item", item=item.code))
    return keyed(item, stream) if practice else _shown(item, stream).as_dict()


def keyed(item: Item, stream: Stream | None = None) -> dict[str, Any]:
    """Return a question with its key, whatever its use: for authors' own pages."""
    data = _shown(item, stream).as_dict()
    if item.type != "case":
        return data | {"key": item.interaction.as_dict()}
    for shown, question in zip(data["questions"], item.scored, strict=True):
        shown["key"] = question.interaction.as_dict()
    return data


def _shown(item: Item, stream: Stream | None) -> FormItem:
    return item.shown(stream or Stream(0, "practice", item.code))
