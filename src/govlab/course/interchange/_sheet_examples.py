"""An example of every type of question for the blank form, the same that a new module has."""

import re
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from govlab import files
from govlab.chance import Stream
from govlab.course._item import Item
from govlab.course.interactions import Case

if TYPE_CHECKING:
    from govlab.course._words import Text

_MODULE = "example"
# No id holds brackets: nobody's own item is ever taken for an example.
_MARK = re.compile(r"\s*\((ตัวอย่าง|example)\)", re.IGNORECASE)
_NAME = " (__MODULE__)"


def is_example(code: str) -> bool:
    """Return whether a cell of codes marks its row as an example.

    Examples
    --------
    >>> is_example("(ตัวอย่าง) 3"), is_example("example-3")
    (True, False)
    """
    return _MARK.match(code) is not None


@cache
def examples() -> tuple[Item, ...]:
    """Return one item of every type, without sources."""
    from govlab.course._made import item_made
    from govlab.course._shapes import ItemsFile, TemplateHeader
    from govlab.course._template import Template

    with resources.as_file(resources.files("govlab.course") / "scaffold" / "items.yaml") as source:
        data = _named(files.read_yaml(source))
    made = []
    for part in files.shaped(data, ItemsFile, str(source)).items:
        if isinstance(part, TemplateHeader):
            raw = part.model_dump(mode="python", exclude_unset=True)
            template = Template.made(_MODULE, raw, str(source))
            made.append(replace(template.variant(Stream(1, "example")), variant=""))
        else:
            made.append(item_made(_MODULE, part))
    return tuple(_bare(one) for one in made)


def _named(data: Any) -> Any:
    """Return the scaffold with a name in the place of a module's."""
    if isinstance(data, dict):
        return {name: _named(one) for name, one in data.items()}
    if isinstance(data, list):
        return [_named(one) for one in data]
    return data.replace(_NAME, "").replace("__MODULE__", _MODULE) if isinstance(data, str) else data


def _bare(item: Item) -> Item:
    asked = item.interaction
    if isinstance(asked, Case):
        asked = Case(tuple(_bare(one) for one in asked.questions))
    return replace(item, sources=(), objective="", interaction=asked)


@cache
def unchanged_stems() -> frozenset[str]:
    """Return the questions of the examples in both languages."""
    stems: list[Text] = []
    for one in examples():
        stems += [one.stem, *(question.stem for question in one.scored)]
    return frozenset(said.strip() for stem in stems for said in (stem.th, stem.en))
