"""The key of each type of question as Moodle defines it, made into an interaction."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from govlab.chance import Stream
from govlab.course._words import Text
from govlab.course.interactions import (
    Choice,
    Criterion,
    FreeText,
    Interaction,
    Matching,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
)
from govlab.course.interactions._base import LETTERS
from govlab.course.interchange._moodle_markup import HTML, Raw, parted, read
from govlab.course.interchange._moodle_question import (
    OWN_CREDIT,
    Answer,
    NotTakenError,
    Question,
    decimal,
    percent,
)
from govlab.errors import Words
from govlab.text import message

_NOTHING = Text("", "")
# What Moodle itself says where an author wrote nothing.
_STOCK = frozenset(
    {
        "Your answer is correct.",
        "Your answer is partially correct.",
        "Your answer is incorrect.",
        "คำตอบของคุณถูกต้อง",
        "คำตอบของคุณถูกต้องบางส่วน",
        "คำตอบของคุณไม่ถูกต้อง",
    }
)
_ROW = re.compile(r'<tr><th title="([^"]*)">(.*?)</th>(.*)', re.DOTALL)
_LEVEL = re.compile(r'<td title="([0-9]{1,4})"><b>[0-9]+</b> (.*)', re.DOTALL)
_RUBRIC = re.compile(r'<table class="rubric">(.*?)</table>', re.DOTALL)
_THAI = re.compile("[\u0e01-\u0e5b]")
_PAIR = 2


@dataclass
class Said:
    """Reads the texts of one question and keeps what they could not bring along."""

    lang: str
    dropped: set[str] = field(default_factory=set)
    notes: list[Words] = field(default_factory=list)

    def text(self, raw: Raw) -> Text:
        """Return a text in the languages it states."""
        found = read(raw, self.lang)
        self.dropped.update(found.dropped)
        return found.text

    def general(self, raw: Raw) -> Text | None:
        """Return a text, None when it is empty or Moodle's own."""
        text = self.text(raw)
        return text if (text.th or text.en) and not {text.th, text.en} & _STOCK else None

    def filled(self, reasons: Sequence[Text], right: Sequence[bool], given: Question) -> list[Text]:
        """Return the reasons, those left empty filled by what the whole question says."""
        found = list(reasons)
        for raw, wanted in ((given.correct, True), (given.incorrect, False), (given.general, True)):
            text = self.general(raw)
            empty = [
                place
                for place, is_right in enumerate(right)
                if is_right is wanted and not _spoken(found[place])
            ]
            for place in empty if text else ():
                found[place] = text or _NOTHING
            if text and not empty:
                excerpt = (text.th or text.en)[:60]
                self.notes.append(message("interchange.feedback", excerpt=excerpt))
        return found


def _spoken(text: Text) -> bool:
    return bool(text.th or text.en)


def _lettered(count: int) -> str:
    if count > len(LETTERS):
        raise NotTakenError(message("interchange.many_options", count=count, most=len(LETTERS)))
    return LETTERS[:count]


def _order(tags: Iterable[str], texts: Sequence[Text]) -> list[str]:
    """Return the letters of texts that come in the order of the key.

    They are those of the tag that we wrote; else some that tell nothing of the key, and
    the same at every reading.
    """
    letters = _lettered(len(texts))
    told = next((one[6:] for one in tags if one.startswith("order:")), "")
    if sorted(told) == list(letters):
        return list(told)
    name = [one.th or one.en for one in texts]
    stream = Stream(0, "interchange", *name)
    mixed = list(stream.shuffled(tuple(letters)))
    for _ in letters:
        if mixed[0] != letters[0] and (len(mixed) == _PAIR or "".join(mixed) != letters[::-1]):
            break
        mixed = [*mixed[1:], mixed[0]]
    return mixed


