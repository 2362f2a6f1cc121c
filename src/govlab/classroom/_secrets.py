"""What must not reach a trainee: keys, reasons, and questions of exam items."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from govlab.chance import Stream
from govlab.classroom._readings import bare, plain
from govlab.course._canary import canary

if TYPE_CHECKING:
    from govlab.course import Curriculum, Item, Module, Snapshot
    from govlab.course._template import Template

__all__ = ["SHORTEST", "Answer", "Secret", "Secrets", "secrets_of"]

#: Letters and digits from which a text tells one item from all others; "ถูกต้อง" does not.
SHORTEST = 12
#: So many variants of a template stand for all of them, beside its fixed words.
VARIANTS = 20
# A shorter text is a turn of phrase: where lessons use it too, it points at no item.
_TELLING = 32
# Fixed words of a template between two placeholders: shorter ones are joints of speech,
# and what several items ask ("which of these is right?") names none of them.
_SHORTEST_FRAGMENT = 32
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no trainee may get.

    Parameters
    ----------
    item : str
        Code of the item.
    what : str
        ``"canary"``, ``"stem"``, ``"reason"``, ``"model"``, ``"rubric"`` or ``"fingerprint"``.
    needle : str
        The bare text.
    """

    item: str
    what: str
    needle: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The key of one item, and by what a file may name the item beside it.

    Parameters
    ----------
    item : str
        Its code.
    answer : str
        The canonical answer, such as ``"b"`` or ``"a+c"``.
    stem : tuple of str
        Bare stems.
    right, wrong : tuple of str
        Bare texts of the options.
    """

    item: str
    answer: str
    stem: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Secrets:
    """All that one run of the gate looks for.

    Parameters
    ----------
    texts : tuple of Secret
    answers : tuple of Answer
    runs : tuple of (str, tuple of str)
        Name and answers of each form's key, in the order of the form.
    shown : bool
        Whether the questions themselves may stand there, as in a form.
    """

    texts: tuple[Secret, ...] = ()
    answers: tuple[Answer, ...] = ()
    runs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shown: bool = False


def secrets_of(
    curricula: "Iterable[Curriculum]",
    *,
    bank: "Iterable[Item | Template]" = (),
    sittings: "Iterable[Snapshot]" = (),
    shown: bool = False,
) -> Secrets:
    """Return what no trainee may get of these curricula, bank and open sittings.

    Of every exam item, of every question of a case and of 20 variants of every template:
    its canary, stem, reasons, model answer, rubric, fingerprint and key. Practice items
    are published with their feedback and hold no secret, not even in a sitting; neither
    is a reason secret that a practice item gives in the same words, nor a turn of phrase
    of less than 32 letters that lessons and practice use too.

    Parameters
    ----------
    curricula : iterable of Curriculum
    bank : iterable of Item or Template
        The office's own items, all secret.
    sittings : iterable of Snapshot
        Sittings that are not closed: their feedback is secret too.
    shown : bool
        True for a form, which shows questions on purpose; only keys and feedback are
        looked for then.

    Examples
    --------
    >>> from govlab import course
    >>> found = secrets_of([course.load("governance")])
    >>> {"canary", "stem", "reason", "fingerprint"} <= {one.what for one in found.texts}
    True
    """
    curricula = tuple(curricula)
    sittings = tuple(sittings)
    waiting: list[Item | Template] = [
        *bank,
        *(one for whole in curricula for one in whole.items.values() if one.use == "exam"),
        *(one for sitting in sittings for one in sitting.items if one.use == "exam"),
    ]
    hidden = [_Told.of(one) for one in waiting]
    said = {
        needle
        for module in (one for whole in curricula for one in whole.modules.values())
        for needle in _published(module)
    }
    taught = "\n".join(said)
    # What a form asks on purpose tells nothing where an item's reason says it again.
    asked = "\n".join(needle for one in hidden for needle in one.asked) if shown else ""
    texts: dict[Secret, None] = {}
    answers: dict[Answer, None] = {}
    for one in hidden:
        texts[Secret(one.item.code, "fingerprint", one.item.fingerprint)] = None
        for real in (one for each in one.real for one in (each, *each.scored)):
            mark = bare(plain(canary(real.code, real.version)))
            texts[Secret(real.code, "canary", mark)] = None
            answers[_answer(real)] = None
        for what, needle, whole in one.words:
            if whole and len(needle) >= _TELLING:
                public = what != "stem" and needle in said
            else:
                public = needle in taught
            if not public and needle not in asked:
                texts[Secret(one.item.code, what, needle)] = None
    runs = (*chain.from_iterable(map(_runs, curricula)), *map(_run, sittings))
    return Secrets(tuple(texts), tuple(answers), tuple(one for one in runs if one[1]), shown)


@dataclass(frozen=True)
class _Told:
    """An item, its variants, and all that it says: kind, bare text, whether it is whole."""

    item: "Item | Template"
    real: "tuple[Item, ...]"
    words: tuple[tuple[str, str, bool], ...]
    asked: tuple[str, ...]

    @classmethod
    def of(cls, item: "Item | Template") -> "_Told":
        """Return the item with what it says; a template also says its fixed words."""
        real = tuple(_realised(item))
        every = (item.as_dict(), *(one.as_dict() for one in real))
        texts = dict.fromkeys(chain.from_iterable(map(_texts, every)))
        words: list[tuple[str, str, bool]] = []
        asked: list[str] = []
        for what, text in texts:
            whole = "{{" not in text
            least = SHORTEST if whole else _SHORTEST_FRAGMENT
            for fragment in (text,) if whole else _PLACEHOLDER.split(text):
                needle = bare(plain(fragment))
                if what in {"stem", "option"}:
                    asked.append(needle)
                if what != "option" and len(needle) >= least:
                    words.append((what, needle, whole))
        return cls(item, real, tuple(words), tuple(asked))


def _published(module: "Module") -> Iterator[str]:
    """Yield, bare, what the lesson and the practice items of a module say to everyone."""
    yield from (bare(plain(text)) for text in module.lesson.as_dict().values())
    for item in module.items:
        if item.use != "exam":
            yield from (needle for _, needle, _ in _Told.of(item).words)


def _runs(curriculum: "Curriculum") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the answers to the exam items of each module, in the order of its file."""
    from govlab.course import Item

    for module in curriculum.modules.values():
        exam = [one for one in module.items if one.use == "exam" and isinstance(one, Item)]
        scored = chain.from_iterable(one.scored for one in exam)
        yield f"{curriculum.id}/{module.id}", tuple(one.interaction.answer for one in scored)


