"""Items as Moodle's questions, and what of them Moodle has no place for."""

import html
from collections.abc import Sequence
from fractions import Fraction

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import (
    Case,
    Choice,
    FreeText,
    Matching,
    Numeric,
    Option,
    Ordering,
    TrueFalse,
)
from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._moodle_markup import BOTH, PLAIN, Raw, joined, marked
from govlab.course.interchange._moodle_question import (
    GRADES,
    OWN_CREDIT,
    TAG_LENGTH,
    Answer,
    Question,
    percent,
    tags_of,
)
from govlab.errors import Words
from govlab.text import Message, message


def questions_of(items: Sequence[Item], lang: str) -> tuple[list[Question], list[Lost]]:
    """Return the questions that stand for `items`, a case as one for each of its own.

    Parameters
    ----------
    items : sequence of Item
        A template must be drawn before: it is reported and left out.
    lang : {"th", "en", "both"}

    Returns
    -------
    tuple
        The questions, and what changes its look or is lost in Moodle.
    """
    found: list[Question] = []
    lost: list[Lost] = []
    for item in items:
        if not isinstance(item, Item):
            lost.append(Lost(str(item.code), message("interchange.template")))
        elif isinstance(item.interaction, Case):
            found += _case(item, item.interaction, lang, lost)
        else:
            found.append(_question(item, lang, lost))
    return found, lost


def _case(item: Item, case: Case, lang: str, lost: list[Lost]) -> list[Question]:
    """Return a question for each of the case's, which repeats the story."""
    count = len(case.questions)
    lost.append(Lost(item.code, message("interchange.case_split", count=count)))
    story = marked(item.stem, lang)
    mine = (f"case:{item.code}", *tags_of(item, "case-"))
    found = [_question(one, lang, lost) for one in case.questions]
    for one in found:
        one.stem = joined(story, one.stem)
        one.tags = (*one.tags, *mine)
    return found


def _question(item: Item, lang: str, lost: list[Lost]) -> Question:
    question = Question(
        kind="",
        name=item.id,
        stem=marked(item.stem, lang),
        code=item.code,
        category=item.module,
        points=Fraction(item.points),
        tags=tuple(tags_of(item)),
    )
    tell = _Tell(item.code, lost)
    for tag in question.tags:
        if len(tag) > TAG_LENGTH:
            tell(message("interchange.long_tag", tag=tag, length=TAG_LENGTH))
    interaction = item.interaction
    if isinstance(interaction, Choice):
        _choice(question, interaction, lang, tell)
    elif isinstance(interaction, TrueFalse):
        _truefalse(question, interaction, lang, tell)
    elif isinstance(interaction, Ordering):
        _ordering(question, interaction, lang)
    elif isinstance(interaction, Matching):
        _matching(question, interaction, lang)
    elif isinstance(interaction, Numeric):
        _numeric(question, interaction, lang, tell)
    elif isinstance(interaction, FreeText):
        _essay(question, interaction, lang)
    return question


class _Tell:
    """Adds to the losses of one item."""

    def __init__(self, code: str, lost: list[Lost]) -> None:
        self.code = code
        self.lost = lost

    def __call__(self, what: Words) -> None:
        self.lost.append(Lost(self.code, what))


def _choice(question: Question, choice: Choice, lang: str, tell: _Tell) -> None:
    question.kind = "multichoice"
    question.single = not choice.several
    if any(one.credit is not None for one in choice.options):
        question.tags = (*question.tags, OWN_CREDIT)
    for option in choice.options:
        credit = credit_of(choice, option)
        if abs(credit) not in GRADES:
            tell(message("interchange.grade", option=option.id, percent=percent(credit)))
        answer = Answer(marked(option.text, lang), credit, marked(option.reason, lang))
        question.answers.append(answer)


def credit_of(choice: Choice, option: Option) -> Fraction:
    """Return what choosing `option` gives, by its own credit or by the rule of the type."""
    if any(one.credit is not None for one in choice.options):
        return option.credit or Fraction(0)
    if not choice.several:
        return Fraction(option.correct)
    return Fraction(1 if option.correct else -1, max(len(choice.right), 1))