def _choice(question: Question, said: Said) -> Interaction:
    if "type:truefalse" in question.tags and (found := _reasoned(question, said)):
        return found
    answers = question.answers
    letters = _lettered(len(answers))
    if len(answers) < _PAIR:
        raise NotTakenError(message("interchange.few_options", count=len(answers)))
    best = Fraction(1) if question.single else Fraction(0)
    right = [one.credit >= best and one.credit > 0 for one in answers]
    count = sum(right)
    if question.single and count != 1:
        raise NotTakenError(message("interchange.single_right", count=count))
    total = sum((one.credit for one in answers if one.credit > 0), Fraction(0))
    if not question.single and total < 1:
        raise NotTakenError(message("interchange.total", percent=percent(total)))
    if question.single and any(one.credit < 0 for one in answers):
        said.notes.append(message("interchange.negative"))
    usual = [
        Fraction(is_right) if question.single else Fraction(1 if is_right else -1, count)
        for is_right in right
    ]
    own = usual != [one.credit for one in answers] or OWN_CREDIT in question.tags
    reasons = said.filled([said.text(one.feedback) for one in answers], right, question)
    options = tuple(
        Option(letter, said.text(one.text), is_right, reason, one.credit if own else None)
        for letter, one, is_right, reason in zip(letters, answers, right, reasons, strict=True)
    )
    if any(not _spoken(one.text) for one in options):
        raise NotTakenError(message("interchange.empty_option"))
    return Choice(options, several=not question.single)


def _reasoned(question: Question, said: Said) -> TrueFalse | None:
    """Return the judgement with reasons that we wrote as a choice; None when it is not whole."""
    half = len(question.answers) // 2
    rows = [(parted(one.text), parted(one.feedback), one.credit) for one in question.answers]
    if half < 1 or len(rows) != 2 * half:
        return None
    if any(len(text) != _PAIR or len(why) != _PAIR for text, why, _ in rows):
        return None
    truth = any(credit == 1 for _, _, credit in rows[:half])
    options = tuple(
        Option(letter, said.text(text[1]), rows[place + half * (not truth)][2] == 1, reason)
        for place, (letter, (text, why, _)) in enumerate(
            zip(_lettered(half), rows[:half], strict=True)
        )
        for reason in [said.text(why[1])]
    )
    return TrueFalse(truth, said.text(rows[0][1][0]), said.text(rows[half][1][0]), options)


def _truefalse(question: Question, said: Said) -> Interaction:
    sides = {one.text.text.strip().lower(): one for one in question.answers}
    if set(sides) != {"true", "false"}:
        raise NotTakenError(message("interchange.verdicts", found=", ".join(sides) or "–"))
    right = [sides["true"].credit == 1, sides["false"].credit == 1]
    if sum(right) != 1:
        raise NotTakenError(message("interchange.single_right", count=sum(right)))
    reasons = [said.text(sides[name].feedback) for name in ("true", "false")]
    true, false = said.filled(reasons, right, question)
    return TrueFalse(right[0], true, false)


def _ordering(question: Question, said: Said) -> Interaction:
    texts = [said.text(one.text) for one in question.answers]
    if len(texts) < _PAIR:
        raise NotTakenError(message("interchange.few_options", count=len(texts)))
    order = _order(question.tags, texts)
    given = [said.text(one.feedback) for one in question.answers]
    reasons = said.filled(given, [True] * len(given), question)
    options = [
        Option(letter, text, correct=False, reason=reason)
        for letter, text, reason in zip(order, texts, reasons, strict=True)
    ]
    return Ordering(tuple(sorted(options, key=lambda one: one.id)), tuple(order))


def _matching(question: Question, said: Said) -> Interaction:
    pairs = [(said.text(premise), said.text(option)) for premise, option in question.pairs]
    pairs = [one for one in pairs if _spoken(one[1])]
    premises = [one for one in pairs if _spoken(one[0])]
    texts = list(dict.fromkeys(option for _, option in [*premises, *pairs]))
    if len(premises) < _PAIR or len(texts) < _PAIR:
        raise NotTakenError(message("interchange.few_pairs", count=len(premises)))
    letters = dict(zip(texts, _order(question.tags, texts), strict=True))
    parts = [said.text(one) for one in parted(question.general)]
    if len(parts) == len(premises) + len(texts):
        reasons, why = parts[: len(premises)], parts[len(premises) :]
    else:
        reasons = said.filled([_NOTHING] * len(premises), [True] * len(premises), question)
        why = [_NOTHING] * len(texts)
    options = [
        Option(letters[text], text, correct=False, reason=reason)
        for text, reason in zip(texts, why, strict=True)
    ]
    return Matching(
        tuple(
            Premise(str(number), text, letters[option], reason)
            for number, ((text, option), reason) in enumerate(
                zip(premises, reasons, strict=True), start=1
            )
        ),
        tuple(sorted(options, key=lambda one: one.id)),
    )


