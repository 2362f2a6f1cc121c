"""An item as an ``assessmentItem``: declarations, what a trainee sees, scoring, feedback."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import (
    Case,
    Choice,
    FreeText,
    Interaction,
    Matching,
    Numeric,
    Option,
    Ordering,
    TrueFalse,
)
from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._qti_scoring import OTHERWISE, recovered, whole
from govlab.course.interchange._qti_text import flow
from govlab.course.interchange._qti_tree import Node, node
from govlab.course.interchange._xml import legal
from govlab.text import message, say

TOOL = "govlab"
#: Class of a choice whose options have credits of their own, be they the usual ones.
WEIGHED = "weighed"
#: About how many letters an expected word is, with the space after it.
_WORD = 8
_NUMBER_LENGTH = "15"
# Types of which one answer shows more than one reason.
_TELLS_SEVERAL = frozenset({"multiple", "ordering", "matching"})


@dataclass
class _Parts:
    """What one question adds to the file."""

    responses: list[Node] = field(default_factory=list)
    outcomes: list[Node] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    feedback: list[Node] = field(default_factory=list)


def item_tree(item: Item, lang: str, *, key: bool) -> tuple[Node, list[Lost]]:
    """Return an item as an element of version 2.1, and what QTI cannot hold of it.

    Parameters
    ----------
    item : Item
    lang : {"th", "en"}
        The language of the file.
    key : bool
        Whether right answers, scoring and feedback are written.
    """
    writer = _Writer(item, lang, key=key)
    return writer.tree(), writer.lost


@dataclass
class _Writer:
    item: Item
    lang: str
    key: bool
    lost: list[Lost] = field(default_factory=list)

    def tree(self) -> Node:
        item = self.item
        if isinstance(item.interaction, Case):
            parts = [self.question(one, f"_{n}") for n, one in enumerate(item.scored, start=1)]
            story = node("div", *self.paragraph(item.stem), **{"class": "story"})
            body = [story]
            for one, part in zip(item.scored, parts, strict=True):
                name = one.id.rpartition("/")[2]
                body.append(node("div", *part.body, id=f"Q-{name}", **{"class": "question"}))
            outcomes = self.outcomes(item, "")
        else:
            parts = [self.question(item, "")]
            body, outcomes = parts[0].body, []
        named = [[one.get("identifier") for one in part.feedback] for part in parts]
        return node(
            "assessmentItem",
            *(one for part in parts for one in part.responses),
            *outcomes,
            *(one for part in parts for one in part.outcomes),
            node("itemBody", *body),
            whole(item, named) if self.key else None,
            *(one for part in parts for one in part.feedback),
            identifier=identifier(item),
            title=item.code,
            label=item.code,
            adaptive="false",
            timeDependent="false",
            toolName=TOOL,
            **{"xml:lang": self.lang},
        )

    def question(self, item: Item, tag: str) -> _Parts:
        response = f"RESPONSE{tag}"
        made = _Parts(outcomes=self.outcomes(item, tag), body=self.paragraph(item.stem))
        self.asked(item, response, made)
        said = {name: self.words(text) for name, text in reasons(item.interaction).items()}
        said = {name: text for name, text in said.items() if text} if self.key else {}
        if said:
            outcome = f"FEEDBACK{tag}"
            several = item.type in _TELLS_SEVERAL or len(made.responses) > 1
            cardinality = "multiple" if several else "single"
            made.outcomes.append(_outcome(outcome, "identifier", cardinality))
            made.feedback = [
                node(
                    "modalFeedback",
                    *flow(text),
                    outcomeIdentifier=outcome,
                    identifier=name,
                    showHide="show",
                )
                for name, text in said.items()
            ]
        return made

    def outcomes(self, item: Item, tag: str) -> list[Node]:
        points = str(item.points)
        score = _outcome(f"SCORE{tag}", "float", default="0")
        score.attributes["normalMaximum"] = points
        if isinstance(item.interaction, FreeText):
            score.attributes["externalScored"] = "human"
        return [score, _outcome(f"MAXSCORE{tag}", "float", default=points)]

    def asked(self, item: Item, response: str, made: _Parts) -> None:
        """Add the declaration and the interaction of one question."""
        match item.interaction:
            case Choice() as asked:
                made.responses = [
                    self.declaration(
                        response,
                        "multiple" if asked.several else "single",
                        "identifier",
                        right=asked.right,
                        marks=choice_marks(asked, item.points),
                        points=item.points,
                    )
                ]
                most = "0" if asked.several else "1"
                made.body.append(self.choice(response, asked.options, most))
                if self.key and any(one.credit is not None for one in asked.options):
                    made.body[-1].attributes["class"] = WEIGHED
            case TrueFalse() as asked:
                self.verdict(asked, item.points, response, made)
            case Ordering() as asked:
                made.responses = [
                    self.declaration(response, "ordered", "identifier", right=asked.order)
                ]
                choices = [self.option("simpleChoice", one.id, one.text) for one in asked.options]
                made.body.append(
                    node("orderInteraction", *choices, responseIdentifier=response, shuffle="true")
                )
            case Matching() as asked:
                self.pairs(asked, item.points, response, made)
            case Numeric() as asked:
                self.number(asked, item, response, made)
            case FreeText() as asked:
                made.responses = [self.declaration(response, "single", "string")]
                made.body.append(self.essay(asked, response))
                if self.key:
                    made.body += self.rubric(asked)

    def declaration(
        self,
        response: str,
        cardinality: str,
        base: str,
        *,
        right: tuple[str, ...] = (),
        marks: Mapping[str, Fraction] | None = None,
        points: int = 0,
    ) -> Node:
        held: list[Node] = []
        if self.key and right:
            held.append(node("correctResponse", *(node("value", one) for one in right)))
        if self.key and marks:
            entries = [
                node("mapEntry", mapKey=name, mappedValue=written(mark))
                for name, mark in marks.items()
            ]
            bounds = {"lowerBound": "0", "upperBound": str(points), "defaultValue": "0"}
            held.append(node("mapping", *entries, **bounds))
        return node(
            "responseDeclaration",
            *held,
            identifier=response,
            cardinality=cardinality,
            baseType=base,
        )

    def choice(self, response: str, options: tuple[Option, ...], most: str) -> Node:
        choices = [self.option("simpleChoice", one.id, one.text) for one in options]
        return node(
            "choiceInteraction",
            *choices,
            responseIdentifier=response,
            shuffle="true",
            maxChoices=most,
            # Its default differs between versions.
            minChoices="0",
        )

    def verdict(self, asked: TrueFalse, points: int, response: str, made: _Parts) -> None:
        marks = {} if asked.options else {asked.verdict: Fraction(points)}
        made.responses = [
            self.declaration(
                response, "single", "identifier", right=(asked.verdict,), marks=marks, points=points
            )
        ]
        words = {
            "true": say("interchange_b.true", self.lang),
            "false": say("interchange_b.false", self.lang),
        }
        choices = [
            node("simpleChoice", text, identifier=name, fixed="true")
            for name, text in words.items()
        ]
        made.body.append(
            node(
                "choiceInteraction",
                *choices,
                responseIdentifier=response,
                shuffle="false",
                maxChoices="1",
                minChoices="0",
                **{"class": "truefalse"},
            )
        )
        if asked.options:
            reason = f"{response}_REASON"
            right = tuple(one.id for one in asked.options if one.correct)
            made.responses.append(self.declaration(reason, "single", "identifier", right=right))
            made.body.append(self.choice(reason, asked.options, "1"))

    def pairs(self, asked: Matching, points: int, response: str, made: _Parts) -> None:
        keys = {
            f"P{one.id} {one.match}": Fraction(points, len(asked.premises))
            for one in asked.premises
        }
        made.responses = [
            self.declaration(
                response, "multiple", "directedPair", right=tuple(keys), marks=keys, points=points
            )
        ]
        premises = [
            self.option("simpleAssociableChoice", f"P{one.id}", one.text, matchMax="1")
            for one in asked.premises
        ]
        options = [
            self.option("simpleAssociableChoice", one.id, one.text, matchMax="0")
            for one in asked.options
        ]
        made.body.append(
            node(
                "matchInteraction",
                node("simpleMatchSet", *premises),
                node("simpleMatchSet", *options),
                responseIdentifier=response,
                shuffle="true",
                maxAssociations=str(len(premises)),
            )
        )

    def number(self, asked: Numeric, item: Item, response: str, made: _Parts) -> None:
        made.responses = [self.declaration(response, "single", "float", right=(asked.answer,))]
        gap = node(
            "textEntryInteraction", responseIdentifier=response, expectedLength=_NUMBER_LENGTH
        )
        unit = (
            node("span", *flow(self.words(asked.unit)), **{"class": "unit"}) if asked.unit else None
        )
        line = [gap, " ", unit] if unit else [gap]
        made.body.append(node("p", *line, **{"class": "answer"}))
        numbers = [part for one in asked.answers for part in (one.value, one.tolerance)]
        for one in numbers:
            if recovered(Fraction(written(one))) != one:
                said = message("interchange_b.rounded", value=str(one), written=written(one))
                self.lost.append(Lost(item.code, said))

    def essay(self, asked: FreeText, response: str) -> Node:
        about = {}
        if asked.words:
            about = {"expectedLength": str(asked.words * _WORD), "class": f"words-{asked.words}"}
        return node("extendedTextInteraction", responseIdentifier=response, **about)

    def rubric(self, asked: FreeText) -> list[Node]:
        """Return what only the rater sees: the criteria and the model answer."""
        made = []
        for one in asked.rubric:
            levels = [
                part
                for level in one.levels
                for part in (
                    node("dt", str(level.points)),
                    node("dd", *flow(self.words(level.text))),
                )
            ]
            made.append(
                node(
                    "rubricBlock",
                    node("p", *flow(self.words(one.text))),
                    node("dl", *levels),
                    view="scorer",
                    use="scoring",
                    label=one.id,
                    **{"class": "criterion"},
                )
            )
        model = node("p", *flow(self.words(asked.model)))
        return [
            *made,
            node("rubricBlock", model, view="scorer", use="scoring", **{"class": "model"}),
        ]

    def option(self, name: str, about: str, text: Text, **more: str) -> Node:
        return node(name, *flow(self.words(text)), identifier=about, **more)

    def paragraph(self, text: Text) -> list[Node]:
        return [node("p", *flow(self.words(text)), **{"class": "stem"})]

    def words(self, text: Text) -> str:
        """Return the text in the file's language; say which signs XML cannot hold."""
        said = text.in_language(self.lang)
        if legal(said) != said:
            self.lost.append(Lost(self.item.code, message("interchange_b.control_signs")))
        return said


