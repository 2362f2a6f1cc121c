"""Moodle XML, read: a ``<quiz>`` of questions.

After Moodle's own readers (``question/format/xml``, ``question/type/ordering``).
"""

from collections.abc import Iterator
from fractions import Fraction

from govlab.course.interchange._lost import Imported
from govlab.course.interchange._moodle_cloze import gaps_of
from govlab.course.interchange._moodle_in import items_of
from govlab.course.interchange._moodle_markup import AUTO, HTML, MARKDOWN, PLAIN, Raw
from govlab.course.interchange._moodle_question import Answer, Question, decimal, share
from govlab.course.interchange._xml import Node, parse
from govlab.errors import InputError, Words
from govlab.text import message

_FORMATS = frozenset({HTML, PLAIN, MARKDOWN, AUTO})
_KINDS = {"match": "matching", "multianswer": "cloze"}
# Scoring as ours: the share of neighbours that stand right.
_GRADING = frozenset({"RELATIVE_NEXT_EXCLUDE_LAST", "RELATIVE", "REL", ""})
# Penalties that Moodle sets by itself.
_PENALTIES = frozenset({"", "0", "0.1", "0.33333", "1"})
# What Moodle itself says to partly right answers.
_STOCK_PARTIAL = frozenset(
    {"", "Your answer is partially correct.", "<p>Your answer is partially correct.</p>"}
)


def read_moodle(data: bytes, where: str, lang: str) -> Imported:
    """Return the items of a Moodle XML file.

    Parameters
    ----------
    data : bytes
    where : str
        The file's name, for messages.
    lang : {"th", "en"}
        Language of the texts outside Moodle's language spans.

    Returns
    -------
    Imported
        Every question that has a place here; all others are told with line and reason.

    Raises
    ------
    InputError
        When the file is no well-formed XML, has a document type, or is no ``<quiz>``.
    """
    root = parse(data, where)
    if root.tag != "quiz":
        raise InputError(message("interchange.no_quiz", where=where, line=root.line, tag=root.tag))
    return items_of(_questions(root), where, lang)


def _questions(root: Node) -> Iterator[Question]:
    category = ""
    for node in root.all("question"):
        kind = node.get("type")
        if kind == "category":
            category = _field(node, "category").text.strip().rpartition("/")[2]
        else:
            yield _question(node, _KINDS.get(kind, kind), category)


def _question(node: Node, kind: str, category: str) -> Question:
    stem = _field(node, "questiontext")
    usual = stem.format
    question = Question(
        kind=kind,
        name=_value(node, "name"),
        line=node.line,
        stem=stem,
        general=_field(node, "generalfeedback", usual),
        correct=_field(node, "correctfeedback", usual),
        incorrect=_field(node, "incorrectfeedback", usual),
        code=_value(node, "idnumber"),
        category=category,
        points=decimal(_value(node, "defaultgrade") or "1") or Fraction(0),
        tags=tuple(text for tag in _tags(node) if (text := tag.text.strip())),
        notes=list(_unkept(node)),
    )
    if kind in {"multichoice", "truefalse", "ordering", "numerical"}:
        question.answers = [_answer(one, kind, usual, question) for one in node.all("answer")]
    if kind == "truefalse":
        _localised(question)
    elif kind == "multichoice":
        question.single = _value(node, "single").lower() not in {"false", "0"}
    elif kind == "matching":
        question.pairs = [
            (_raw(one, usual), _plain(one.first("answer"))) for one in node.all("subquestion")
        ]
    elif kind == "numerical":
        question.units = tuple(_units(node, question))
    elif kind == "essay":
        question.grader = _field(node, "graderinfo", usual)
        words = _value(node, "maxwordlimit")
        question.words = int(words) if words.isascii() and words[:6].isdigit() else None
    elif kind == "cloze":
        question.stem, question.gaps = gaps_of(stem)
    return question