def _numeric(question: Question, said: Said) -> Interaction:
    found: list[NumericAnswer] = []
    otherwise = _NOTHING
    for place, one in enumerate(question.answers):
        if one.text.text.strip() in {"*", ""}:
            otherwise = said.text(one.feedback)
            # The first answer that holds decides: after "any other" nothing is reached.
            if one.credit or any(later.credit for later in question.answers[place + 1 :]):
                said.notes.append(message("interchange.any_number", percent=percent(one.credit)))
            break
        found.append(_number(one, said))
    first = next((n for n, one in enumerate(found) if one.credit == 1), None)
    if first is None:
        raise NotTakenError(message("interchange.no_full"))
    full, ahead = found[first], found[:first]
    if any(abs(one.value - full.value) <= one.tolerance for one in ahead):
        raise NotTakenError(message("interchange.hidden"))
    ranked = [full, *ahead, *found[first + 1 :]]
    right = [one.credit == 1 for one in ranked]
    reasons = said.filled([*(one.reason for one in ranked), otherwise], [*right, False], question)
    answers = tuple(
        NumericAnswer(one.value, one.tolerance, one.credit, reason)
        for one, reason in zip(ranked, reasons[:-1], strict=True)
    )
    return Numeric(answers, reasons[-1], _unit(question, said))


def _number(one: Answer, said: Said) -> NumericAnswer:
    value = decimal(one.text.text)
    if value is None:
        raise NotTakenError(message("interchange.not_number", value=one.text.text.strip()[:40]))
    if not 0 <= one.credit <= 1:
        raise NotTakenError(message("interchange.credit_range", percent=percent(one.credit)))
    return NumericAnswer(value, abs(one.tolerance), one.credit, said.text(one.feedback))


def _unit(question: Question, said: Said) -> Text | None:
    units = question.units
    if not units:
        return None
    if len(units) == _PAIR and _THAI.search(units[0]) and not _THAI.search(units[1]):
        return Text(units[0], units[1])
    if len(units) > 1:
        said.notes.append(message("interchange.units", units=", ".join(units[1:])))
    # A sign is the same in every language.
    if not any(one.isalpha() for one in units[0]):
        return Text(units[0], units[0])
    return Text(units[0], "") if said.lang == "th" else Text("", units[0])


def _essay(question: Question, said: Said) -> Interaction:
    grader = question.grader
    table = _RUBRIC.match(grader.text.strip()) if grader.format == HTML else None
    rubric = tuple(
        Criterion(
            html.unescape(row[1]),
            said.text(Raw(row[2])),
            tuple(
                RubricLevel(int(level[1]), said.text(Raw(level[2])))
                for level in map(_LEVEL.match, row[3].split("</td>"))
                if level
            ),
        )
        for row in map(_ROW.match, table[1].split("</tr>") if table else ())
        if row
    )
    rest = Raw(grader.text.strip()[table.end() :]) if table else grader
    if not rubric:
        said.notes.append(message("interchange.no_rubric"))
    if said.general(question.general):
        said.notes.append(message("interchange.general"))
    return FreeText(rubric, said.text(parted(rest)[0]), question.words)


#: By Moodle's name of the type.
KEYS: dict[str, Callable[[Question, Said], Interaction]] = {
    "multichoice": _choice,
    "truefalse": _truefalse,
    "ordering": _ordering,
    "matching": _matching,
    "numerical": _numeric,
    "essay": _essay,
}
