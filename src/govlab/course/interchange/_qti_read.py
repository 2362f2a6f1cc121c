"""An ``assessmentItem`` as an item: what it asks, its key, its scoring, its feedback."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import Case, Interaction
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._qti_asked import Asked, UnreadError
from govlab.course.interchange._qti_body import Body, Segment, interactions_in
from govlab.course.interchange._qti_chosen import chosen
from govlab.course.interchange._qti_given import measured, written_freely
from govlab.course.interchange._qti_placed import associated, matched, ordered
from govlab.course.interchange._qti_scoring import Found, declared, number, recognise, whole
from govlab.course.interchange._qti_text import plain
from govlab.course.interchange._qti_tree import Node
from govlab.course.interchange._qti_write import TOOL
from govlab.text import Message, message

_INTERACTION = "Interaction"
_READERS: dict[str, Callable[[Asked], Interaction]] = {
    "choiceInteraction": chosen,
    "inlineChoiceInteraction": chosen,
    "orderInteraction": ordered,
    "matchInteraction": matched,
    "associateInteraction": associated,
    "textEntryInteraction": measured,
    "extendedTextInteraction": written_freely,
}
_SLUG = re.compile("[^a-z0-9]+")
_CODE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_MOST_ID = 60
_MOST_POINTS = 100
#: Module of items whose file names none; the place they go to gives them theirs.
NOWHERE = "imported"


@dataclass(frozen=True)
class Read:
    """What came of one item's file: the item, the language of its texts, its losses."""

    item: Item | None
    lang: str
    label: str
    lost: tuple[Lost, ...]


def read_item(root: Node, where: str, lang: str) -> Read:
    """Return the item that an ``assessmentItem`` holds, None with the reason where it cannot.

    Parameters
    ----------
    root : Node
    where : str
        The file's name, for messages.
    lang : {"th", "en"}
        Language of its texts when it states neither.
    """
    stated = root.get("xml:lang").lower().partition("-")[0]
    reader = _Reader(root, where, stated if stated in {"th", "en"} else lang)
    try:
        item: Item | None = reader.read()
    except UnreadError as reason:
        reader.tell(reason.words)
        item = None
    return Read(item, reader.lang, root.get("label"), tuple(reader.lost))


def slug(text: str) -> str:
    """Return a name as ids are written.

    Examples
    --------
    >>> slug("ChoiceItem_01")
    'choiceitem-01'
    """
    return _SLUG.sub("-", text.lower()).strip("-")[:_MOST_ID].strip("-")