def _outcome(name: str, base: str, cardinality: str = "single", default: str = "") -> Node:
    held = node("defaultValue", node("value", default)) if default else None
    return node("outcomeDeclaration", held, identifier=name, cardinality=cardinality, baseType=base)


def identifier(item: Item) -> str:
    """Return the item's code as an identifier of QTI: no slash, a letter first."""
    name = item.code.replace("/", ".")
    return name if name[:1].isalpha() else f"item.{name}"


def choice_marks(asked: Choice, points: int) -> dict[str, Fraction]:
    """Return what each option adds to the score, as :meth:`Choice.credit` counts."""
    if any(one.credit is not None for one in asked.options):
        return {one.id: points * one.credit for one in asked.options if one.credit is not None}
    if not asked.several:
        return {one: Fraction(points) for one in asked.right}
    share = Fraction(points, max(len(asked.right), 1))
    return {one.id: share if one.correct else -share for one in asked.options}


def reasons(asked: Interaction) -> dict[str, Text]:
    """Return the reasons of a question by the names of their feedback."""
    options = {one.id: one.reason for one in getattr(asked, "options", ())}
    match asked:
        case TrueFalse():
            return {"true": asked.if_true, "false": asked.if_false, **options}
        case Matching():
            return {**{f"P{one.id}": one.reason for one in asked.premises}, **options}
        case Numeric():
            told = {f"A{n}": one.reason for n, one in enumerate(asked.answers, start=1)}
            return told | {OTHERWISE: asked.otherwise}
        case _:
            return options
