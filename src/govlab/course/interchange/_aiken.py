"""Aiken: a question on one line, options ``A.`` or ``A)``, and ``ANSWER: B``.

One right option and nothing else: no reasons, no points, no other types. The reader
keeps to the letter of the format and tells each departure from it with its line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import Case, Choice, Interaction, TrueFalse
from govlab.course.interchange._lost import Imported, Lost
from govlab.course.interchange._moodle_in import items_of
from govlab.course.interchange._moodle_markup import PLAIN, Raw
from govlab.course.interchange._moodle_question import Answer, NotTakenError, Question
from govlab.files._text import decode
from govlab.text import message

_OPTION = re.compile(r"([A-Z])[.)][ \t]+(\S.*)")
_ANSWER = re.compile(r"ANSWER:(.*)")
# What people write instead: small letters, Thai letters, the Thai word for "key".
_NEARLY = re.compile(
    r"(?:[a-zก-ฮ][.)][ \t]|(?i:answer)[ \t]*:|เฉลย|ตอบ[ \t]*:|คำตอบ[ \t]*:|[A-Z][.)]\S)"
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_aiken(data: bytes, where: str, lang: str) -> Imported:
    r"""Return the items of an Aiken file.

    Parameters
    ----------
    data : bytes
        UTF-8 text.
    where : str
        The file's name, for messages.
    lang : {"th", "en"}
        Language of the texts.

    Returns
    -------
    Imported
        Every sound question; all others are told with line and reason.

    Raises
    ------
    InputError
        When the file is not UTF-8.

    Examples
    --------
    >>> found = read_aiken("2 + 2?\nA. 3\nB. 4\nANSWER: B\n".encode(), "sums.txt", "en")
    >>> found.items[0].right
    ('b',)
    """
    return items_of(_questions(decode(Path(where), data)), where, lang)


@dataclass
class _Draft:
    """A question as far as it has been read."""

    line: int = 0
    stem: str = ""
    options: list[str] = field(default_factory=list)

    def question(self, right: str | None, fault: NotTakenError | None = None) -> Question:
        answers = [
            Answer(Raw(text, PLAIN), Fraction(letter == right))
            for letter, text in zip(_LETTERS, self.options, strict=False)
        ]
        return Question(
            kind="multichoice",
            name=self.stem[:40],
            line=self.line,
            stem=Raw(self.stem, PLAIN),
            answers=answers,
            fault=fault.words if fault else None,
        )


def _questions(text: str) -> Iterator[Question]:
    draft = _Draft()
    # What follows a broken line belongs to the broken question, up to its end.
    skipping = blank = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        words = line.strip()
        answer, option = _ANSWER.fullmatch(words), _OPTION.fullmatch(words)
        if skipping or not words:
            if skipping and (answer or not words):
                draft, skipping = _Draft(), False
            blank = not words
            continue
        if blank and draft.options and not (answer or option or _NEARLY.match(words)):
            yield draft.question(None, NotTakenError(message("interchange.aiken_no_answer")))
            draft = _Draft()
        blank = False
        draft.line = draft.line or number
        if fault := _fault(draft, words, number):
            yield draft.question(None, fault)
            draft, skipping = _Draft(), not answer
        elif answer:
            yield draft.question(answer[1].strip())
            draft = _Draft()
        elif option:
            draft.options.append(option[2].strip())
        else:
            draft.stem = words
    if draft.stem:
        yield draft.question(None, NotTakenError(message("interchange.aiken_no_answer")))


def _fault(draft: _Draft, words: str, line: int) -> NotTakenError | None:
    """Return what is wrong with a line after the lines before it."""
    answer, option = _ANSWER.fullmatch(words), _OPTION.fullmatch(words)
    expected = _LETTERS[len(draft.options)] if len(draft.options) < len(_LETTERS) else "–"
    said = None
    if answer:
        letters = _LETTERS[: len(draft.options)]
        given = answer[1].strip()
        if len(draft.options) < 2:  # noqa: PLR2004  # a choice needs two
            said = message("interchange.aiken_options", line=line, count=len(draft.options))
        elif len(given) != 1 or given not in letters:
            known = ", ".join(letters)
            said = message("interchange.aiken_letter", line=line, value=given[:20], known=known)
    elif not draft.stem:
        if option:
            said = message("interchange.aiken_no_stem", line=line)
    elif option and option[1] != expected:
        said = message("interchange.aiken_order", line=line, letter=option[1], expected=expected)
    elif not option and _NEARLY.match(words):
        said = message("interchange.aiken_spelling", line=line, value=words[:20])
    elif not option:
        said = message("interchange.aiken_line", line=line, value=words[:40])
    return NotTakenError(said) if said else None


def write_aiken(items: Sequence[Item], lang: str, key: bool) -> tuple[bytes, tuple[Lost, ...]]:  # noqa: ARG001, FBT001
    """Return an Aiken file of the items that it can hold, and everything it cannot.

    Parameters
    ----------
    items : sequence of Item
    lang : {"th", "en", "both"}
        The format holds one language; with ``"both"`` it is Thai, and that is told.
    key : bool
        A file of this format always holds the key.

    Returns
    -------
    tuple of bytes and tuple of Lost
    """
    blocks: list[str] = []
    lost: list[Lost] = []
    for item in items:
        if not isinstance(item, Item):
            lost.append(Lost(str(item.code), message("interchange.template"), whole=True))
            continue
        for one, story in _parts(item):
            block = _block(one, story, "th" if lang == "both" else lang)
            if block is None:
                words = message("interchange.aiken_type", type=one.type)
                lost.append(Lost(one.code, words, whole=True))
                continue
            blocks.append(block)
            lost.append(Lost(one.code, message("interchange.aiken_bare")))
            if lang == "both":
                lost.append(Lost(one.code, message("interchange.aiken_one_language")))
    return ("\n\n".join(blocks) + "\n").encode(errors="replace"), tuple(lost)


def _parts(item: Item) -> list[tuple[Item, Text]]:
    if isinstance(item.interaction, Case):
        return [(one, item.stem) for one in item.interaction.questions]
    return [(item, Text("", ""))]


def _block(item: Item, story: Text, lang: str) -> str | None:
    """Return the lines of a question, None when the format cannot hold it."""
    options = _options(item.interaction, lang)
    if options is None:
        return None
    stem = _line(f"{story.in_language(lang)} {item.stem.in_language(lang)}")
    # A stem that looks like another line of the format would not be read as one.
    if _OPTION.match(stem) or _ANSWER.match(stem) or not stem or not all(one for one, _ in options):
        return None
    right = next(place for place, (_, is_right) in enumerate(options) if is_right)
    lines = [f"{letter}. {text}" for letter, (text, _) in zip(_LETTERS, options, strict=False)]
    return "\n".join([stem, *lines, f"ANSWER: {_LETTERS[right]}"])


def _options(interaction: Interaction, lang: str) -> list[tuple[str, bool]] | None:
    if isinstance(interaction, TrueFalse) and not interaction.options:
        words = ((message("interchange.true"), True), (message("interchange.false"), False))
        return [(one.in_language(lang), truth is interaction.truth) for one, truth in words]
    if not isinstance(interaction, Choice) or interaction.several:
        return None
    if any(one.credit not in {None, Fraction(one.correct)} for one in interaction.options):
        return None
    return [(_line(one.text.in_language(lang)), one.correct) for one in interaction.options]


def _line(text: str) -> str:
    return " ".join(text.split())
