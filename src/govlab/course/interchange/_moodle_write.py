"""Moodle XML, written: a ``<quiz>`` that Moodle reads as it was meant.

After the writers of ``question/format/xml`` and ``question/type/ordering``.
"""

from collections.abc import Callable, Sequence

from govlab.course._item import Item
from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._moodle_markup import HTML, Raw
from govlab.course.interchange._moodle_out import questions_of
from govlab.course.interchange._moodle_question import Question, percent
from govlab.course.interchange._xml import escaped, legal
from govlab.text import message


def write_moodle(items: Sequence[Item], lang: str, key: bool) -> tuple[bytes, tuple[Lost, ...]]:  # noqa: ARG001, FBT001
    """Return a Moodle XML file of `items`, and what Moodle has no place for.

    Parameters
    ----------
    items : sequence of Item
    lang : {"th", "en", "both"}
        With ``"both"`` each text stands in Moodle's language spans, which its filter
        "Multi-language content" shows one at a time.
    key : bool
        A file of this format always holds the key.

    Returns
    -------
    tuple of bytes and tuple of Lost
    """
    questions, lost = questions_of(items, lang)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = None
    for question in questions:
        if question.category != category:
            category = question.category
            lines += [
                '<question type="category">',
                f"<category><text>{escaped(f'$course$/top/{category}')}</text></category>",
                "</question>",
            ]
        lines += _lines(question)
    text = "\n".join([*lines, "</quiz>", ""])
    sound = legal(text)
    if sound != text:
        lost += [
            Lost(one.code, message("interchange.control"))
            for one in questions
            if legal(whole := "".join(_lines(one))) != whole
        ]
    return sound.encode(), tuple(lost)


def _lines(question: Question) -> list[str]:
    """Return the lines of one question."""
    part: Callable[[Question], list[str]] | None = _PARTS.get(question.kind)
    tags = "".join(f"<tag><text>{escaped(one)}</text></tag>" for one in question.tags)
    points = f"{float(question.points):g}"
    penalty = "1" if question.kind == "truefalse" else "0.3333333"
    return [
        f'<question type="{question.kind}">',
        f"<name><text>{escaped(question.name)}</text></name>",
        _text("questiontext", question.stem),
        _text("generalfeedback", question.general),
        f"<defaultgrade>{points}</defaultgrade>",
        f"<penalty>{penalty}</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{escaped(question.code)}</idnumber>",
        *(part(question) if part else ()),
        f"<tags>{tags}</tags>",
        "</question>",
    ]


def _inner(raw: Raw) -> str:
    if raw.format == HTML and "<" in raw.text:
        return f"<![CDATA[{raw.text.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return escaped(raw.text)


def _text(tag: str, raw: Raw, attributes: str = "", more: str = "") -> str:
    inner = f"<text>{_inner(raw)}</text>"
    return f'<{tag}{attributes} format="{raw.format}">{inner}{more}</{tag}>'


def _answers(question: Question) -> list[str]:
    return [
        _text(
            "answer",
            one.text,
            f' fraction="{percent(one.credit)}"',
            _text("feedback", one.feedback)
            + (
                f"<tolerance>{written(one.tolerance)}</tolerance>"
                if question.kind == "numerical"
                else ""
            ),
        )
        for one in question.answers
    ]


_COMBINED = [
    f'<{name} format="html"><text></text></{name}>'
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
]


def _multichoice(question: Question) -> list[str]:
    return [
        f"<single>{'true' if question.single else 'false'}</single>",
        "<shuffleanswers>true</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
        *_COMBINED,
        *_answers(question),
    ]


def _ordering(question: Question) -> list[str]:
    return [
        "<layouttype>VERTICAL</layouttype>",
        "<selecttype>ALL</selecttype>",
        f"<selectcount>{len(question.answers)}</selectcount>",
        "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>",
        "<showgrading>SHOW</showgrading>",
        *_COMBINED,
        # Here the attribute counts the places of the right order.
        *(
            _text("answer", one.text, f' fraction="{place}"', _text("feedback", one.feedback))
            for place, one in enumerate(question.answers, start=1)
        ),
    ]


def _matching(question: Question) -> list[str]:
    pairs = [
        _text("subquestion", premise, more=f"<answer><text>{_inner(option)}</text></answer>")
        for premise, option in question.pairs
    ]
    return ["<shuffleanswers>true</shuffleanswers>", *_COMBINED, *pairs]


def _numerical(question: Question) -> list[str]:
    units = "".join(
        f"<unit><multiplier>1</multiplier><unit_name>{escaped(one)}</unit_name></unit>"
        for one in question.units
    )
    # 0: a unit may be typed and is not judged; 3: there is none.
    shown = [f"<units>{units}</units>"] if units else []
    return [
        *_answers(question),
        *shown,
        "<unitgradingtype>0</unitgradingtype>",
        f"<showunits>{0 if units else 3}</showunits>",
    ]


def _essay(question: Question) -> list[str]:
    limit = [f"<maxwordlimit>{question.words}</maxwordlimit>"] if question.words else []
    return [
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        "<responsefieldlines>15</responsefieldlines>",
        *limit,
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        _text("graderinfo", question.grader),
        '<responsetemplate format="html"><text></text></responsetemplate>',
    ]


_PARTS: dict[str, Callable[[Question], list[str]]] = {
    "multichoice": _multichoice,
    "truefalse": _answers,
    "ordering": _ordering,
    "matching": _matching,
    "numerical": _numerical,
    "essay": _essay,
}
