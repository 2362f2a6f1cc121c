"""Templated items: one question of the bank, of which every seed gives another variant."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from govlab.chance import Stream
from govlab.course._expressions import Expression, Place
from govlab.course._filling import Phrase
from govlab.course._item import Item, Level, Use
from govlab.course._made import item_made
from govlab.course._parameters import COMPUTED, Parameters
from govlab.course._values import Value, Values, told
from govlab.course._words import Source
from govlab.errors import InputError
from govlab.files import canonical_json, shaped
from govlab.text import message

if TYPE_CHECKING:
    from pydantic import BaseModel

_LANGUAGES = ("th", "en")
# What no variant changes; a hole here would make two items of one.
_FIXED = frozenset({"id", "version", "use", "type", "objective", "level", "sources", "points"})
_APART = frozenset({"parameters", "conditions"})

Fill = Callable[[Values], Any]


@dataclass(frozen=True)
class Template:
    """A question with parameters; :meth:`variant` makes an :class:`Item` of it.

    Parameters
    ----------
    module, id, version, use, type, objective, level, points, sources
        As those of an item.
    raw : mapping
        The whole entry as the file has it.
    unused : tuple of str
        Parameters that neither change the item nor decide about one that does.
    parameters : Parameters
    """

    module: str
    id: str
    version: int
    use: Use
    type: str
    objective: str
    level: Level
    points: int
    sources: tuple[Source, ...]
    raw: Mapping[str, Any] = field(repr=False, hash=False)  # equal content, equal template
    unused: tuple[str, ...] = field(repr=False, compare=False)
    parameters: Parameters = field(repr=False, compare=False)
    _fill: Fill = field(repr=False, compare=False)
    _phrases: tuple[tuple[str, Phrase], ...] = field(repr=False, compare=False)

    @classmethod
    def made(cls, module: str, raw: Mapping[str, Any], where: str) -> "Template":
        """Return the template that an entry of ``items.yaml`` describes.

        Parameters
        ----------
        module : str
        raw : mapping
            The entry, with ``parameters`` and perhaps ``conditions``.
        where : str
            The file's name for messages.

        Raises
        ------
        InputError
            When an expression, a parameter or the shape of a variant breaks a rule.

        Examples
        --------
        >>> words = {"th": "ครบ {{ days }} วัน", "en": "{{ days }} days"}
        >>> answer = {"value": "= days", "reason": words}
        >>> raw = {"id": "due", "version": 1, "use": "practice", "type": "numeric",
        ...        "objective": "tell", "level": "apply", "sources": ["S2-014"], "stem": words,
        ...        "answers": [answer], "otherwise": words,
        ...        "parameters": [{"name": "days", "from": [15, 30]}]}
        >>> made = Template.made("one", raw, "items.yaml")
        >>> made.variant(Stream(1, "example")).stem.en
        '30 days'
        """
        item = f"{where}: {raw.get('id', '–')}"
        parameters = Parameters(list(raw["parameters"]), list(raw.get("conditions", ())), item)
        phrases: list[tuple[str, Phrase]] = []
        compiler = _Compiler(item, parameters.names, phrases)
        body = {key: value for key, value in raw.items() if key not in _APART}
        compiled = compiler.node(body, "", text=None)
        compiler.used.update(parameters.used)
        fill: Fill = compiled if callable(compiled) else lambda values: compiled  # noqa: ARG005
        example = _item(module, fill(parameters.draw(Stream(0, "example", module))), item)
        return cls(
            module=module,
            id=example.id,
            version=example.version,
            use=example.use,
            type=example.type,
            objective=example.objective,
            level=example.level,
            points=example.points,
            sources=example.sources,
            raw=dict(raw),
            unused=tuple(one for one in parameters.names if one not in compiler.used),
            parameters=parameters,
            _fill=fill,
            _phrases=tuple(phrases),
        )

    def __reduce__(self) -> tuple[Callable[..., "Template"], tuple[object, ...]]:
        # Other processes get the content and compile it anew: closures do not travel.
        return Template.made, (self.module, dict(self.raw), self.code)

    @property
    def code(self) -> str:
        """The id that tables use: ``module/item``."""
        return f"{self.module}/{self.id}"

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything but the version: what must not change under one version."""
        content = self.as_dict()
        del content["version"]
        return hashlib.sha256(canonical_json(content)).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Return the whole template with its key, as the file has it, and its code."""
        return {"code": self.code, **self.raw}

    def parameters_of(self, stream: Stream) -> dict[str, Value]:
        """Return the values of the variant that `stream` gives, computed ones too."""
        return self.parameters.draw(stream)

    def variant(self, stream: Stream) -> Item:
        """Return the variant that `stream` gives, with its key.

        Raises
        ------
        InputError
            When the conditions hold too rarely, an expression cannot be worked out, or
            the variant has no shape of an item.
        """
        return self.realised(self.parameters.draw(stream))

    def realised(self, values: Values) -> Item:
        """Return the variant of these values of the parameters."""
        item = _item(self.module, self._fill(values), self.code)
        return item.with_variant(self.parameters.digest(values))

    def joined(self, values: Values) -> Iterator[tuple[str, str, list[str]]]:
        """Yield each text that has holes: its place, language and pieces, the holes filled."""
        for place, phrase in self._phrases:
            yield place, phrase.lang, phrase.parts(values)


def _item(module: str, body: dict[str, Any], where: str) -> Item:
    part: Any = shaped({"item": body}, _one(), where)
    return item_made(module, part.item)


@cache
def _one() -> "type[BaseModel]":
    """Return the shape of a file of one item; pydantic loads here, not with the room."""
    from govlab.course._shapes import ItemPart, Part

    class One(Part):
        item: ItemPart

    return One


class _Compiler:
    """Makes, of an entry with holes, what fills them; parts without holes stay as they are."""

    def __init__(
        self, item: str, names: tuple[str, ...], phrases: list[tuple[str, Phrase]]
    ) -> None:
        self.item = item
        self.names = names
        self.phrases = phrases
        self.used: set[str] = set()

    def node(self, raw: Any, place: str, *, text: str | None) -> Any:
        """Return a function that fills `raw`, or `raw` itself where nothing is to fill.

        `text` is the language whose words `raw` holds, None for a key field.
        """
        if isinstance(raw, str):
            return self.leaf(raw, place, text)
        if isinstance(raw, dict):
            return self.mapping(raw, place)
        if isinstance(raw, list | tuple):
            return self.sequence(raw, place)
        return raw

    def leaf(self, raw: str, place: str, lang: str | None) -> Any:
        computed = lang is None and raw.startswith(COMPUTED)
        if not computed and "{{" not in raw and "}}" not in raw:
            return raw
        here = Place(self.item, place)
        if place.rpartition(".")[2] in _FIXED or place.startswith("sources."):
            raise InputError(message("template.fixed", item=self.item, field=place, value=raw))
        if computed:
            key = Expression(raw.removeprefix(COMPUTED), self.names, here)
            self.used.update(key.names)
            return _key(key)
        if lang is None:
            raise InputError(message("template.not_a_text", item=self.item, field=place, value=raw))
        phrase = Phrase(raw, lang, self.names, here)
        self.phrases.append((place, phrase))
        self.used.update(phrase.names)
        return phrase

    def mapping(self, raw: dict[str, Any], place: str) -> Any:
        bilingual = bool(raw) and set(raw) <= set(_LANGUAGES)
        filled = {
            key: self.node(value, f"{place}.{key}".lstrip("."), text=key if bilingual else None)
            for key, value in raw.items()
        }
        holes = [(key, value) for key, value in filled.items() if callable(value)]
        if not holes:
            return raw

        def fill(values: Values) -> dict[str, Any]:
            made = filled.copy()
            for key, work in holes:
                made[key] = work(values)
            return made

        return fill

    def sequence(self, raw: list[Any] | tuple[Any, ...], place: str) -> Any:
        filled = [
            self.node(value, f"{place}.{index}", text=None)
            for index, value in enumerate(raw, start=1)
        ]
        holes = [(index, value) for index, value in enumerate(filled) if callable(value)]
        if not holes:
            return raw

        def fill(values: Values) -> list[Any]:
            made = filled.copy()
            for index, work in holes:
                made[index] = work(values)
            return made

        return fill


def _key(expression: Expression) -> Fill:
    """Return what works out a key field, written as files write one."""

    def fill(values: Values) -> bool | int | str:
        found = expression(values)
        return found if type(found) in {bool, int, str} else told(found)  # type: ignore[return-value]

    return fill
