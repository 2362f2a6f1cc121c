"""An item of the bank: a question, its key, and where it belongs."""

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from govlab.course._shown import FormItem
from govlab.course._words import Source, Text, sources_as_data, sources_from_data
from govlab.course.interactions import Case, Choice, Interaction, Option, from_data
from govlab.files import canonical_json

if TYPE_CHECKING:
    from govlab.chance import Stream
    from govlab.course.interactions._base import Given

Use = Literal["practice", "exam"]
# The six levels of the revised taxonomy of Anderson and Krathwohl (2001), lowest first.
Level = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the bank, with its key.

    Parameters
    ----------
    module, id : str
        `id` is unique in the curriculum.
    version : int
        Raised whenever anything else of the item changes.
    use : {"practice", "exam"}
        An item never serves both.
    objective : str
        Objective of the module.
    level : str
        What the item asks of the mind, ``"remember"`` to ``"create"``.
    points : int
        Full marks.
    sources : tuple
        Source ids (``"S2-014"``) and :class:`Law` citations.
    stem : Text
    interaction : Interaction
        How it is answered; see :mod:`govlab.course.interactions`.
    variant : str
        Digest of the parameters of a templated item, empty for a fixed one.
    """

    module: str
    id: str
    version: int
    use: Use
    objective: str
    level: Level
    points: int
    sources: tuple[Source, ...]
    stem: Text
    interaction: Interaction
    variant: str = ""

    @property
    def code(self) -> str:
        """The id that tables use: ``module/item``, ``module/case/question``."""
        return f"{self.module}/{self.id}"

    @property
    def type(self) -> str:
        """Name of the type, such as ``"single"``."""
        return self.interaction.type

    @property
    def options(self) -> tuple[Option, ...]:
        """The options, none where there are none to choose from."""
        options: tuple[Option, ...] = getattr(self.interaction, "options", ())
        return options

    @property
    def right(self) -> tuple[str, ...]:
        """Ids of the right options of a choice, in alphabetical order."""
        return self.interaction.right if isinstance(self.interaction, Choice) else ()

    @property
    def scored(self) -> tuple["Item", ...]:
        """What is answered and scored by itself: the questions of a case, else the item."""
        return self.interaction.questions if isinstance(self.interaction, Case) else (self,)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything but the version: what must not change under one version."""
        content = self.as_dict()
        del content["version"]
        return hashlib.sha256(canonical_json(content)).hexdigest()

    def response(self, given: "Given") -> str:
        """Return an answer in its one spelling, empty when it is none.

        Raises
        ------
        InputError, UnknownNameError
            When it is no answer to this item.
        """
        return self.interaction.response(given, self.code)

    def shown(self, stream: "Stream", *, counted: bool = True) -> FormItem:
        """Return what a trainee sees, options shuffled by `stream`."""
        seen = self.interaction.shown(stream)
        return FormItem(
            code=self.code,
            version=self.version,
            type=self.type,
            points=self.points,
            stem=self.stem,
            options=seen.options,
            premises=seen.premises,
            unit=seen.unit,
            words=seen.words,
            questions=seen.questions,
            variant=self.variant,
            counted=counted,
        )

    def with_variant(self, variant: str) -> "Item":
        """Return the item as the variant of a template, and so the questions of a case."""
        interaction = self.interaction
        if isinstance(interaction, Case):
            interaction = Case(tuple(one.with_variant(variant) for one in interaction.questions))
        return replace(self, interaction=interaction, variant=variant)

    def as_dict(self) -> dict[str, Any]:
        """Return the whole item with its key."""
        data = {
            "code": self.code,
            "version": self.version,
            "use": self.use,
            "type": self.type,
            "objective": self.objective,
            "level": self.level,
            "points": self.points,
            "sources": sources_as_data(self.sources),
            "stem": self.stem.as_dict(),
            **self.interaction.as_dict(),
        }
        return data | ({"variant": self.variant} if self.variant else {})

    @classmethod
    def from_data(cls, data: Any) -> "Item":
        """Return the item of which :meth:`as_dict` gave `data`."""
        module, _, slug = data["code"].partition("/")
        return cls(
            module=module,
            id=slug,
            version=data["version"],
            use=data["use"],
            objective=data["objective"],
            level=data["level"],
            points=data["points"],
            sources=sources_from_data(data["sources"]),
            stem=Text(**data["stem"]),
            interaction=from_data(data["type"], data),
            variant=data.get("variant", ""),
        )
