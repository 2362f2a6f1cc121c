"""The body of an item that another system wrote: which words belong to which question."""

from dataclasses import dataclass, field

from govlab.course.interchange._qti_text import Tell, plain
from govlab.course.interchange._qti_tree import Node

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_INTERACTION = "Interaction"
_GAP = "____"


def interactions_in(one: Node) -> list[Node]:
    """Return the interactions of an element, in the order of the file."""
    return [held for held in one.walk() if held.name.endswith(_INTERACTION)]


@dataclass
class Segment:
    """An interaction, what stands before it, and whether it is a gap in a line."""

    about: Node
    before: list[Node | str]
    inline: bool

    @property
    def prompt(self) -> list[Node | str]:
        """The words that the interaction itself holds."""
        held = self.about.first("prompt")
        return [held] if held else []


@dataclass
class Body:
    """The questions of an item and their words.

    Parameters
    ----------
    body : Node
        The ``itemBody``.
    tell : callable
        Told what plain text cannot say.
    """

    body: Node
    tell: Tell
    segments: list[Segment] = field(default_factory=list)
    #: Blocks that are for others than the trainee, and belong to no free text.
    aside: list[Node] = field(default_factory=list)
    _rest: list[Node | str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._descend(self.body)

    def _descend(self, one: Node) -> None:
        for child in one.children:
            if isinstance(child, str):
                self._rest.append(child)
            elif child.name == "rubricBlock" and "candidate" not in child.get("view").split():
                self.aside.append(child)
            elif not (inner := interactions_in(child)):
                self._rest.append(child)
            elif inner[0] is child and child.name not in INLINE:
                self._end(child, inline=False)
            elif all(held.name in INLINE for held in inner):
                self._rest.append(child)
                for held in inner:
                    self._end(held, inline=True)
            else:
                self._descend(child)

    def _end(self, about: Node, *, inline: bool) -> None:
        self.segments.append(Segment(about, self._rest, inline))
        self._rest = []

    @property
    def stem(self) -> str:
        """The words of an item with one question."""
        one = self.segments[0]
        return self._said([*one.before, *one.prompt, *self._rest])

    @property
    def story(self) -> tuple[str, list[str]]:
        """The shared words of an item with several questions, and those of each.

        Gaps in a text stay in it, numbered; a question about one is its number.
        """
        first, *others = self.segments
        if any(one.inline for one in self.segments):
            every = [part for one in self.segments for part in [*one.before, *one.prompt]]
            stems = [f"({place})" for place in range(1, len(self.segments) + 1)]
            return self._said([*every, *self._rest], numbered=True), stems
        story, own = first.before, first.prompt
        if not own:
            # Without a prompt the last paragraph before the first question asks it.
            places = [n for n, one in enumerate(story) if isinstance(one, Node)]
            last = places[-1] if places else 0
            story, own = story[:last], story[last:]
        stems = [self._said(own), *(self._said([*one.before, *one.prompt]) for one in others)]
        return self._said([*story, *self._rest]), stems

    def _said(self, parts: list[Node | str], *, numbered: bool = False) -> str:
        gaps = {
            id(one.about): f"({place}) {_GAP}" if numbered else _GAP
            for place, one in enumerate(self.segments, start=1)
            if one.inline
        }
        return plain(parts, self.tell, gaps).strip()
