"""A question as a widget: in JupyterLab and in Voila, over the components' messages."""

from collections.abc import Iterator
from typing import Any

import anywidget
import traitlets

from govlab.chance import Stream
from govlab.classroom._answers import Answer, read_answer, refusal
from govlab.classroom._components import esm, style
from govlab.classroom._journal import Store
from govlab.classroom._payload import payload
from govlab.course import FormItem, Item
from govlab.errors import GovlabError, InputError
from govlab.text import check_language, message


class Exercise(anywidget.AnyWidget):
    """A question that a trainee answers in a notebook.

    State: `item` (what is shown), `response` (what is chosen), `saved` and `receipt`
    (what is on disk, and since when), each but the first by the code of what is
    answered; a case has several. Only `saved` and `receipt` are facts: `response` is
    what the browser says.

    Parameters
    ----------
    item : Item or FormItem
        A practice item with its key, or a question as a form shows it.
    lang : {"th", "en"}
        Language to begin with.
    practice : bool
        Whether the browser gets the key of an :class:`Item`, to give feedback at once.
        A :class:`FormItem` has no key to give.
    store : Store, optional
        Where answers are kept; without one they stay in the browser's outbox.
    sitting, person : str
        Under which names they are kept.
    stream : Stream, optional
        Shuffles the options.

    Raises
    ------
    InputError
        When an exam item is to be shown for practice.

    Examples
    --------
    >>> from govlab import course
    >>> item = course.load("governance").items["interests/street-light"]
    >>> exercise = Exercise(item)
    >>> exercise.item["type"], "key" in exercise.item
    ('single', True)
    """

    _css = style()
    item = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("th").tag(sync=True)
    sitting = traitlets.Unicode("practice").tag(sync=True)
    person = traitlets.Unicode("").tag(sync=True)
    response = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)
    receipt = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        item: Item | FormItem,
        *,
        lang: str = "th",
        practice: bool = True,
        store: Store | None = None,
        sitting: str = "practice",
        person: str = "",
        stream: Stream | None = None,
    ) -> None:
        shown = payload(item, practice=practice, stream=stream)
        self._store = store
        self._items = {one.code: one for one in _scored(item)}
        kept = store.latest(sitting, person) if store else {}
        mine = {code: kept[code] for code in self._items if code in kept}
        # The module depends on the type; anywidget takes it from the instance as well.
        self._esm = esm(item.type)
        super().__init__(
            item=shown,
            lang=check_language(lang),
            sitting=sitting,
            person=person,
            saved={code: one.response for code, one in mine.items()},
            response={code: one.response for code, one in mine.items()},
            receipt={code: {"id": one.id, "time": one.time} for code, one in mine.items()},
        )
        self.on_msg(lambda _, content, __: self._answer(content))

    def __repr__(self) -> str:
        # What a page without widgets shows in its place.
        return f"Exercise({self.item['id']!r})"

    def receive(self, content: object) -> dict[str, Any]:
        """Record the answer in a message and return the receipt, or say why not.

        Raises
        ------
        FaultError
            When it could not be written; the browser keeps the answer and sends it again.
        """
        try:
            answer = read_answer(content)
            self._check(answer)
            if self._store is None:
                return {}
            receipt = self._store.record(answer)
        except InputError as error:
            return refusal(content, error)
        told = {"id": receipt.id, "time": receipt.time}
        self.saved = {**self.saved, receipt.item: receipt.response}
        self.receipt = {**self.receipt, receipt.item: told}
        return receipt.as_message()

    def _answer(self, content: object) -> None:
        try:
            reply = self.receive(content)
        except GovlabError:
            return  # no receipt: the component tells the trainee, and tries again
        if reply:
            self.send(reply)

    def _check(self, answer: Answer) -> None:
        """Refuse what is no answer to what is shown here."""
        item = self._items.get(answer.item)
        here = (self.sitting, self.person)
        if item is None or here != (answer.sitting, answer.person):
            raise InputError(message("classroom.other_item", item=answer.item))
        if (item.version, item.variant) != (answer.version, answer.variant):
            raise InputError(message("classroom.other_item", item=answer.item))
        if isinstance(item, Item):
            item.response(answer.response)


def _scored(item: Item | FormItem) -> Iterator[Item | FormItem]:
    yield from item.scored if isinstance(item, Item) else item.questions or (item,)
