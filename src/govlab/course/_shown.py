"""What a trainee sees of an item: its question and its options in some order, and no key."""

from dataclasses import dataclass
from typing import Any

from govlab.course._words import Text, words
from govlab.text import say


@dataclass(frozen=True, slots=True)
class FormOption:
    """An answer as a trainee sees it; nothing tells whether it is right."""

    id: str
    text: Text

    def as_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return id and text, in `lang` or in both languages."""
        return {"id": self.id, "text": words(self.text, lang)}


@dataclass(frozen=True, slots=True)
class FormItem:
    """A question as a trainee sees it: no key, and options in the order of this form.

    Parameters
    ----------
    code : str
        ``module/item``, for a question of a case ``module/case/question``.
    version : int
    type : str
        One of :data:`govlab.course.interactions.TYPES`.
    points : int
    stem : Text
    options : tuple of FormOption
        To choose from, to put in order, or to match; empty where words are asked for.
    premises : tuple of FormOption
        What the options are matched to.
    unit : Text, optional
        Of a number.
    words : int, optional
        About how many words an answer in words may have.
    questions : tuple of FormItem
        Of a case; the stem is their story.
    variant : str
        Digest of the parameters of a templated item.
    counted : bool
        False for the practice item at the beginning of a form.
    """

    code: str
    version: int
    type: str
    points: int
    stem: Text
    options: tuple[FormOption, ...] = ()
    premises: tuple[FormOption, ...] = ()
    unit: Text | None = None
    words: int | None = None
    questions: tuple["FormItem", ...] = ()
    variant: str = ""
    counted: bool = True

    def as_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the question in `lang`, or in both languages when none is named.

        ``premises``, ``unit``, ``words``, ``questions``, ``variant`` and ``counted``
        stand there only where they say something.
        """
        data: dict[str, Any] = {
            "id": self.code,
            "version": self.version,
            "type": self.type,
            "points": self.points,
            "stem": words(self.stem, lang),
            "options": [one.as_dict(lang) for one in self.options],
        }
        if self.premises:
            data["premises"] = [one.as_dict(lang) for one in self.premises]
        if self.unit:
            data["unit"] = words(self.unit, lang)
        if self.words:
            data["words"] = self.words
        if self.questions:
            data["questions"] = [one.as_dict(lang) for one in self.questions]
        if self.variant:
            data["variant"] = self.variant
        if not self.counted:
            data["counted"] = False
        return data

    @classmethod
    def from_data(cls, data: Any) -> "FormItem":
        """Return the question of which :meth:`as_dict` gave `data` in both languages."""
        unit = data.get("unit")
        return cls(
            code=data["id"],
            version=data["version"],
            type=data["type"],
            points=data["points"],
            stem=Text(**data["stem"]),
            options=_options(data["options"]),
            premises=_options(data.get("premises", ())),
            unit=Text(**unit) if unit else None,
            words=data.get("words"),
            questions=tuple(cls.from_data(one) for one in data.get("questions", ())),
            variant=data.get("variant", ""),
            counted=data.get("counted", True),
        )

    def lines(self, lang: str, number: str) -> list[str]:
        """Return the question as lines of plain text, headed by its number."""
        hint = say(f"course.hint_{self.type}", lang) if self.type in _HINTED else ""
        lines = [f"{number}. {self.stem.in_language(lang)} {hint}".rstrip()]
        if not self.counted:
            lines.insert(0, say("course.not_counted", lang))
        lines += [f"   {one.id}. {one.text.in_language(lang)} → ____" for one in self.premises]
        lines += [f"   {one.id}) {one.text.in_language(lang)}" for one in self.options]
        if self.type in {"numeric", "text"}:
            unit = f" {self.unit.in_language(lang)}" if self.unit else ""
            lines.append(f"   ________{unit}")
        for place, one in enumerate(self.questions, start=1):
            lines += one.lines(lang, f"{number}.{place}")
        return lines


# Types with which a trainee needs a hint; a single choice needs none.
_HINTED = frozenset({"multiple", "truefalse", "ordering", "matching", "numeric", "text"})


def _options(data: Any) -> tuple[FormOption, ...]:
    return tuple(FormOption(one["id"], Text(**one["text"])) for one in data)
