"""Moodle's questions as items: each taken whole, or told why it is not."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import Case, Interaction
from govlab.course.interchange._lost import Imported, Lost
from govlab.course.interchange._moodle_keys import KEYS, Said
from govlab.course.interchange._moodle_markup import Raw, parted, read
from govlab.course.interchange._moodle_question import (
    Header,
    NotTakenError,
    Question,
    code_parts,
)
from govlab.text import message

_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 60
_MODULE = "imported"
# Tags that say how a key was written, not what an item is about.
_OURS = ("order:", "type:", "unit:", "words:", "points:", "credit:")
# A case in items.yaml asks from two to six questions.
_FEWEST, _MOST = 2, 6


def items_of(questions: Iterable[Question], where: str, lang: str) -> Imported:
    """Return the items that `questions` are, and everything that is lost of them.

    Parameters
    ----------
    questions : iterable of Question
        As a reader found them.
    where : str
        The file's name, for messages.
    lang : {"th", "en"}
        Language of the texts that state none.

    Returns
    -------
    Imported
    """
    taker = _Taker(where.replace("\\", "/").rpartition("/")[2], lang)
    for question in questions:
        taker.take(question)
    return taker.imported()


@dataclass
class _Story:
    """What the questions of one case say of it."""

    stem: Text
    header: Header
    questions: list[Item] = field(default_factory=list)


@dataclass
class _Taker:
    """Takes questions one by one; a question that breaks a rule stops no other."""

    where: str
    lang: str
    items: list[Item | _Story] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    stories: dict[str, _Story] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    count: int = 0

    def imported(self) -> Imported:
        whole = {id(story): code for code, story in self.stories.items()}
        items = [one if isinstance(one, Item) else _case(whole[id(one)], one) for one in self.items]
        return Imported(tuple(items), tuple(self.lost))

    def take(self, question: Question) -> None:
        """Take one question, or tell why not."""
        self.count += 1
        label = f"{self.where}:{question.line} {question.name}".strip()
        try:
            self.placed(question)
        except NotTakenError as reason:
            self.lost.append(Lost(label, message("interchange.not_taken", reason=reason.words)))

    def placed(self, question: Question) -> None:
        if question.fault:
            raise NotTakenError(question.fault)
        tags = [one for one in question.tags if one.startswith("case:")]
        parts = parted(question.stem)
        if tags and len(parts) == 2 and code_parts(tags[0][5:]):  # noqa: PLR2004  # story, stem
            self.in_story(question, tags[0][5:], parts)
        else:
            self.items.append(self.item(question))

    def in_story(self, question: Question, code: str, parts: Sequence[Raw]) -> None:
        """Take a question of a case that we wrote question by question."""
        mine = [one for one in question.tags if one.startswith("case-")]
        rest = tuple(one for one in question.tags if not one.startswith(("case:", "case-")))
        item = self.item(replace(question, stem=parts[1], tags=rest), under=code)
        if code not in self.stories:
            header = Header()
            for tag in mine:
                header.take(tag.removeprefix("case-"))
            self.stories[code] = _Story(read(parts[0], self.lang).text, header)
            self.items.append(self.stories[code])
        self.stories[code].questions.append(item)

    def item(self, question: Question, under: str = "") -> Item:
        """Return the item that a question is.

        Raises
        ------
        NotTakenError
            When it is of no type that stands here, or has no sound key.
        """
        said = Said(self.lang)
        header = Header()
        unknown = [
            one for one in question.tags if not header.take(one) and not one.startswith(_OURS)
        ]
        stem = said.text(question.stem)
        if not (stem.th or stem.en).strip():
            raise NotTakenError(message("interchange.no_stem"))
        code = self.code(question, under)
        interaction = self.interaction(question, code, said)
        points = self.points(question, said, interaction)
        self.codes.add(code)
        if unknown:
            said.notes.append(message("interchange.tags", tags=", ".join(unknown)))
        if said.dropped:
            said.notes.append(message("interchange.dropped", names=", ".join(sorted(said.dropped))))
        self.lost += [Lost(code, words) for words in (*question.notes, *said.notes)]
        module, _, name = code.partition("/")
        return Item(module, name, points=points, stem=stem, interaction=interaction, **_of(header))

    def interaction(self, question: Question, code: str, said: Said) -> Interaction:
        if question.kind == "cloze":
            return self.gapped(question, code, said)
        key: Callable[[Question, Said], Interaction] | None = KEYS.get(question.kind)
        if key is None:
            raise NotTakenError(message("interchange.no_type", type=question.kind or "?"))
        return key(question, said)

    def gapped(self, question: Question, code: str, said: Said) -> Case:
        """Return a text with gaps as a case, when every gap is of a type that stands here."""
        module, _, name = code.partition("/")
        found = []
        for number, gap in enumerate(question.gaps, start=1):
            if gap.kind not in KEYS:
                raise NotTakenError(message("interchange.gap_type", number=number, type=gap.kind))
            words = message("interchange.gap", number=number)
            stem = Text(words.in_language("th"), "") if self.lang == "th" else Text("", str(words))
            interaction = KEYS[gap.kind](gap, said)
            points = _whole(gap.points, said)
            header = _of(Header())
            found.append(
                Item(
                    module,
                    f"{name}/q{number}",
                    points=points,
                    stem=stem,
                    interaction=interaction,
                    **header,
                )
            )
        if not found:
            raise NotTakenError(message("interchange.no_gap"))
        if not _FEWEST <= len(found) <= _MOST:
            said.notes.append(message("interchange.case_size", count=len(found)))
        if said.general(question.general):
            said.notes.append(message("interchange.general"))
        return Case(tuple(found))

    def points(self, question: Question, said: Said, interaction: Interaction) -> int:
        if isinstance(interaction, Case):
            return sum(one.points for one in interaction.questions)
        return _whole(question.points, said)

    def code(self, question: Question, under: str) -> str:
        """Return a code of its own for a question: its id number, its name, or its place."""
        parts = code_parts(question.code)
        own = question.code.startswith(f"{under}/") if under else parts and "/" not in parts[1]
        if parts and own:
            code = question.code
        elif under:
            code = f"{under}/q{self.count}"
        else:
            spoken = question.code or (question.name if question.name.isascii() else "")
            slug = _ODD.sub("-", spoken.lower()).strip("-")[:_LONGEST_ID].strip("-")
            module = _ODD.sub("-", question.category.lower()).strip("-")
            module = module if module and question.category.isascii() else _MODULE
            code = f"{module}/{slug or f'question-{self.count}'}"
        unique, number = code, 1
        while unique in self.codes:
            number += 1
            unique = f"{code}-{number}"
        return unique


def _whole(points: Fraction, said: Said) -> int:
    """Return points as a whole number, and tell when they were none."""
    whole = max(int(points + Fraction(1, 2)), 1)
    if whole != points:
        said.notes.append(message("interchange.points", points=f"{float(points):g}", whole=whole))
    return whole


def _of(header: Header) -> dict[str, Any]:
    return {
        "version": header.version,
        "use": header.use,
        "objective": header.objective,
        "level": header.level,
        "sources": tuple(header.sources),
        "variant": header.variant,
    }


def _case(code: str, story: _Story) -> Item:
    module, _, name = code.partition("/")
    points = sum(one.points for one in story.questions)
    case = Case(tuple(story.questions))
    return Item(module, name, points=points, stem=story.stem, interaction=case, **_of(story.header))