@dataclass
class _Reader:
    root: Node
    where: str
    lang: str
    lost: list[Lost] = field(default_factory=list)

    @property
    def own(self) -> bool:
        """Whether the file says that it was written here."""
        return self.root.get("toolName") == TOOL

    @property
    def name(self) -> str:
        """What losses call the item."""
        label = self.root.get("label")
        if self.own and _CODE.fullmatch(label):
            return label
        return self.root.get("identifier") or self.root.get("title") or self.where

    def tell(self, words: Message) -> None:
        if (lost := Lost(self.name, words)) not in self.lost:
            self.lost.append(lost)

    def text(self, said: str) -> Text:
        return Text(said, "") if self.lang == "th" else Text("", said)

    def read(self) -> Item:
        self.refuse_programs()
        body = self.root.first("itemBody")
        asked = interactions_in(body) if body else []
        if body is None or not asked:
            raise UnreadError(message("interchange_b.no_interaction", line=self.root.line))
        for one in asked:
            if one.name not in _READERS:
                kind = one.name.removesuffix(_INTERACTION)
                raise UnreadError(message("interchange_b.unread_type", type=kind, line=one.line))
        responses = [one.get("responseIdentifier") for one in asked]
        found = recognise(self.root, responses)
        module, name = self.place()
        item = Item(
            module=module,
            id=name,
            version=1,
            use="exam",
            objective="",
            level="remember",
            points=1,
            sources=(),
            stem=Text("", ""),
            interaction=Case(()),
        )
        if self.own and (made := self.own_item(body, item, found)):
            return made
        return self.other_item(body, item, found)

    def refuse_programs(self) -> None:
        """Refuse an item whose question is made by a program; tell what else is not kept."""
        for one in self.root.elements:
            if one.name in {"templateDeclaration", "templateProcessing"}:
                raise UnreadError(message("interchange_b.template", line=one.line))
            if one.name == "assessmentStimulusRef":
                self.tell(message("interchange_b.stimulus", href=one.get("href"), line=one.line))
        if self.root.get("adaptive") == "true":
            self.tell(message("interchange_b.adaptive"))

    def place(self) -> tuple[str, str]:
        """Return module and id."""
        label = self.root.get("label")
        if self.own and _CODE.fullmatch(label):
            module, _, name = label.partition("/")
            return module, name
        name = slug(self.root.get("identifier")) or slug(self.root.get("title"))
        return NOWHERE, name or "item"

    def own_item(self, body: Node, item: Item, found: Found) -> Item | None:
        """Return an item that was written here, None when it no longer looks so."""
        story = [one for one in body.named("div") if one.get("class") == "story"]
        asked = [one for one in body.named("div") if one.get("class") == "question"]
        if not story:
            return self.own_question(body, item, "", found, checked=True)
        if len(story) != 1 or not asked:
            return None
        questions = []
        for place, one in enumerate(asked, start=1):
            name = f"{item.id}/{one.get('id').removeprefix('Q-')}"
            made = self.own_question(one, replace(item, id=name), f"_{place}", found, checked=False)
            if made is None:
                return None
            questions.append(made)
        made = replace(
            item,
            stem=self.text(plain(story[0].children, self.tell_markup)),
            points=sum(one.points for one in questions),
            interaction=Case(tuple(questions)),
        )
        self.check_processing(made)
        return made

    def own_question(
        self, body: Node, item: Item, tag: str, found: Found, *, checked: bool
    ) -> Item | None:
        stem = [one for one in body.named("p") if one.get("class") == "stem"]
        about = interactions_in(body)
        if len(stem) != 1 or not about:
            return None
        points = declared(self.root, f"MAXSCORE{tag}") or Fraction(1)
        asked = Asked(self.root, body, tuple(about), found, points, self.lang, self.tell, own=True)
        made = replace(
            item,
            stem=self.text(plain(stem[0].children, self.tell_markup)),
            points=self.points(points),
            interaction=_READERS[about[0].name](asked),
        )
        if checked:
            self.check_processing(made)
        return made

    def check_processing(self, item: Item) -> None:
        """Tell when the scoring is no longer the one that was written here for this item."""
        held = self.root.first("responseProcessing")
        named = []
        for place in range(1, len(item.scored) + 1):
            outcome = f"FEEDBACK_{place}" if isinstance(item.interaction, Case) else "FEEDBACK"
            feedback = self.root.named("modalFeedback")
            named.append(
                [
                    one.get("identifier")
                    for one in feedback
                    if one.get("outcomeIdentifier") == outcome
                ]
            )
        expected = whole(item, named)
        if held is not None and (expected is None or not held.same(expected)):
            self.tell(message("interchange_b.custom", line=held.line))

    def other_item(self, body: Node, item: Item, found: Found) -> Item:
        """Return an item that another system wrote."""
        held = Body(body, self.tell_markup)
        free = any(one.about.name == "extendedTextInteraction" for one in held.segments)
        for block in () if free else held.aside:
            words = message("interchange_b.rubric", view=block.get("view"), line=block.line)
            self.tell(words)
        if len(held.segments) == 1:
            made = self.question(item, held.segments[0], found, body)
            return replace(made, stem=self.text(held.stem or self.untitled()))
        story, stems = held.story
        questions = []
        for place, (one, stem) in enumerate(zip(held.segments, stems, strict=True), start=1):
            made = self.question(replace(item, id=f"{item.id}/q{place}"), one, found, body)
            questions.append(replace(made, stem=self.text(stem or self.untitled())))
        return replace(
            item,
            stem=self.text(story or self.untitled()),
            points=sum(one.points for one in questions),
            interaction=Case(tuple(questions)),
        )

    def question(self, item: Item, segment: Segment, found: Found, body: Node) -> Item:
        alone = found.rules.keys() == {segment.about.get("responseIdentifier")}
        points = self.worth(segment.about, found, alone=alone)
        asked = Asked(
            self.root, body, (segment.about,), found, points, self.lang, self.tell, own=False
        )
        interaction = _READERS[segment.about.name](asked)
        rule = found.rules.get(segment.about.get("responseIdentifier"), "custom")
        if rule == "custom" and interaction.type != "text":
            held = self.root.first("responseProcessing")
            self.tell(message("interchange_b.custom", line=held.line if held else 0))
        return replace(item, points=self.points(points), interaction=interaction)

    def worth(self, about: Node, found: Found, *, alone: bool) -> Fraction:
        """Return the points of a question: as declared, else as its scoring sums up."""
        name = about.get("responseIdentifier")
        if alone:
            stated = declared(self.root, "MAXSCORE") or self.normal_maximum() or found.points
            if stated and stated > 0:
                return stated
        for one in self.root.named("responseDeclaration"):
            if one.get("identifier") == name and found.rules.get(name) == "map":
                return mapping_total(one) or Fraction(1)
        return Fraction(1)

    def normal_maximum(self) -> Fraction | None:
        for one in self.root.named("outcomeDeclaration"):
            if one.get("identifier") == "SCORE" and one.get("normalMaximum"):
                return number(one.get("normalMaximum"))
        return None

    def points(self, points: Fraction) -> int:
        """Return whole points; say when the file's are not."""
        whole_points = min(max(1, round(points)), _MOST_POINTS)
        if whole_points != points:
            self.tell(message("interchange_b.points", found=str(points), points=whole_points))
        return whole_points

    def untitled(self) -> str:
        """Return what stands for a question that says nothing, and tell it."""
        self.tell(message("interchange_b.no_stem"))
        return self.root.get("title") or self.name

    def tell_markup(self, name: str) -> None:
        self.tell(message("interchange_b.markup", element=name))


def mapping_total(declaration: Node) -> Fraction | None:
    """Return the most that a mapping can give: its bound, or its right answers together."""
    held = declaration.first("mapping")
    if held is None:
        return None
    if held.get("upperBound"):
        return number(held.get("upperBound"))
    marks = [number(one.get("mappedValue")) or Fraction(0) for one in held.named("mapEntry")]
    gains = [mark for mark in marks if mark > 0]
    if not gains:
        return None
    return max(gains) if declaration.get("cardinality") == "single" else sum(gains, Fraction(0))
