"""Items made from the parts that files hold, once those have their shape."""

from typing import TYPE_CHECKING, Any

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import (
    Case,
    Choice,
    Criterion,
    FreeText,
    Interaction,
    Matching,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from govlab.course._shapes import ItemPart, TextPart


def item_made(module: str, part: "ItemPart") -> Item:
    """Return the item that a part of ``items.yaml`` describes."""
    from govlab.course._shapes import sources_made

    sources = sources_made(part.sources)

    def made(one: Any, slug: str) -> Item:
        interaction = _interaction(one, lambda inner: made(inner, f"{slug}/{inner.id}"))
        return Item(
            module=module,
            id=slug,
            version=part.version,
            use=part.use,
            objective=one.objective or part.objective,
            level=one.level or part.level,
            points=_points(one, interaction),
            sources=sources,
            stem=one.stem.made(),
            interaction=interaction,
        )

    return made(part, part.id)


def _points(part: Any, interaction: Interaction) -> int:
    if isinstance(interaction, Case):
        return sum(one.points for one in interaction.questions)
    return interaction.full if isinstance(interaction, FreeText) else int(part.points)


def _interaction(part: Any, question: "Callable[[Any], Item]") -> Interaction:  # noqa: PLR0911
    match part.type:
        case "single" | "multiple":
            return Choice(_options(part.options), several=part.type == "multiple")
        case "truefalse":
            truth = (part.truth, part.if_true.made(), part.if_false.made())
            return TrueFalse(*truth, _options(part.options))
        case "ordering":
            return Ordering(_options(part.options), tuple(part.order))
        case "matching":
            premises = (
                Premise(one.id, one.text.made(), one.match, one.reason.made())
                for one in part.premises
            )
            return Matching(tuple(premises), _options(part.options))
        case "numeric":
            answers = (
                NumericAnswer(one.value, one.tolerance, one.credit, one.reason.made())
                for one in part.answers
            )
            return Numeric(tuple(answers), part.otherwise.made(), _maybe(part.unit))
        case "text":
            rubric = (
                Criterion(
                    one.id,
                    one.text.made(),
                    tuple(RubricLevel(level.points, level.text.made()) for level in one.levels),
                )
                for one in part.rubric
            )
            return FreeText(tuple(rubric), part.model.made(), part.words)
        case _:
            return Case(tuple(question(one) for one in part.questions))


def _options(parts: Any) -> tuple[Option, ...]:
    return tuple(
        Option(
            one.id,
            one.text.made(),
            getattr(one, "correct", False),
            one.reason.made(),
            getattr(one, "credit", None),
        )
        for one in parts
    )


def _maybe(part: "TextPart | None") -> Text | None:
    return part.made() if part else None