def _answer(node: Node, kind: str, usual: str, question: Question) -> Answer:
    given = node.get("fraction", "0")
    credit = Fraction(0) if kind == "ordering" else share(given)
    if credit is None:
        question.notes.append(message("interchange.fraction", value=given[:40]))
    # What Moodle reads as plain text never holds markup.
    text = _plain(node) if kind in {"truefalse", "numerical"} else _raw(node, usual)
    answer = Answer(text, credit or Fraction(0), _field(node, "feedback", usual))
    if kind == "numerical":
        # Old files write the number outside <text>.
        words = node.first("text")
        bare = "".join(one for one in node.parts if isinstance(one, str))
        answer.text = Raw((words.text if words else bare).strip(), PLAIN)
        answer.tolerance = decimal(_value(node, "tolerance") or "0") or Fraction(0)
    return answer


def _localised(question: Question) -> None:
    """Name the answers true and false where an old file names them in its own language."""
    names = [one.text.text.strip().lower() for one in question.answers]
    if len(names) == 2 and set(names) != {"true", "false"}:  # noqa: PLR2004  # the two verdicts
        for one, name in zip(question.answers, ("true", "false"), strict=True):
            one.text = Raw(name, PLAIN)
        question.notes.append(message("interchange.old_verdicts"))


def _units(node: Node, question: Question) -> Iterator[str]:
    holder = node.first("units")
    for unit in holder.all("unit") if holder else ():
        name, factor = _value(unit, "unit_name"), _value(unit, "multiplier") or "1"
        if decimal(factor) == 1:
            yield name
        else:
            question.notes.append(message("interchange.factor", unit=name, factor=factor[:40]))
    if _value(node, "unitgradingtype") not in {"", "0"}:
        question.notes.append(message("interchange.unit_graded"))


def _unkept(node: Node) -> Iterator[Words]:
    """Yield what of a question has no place here, whatever its type."""
    names = [one.get("name", "?") for one in node.walk() if one.tag == "file"]
    if names or node.first("image_base64"):
        yield message("interchange.files", names=", ".join(names) or "image")
    if hints := [one for one in node.all("hint") if one.text.strip()]:
        yield message("interchange.hints", count=len(hints))
    if _field(node, "partiallycorrectfeedback").text.strip() not in _STOCK_PARTIAL:
        yield message("interchange.partial_feedback")
    if _value(node, "shuffleanswers").lower() in {"0", "false"} and node.all("answer"):
        yield message("interchange.unshuffled")
    if _value(node, "hidden") == "1":
        yield message("interchange.hidden_question")
    penalty = _value(node, "penalty")
    if _short(penalty) not in _PENALTIES:
        yield message("interchange.penalty", penalty=penalty[:40])
    yield from _unkept_of_type(node)


def _unkept_of_type(node: Node) -> Iterator[Words]:
    """Yield what of an ordering or an essay has no place here."""
    if _value(node, "gradingtype").upper() not in _GRADING and node.get("type") == "ordering":
        yield message("interchange.grading", grading=_value(node, "gradingtype")[:40])
    if _value(node, "selecttype").upper() in {"RANDOM", "CONTIGUOUS"}:
        yield message("interchange.selection")
    if _value(node, "attachments") not in {"", "0"}:
        yield message("interchange.attachments")
    if _value(node, "responsetemplate"):
        yield message("interchange.response_template")


def _short(penalty: str) -> str:
    number = decimal(penalty)
    return penalty if number is None else f"{float(round(number, 5)):g}"


def _tags(node: Node) -> Iterator[Node]:
    for name in ("tags", "coursetags"):
        for holder in node.all(name):
            yield from holder.all("tag")


def _value(node: Node, tag: str) -> str:
    found = node.first(tag)
    return found.text.strip() if found else ""


def _field(node: Node, tag: str, usual: str = HTML) -> Raw:
    found = node.first(tag)
    return _raw(found, usual) if found else Raw()


def _raw(node: Node, usual: str = HTML) -> Raw:
    words = node.first("text")
    given = node.get("format") or usual
    return Raw(words.text.strip() if words else "", given if given in _FORMATS else HTML)


def _plain(node: Node | None) -> Raw:
    words = node.first("text") if node else None
    text = words.text.strip() if words else ""
    return Raw(text, HTML if 'class="multilang"' in text else PLAIN)
