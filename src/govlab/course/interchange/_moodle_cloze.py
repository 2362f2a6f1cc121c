r"""Texts with gaps (Moodle's "cloze"): ``{2:MULTICHOICE:wrong~=right#why}``.

After ``qtype_multianswer_extract_question`` of Moodle: the weight before the type, the
types with their short names, ``=`` and ``%50%`` before an answer, its feedback after
``#``, ``\}``, ``\#`` and ``\~`` for the signs themselves.
"""

import html
import re
from fractions import Fraction

from govlab.course.interchange._moodle_markup import Raw
from govlab.course.interchange._moodle_question import Answer, Question, decimal, share

_GAP = re.compile(r"\{([0-9]*):([A-Z_]+):")
_INNER = re.compile(r"(?:\\.|[^\\}])*", re.DOTALL)
# "&#39;" is a character, not an answer that ends and a feedback that begins.
_ANSWER = re.compile(
    r"~?(?P<credit>=|%(?P<percent>-?[0-9]+(?:[.,][0-9]*)?)%)?"
    r"(?P<text>(?:\\.|&#|[^\\~#])*)(?:#(?P<why>(?:\\.|[^\\~])*))?",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([}#~/\"\\])")
_SINGLE = re.compile(r"MULTICHOICE(?:_(?:H|V|S|HS|VS))?|MC(?:H|V|S|HS|VS)?")
_SEVERAL = re.compile(r"MULTIRESPONSE(?:_(?:H|S|HS))?|MR(?:H|S|HS)?")
_NUMERIC = re.compile(r"NUMERICAL|NM")


def gaps_of(stem: Raw) -> tuple[Raw, list[Question]]:
    r"""Return a text with its gaps numbered, and the question that each gap is.

    Parameters
    ----------
    stem : Raw

    Returns
    -------
    tuple of Raw and list of Question
        A gap of a type without choice or number keeps Moodle's name of it as its kind.

    Examples
    --------
    >>> text, gaps = gaps_of(Raw("ภาษี {1:NUMERICAL:=7:0#ถูก~%50%10:0} ร้อยละ"))
    >>> text.text, gaps[0].kind, [str(one.credit) for one in gaps[0].answers]
    ('ภาษี [1] ร้อยละ', 'numerical', ['1', '1/2'])
    """
    gaps: list[Question] = []
    pieces: list[str] = []
    text, place = stem.text, 0
    while found := _GAP.search(text, place):
        inner = _INNER.match(text, found.end())
        if not inner or inner.end() == len(text):
            # A gap that never closes; no later one can.
            break
        gaps.append(_gap(found[1], found[2], inner.group()))
        pieces += [text[place : found.start()], f"[{len(gaps)}]"]
        place = inner.end() + 1
    return Raw("".join([*pieces, text[place:]]), stem.format), gaps


def _gap(weight: str, kind: str, inner: str) -> Question:
    gap = Question(kind=kind, points=Fraction(int(weight[:6] or "1") or 1))
    alternatives = [one for one in _ANSWER.finditer(inner) if one.group()]
    if _NUMERIC.fullmatch(kind):
        gap.kind = "numerical"
        gap.answers = [_number(one) for one in alternatives]
    elif _SINGLE.fullmatch(kind) or _SEVERAL.fullmatch(kind):
        gap.kind = "multichoice"
        gap.single = bool(_SINGLE.fullmatch(kind))
        gap.answers = [_answer(one) for one in alternatives]
        if not gap.single:
            _shared(gap.answers, specific=any(one["percent"] for one in alternatives))
    return gap


def _answer(found: re.Match[str]) -> Answer:
    credit = Fraction(found["credit"] == "=")
    if found["percent"]:
        credit = share(found["percent"].replace(",", ".")) or Fraction(0)
    return Answer(Raw(_plain(found["text"])), credit, Raw(_plain(found["why"] or "")))


def _number(found: re.Match[str]) -> Answer:
    answer = _answer(found)
    value, _, margin = html.unescape(answer.text.text).partition(":")
    answer.text = Raw(value.strip().replace(",", "."), "plain_text")
    answer.tolerance = decimal(margin.replace(",", ".") or "0") or Fraction(0)
    return answer


def _shared(answers: list[Answer], *, specific: bool) -> None:
    """Make the right answers share the points, as Moodle does for several right ones."""
    total = sum((one.credit for one in answers if one.credit > 0), Fraction(0))
    for one in answers if total else ():
        if one.credit > 0:
            one.credit /= total
        elif not specific:
            # Where no share is stated, each wrong answer cancels a right one.
            one.credit = -1 / total


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
