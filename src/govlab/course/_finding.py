"""A finding: a rule that content breaks, where, and what to do."""

from dataclasses import dataclass

from govlab.errors import Words
from govlab.text import Message, message


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a curriculum's files break.

    Parameters
    ----------
    rule : str
        Short name of the rule, such as ``"key"``.
    where : str
        File or item, from the curriculum's folder down.
    words : Words
        What is wrong and what to do, in either language.
    """

    rule: str
    where: str
    words: Words | str

    def said(self, lang: str = "th") -> str:
        """Return the sentence in `lang`."""
        return self.words if isinstance(self.words, str) else self.words.in_language(lang)

    def line(self) -> Message:
        """Return the finding as a line of a list."""
        return message("course.finding", where=self.where, rule=self.rule, words=self.words)

    def as_dict(self, lang: str = "th") -> dict[str, str]:
        """Return the finding as a JSON-ready mapping, its sentence in `lang`."""
        return {"rule": self.rule, "where": self.where, "message": self.said(lang)}
