"""One question of a QTI file: its interaction, its key, its scoring and its feedback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from govlab.course._words import Text
from govlab.course.interactions._base import LETTERS
from govlab.course.interchange._qti_scoring import Found, Rule, number
from govlab.course.interchange._qti_text import plain
from govlab.course.interchange._qti_tree import Node
from govlab.text import Message, message

# Marks are written with twelve decimals; a third of a point comes back as a third.
FINEST = 10_000


class UnreadError(Exception):
    """A question that does not become an item; `words` say why and where."""

    def __init__(self, words: Message) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True)
class Asked:
    """One question of a file.

    Parameters
    ----------
    root : Node
        The whole item.
    body : Node
        What holds the question.
    about : tuple of Node
        Its interactions; two where a verdict is asked with its reason.
    found : Found
        How it is scored.
    points : Fraction
    lang : {"th", "en"}
    tell : callable
        Told what is lost.
    own : bool
        Whether it was written here.
    """

    root: Node
    body: Node
    about: tuple[Node, ...]
    found: Found
    points: Fraction
    lang: str
    tell: Callable[[Message], None]
    own: bool

    @property
    def one(self) -> Node:
        """The interaction."""
        return self.about[0]

    @property
    def response(self) -> str:
        """The variable that holds the answer."""
        return self.one.get("responseIdentifier")

    @property
    def rule(self) -> Rule:
        """How the answer is scored; of a file of ours that is known, and checked elsewhere."""
        if self.own:
            return "map" if self.marks() else "own"
        return self.found.rules.get(self.response, "custom")

    def text(self, said: str) -> Text:
        """Return a text in the language of the file, the other left empty."""
        return Text(said, "") if self.lang == "th" else Text("", said)

    def said(self, one: Node) -> str:
        """Return the words of an element."""
        found = plain(one.children, lambda name: self.tell(_markup(name)))
        return found if self.own else found.strip()

    def declaration(self, name: str) -> Node | None:
        """Return the declaration of a response."""
        held = self.root.named("responseDeclaration")
        return next((one for one in held if one.get("identifier") == name), None)

    def right(self, name: str = "") -> list[str]:
        """Return the right answer as the file states it."""
        held = self.declaration(name or self.response)
        stated = held.first("correctResponse") if held else None
        return [one.words.strip() for one in stated.named("value")] if stated else []

    def marks(self) -> dict[str, Fraction]:
        """Return the mapping of the response, as shares of the points."""
        held = self.declaration(self.response)
        stated = held.first("mapping") if held else None
        if stated is None:
            return {}
        made = {}
        for one in stated.named("mapEntry"):
            mark = number(one.get("mappedValue"))
            if mark is None:
                raise UnreadError(message("interchange_b.not_a_mark", line=one.line))
            made[one.get("mapKey")] = (mark / self.points).limit_denominator(FINEST)
        if any(mark < 0 for mark in made.values()) and number(stated.get("lowerBound")) != 0:
            self.tell(message("interchange_b.negative"))
        if number(stated.get("defaultValue") or "0"):
            self.tell(message("interchange_b.default_value", line=stated.line))
        return made

    def reasons(self) -> dict[str, Text]:
        """Return the feedback of the question by what it comments on."""
        suffix = self.response.removeprefix("RESPONSE")
        made: dict[str, str] = {}
        for one in self.root.walk():
            if one.name not in {"modalFeedback", "feedbackInline", "feedbackBlock"}:
                continue
            outcome = one.get("outcomeIdentifier")
            names = one.get("identifier")
            echoed = self.found.told.get(outcome)
            heard = outcome == f"FEEDBACK{suffix}" if self.own else echoed == self.response
            if heard and one.get("showHide", "show") == "show":
                made[names] = "\n".join(filter(None, (made.get(names), self.said(one))))
            elif not self.own and echoed is None:
                self.tell(message("interchange_b.feedback", name=names, line=one.line))
        return {name: self.text(said) for name, said in made.items()}

    def no_key(self) -> UnreadError:
        """Return the error for a question without a right answer."""
        return UnreadError(message("interchange_b.no_key", line=self.one.line))


def _markup(name: str) -> Message:
    return message("interchange_b.markup", element=name)


def choices_of(one: Node) -> list[Node]:
    """Return the choices of an interaction or of one of its sets."""
    return one.named("simpleChoice", "inlineChoice", "simpleAssociableChoice")


def lettered(choices: Sequence[object]) -> str:
    """Return a letter for each choice.

    Raises
    ------
    UnreadError
        When there are more choices than letters.
    """
    if len(choices) > len(LETTERS):
        raise UnreadError(
            message("interchange_b.many_options", count=len(choices), most=len(LETTERS))
        )
    return LETTERS[: len(choices)]


def tell_rule(asked: Asked) -> None:
    """Tell when parts of an answer are scored otherwise than we do."""
    if asked.own:
        return
    if asked.rule == "match":
        asked.tell(message("interchange_b.all_or_nothing"))
    elif asked.rule == "none":
        asked.tell(message("interchange_b.no_scoring"))
    elif asked.rule == "map" and asked.one.name == "orderInteraction":
        asked.tell(message("interchange_b.weights"))