def _run(sitting: "Snapshot") -> tuple[str, tuple[str, ...]]:
    """Return the answers to a form in its order, unless all of it is practice."""
    scored = [one for item in sitting.items for one in item.scored]
    exam = any(one.use == "exam" for one in scored)
    return sitting.form_id, tuple(one.interaction.answer for one in scored if exam)


def _realised(item: "Item | Template") -> "Iterator[Item]":
    from govlab.course import Item

    if isinstance(item, Item):
        yield item
        return
    for number in range(VARIANTS):
        yield item.variant(Stream(number, "leak gate", item.code))


_KINDS = {
    "stem": "stem",
    "reason": "reason",
    "if_true": "reason",
    "if_false": "reason",
    "otherwise": "reason",
    "model": "model",
    "levels": "rubric",
    "text": "option",
}


def _texts(data: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Yield kind and words of every text of an item's data, in either language."""
    if isinstance(data, dict):
        if set(data) == {"th", "en"}:
            if kind:
                yield from ((kind, text) for text in data.values())
            return
        for key, value in data.items():
            # What stands in a level of a rubric is the rubric's, whatever it is called.
            inner = kind if kind == "rubric" else _KINDS.get(key, "")
            yield from _texts(value, inner)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts(one, kind)


def _answer(item: "Item") -> Answer:
    right: list[str] = []
    wrong: list[str] = []
    for one in item.options:
        if item.type in {"single", "multiple", "truefalse"}:
            texts = {bare(plain(text)) for text in one.text.as_dict().values()}
            (right if one.correct else wrong).extend(sorted(texts))
    stems = {bare(plain(text)) for text in item.stem.as_dict().values()}
    return Answer(
        item.code,
        item.interaction.answer,
        tuple(sorted(one for one in stems if len(one) >= SHORTEST)),
        tuple(one for one in right if len(one) >= SHORTEST),
        tuple(one for one in wrong if len(one) >= SHORTEST),
    )