def _truefalse(question: Question, asked: TrueFalse, lang: str, tell: _Tell) -> None:
    sides = {True: asked.if_true, False: asked.if_false}
    if not asked.options:
        question.kind = "truefalse"
        for verdict, said in sides.items():
            credit = Fraction(verdict is asked.truth)
            name = Raw("true" if verdict else "false", PLAIN)
            question.answers.append(Answer(name, credit, marked(said, lang)))
        return
    # Moodle's true/false has no reasons: a choice among verdict and reason scores the same.
    tell(message("interchange.reasons", count=2 * len(asked.options)))
    question.kind = "multichoice"
    question.tags = (*question.tags, "type:truefalse")
    for verdict, said in sides.items():
        word = message("interchange.true") if verdict else message("interchange.false")
        for option in asked.options:
            credit = Fraction(1 if option.correct else Fraction(1, 2))
            question.answers.append(
                Answer(
                    joined(marked(_both(word), lang), marked(option.text, lang)),
                    credit if verdict is asked.truth else Fraction(0),
                    joined(marked(said, lang), marked(option.reason, lang)),
                )
            )


def _both(word: Message) -> Text:
    return Text(word.in_language("th"), word.in_language("en"))


def _ordering(question: Question, asked: Ordering, lang: str) -> None:
    question.kind = "ordering"
    question.tags = (*question.tags, f"order:{''.join(asked.order)}")
    steps = {one.id: one for one in asked.options}
    question.answers = [
        Answer(marked(steps[one].text, lang), Fraction(0), marked(steps[one].reason, lang))
        for one in asked.order
    ]


def _matching(question: Question, asked: Matching, lang: str) -> None:
    question.kind = "matching"
    options = {one.id: one for one in asked.options}
    used = dict.fromkeys(one.match for one in asked.premises)
    order = [*used, *(one for one in options if one not in used)]
    question.tags = (*question.tags, f"order:{''.join(order)}")
    question.pairs = [
        *((marked(one.text, lang), plain(options[one.match].text, lang)) for one in asked.premises),
        *((Raw(), plain(options[one].text, lang)) for one in order if one not in used),
    ]
    # Moodle has one feedback for the whole: the reasons, in order.
    reasons = [one.reason for one in asked.premises] + [options[one].reason for one in order]
    if any(one.th or one.en for one in reasons):
        question.general = joined(*(marked(one, lang) for one in reasons))


def plain(text: Text, lang: str) -> Raw:
    """Return a text for a field that holds no markup but the spans of two languages."""
    return marked(text, lang) if lang == BOTH else Raw(text.in_language(lang), PLAIN)


def _numeric(question: Question, asked: Numeric, lang: str, tell: _Tell) -> None:
    question.kind = "numerical"
    for one in asked.answers:
        for number in (one.value, one.tolerance):
            if Fraction(written(number)) != number:
                tell(message("interchange.endless", value=str(number), written=written(number)))
        if abs(one.credit) not in GRADES:
            option = written(one.value)
            tell(message("interchange.grade", option=option, percent=percent(one.credit)))
        answer = Answer(Raw(written(one.value), PLAIN), one.credit, marked(one.reason, lang))
        answer.tolerance = Fraction(written(one.tolerance))
        question.answers.append(answer)
    if asked.otherwise.th or asked.otherwise.en:
        rest = Answer(Raw("*", PLAIN), Fraction(0), marked(asked.otherwise, lang))
        question.answers.append(rest)
    if asked.unit:
        langs = ("th", "en") if lang == BOTH else (lang,)
        names = dict.fromkeys(asked.unit.in_language(one) for one in langs)
        question.units = tuple(one for one in names if one)


def _essay(question: Question, asked: FreeText, lang: str) -> None:
    question.kind = "essay"
    question.words = asked.words
    rows = "".join(
        f'<tr><th title="{html.escape(one.id)}">{marked(one.text, lang).text}</th>'
        + "".join(
            f'<td title="{level.points}"><b>{level.points}</b> {marked(level.text, lang).text}</td>'
            for level in one.levels
        )
        + "</tr>"
        for one in asked.rubric
    )
    table = f'<table class="rubric">{rows}</table>' if rows else ""
    question.grader = Raw(table + joined(marked(asked.model, lang)).text)
